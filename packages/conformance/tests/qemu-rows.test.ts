import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type PlanOptions, type ProfileName, patchXml, planDomain } from '@rootport/core';
import { describe, expect, test } from 'vitest';
import type { ArgsDevice } from '../src/compare-args.ts';
import { findSets, profileOfFolder } from '../src/corpus.ts';
import { isRecord, textAt, textsAt } from '../src/json-value.ts';
import { type CorpusCase, readCases } from '../src/manifest.ts';
import { readRecorded } from '../src/oracle.ts';
import { compareQemuRows, type RowsComparison } from '../src/qemu-rows.ts';
import { readArgs } from '../src/run-case.ts';
import { ORACLE_FOLDER } from '../src/shared-folder.ts';
import { TEST_HOST } from '../src/test-host.ts';
import { sharedOrSkip } from './shared.ts';

const corpus = sharedOrSkip('recorded command lines', 'corpus');
const MACHINES = ['pc', 'q35', 'virt', 'virt-armv7l', 'virt-riscv64', 'pseries', 's390x', 'mac99'];

interface Tally {
  rows: number;
  matched: number;
  cases: number;
  inOrder: number;
  readonly otherDrivers: Map<string, number>;
  readonly differences: string[];
}

const newTally = (): Tally => ({
  rows: 0,
  matched: 0,
  cases: 0,
  inOrder: 0,
  otherDrivers: new Map(),
  differences: [],
});

function count(tally: Tally, name: string, result: RowsComparison): void {
  tally.cases += 1;
  tally.rows += result.total;
  tally.matched += result.matched;
  tally.inOrder += result.sameOrder ? 1 : 0;
  for (const one of result.otherDriver) tally.otherDrivers.set(one, (tally.otherDrivers.get(one) ?? 0) + 1);
  tally.differences.push(...result.differences.map((line) => `${name}: ${line}`));
}

function report(what: string, tally: Tally): void {
  const drivers = [...tally.otherDrivers].map(([line, times]) => `\n  driver: ${line} (${times})`).join('');
  process.stdout.write(
    `${what}: ${tally.matched} of ${tally.rows} rows equal in ${tally.cases} cases, ${tally.inOrder} in libvirt's order${drivers}\n`,
  );
}

function optionsOf(row: CorpusCase, profile: ProfileName): PlanOptions {
  const capabilities = row.argsCapabilities ?? row.capabilities;
  return {
    profile,
    newlyDefined: row.newlyDefined[0] ?? true,
    ...(capabilities === undefined ? {} : { capabilities }),
    ...(row.hostArch === undefined ? {} : { hostArch: row.hostArch }),
    host: row.host ?? TEST_HOST,
  };
}

/**
 * Sets whose command lines are not held yet: their rows do not list the capabilities by which libvirt chose between
 * `-device` and older options, so that displays are looked for under the wrong one.
 */
const NOT_HELD: readonly string[] = ['libvirt-7.0', 'libvirt-9.0', 'libvirt-11.3'];
if (corpus !== undefined) process.stdout.write(`skipped: command lines of ${NOT_HELD.join(', ')}: see NOT_HELD\n`);

describe.skipIf(corpus === undefined)('the command lines of the corpus', () => {
  const sets = (corpus === undefined ? [] : findSets(corpus)).flatMap((folder) => {
    const profile = profileOfFolder(folder);
    const cases = readCases(folder).filter(({ hasArgs }) => hasArgs);
    const isHeld = !NOT_HELD.includes(basename(folder));
    return profile === undefined || cases.length === 0 || !isHeld ? [] : [{ set: basename(folder), cases, profile }];
  });

  test.each(sets)('$set', ({ set, cases, profile }) => {
    const tally = newTally();
    for (const row of cases) {
      const result = planDomain(readFileSync(join(row.folder, 'in.xml'), 'utf8'), optionsOf(row, profile));
      if (!result.ok) tally.differences.push(`${row.name}: refused`);
      else count(tally, row.name, compareQemuRows(readArgs(join(row.folder, 'args.json')), result.plan));
    }
    report(set, tally);
    expect(tally.differences).toEqual([]);
  });
});

function argvDevices(argv: readonly string[]): readonly ArgsDevice[] {
  return argv.flatMap((word, index) => {
    const device: unknown = argv[index - 1] === '-device' ? JSON.parse(word) : undefined;
    if (!isRecord(device)) return [];
    return [Object.fromEntries(Object.entries(device).map(([name, value]) => [name, `${value}`]))];
  });
}

// To make a command line of a document, libvirt reads its own answer back, but places the network cards anew.
function withoutCardPlaces(xml: string): string {
  return xml.replace(/<interface type='(?!hostdev)[\s\S]*?<\/interface>/g, (card) =>
    card.replace(/\s*<address type='(?:[^>]*\/>|[^>]*[^/]>[\s\S]*?<\/address>)/g, ''),
  );
}

describe('the command lines of libvirt 9.0', () => {
  test.each(MACHINES)('%s', async (machine) => {
    const tally = newTally();
    const answers = new Map((await readRecorded(machine, 'accepted')).map((one) => [one.domain.id, one]));
    const lines = gunzipSync(readFileSync(join(ORACLE_FOLDER, 'recorded', machine, 'argv.ndjson.gz'))).toString('utf8');
    for (const line of lines.trim().split('\n')) {
      const row: unknown = JSON.parse(line);
      const id = isRecord(row) ? (textAt(row, 'id') ?? '') : '';
      const xml = answers.get(id)?.answer;
      const argv = isRecord(row) ? (textsAt(row, 'argv') ?? []) : [];
      if (xml?.ok !== true) continue;
      const options = { profile: 'libvirt-9.0', newlyDefined: false } as const;
      const stored = planDomain(xml.xml, options);
      const result = stored.ok ? planDomain(withoutCardPlaces(patchXml(stored.plan)), options) : stored;
      if (!result.ok) tally.differences.push(`${id}: refused`);
      else count(tally, id, compareQemuRows({ devices: argvDevices(argv), legacy: [] }, result.plan));
    }
    report(machine, tally);
    expect(tally.differences).toEqual([]);
  });
});
