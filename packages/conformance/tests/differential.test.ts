import { describe, expect, test } from 'vitest';
import { type DifferentialOptions, judgeAnswer, signatureOf } from '../src/differential.ts';
import { differentialText, mismatchText } from '../src/differential-report.ts';
import { runDifferential } from '../src/differential-run.ts';
import { minimise } from '../src/minimise.ts';
import type { Answer, GeneratedDomain } from '../src/oracle.ts';
import type { Planned } from '../src/planner.ts';

const SOUND = "  <sound model='ich6'/>";
const RNG = "  <rng model='virtio'/>";
const BAD = '  <refuse/>';

function domain(id: string, ...devices: readonly string[]): GeneratedDomain {
  return { id, machine: 'pc', xml: `<domain>\n<devices>\n${devices.join('\n')}\n</devices>\n</domain>\n` };
}

/** Gives slots from 4 on, in document order; `shift` is where an answer goes wrong. */
function place(xml: string, shift = 0): string {
  let slot = 3;
  return xml.replaceAll(/<(\w+) model='(\w+)'\/>/g, (_, name: string, model: string) => {
    slot += 1;
    const at = name === 'sound' ? slot + shift : slot;
    return `<${name} model='${model}'><address type='pci' bus='0' slot='${at}' function='0'/></${name}>`;
  });
}

function answerOf({ xml }: GeneratedDomain): Answer {
  const refusal = { ok: false, fault: 'tpm-host', scope: 'host', message: 'no' } as const;
  return xml.includes('<refuse/>') ? refusal : { ok: true, xml: place(xml) };
}

function withPlanner(plan: (xml: string) => Planned): DifferentialOptions {
  return { planner: { plan, capabilities: () => [] }, plan: {} };
}

const RIGHT = withPlanner((xml) =>
  xml.includes('<refuse/>') ? { ok: false, kind: 'k', text: 'RP0000 k' } : { ok: true, patched: () => place(xml) },
);
const SHIFTED = withPlanner((xml) => ({ ok: true, patched: () => place(xml), canonical: () => place(xml, 1) }));
const STRICT = withPlanner(() => ({ ok: false, kind: 'no-slot', text: 'RP0001 no-slot' }));
const BROKEN = withPlanner(() => {
  throw new Error('broken');
});

function judge(options: DifferentialOptions, ...devices: readonly string[]): string {
  const asked = domain('pc-1-0', ...devices);
  const verdict = judgeAnswer(asked, answerOf(asked), options);
  return verdict.kind === 'different' ? signatureOf(verdict.mismatch) : verdict.kind;
}

describe('a verdict', () => {
  test.each([
    ['accepted-equal', RIGHT, RNG],
    ['refused-both', RIGHT, BAD],
    ['address', SHIFTED, SOUND],
    ['ours-refuses: no-slot', STRICT, SOUND],
    ['refused-by-host', SHIFTED, BAD],
    ['thrown: broken', BROKEN, SOUND],
  ])('is %s', (expected, options, device) => {
    expect(judge(options, device)).toBe(expected);
  });

  test('tells a wrong patch from a wrong plan', () => {
    const plan = (xml: string): Planned => ({ ok: true, patched: () => place(xml, 1), canonical: () => place(xml) });
    expect(judge(withPlanner(plan), SOUND)).toBe('patch');
  });

  test('tells other addresses from PCI ones', () => {
    const drive = "  <disk><address type='drive' unit='0'/></disk>";
    const plan = (xml: string): Planned => ({ ok: true, patched: () => xml.replace("unit='0'", "unit='1'") });
    expect(judge(withPlanner(plan), drive)).toBe('other-address');
    expect(judge({ ...withPlanner(plan), pciOnly: true }, drive)).toBe('accepted-equal');
  });
});

test('a mismatch is made as small as possible', async () => {
  const asked = domain('pc-1-7', RNG, RNG, SOUND, RNG, RNG, RNG);
  const verdict = judgeAnswer(asked, answerOf(asked), SHIFTED);
  if (verdict.kind !== 'different') throw new Error('no mismatch');
  const oracle = { ask: (given: GeneratedDomain) => Promise.resolve(answerOf(given)) };
  const found = { domain: asked, answer: answerOf(asked), mismatch: verdict.mismatch };
  const smallest = await minimise(found, oracle, SHIFTED);
  expect(smallest.domain.xml).toBe(domain('', SOUND).xml);
  expect(mismatchText(smallest)).toContain('======== pc-1-7: address; 1 devices\n  sound[0] (model=ich6)');
});

test('a run counts by machine and by sort', async () => {
  const domains = [domain('a', RNG), domain('b', SOUND, RNG), domain('c', SOUND), domain('d', BAD)];
  const questions = domains.map((asked) => ({ domain: asked, answer: () => Promise.resolve(answerOf(asked)) }));
  const text = differentialText(await runDifferential(questions, SHIFTED), true);
  expect(text).toMatchInlineSnapshot(`
    "machine         domains  accepted-equal  refused-both  host lacks  differences
    pc                    4               1             0           1            2

    Differences:
           2  address, such as c

    Refused by libvirt alone, because its host lacks something:
           1  tpm-host: no

    Refused by both (libvirt's reason | ours):
    "
  `);
});
