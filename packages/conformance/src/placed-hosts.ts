import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Host,
  type HostDevice,
  type HostInput,
  isOffered,
  type PlacedDevices,
  type PlacePolicy,
  type ProfileName,
  placeDevices,
  planDomain,
  readHost,
  readTar,
} from '@rootport/core';
import { PROJECT_ROOT, sharedPath } from './shared-folder.ts';

/** Hosts of our own, whose placed guests are booted and recorded. */
export const OWN_HOSTS = join(PROJECT_ROOT, 'fixtures', 'hosts');

/** Which files of {@link OWN_HOSTS} tell of each host. */
export const OWN_HOST_FILES: Readonly<Record<string, readonly string[]>> = {
  'two-switches': ['lspci.txt', 'hwloc.xml'],
  'nested-switches': ['facts.json'],
  'no-switches': ['facts.json'],
};

/** A file about a host as `readHost` takes it; what xz has packed is unpacked. */
export function hostInput(path: string): HostInput {
  if (!path.endsWith('.tar.xz')) return { file: path, text: readFileSync(path, 'utf8') };
  const { stdout, error } = spawnSync('xz', ['-dc', path], { maxBuffer: 2 ** 28 });
  if (error !== undefined) throw error;
  return { file: path, tree: readTar(stdout) };
}

export interface NamedHost {
  readonly name: string;
  readonly host: Host;
}

/** Our own hosts. */
export function ownHosts(): readonly NamedHost[] {
  return Object.entries(OWN_HOST_FILES).map(([name, files]) => {
    const { host } = readHost(files.map((file) => hostInput(join(OWN_HOSTS, name, file))));
    if (host === undefined) throw new Error(`${name} cannot be read`);
    return { name, host };
  });
}

/** Our own hosts and the shared ones, those that have devices to pass and nodes to be near to. */
export function placeableHosts(): readonly NamedHost[] {
  const shared = ['visible', 'made'].flatMap((set) => {
    const folder = sharedPath('hosts', set);
    if (folder === undefined) return [];
    return readdirSync(folder).flatMap((name) =>
      readdirSync(join(folder, name))
        .filter((file) => !['expected.json', 'source.md', 'host.no-io.xml'].includes(file))
        .map((file) => ({ name: `${name}/${file}`, path: join(folder, name, file) })),
    );
  });
  const read = shared.flatMap(({ name, path }) => {
    const { host } = readHost([hostInput(path)]);
    return host === undefined ? [] : [{ name, host }];
  });
  return [...ownHosts(), ...read].filter(({ host }) => devicesToPlace(host).length > 0);
}

/** All devices that can go together: those of a known node, without physical functions that have virtual ones. */
export function devicesToPlace({ devices }: Host): readonly HostDevice[] {
  const physical = new Set(devices.flatMap(({ physfn }) => physfn ?? []));
  return devices.filter((one) => isOffered(one) && one.node !== null && !physical.has(one.address));
}

const MACHINES = {
  x86_64: "<type arch='x86_64' machine='pc-q35-6.2'>hvm</type>",
  aarch64: "<type arch='aarch64' machine='virt-6.2'>hvm</type>",
} as const;

/** Architectures whose guests take expanders (PL-MACHINE). */
export type PlacedArch = keyof typeof MACHINES;

/** A guest with a cell on each node that has devices, and a card that libvirt places. */
export function guestOn(host: Host, arch: PlacedArch = 'x86_64'): string {
  const nodes = [...new Set(devicesToPlace(host).flatMap((one) => one.node ?? []))].sort((a, b) => a - b);
  const cells = nodes.map((_, id) => `<cell id='${id}' cpus='${id}' memory='1' unit='GiB'/>`);
  const memnodes = nodes.map((node, id) => `<memnode cellid='${id}' mode='strict' nodeset='${node}'/>`);
  return `<domain type='qemu'>
  <name>places</name>
  <memory unit='GiB'>${nodes.length}</memory>
  <vcpu>${nodes.length}</vcpu>
  <numatune>${memnodes.join('')}</numatune>
  <os>${MACHINES[arch]}</os>
  <features><acpi/></features>
  <cpu><numa>${cells.join('')}</numa></cpu>
  <devices>
    <controller type='pci' index='0' model='pcie-root'/>
    <interface type='user'><mac address='52:54:00:00:00:01'/><model type='virtio'/></interface>
    <memballoon model='virtio'/>
  </devices>
</domain>
`;
}

/** All devices of a host in such a guest. */
export function placeAll(
  host: Host,
  policy: PlacePolicy,
  profile: ProfileName,
  arch: PlacedArch = 'x86_64',
): PlacedDevices {
  return placeDevices(guestOn(host, arch), (xml) => planDomain(xml, { profile }), {
    ...{ host, policy },
    devices: devicesToPlace(host).map(({ address }) => address),
  });
}
