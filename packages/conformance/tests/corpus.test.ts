import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findSets, isAsExpected, profileOfFolder, runSet, type SetOptions } from '../src/corpus.ts';
import { reportText, summaryText } from '../src/corpus-report.ts';
import type { Planned, Planner } from '../src/planner.ts';
import { TEST_HOST } from '../src/test-host.ts';

const INPUT = "<domain><devices>\n<sound model='ich6'/>\n</devices></domain>\n";
const OUTPUT = INPUT.replace("'/>", "'><address type='pci' bus='0' slot='4' function='0'/></sound>");

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rootport-corpus-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

type Files = Readonly<Record<string, string>>;

function writeSet(name: string, manifest: readonly object[], files: Files): string {
  const folder = join(root, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Places the sound card in slot 4 and refuses a document that asks for it. */
function planXml(xml: string): Planned {
  const refused = /<refuse kind='(.*?)'\/>/.exec(xml);
  if (refused) return { ok: false, kind: refused[1] ?? '', text: `RP0000 ${refused[1]}: as asked` };
  const patched = xml.includes('<address')
    ? xml
    : xml.replace("'/>", "'><address type='pci' bus='0' slot='4' function='0'/></sound>");
  return { ok: true, patched: () => patched, canonical: () => patched };
}

const calls: Parameters<Planner['plan']>[1][] = [];
const planner: Planner = {
  plan(xml, options) {
    calls.push(options);
    return planXml(xml);
  },
  capabilities: () => ['one', 'two'],
};
const OPTIONS: SetOptions = { planner, profile: 'libvirt-2.5', known: [] };
const refusing = (kind: string) => `<domain><refuse kind='${kind}'/></domain>`;

describe('a set with listed capabilities', () => {
  const manifest = [
    {
      name: 'good',
      check: 'place',
      expect: 'ok',
      caps: ['a'],
      args_caps: ['b'],
      has_out: true,
      has_args: true,
      host_arch: 'aarch64',
      parse_flags: ['ABI_UPDATE'],
    },
    { name: 'moved', check: 'place', expect: 'ok', caps_set: 'named', caps: [], has_out: true, has_args: false },
    { name: 'refused', check: 'reject', caps: [], error: { scope: 'pci', kind: 'no-slot' } },
    { name: 'refused-otherwise', check: 'reject', caps: [], error: { scope: 'pci', kind: 'no-slot' } },
    { name: 'refused-elsewhere', check: 'reject', caps: [], error: { scope: 'device', kind: 'anything' } },
    { name: 'at-start', check: 'reject-start', caps: [], error: { scope: 'pci', kind: 'late' } },
    { name: 'later', check: 'skip', expect: 'failure', caps: [] },
    { name: 'never', check: 'skip', expect: 'parse-error', caps: [] },
  ];
  const files = {
    'caps-sets.json': JSON.stringify({ named: { caps: ['c'] } }),
    'good/in.xml': INPUT,
    'good/out.xml': OUTPUT,
    'good/args.json': JSON.stringify({
      devices: [{ driver: 'hda', id: 'sound0', bus: 'pci.0', addr: '0x4' }],
      legacy: [],
    }),
    'moved/in.xml': INPUT,
    'moved/out.xml': OUTPUT.replace("slot='4'", "slot='5'"),
    'refused/in.xml': refusing('no-slot'),
    'refused-otherwise/in.xml': refusing('address-in-use'),
    'refused-elsewhere/in.xml': INPUT,
    'at-start/in.xml': INPUT,
    'later/in.xml': INPUT,
  };

  test('is judged case by case', () => {
    const result = runSet(writeSet('libvirt-2.5', manifest, files), OPTIONS);
    expect(summaryText(result)).toBe(
      'libvirt-2.5: 4/6  (placed 1/2, refused 1/2, refused at start 1/1, accepted 1/1, not judged 2)',
    );
    expect(result.different.map(({ name, differences }) => [name, differences])).toEqual([
      ['moved', ['sound[0] (model=ich6): address slot: expected 0x5, got 0x4 (0000:00:05.0 and 0000:00:04.0)']],
      ['refused-otherwise', ['should be refused for no-slot, was for RP0000 address-in-use: as asked']],
    ]);
    expect(isAsExpected(result)).toBe(false);
  });

  test('hands the case over to the planner', () => {
    calls.length = 0;
    runSet(writeSet('libvirt-2.5', manifest.slice(0, 2), files), OPTIONS);
    const good = { profile: 'libvirt-2.5', newlyDefined: true, capabilities: ['a'], hostArch: 'aarch64' };
    const moved = { profile: 'libvirt-2.5', newlyDefined: false, capabilities: ['c'] };
    expect(calls.map(({ host: _, ...call }) => call)).toEqual([
      good,
      good,
      { ...good, capabilities: ['b'] },
      moved,
      moved,
    ]);
  });

  test('wants other refusals when it is strict', () => {
    const result = runSet(writeSet('libvirt-2.5', manifest, files), { ...OPTIONS, strict: true });
    expect(result.different.map(({ name }) => name)).toContain('refused-elsewhere');
  });

  test('reports known differences as such, and those that match', () => {
    const known = ['moved', 'refused-otherwise', 'good'].map((name) => ({
      set: 'libvirt-2.5',
      case: name,
      reason: 'so',
    }));
    const result = runSet(writeSet('libvirt-2.5', manifest, files), { ...OPTIONS, known });
    expect(result.stale).toEqual([{ set: 'libvirt-2.5', case: 'good', reason: 'so' }]);
    expect(isAsExpected(result)).toBe(false);
    expect(isAsExpected({ ...result, stale: [] })).toBe(true);
    expect(reportText([result], { max: 1 })).toMatchInlineSnapshot(`
      "libvirt-2.5: 4/6  (placed 1/2, refused 1/2, refused at start 1/1, accepted 1/1,
        known 2, not judged 2)

      Differences:
        libvirt-2.5/moved
          known: so
          sound[0] (model=ich6): address slot: expected 0x5, got 0x4 (0000:00:05.0 and
            0000:00:04.0)
        … and 1 more cases (--max)

      Known differences that match now; remove them from the list:
        libvirt-2.5/good
      "
    `);
  });
});

describe('a set of the newest QEMU', () => {
  const manifest = [
    {
      name: 'good',
      arch: 'x86_64',
      caps: 'latest',
      expect: 'ok',
      define: 'both',
      same_in_11_3: true,
      host: { '0000:01:00.0': { present: true, pcie: false, iommu_group: 3 } },
    },
    {
      name: 'less',
      arch: 'x86_64',
      caps: 'latest',
      expect: 'ok',
      define: true,
      caps_removed: ['one'],
      changed_since_11: true,
    },
    {
      name: 'refused',
      arch: 'x86_64',
      caps: 'latest',
      expect: 'parse-error',
      define: false,
      error: { kind: 'no-slot' },
    },
    { name: 'later', arch: 'x86_64', caps: 'latest', expect: 'failure', define: false },
  ].map(({ same_in_11_3, changed_since_11, ...entry }) => ({
    ...entry,
    ...(same_in_11_3 && { 'same_in_11.3': true }),
    ...(changed_since_11 && { 'changed_since_11.3': true }),
  }));
  const files = {
    'good/in.xml': INPUT,
    'good/out.xml': OUTPUT,
    'less/in.xml': INPUT,
    'less/out.xml': OUTPUT,
    'less/out-11.3.xml': OUTPUT.replace("slot='4'", "slot='5'"),
    'refused/in.xml': refusing('no-slot'),
    'later/in.xml': INPUT,
  };

  test('is judged case by case', () => {
    calls.length = 0;
    const result = runSet(writeSet('libvirt-latest', manifest, files), { ...OPTIONS, profile: 'libvirt-latest' });
    expect(summaryText(result)).toBe('libvirt-latest: 4/4  (placed 2/2, refused 1/1, accepted 1/1)');
    const host = { hostDevices: { '0000:01:00.0': { present: true, pcie: false, iommuGroup: 3 } } };
    expect(calls[0]).toEqual({ profile: 'libvirt-latest', newlyDefined: false, host });
    expect(calls[2]).toEqual({ profile: 'libvirt-latest', newlyDefined: true, host });
    expect(calls[4]).toEqual({ profile: 'libvirt-latest', newlyDefined: true, capabilities: ['two'], host: TEST_HOST });
  });

  test('has an older view', () => {
    const folder = writeSet('libvirt-latest', manifest, files);
    const result = runSet(folder, { ...OPTIONS, profile: 'libvirt-11.3', view: '11.3' });
    expect(summaryText(result)).toBe('libvirt-latest@11.3: 1/2  (placed 1/2)');
    expect(result.different.map(({ name }) => name)).toEqual(['less']);
  });
});

test('one part of a case may be known to differ', () => {
  const manifest = [{ name: 'case', check: 'place', caps: [], has_out: true }];
  const planned = { ok: true, patched: () => OUTPUT, canonical: () => OUTPUT.replace("slot='4'", "slot='5'") } as const;
  const folder = writeSet('seed-1', manifest, { 'case/in.xml': INPUT, 'case/out.xml': OUTPUT });
  const outcomes = (['canonical', 'again'] as const).map((part) => {
    const known = [{ set: 'seed-1', case: 'case', part, reason: 'so' }];
    return isAsExpected(runSet(folder, { ...OPTIONS, known, planner: { ...planner, plan: () => planned } }));
  });
  expect(outcomes).toEqual([true, false]);
});

test('a planner that throws, forgets or is not stable makes a difference', () => {
  const manifest = [{ name: 'case', check: 'place', caps: [], has_out: true }];
  const folder = writeSet('seed-1', manifest, { 'case/in.xml': INPUT, 'case/out.xml': OUTPUT });
  let count = 0;
  const plans: readonly ((xml: string) => Planned)[] = [
    () => {
      throw new Error('broken');
    },
    () => ({ ok: false, kind: 'x', text: 'RP0001 x: no' }),
    (xml) => {
      count += 1;
      const planned = planXml(xml);
      return planned.ok ? { ok: true, patched: () => planned.patched() + ' '.repeat(count) } : planned;
    },
  ];
  const lines = plans.map(
    (plan) => runSet(folder, { ...OPTIONS, planner: { ...planner, plan } }).different[0]?.differences,
  );
  expect(lines[0]).toEqual(['thrown: broken']);
  expect(lines[1]).toEqual(['should be placed, was refused: RP0001 x: no']);
  expect(lines[2]?.[0]).toMatch(/^again: line \d+ changes/);
});

test('sets are found by their manifest, profiles by their name', () => {
  writeSet('seed-2', [], {});
  writeSet('libvirt-6.5-more', [], {});
  mkdirSync(join(root, 'empty'));
  expect(findSets(root)).toEqual([join(root, 'libvirt-6.5-more'), join(root, 'seed-2')]);
  expect(findSets(join(root, 'seed-2'))).toEqual([join(root, 'seed-2')]);
  expect(findSets(join(root, 'absent'))).toEqual([]);
  expect(['seed-2', 'libvirt-6.5-more', 'libvirt-latest', 'other'].map(profileOfFolder)).toEqual([
    'libvirt-2.5-step2',
    'libvirt-6.5',
    'libvirt-12.5',
    undefined,
  ]);
});
