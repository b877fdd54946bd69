import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  checkDomain,
  factsOfHost,
  guestPlaces,
  type Host,
  hostGroups,
  ncclFile,
  type PlacePolicy,
  peerPairs,
  placeDevices,
  planDomain,
  readHost,
} from '../../src/index.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../../fixtures/hosts/two-switches/${name}`, import.meta.url), 'utf8');

function hostOf(...files: readonly string[]): Host {
  const { host, diagnostics, files: read } = readHost(files.map((file) => ({ file, text: fixture(file) })));
  if (host === undefined) throw new Error(JSON.stringify([diagnostics, read]));
  return host;
}

/** Two nodes, each with a switch that a GPU and a network card are behind, and an SSD beside it. */
const whole = hostOf('lspci.txt', 'hwloc.xml');
const GPUS = ['0000:23:00.0', '0000:83:00.0'];
const NICS = ['0000:24:00.0', '0000:24:00.1', '0000:84:00.0', '0000:84:00.1'];
const SSDS = ['0000:25:00.0', '0000:85:00.0'];

describe('the formats of one host', () => {
  test.each([
    ['lspci.txt', [...GPUS, ...NICS, ...SSDS]],
    ['hwloc.xml', [...GPUS, ...NICS, ...SSDS]],
    ['nccl.xml', [...GPUS, '0000:24:00.0', '0000:84:00.0']],
  ])('%s tells nodes and switches', (file, addresses) => {
    const { devices } = hostOf(file);
    expect(devices.map(({ address }) => address)).toEqual([...addresses].sort());
    for (const { address, node, switches } of devices) {
      const second = address.startsWith('0000:8');
      expect([address, node]).toEqual([address, second ? 1 : 0]);
      const above = SSDS.includes(address) ? [] : [second ? '0000:81:00.0' : '0000:21:00.0'];
      expect(switches).toEqual(above);
    }
  });

  test('the tree of lspci has switches, and no word of nodes', () => {
    const { devices } = hostOf('lspci-tree.txt');
    expect(devices.map(({ node }) => node)).toEqual(devices.map(() => null));
    expect(devices.find(({ address }) => address === GPUS[1])?.switches).toEqual(['0000:81:00.0']);
  });

  test('groups of the IOMMU alone say nothing of places', () => {
    const gpu = hostOf('iommu-groups.txt').devices.find(({ address }) => address === GPUS[0]);
    expect(gpu).toMatchObject({ iommuGroup: 5, kind: 'gpu', node: null, switches: null, root: null });
  });

  test('together are the same in any order, and no file contradicts another', () => {
    const files = ['lspci.txt', 'hwloc.xml', 'lspci-tree.txt', 'iommu-groups.txt', 'nccl.xml'];
    const { sources: _, ...one } = hostOf(...files);
    const { sources: __, ...other } = hostOf(...files.toReversed());
    expect(other).toEqual(one);
    expect(one.devices.find(({ address }) => address === GPUS[0])).toMatchObject({ speed: 32, currentSpeed: 2.5 });
  });

  test('have groups by switch', () => {
    expect(hostGroups(whole).byInnermostSharedSwitch).toEqual({
      '0000:21:00.0': ['0000:23:00.0', '0000:24:00.0', '0000:24:00.1'],
      '0000:81:00.0': ['0000:83:00.0', '0000:84:00.0', '0000:84:00.1'],
    });
  });
});

const options = { profile: 'libvirt-9.0', qemu: '7.2', host: factsOfHost(whole) } as const;
const planner = (xml: string) => planDomain(xml, options);

function placed(policy: PlacePolicy) {
  const devices = [...GPUS, '0000:24:00.0', '0000:84:00.0'];
  const result = placeDevices(fixture('guest.xml'), planner, { host: whole, policy, devices });
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result;
}

/** What check finds of placement, by code. */
const findings = (xml: string): readonly string[] =>
  checkDomain(xml, planner, options).diagnostics.flatMap(({ code }) => (code.startsWith('RP65') ? [code] : []));

describe('devices of that host', () => {
  test.each([
    ['per-node', 2, 'PHB', ['RP6503', 'RP6503']],
    ['per-root', 2, 'PHB', ['RP6503', 'RP6503']],
    ['switch', 2, 'PIX', []],
    ['dedicated', 4, 'PHB', ['RP6503', 'RP6503']],
  ] as const)('placed %s: %i expanders, GPU and card are %s', (policy, expanders, level, found) => {
    const { xml } = placed(policy);
    const result = planner(xml);
    if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
    const { plan } = result;
    const made = plan.domain.devices.controller.filter(({ model }) => model === 'pcie-expander-bus');
    expect(made.length).toBe(expanders);
    const places = guestPlaces(plan);
    for (const address of [...GPUS, '0000:24:00.0', '0000:84:00.0'])
      expect([address, places.get(address)?.node]).toEqual([address, address.startsWith('0000:8') ? 1 : 0]);
    const pairs = peerPairs(plan, whole).filter(({ metal }) => metal === 'PIX');
    expect(pairs.map(({ devices }) => devices)).toEqual([
      ['0000:23:00.0', '0000:24:00.0'],
      ['0000:83:00.0', '0000:84:00.0'],
    ]);
    expect(pairs.map(({ guest }) => guest)).toEqual([level, level]);
    expect(findings(xml)).toEqual(found);
    expect(placed(policy).xml).toBe(xml);
    // What stood in the document stands there still, in this order.
    let at = 0;
    for (const line of fixture('guest.xml').split('\n')) at = xml.indexOf(line.trim(), at);
    expect(at).toBeGreaterThanOrEqual(0);
  });

  test('a file for NCCL has the switches of the host at the addresses of the guest', () => {
    const { xml } = placed('per-node');
    const result = planner(xml);
    if (!result.ok) throw new Error('refused');
    const places = guestPlaces(result.plan);
    const peers = new Map([...places].map(([host, { address, node }]) => [host, { address, node }]));
    const file = ncclFile(whole, peers);
    if (!file.ok) throw new Error(JSON.stringify(file.diagnostics));
    for (const { address } of places.values()) expect(file.text).toContain(`busid="${address}"`);
    expect(file.text.match(/class="0x060400"/g)).toHaveLength(2);
    expect(file.text).not.toMatch(/^<\?xml|\t/);
  });

  test('check tells what is wrong with them', () => {
    const { xml } = placed('per-node');
    const swapped = xml.replace('<node>0<', '<node>9<').replace('<node>1<', '<node>0<').replace('<node>9<', '<node>1<');
    expect(findings(swapped).filter((code) => code === 'RP6500')).toHaveLength(4);
    const unbound = swapped.replace(/ *<numatune>[\s\S]*<\/numatune>\n/, '');
    expect(findings(unbound).filter((code) => code === 'RP6500')).toHaveLength(4);
    // Who pins to both nodes binds none.
    const pins = "</vcpu><cputune><vcpupin vcpu='0' cpuset='0-15'/></cputune>";
    expect(findings(unbound.replace('</vcpu>', pins)).filter((code) => code === 'RP6500')).toEqual([]);
  });
});
