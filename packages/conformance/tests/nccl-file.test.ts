import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  guestPlaces,
  type Host,
  hostPairs,
  type NcclPeer,
  ncclFile,
  placeDevices,
  planDomain,
  readHost,
} from '@rootport/core';
import { describe, expect, test } from 'vitest';
import { SHARED_FOLDER } from '../src/shared-folder.ts';

const HOSTS = join(SHARED_FOLDER, 'hosts');
const isThere = existsSync(HOSTS);
if (!isThere) process.stderr.write(`skipped: no hosts in ${HOSTS}\n`);

/** An element as the strict reader finds it. */
interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
}

/** NCCL's grammar: one blank before each attribute, double quotes, blanks and line feeds between elements, nothing else. */
function strictRead(text: string): { readonly root: Element; readonly count: number } {
  const top: Element = { name: '', attributes: {}, children: [] };
  const open = [top];
  let count = 0;
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const blank = /^[ \n]+/.exec(rest)?.[0];
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    const close = /^<\/([a-z]+)>/.exec(rest);
    if (close !== null) {
      expect(open.pop()?.name).toBe(close[1]);
      at += close[0].length;
      continue;
    }
    const tag = /^<([a-z]+)((?: [a-z_]+="[^"<>&\t\n]{0,254}")*)(\/?)>/.exec(rest);
    if (tag === null) throw new Error(`NCCL stops at: ${rest.slice(0, 60)}`);
    const attributes = Object.fromEntries(
      [...(tag[2] ?? '').matchAll(/ ([a-z_]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
    );
    const element: Element = { name: tag[1] ?? '', attributes, children: [] };
    expect(Object.keys(attributes).length).toBeLessThanOrEqual(16);
    count += 1;
    open.at(-1)?.children.push(element);
    if (tag[3] === '') open.push(element);
    at += tag[0].length;
  }
  expect(open).toEqual([top]);
  const [root] = top.children;
  if (root === undefined || top.children.length > 1) throw new Error('one root is wanted');
  return { root, count };
}

/** The level of each pair of devices by the file alone: P2P-LEVEL written anew. */
function levels(root: Element): ReadonlyMap<string, string> {
  const places: { readonly id: string; readonly cpu: string; readonly chain: readonly string[] }[] = [];
  const walk = (element: Element, cpu: string, chain: readonly string[]): void => {
    for (const one of element.children) {
      expect(one.name).toBe('pci');
      const id = one.attributes['busid'] ?? '';
      if (one.children.length === 0) places.push({ id, cpu, chain });
      else walk(one, cpu, [...chain, id]);
    }
  };
  for (const cpu of root.children) walk(cpu, cpu.attributes['numaid'] ?? '', []);
  const found = new Map<string, string>();
  for (const [position, a] of places.entries()) {
    for (const b of places.slice(position + 1)) {
      const shared = a.chain.filter((id) => b.chain.includes(id));
      const isInner = shared.length > 0 && a.chain.at(-1) === b.chain.at(-1);
      const level = isInner ? 'PIX' : shared.length > 0 ? 'PXB' : a.cpu === b.cpu ? 'PHB' : 'SYS';
      found.set([a.id, b.id].sort().join(' '), level);
    }
  }
  return found;
}

function checkFile(host: Host, peers: ReadonlyMap<string, NcclPeer>): number {
  const file = ncclFile(host, peers);
  expect(file.diagnostics).toEqual([]);
  if (!file.ok) return 0;
  const { root, count } = strictRead(file.text);
  expect([root.name, root.attributes['version'], count]).toEqual(['system', '1', file.elements]);
  expect(count).toBeLessThan(256);
  expect(file.text).not.toMatch(/<(?:gpu|nic|net)\b/);
  const found = levels(root);
  let checked = 0;
  for (const [level, pairs = []] of Object.entries(hostPairs(host).nccl)) {
    for (const [a, b] of pairs) {
      const [x, y] = [peers.get(a), peers.get(b)];
      if (x === undefined || y === undefined) continue;
      expect([a, b, found.get([x.address, y.address].sort().join(' '))]).toEqual([a, b, level]);
      checked += 1;
    }
  }
  return checked;
}

const read = (path: string): Host => {
  const { host } = readHost([{ file: path, text: readFileSync(path, 'utf8') }]);
  if (host === undefined) throw new Error(`${path} cannot be read`);
  return host;
};

describe.skipIf(!isThere)('topology files', () => {
  test.each(['aws-p4d', 'mi300x', 'h200-host-part', 'rome-nps4', 'mi210-no-switch'])(
    '%s comes back with its own levels',
    (name) => {
      const host = read(join(HOSTS, 'visible', name, 'topo.xml'));
      const peers = new Map(host.devices.map(({ address, node }) => [address, { address, node: node ?? -1 }]));
      const slots = ncclFile(host, peers);
      expect(slots.ok).toBe(true);
      const moved = new Map(
        [...peers].map(([address, peer], at) => [
          address,
          { ...peer, address: `0000:${(at + 1).toString(16).padStart(2, '0')}:00.0` },
        ]),
      );
      expect(checkFile(host, moved)).toBeGreaterThan(0);
    },
  );

  const names = isThere
    ? readdirSync(join(HOSTS, 'vectors')).filter(
        (name) =>
          existsSync(join(HOSTS, 'vectors', name, 'example.nccl.xml')) &&
          existsSync(join(HOSTS, 'vectors', name, 'base.xml')),
      )
    : [];
  test.each(names)('%s has the levels of the metal', (name) => {
    const folder = join(HOSTS, 'vectors', name);
    const request = JSON.parse(readFileSync(join(folder, 'request.json'), 'utf8'));
    const host = read(join(folder, request.host));
    const planner = (xml: string) => planDomain(xml, { profile: 'libvirt-9.0' });
    const placed = placeDevices(readFileSync(join(folder, 'base.xml'), 'utf8'), planner, {
      host,
      policy: request.policy,
      devices: request.devices,
    });
    expect(placed.ok).toBe(true);
    if (!placed.ok) return;
    const only = new Map([...guestPlaces(placed.plan)].filter(([address]) => !/\.[1-7]$/.test(address)));
    checkFile(host, only);
  });

  test('guests of other hypervisors get a file, too', () => {
    const folder = join(HOSTS, 'vectors', 'p2p-mi300x-azure');
    const { addresses, host: path, guest: other } = JSON.parse(readFileSync(join(folder, 'request.json'), 'utf8'));
    const [host, guest] = [read(join(folder, path)), read(join(folder, other))];
    const nodes = new Map(guest.devices.map(({ address, node }) => [address, node ?? -1]));
    const peers = new Map(
      Object.entries(addresses as Record<string, string>).map(([metal, address]) => [
        metal,
        { address, node: nodes.get(address) ?? -1 },
      ]),
    );
    expect(checkFile(host, peers)).toBe(92);
  });
});
