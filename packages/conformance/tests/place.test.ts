import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  countLevels,
  guestPlaces,
  type Host,
  type PlacedDevices,
  type PlacePolicy,
  placeDevices,
  planDomain,
  readHost,
  readTar,
} from '@rootport/core';
import { describe, expect, test } from 'vitest';
import { SHARED_FOLDER } from '../src/shared-folder.ts';

const VECTORS = join(SHARED_FOLDER, 'hosts', 'vectors');
const isThere = existsSync(VECTORS);
if (!isThere) process.stderr.write(`skipped: no vectors in ${VECTORS}\n`);

interface Request {
  readonly host: string;
  readonly policy: PlacePolicy;
  readonly devices: readonly string[] | null;
  readonly strict: boolean;
  readonly nodeOf?: Readonly<Record<string, number>>;
  readonly virtualFunctions?: readonly string[];
}

interface Checks {
  readonly outcome: 'placed' | 'refused' | 'file';
  readonly checks?: {
    readonly guestNode?: Readonly<Record<string, number>>;
    readonly sameCardSamePort?: readonly (readonly string[])[];
    readonly expanders?: number;
    readonly bridges?: number;
    readonly lastBusAtMost?: number;
    readonly guestOrder?: string;
    readonly behindOneGuestSwitch?: readonly (readonly string[])[];
    readonly pairsInGuestByNccl?: Readonly<Record<string, number>>;
    readonly becomeWorse?: { readonly count: number };
    readonly hostdevsAfter?: number;
  };
}

const json = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;

function hostOf(path: string): Host {
  const input = path.endsWith('.xz')
    ? { file: path, tree: readTar(spawnSync('xz', ['-dc', path], { maxBuffer: 2 ** 28 }).stdout) }
    : { file: path, text: readFileSync(path, 'utf8') };
  const { host } = readHost([input]);
  if (host === undefined) throw new Error(`${path} cannot be read`);
  return host;
}

function placed(folder: string): { readonly request: Request; readonly result: PlacedDevices; readonly base: string } {
  const request = json<Request>(join(folder, 'request.json'));
  const host = hostOf(join(folder, request.host));
  const base = readFileSync(join(folder, 'base.xml'), 'utf8');
  const planner = (xml: string) => planDomain(xml, { profile: 'libvirt-9.0' });
  const result = placeDevices(base, planner, {
    host,
    policy: request.policy,
    loose: !request.strict,
    ...(request.devices === null ? {} : { devices: request.devices }),
    ...(request.nodeOf === undefined ? {} : { nodes: request.nodeOf }),
    ...(request.virtualFunctions === undefined ? {} : { virtualFunctions: request.virtualFunctions }),
  });
  return { request, result, base };
}

/** What refuses each vector. */
const REFUSALS: Readonly<Record<string, string>> = {
  'mi300x-one-cell-switch': 'RP3504',
  'mi300x-per-root': 'RP3507',
  'refuse-address-fixed': 'RP3511',
  'refuse-behind-vmd': 'RP3510',
  'refuse-bridge-device': 'RP3501',
  'refuse-budget': 'RP3514',
  'refuse-cells-not-bound': 'RP3504',
  'refuse-console-vga': 'RP3502',
  'refuse-group-torn': 'RP3508',
  'refuse-i440fx': 'RP3512',
  'refuse-no-cells': 'RP3506',
  'refuse-node-unknown': 'RP3503',
  'refuse-pf-and-vf': 'RP3509',
  'refuse-two-cells-one-node': 'RP3505',
  'refuse-unknown-device': 'RP3500',
};

const names = isThere ? readdirSync(VECTORS).filter((name) => existsSync(join(VECTORS, name, 'base.xml'))) : [];

describe.skipIf(!isThere)('vectors', () => {
  test.each(names)('%s', (name) => {
    const folder = join(VECTORS, name);
    const { outcome, checks = {} } = json<Checks>(join(folder, 'checks.json'));
    const { request, result, base } = placed(folder);
    const errors = result.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    if (outcome === 'refused') {
      expect([...new Set(errors)].filter((code) => code !== 'RP3503' || name === 'refuse-node-unknown')).toEqual([
        REFUSALS[name],
      ]);
      return;
    }
    expect(errors).toEqual([]);
    if (!result.ok) return;
    const places = guestPlaces(result.plan);
    const chainOf = (address: string) => places.get(address)?.way ?? [];
    for (const [address, node] of Object.entries(checks.guestNode ?? {}))
      expect([address, places.get(address)?.node]).toEqual([address, node]);
    if (checks.expanders !== undefined) expect(result.expanders).toHaveLength(checks.expanders);
    const bridges = result.expanders.reduce((sum, { busNr, lastBus }) => sum + lastBus - busNr, 0);
    if (checks.bridges !== undefined) expect(bridges).toBe(checks.bridges);
    expect(Math.max(...result.expanders.map(({ lastBus }) => lastBus))).toBeLessThanOrEqual(
      checks.lastBusAtMost ?? 255,
    );
    for (const card of checks.sameCardSamePort ?? [])
      expect(new Set(card.map((one) => chainOf(one).at(-1))).size).toBe(1);
    for (const group of checks.behindOneGuestSwitch ?? []) {
      const upstream = group.map(
        (one) => chainOf(one).findLast(({ model }) => model === 'pcie-switch-upstream-port')?.index,
      );
      expect(new Set(upstream).size, group.join(' ')).toBe(1);
      expect(upstream[0]).toBeDefined();
    }
    if (checks.pairsInGuestByNccl !== undefined)
      expect(countLevels(result.pairs.map(({ guest }) => guest))).toEqual(checks.pairsInGuestByNccl);
    const worse = result.pairs.filter(({ isWorse }) => isWorse).length;
    if (checks.becomeWorse !== undefined) expect(worse).toBe(checks.becomeWorse.count);
    expect(result.diagnostics.some(({ code }) => code === 'RP7503')).toBe(worse > 0);
    if (checks.hostdevsAfter !== undefined)
      expect(result.plan.domain.devices.hostdev).toHaveLength(checks.hostdevsAfter);
    if (checks.guestOrder !== undefined) {
      for (const cell of new Set(result.devices.map((one) => one.cell))) {
        const guest = result.devices.filter((one) => one.cell === cell).map((one) => one.guest);
        expect(guest).toEqual([...guest].sort());
      }
    }
    // What was there is there: the text without what was put in.
    if (checks.hostdevsAfter === undefined) {
      const lines = result.xml.split('\n');
      let at = 0;
      for (const line of base.split('\n')) {
        at = lines.indexOf(line, at) + 1;
        expect(at, line).toBeGreaterThan(0);
      }
    }
    // Independent of the order of the list, and the same when asked again.
    if (request.devices !== null) {
      const again = placeDevices(base, (xml) => planDomain(xml, { profile: 'libvirt-9.0' }), {
        ...{ host: hostOf(join(folder, request.host)), policy: request.policy },
        devices: [...request.devices].reverse(),
        ...(request.nodeOf === undefined ? {} : { nodes: request.nodeOf }),
        ...(request.virtualFunctions === undefined ? {} : { virtualFunctions: request.virtualFunctions }),
      });
      expect(again.ok && again.xml).toBe(result.xml);
    }
  });
});
