import { checkArguments, groupBy, isHost } from '../basics/index.ts';
import { hostGroups, type SwitchItem } from './groups.ts';
import type { Host, HostBridge, HostDevice, HostNode, HostRoot } from './host.ts';

/**
 * The host as a tree for people, as lstopo shows it: nodes, root complexes, ports and switches, devices. What has no
 * device that could be passed is only counted.
 */
export function hostTree(host: Host): string {
  checkArguments('hostTree', { host: [host, isHost] });
  const shown = host.devices.filter(
    ({ kind, class: id }) => kind !== null || (id === null && host.devices.length < 64),
  );
  const lines: string[] = [];
  const nodeKeys = [...new Set(shown.map(({ node }) => node)), ...(host.nodes ?? []).map(({ id }) => id)];
  const ids = [...new Set(nodeKeys)].sort((a, b) => (a ?? 1e9) - (b ?? 1e9));
  const byNode = groupBy(shown, ({ node }) => node);
  const nodes = new Map((host.nodes ?? []).map((node) => [node.id, node]));
  const roots = new Map((host.roots ?? []).map((root) => [root.id, root]));
  const bridges = new Map(host.bridges.map((bridge) => [bridge.address, bridge]));
  for (const id of ids) {
    lines.push(nodeLine(id, id === null ? undefined : nodes.get(id)));
    const members = byNode.get(id) ?? [];
    for (const [root, below] of groupBy(members, (one) => one.root)) {
      if (root !== null) lines.push(`  ${rootLine(root, roots.get(root))}`);
      for (const line of branches(bridges, below, root === null ? 1 : 2)) lines.push(line);
    }
    if (members.length === 0) lines.push('  no device to pass');
  }
  const others = host.devices.length - shown.length;
  if (others > 0)
    lines.push(`${others} other device${others === 1 ? '' : 's'}, such as USB, SATA and chipset functions`);
  return `${lines.join('\n')}\n`;
}

function nodeLine(id: number | null, node: HostNode | undefined): string {
  if (id === null) return 'node unknown';
  const facts = [
    ...(node?.cpuLess === true ? ['no CPUs'] : typeof node?.cpus === 'string' ? [`CPUs ${node.cpus}`] : []),
    ...(typeof node?.memory === 'number' ? [`${Math.round(node.memory / 2 ** 30)} GiB`] : []),
    ...(node?.distances == null ? [] : [`distances ${node.distances.join(' ')}`]),
  ];
  return [`node ${id}`, ...facts].join(', ');
}

const rootLine = (id: string, root: HostRoot | undefined): string =>
  typeof root?.buses === 'string' ? `${id}, buses ${root.buses}` : id;

function branches(
  bridges: ReadonlyMap<string, HostBridge>,
  devices: readonly HostDevice[],
  step: number,
): readonly string[] {
  const lines: string[] = [];
  const told = new Set<string>();
  for (const device of devices) {
    const way: HostBridge[] = [];
    for (let at = device.parent; at !== null && way.length < 64; ) {
      const bridge = bridges.get(at);
      if (bridge === undefined) break;
      way.unshift(bridge);
      at = bridge.parent;
    }
    for (const [depth, bridge] of way.entries()) {
      if (told.has(bridge.address)) continue;
      told.add(bridge.address);
      lines.push(`${'  '.repeat(step + depth)}${bridgeLine(bridge)}`);
    }
    lines.push(`${'  '.repeat(step + way.length)}${deviceLine(device)}`);
  }
  return lines;
}

const PORT_WORDS = {
  root: 'root port',
  upstream: 'switch',
  downstream: 'switch port',
  'pcie-to-pci': 'PCIe-to-PCI bridge',
  unknown: 'bridge',
} as const;

function bridgeLine({ address, type, id, acs, speed, width }: HostBridge): string {
  const facts = [
    ...(id === null ? [] : [id]),
    ...linkText(speed, width),
    ...(acs === null || acs === 'off' ? [] : ['ACS redirects']),
  ];
  return [`${address} ${PORT_WORDS[type]}`, ...facts].join(', ');
}

const NOT_OFFERED_WORDS = {
  console: "the host's console",
  emulated: 'emulated',
  'behind-vmd': 'behind VMD',
} as const;

function deviceLine(device: HostDevice): string {
  const { address, kind, id, vf, physfn, speed, width, bars, iommuGroup, notOffered, kindGuessed } = device;
  const largest = Math.max(0, ...(bars ?? []).map(({ size }) => size));
  const facts = [
    ...(id === null ? [] : [id]),
    ...linkText(speed, width),
    ...(largest > 0 ? [`largest BAR ${sizeText(largest)}`] : []),
    ...(iommuGroup === null ? [] : [`IOMMU group ${iommuGroup}`]),
    ...(vf === true ? [`virtual function${physfn === null ? '' : ` of ${physfn}`}`] : []),
    ...(notOffered === null ? [] : [`not offered: ${NOT_OFFERED_WORDS[notOffered]}`]),
  ];
  return [`${address} ${kind ?? 'device'}${kindGuessed ? ' (by its name)' : ''}`, ...facts].join(', ');
}

const linkText = (speed: number | null, width: number | null): readonly string[] =>
  speed === null ? [] : [`${speed} GT/s${width === null ? '' : ` x${width}`}`];

function sizeText(size: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let [value, at] = [size, 0];
  for (; value >= 1024 && at < units.length - 1; at += 1) value /= 1024;
  return `${value} ${units[at]}`;
}

/** The groups of a host for people. */
export function hostGroupsText(host: Host): string {
  checkArguments('hostGroupsText', { host: [host, isHost] });
  const groups = hostGroups(host);
  const lines = ['By NUMA node'];
  for (const [node, members] of Object.entries(groups.byNode)) lines.push(`  ${node}: ${members.join(' ')}`);
  lines.push('By root complex');
  if (groups.byRoot === null) lines.push('  not known: the files name no root complexes');
  for (const [root, members] of Object.entries(groups.byRoot ?? {})) lines.push(`  ${root}: ${members.join(' ')}`);
  lines.push('By switch');
  for (const [root, items] of Object.entries(groups.switchTree)) {
    const shared = items.filter((item) => typeof item !== 'string');
    if (shared.length === 0) continue;
    lines.push(`  ${root}`, ...shared.flatMap((item) => switchLines(item, 2)));
  }
  if (Object.keys(groups.byInnermostSharedSwitch).length === 0) lines.push('  no two devices share one');
  lines.push('By IOMMU group, which are passed as a whole');
  for (const members of groups.mustGoTogether) lines.push(`  ${members.join(' ')}`);
  const known = host.devices.some(({ iommuGroup }) => iommuGroup !== null);
  if (!known) lines.push('  not known: the files name no IOMMU groups');
  else if (groups.mustGoTogether.length === 0) lines.push('  each device has a group of its own');
  return `${lines.join('\n')}\n`;
}

function switchLines(item: SwitchItem, depth: number): readonly string[] {
  if (typeof item === 'string') return [`${'  '.repeat(depth)}${item}`];
  return [`${'  '.repeat(depth)}switch ${item.switch}`, ...item.children.flatMap((one) => switchLines(one, depth + 1))];
}
