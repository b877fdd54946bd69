import { canonicalXml } from '@rootport/core';
import { describe, expect, test } from 'vitest';
import { type Ask, deviceCount, judge, planSafely } from '../src/mutate/law.ts';
import { descendants, type Element, printTree, readTree } from '../src/mutate/mutable-tree.ts';
import { MUTATIONS } from '../src/mutate/mutations.ts';
import { createMutator } from '../src/mutate/mutator.ts';
import { createRandom, type Random } from '../src/mutate/random.ts';
import { reduce } from '../src/mutate/reduce.ts';
import { runMutations } from '../src/mutate/run.ts';
import { SECOND_MUTATIONS } from '../src/mutate/second-mutations.ts';
import { createSingleFaults } from '../src/mutate/single-faults.ts';
import { readSources, sourceOf } from '../src/mutate/sources.ts';
import { MACHINES, SHORT_DEVICES } from '../src/mutate/spellings.ts';
import { CHANGES } from '../src/mutate/third-mutations.ts';
import { createThird } from '../src/mutate/third-mutator.ts';
import { collectPool } from '../src/mutate/third-pool.ts';
import { writeOddly } from '../src/mutate/third-text.ts';
import { collectVocabulary } from '../src/mutate/vocabulary.ts';
import type { Answer } from '../src/oracle.ts';

const OPTIONS = { profile: 'libvirt-9.0', qemu: '7.2' } as const;
const own = readSources(true).filter(({ name }) => name.startsWith('fixtures/'));
const words = collectVocabulary(own, MACHINES);

/** A libvirt that plans nothing: each text is its own answer, and a <tpm> is refused. */
const echo: Ask = (xml) =>
  Promise.resolve<Answer>(
    xml.includes('<tpm')
      ? { ok: false, fault: 'tpm', scope: 'device', message: 'no tpm 2.0' }
      : { ok: true, xml: xml.replace('<vmcoreinfo/>', '') },
  );

function domain(...devices: readonly string[]): string {
  return `<domain type='qemu'><name>a</name><memory>1</memory><os><type arch='x86_64' machine='pc'>hvm</type></os><devices><memballoon model='none'/>${devices.join('')}</devices></domain>`;
}

const judged = (xml: string, ask: Ask = echo) => judge(xml, planSafely(xml, OPTIONS), ask);

/** Whether a change changes one of the project's documents under one of a few seeds. */
const changesOne = (change: (tree: Element, random: Random) => void): boolean =>
  own.some(({ tree }) =>
    [1, 2, 3, 4].some((seed) => {
      const copy = readTree(printTree(tree));
      change(copy, createRandom(`${seed}`));
      return printTree(copy) !== printTree(tree);
    }),
  );

describe('single faults', () => {
  const disk = `<disk type='file'><source file='/a'/><target dev='vda'/><serial>s1</serial></disk>`;
  const source = sourceOf('a', domain(disk, `<hub type='usb'/>`));
  const faults = createSingleFaults('f', source === undefined ? [] : [source]);
  const made = Array.from({ length: faults.count }, (_, index) => faults.make(index));

  test('stand at each place of each device, one in a document', () => {
    const changes = made.flatMap((one) => one.changes);
    expect(new Set(changes).size).toBe(faults.count);
    for (const change of [
      "disk: type='x'",
      'disk: type dropped',
      "disk source: file=''",
      "disk source: file='/a '",
      "disk target: dev='VDA'",
      'disk target: dropped',
      'disk serial: doubled',
      'disk serial: text 0',
      'disk source: emptied',
      "hub: type='-1'",
    ])
      expect(changes).toContain(change);
  });

  test('leave the device alone in its guest', () => {
    expect(new Set(made.map(({ xml }) => deviceCount(xml)))).toEqual(new Set([1]));
    expect(made.filter(({ xml }) => xml.includes('<name>a</name>'))).toHaveLength(faults.count);
  });

  test('come in the order of the seed', () => {
    const first = (seed: string) => createSingleFaults(seed, own).make(0).xml;
    expect(first('a')).toBe(first('a'));
    expect(first('a')).not.toBe(first('b'));
  });
});

describe('the mutator', () => {
  test('gives the same documents for a seed, others for another', () => {
    const texts = (seed: string) => {
      const mutator = createMutator(seed, own, words, MUTATIONS);
      return Array.from({ length: 20 }, (_, index) => mutator.make(index).xml);
    };
    expect(texts('a')).toEqual(texts('a'));
    expect(texts('a')).not.toEqual(texts('b'));
  });

  test('begins with documents that were kept, too', () => {
    const mutator = createMutator('k', own, words, MUTATIONS);
    mutator.keep(mutator.make(0));
    const begun = Array.from({ length: 50 }, (_, index) => mutator.make(index).source);
    expect(begun).toContain('kept k-0');
  });

  test.each([...MUTATIONS, ...SECOND_MUTATIONS])('change $name changes a document', ({ apply }) => {
    expect(changesOne((tree, random) => apply({ tree, random, words }))).toBe(true);
  });

  test('the short devices are elements', () => {
    for (const text of SHORT_DEVICES) expect(descendants(readTree(text)).length).toBeGreaterThan(0);
  });
});

describe('the third mutator', () => {
  const generate = (index: number): string => domain(`<sound model='${index % 2 === 0 ? 'ich6' : 'ich9'}'/>`);
  const third = (seed: string) => createThird(seed, own, generate);

  test('gives the same documents for a seed, others for another', () => {
    const texts = (seed: string) => {
      const mutator = third(seed);
      return Array.from({ length: 20 }, (_, index) => mutator.make(index).xml);
    };
    expect(texts('a')).toEqual(texts('a'));
    expect(texts('a')).not.toEqual(texts('b'));
  });

  test.each(CHANGES)('change "%s" changes a document', (_name, _weight, change) => {
    const pool = collectPool(own);
    expect(changesOne((tree, random) => change({ tree, random, pool }))).toBe(true);
  });

  test('a document is written oddly in many ways', () => {
    const xml = domain("<sound model='ich6'/>");
    const texts = Array.from({ length: 100 }, (_, seed) => writeOddly(xml, createRandom(`${seed}`)));
    expect(new Set(texts).size).toBeGreaterThan(10);
  });
});

describe('the law', () => {
  test('an answer that lacks what we wrote differs', async () => {
    expect(await judged(domain())).toMatchObject({ kind: 'differs', label: expect.stringContaining('patched') });
  });

  test('a refusal of libvirt alone is put where its reason lies', async () => {
    const tpm = "<tpm model='tpm-tis'><backend type='passthrough'><device path='/dev/tpm0'/></backend></tpm>";
    expect(await judged(domain(tpm))).toMatchObject({ kind: 'libvirt-refuses', label: 'devices: no tpm #.#' });
  });

  test('a refusal of ours alone has its code', async () => {
    const outcome = await judged(domain("<sound model='ich6'><address type='pci' slot='0x20'/></sound>"));
    expect(outcome).toMatchObject({ kind: 'ours-refuses', label: expect.stringMatching(/^RP\d{4} /) });
  });

  test('what both refuse is no difference', async () => {
    const outcome = await judged(domain("<tpm/><sound model='ich6'><address type='pci' slot='0x20'/></sound>"));
    expect(outcome).toMatchObject({ kind: 'both-refuse' });
  });

  test('an answer that changes when it is read again is libvirt’s own', async () => {
    const xml = domain();
    let asked = 0;
    const restless: Ask = async () => {
      asked += 1;
      const { ok, ...rest } = planned(xml);
      if (!ok) throw new Error('refused');
      const text = asked === 1 ? rest.xml : `${rest.xml}<!-- read again -->`;
      return { ok: true, xml: text };
    };
    expect(await judged(xml, restless)).toMatchObject({ kind: 'unstable', label: expect.any(String) });
  });
});

function planned(xml: string): { ok: boolean; xml: string } {
  const result = planSafely(xml, OPTIONS);
  if (result instanceof Error || !result.ok) return { ok: false, xml: '' };
  return { ok: true, xml: canonicalXml(result.plan) };
}

test('the reducer leaves what shows the outcome', async () => {
  const xml = domain(
    "<sound model='ich6'/>",
    "<sound model='ac97'><address type='pci' slot='0x20'/></sound>",
    '<vsock/>',
  );
  const small = await reduce(xml, await judged(xml), OPTIONS, echo);
  expect(deviceCount(small)).toBe(1);
  expect(small).toContain("slot='0x20'");
});

test('a run counts what it judged', async () => {
  const result = await runMutations(createMutator('r', own, words, MUTATIONS), { first: 0, end: 30 }, OPTIONS, echo);
  expect([...result.counts.values()].reduce((sum, n) => sum + n, 0)).toBe(30);
  expect(result.reached).toBeGreaterThan(0);
});
