import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HostInput, type HostReading, hostGroups, hostPairs, readHost, readTar } from '@rootport/core';
import { describe, expect, test } from 'vitest';
import { SHARED_FOLDER } from '../src/shared-folder.ts';

const HOSTS = join(SHARED_FOLDER, 'hosts');
const isThere = existsSync(HOSTS);
if (!isThere) process.stderr.write(`skipped: no hosts in ${HOSTS}\n`);

type Expected = Readonly<Record<string, unknown>> & {
  readonly devices: readonly Readonly<Record<string, unknown>>[] | null;
};

const folders = isThere
  ? ['visible', 'made'].flatMap((set) => readdirSync(join(HOSTS, set)).map((name) => join(HOSTS, set, name)))
  : [];

function input(path: string): HostInput {
  if (!path.endsWith('.tar.xz')) return { file: path, text: readFileSync(path, 'utf8') };
  const unpacked = spawnSync('xz', ['-dc', path], { maxBuffer: 2 ** 28 });
  return { file: path, tree: readTar(unpacked.stdout) };
}

const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder).filter((name) => name !== 'expected.json' && name !== 'source.md');

/** Numbers of pairs do not depend on which comes first. */
function sortedPairs(pairs: unknown): unknown {
  if (typeof pairs !== 'object' || pairs === null) return pairs;
  const entries = Object.entries(pairs as Record<string, readonly (readonly string[])[]>);
  return Object.fromEntries(
    entries.map(([level, list]) => [level, list.map((pair) => [...pair].sort().join(' ')).sort()]),
  );
}

function told(reading: HostReading, expected: Expected): Record<string, unknown> {
  const { host } = reading;
  if (host === undefined) return { refused: true, ...reading.topo };
  const groups = hostGroups(host);
  const pairs = hostPairs(host);
  const all = expected['format'] === 'dra-metadata';
  const devices = host.devices.filter((one) => (all || one.kind !== null) && one.notOffered === null);
  const wanted = new Map((expected.devices ?? []).map((one) => [one['address'], one]));
  return {
    nodes: host.nodes?.map(({ id, cpus, cpuLess }) => ({ id, cpus, cpuLess })) ?? null,
    distances: Object.fromEntries((host.nodes ?? []).map(({ id, distances }) => [id, distances])),
    roots: host.roots,
    devices: devices.map((one) => {
      const keys = Object.keys(wanted.get(one.address) ?? { address: 0, kind: 0 });
      return Object.fromEntries(keys.map((key) => [key, factOf(one, key)]));
    }),
    notOffered: host.devices.flatMap(({ address, notOffered }) => (notOffered === null ? [] : [address])),
    groups,
    mustGoTogether: groups.mustGoTogether,
    pairsNccl: sortedPairs(pairs.nccl),
    pairsNvidiaSmiTerms: sortedPairs(pairs.nvidiaSmi),
    ports: host.bridges.map(({ address, type, acs }) => ({ address, type, acs })),
    ...reading.topo,
  };
}

function factOf(one: NonNullable<HostReading['host']>['devices'][number], key: string): unknown {
  if (key === 'maxSpeedGTs') return one.speed;
  if (key === 'maxWidth') return one.width;
  if (key === 'currentSpeedGTs') return one.currentSpeed;
  return one[key as keyof typeof one];
}

/** Told by a person, not by the reader. */
const PROSE = [
  'name',
  'format',
  'traps',
  'guest',
  'warnings',
  'sameAsXml',
  'nodeBySysfsAndXml',
  'devicesOnlyInWholeIo',
];

describe.skipIf(!isThere)('hosts', () => {
  const cases = folders.flatMap((folder) =>
    filesOf(folder)
      .filter((name) => name !== 'host.no-io.xml')
      .map((name) => [folder.split('/').slice(-1)[0] ?? '', name, folder] as const),
  );
  test.each(cases)('%s is read from %s', (name, file, folder) => {
    const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected;
    const reading = readHost([input(join(folder, file))]);
    expect(
      reading.files.flatMap(({ diagnostics }) => diagnostics.filter(({ severity }) => severity === 'error')),
    ).toEqual([]);
    const found = told(reading, expected);
    // The XML of this host has another node for the devices on the root bus, and its nodes' memory.
    const isOther = name === 'sandybridge-phi' && file.endsWith('.xml');
    for (const [key, value] of Object.entries(expected)) {
      if (PROSE.includes(key) || isOther || (value === null && key === 'devices')) continue;
      const want = key.startsWith('pairs') ? sortedPairs(value) : value;
      if (key === 'notOffered') {
        expect(found[key], key).toEqual((want as readonly { address: string }[]).map(({ address }) => address));
      } else if (key === 'devices') {
        const sorted = [...(want as readonly { address: string }[])].sort((a, b) => (a.address < b.address ? -1 : 1));
        expect(found[key], key).toEqual(sorted);
      } else if (key === 'groups') expect(found[key], key).toMatchObject(value as object);
      else expect(found[key], key).toEqual(want);
    }
  });

  test('a file without I/O is refused', () => {
    const { host, files } = readHost([input(join(HOSTS, 'visible', 'io-filters', 'host.no-io.xml'))]);
    expect(host).toBeUndefined();
    expect(files[0]?.diagnostics.map(({ code }) => code)).toEqual(['RP5502']);
  });
});
