import { checkArguments, isHost, isListOf, pushTo } from '../basics/index.ts';
import { type Host, type HostDevice, isHostDevice, isOffered } from './host.ts';
import { cardOf, compareHostAddresses } from './host-address.ts';

/** A device, or a switch with two or more branches that hold devices. */
export type SwitchItem = string | SwitchGroup;

/** What is behind one switch. */
export interface SwitchGroup {
  readonly switch: string;
  readonly children: readonly SwitchItem[];
}

/** The devices of a host in groups (G-GRP-NODE, G-GRP-ROOT, G-GRP-SWITCH, G-GRP-IOMMU). */
export interface HostGroups {
  /** By node; `unknown` is a group of its own. */
  readonly byNode: Readonly<Record<string, readonly string[]>>;
  /** By root complex; null where the sources have none. */
  readonly byRoot: Readonly<Record<string, readonly string[]>> | null;
  /** By root complex; by node where there are none (`node0`). */
  readonly switchTree: Readonly<Record<string, readonly SwitchItem[]>>;
  readonly byInnermostSharedSwitch: Readonly<Record<string, readonly string[]>>;
  /** IOMMU groups with more than one device: one cannot be passed without the others. */
  readonly mustGoTogether: readonly (readonly string[])[];
}

/** What a DRA driver hands out is a device, though nobody says of which kind (H-DRA). */
const isHandedOut = ({ sources }: Host, { kind, class: id }: HostDevice): boolean =>
  kind === null && id === null && sources.includes('dra');

/** The groups of the devices that are offered. */
export function hostGroups(host: Host): HostGroups {
  checkArguments('hostGroups', { host: [host, isHost] });
  const devices = host.devices.filter((one) => isOffered(one) || isHandedOut(host, one));
  const byNode: Record<string, string[]> = {};
  const byRoot: Record<string, string[]> = {};
  const trees: Record<string, HostDevice[]> = {};
  for (const device of devices) {
    push(byNode, device.node === null ? 'unknown' : `${device.node}`, device.address);
    if (device.root !== null) push(byRoot, device.root, device.address);
    push(
      trees,
      host.roots === null ? (device.node === null ? 'unknown' : `node${device.node}`) : (device.root ?? 'unknown'),
      device,
    );
  }
  const switchTree = Object.fromEntries(Object.entries(trees).map(([key, members]) => [key, sharedSwitches(members)]));
  const byInnermostSharedSwitch: Record<string, string[]> = {};
  for (const items of Object.values(switchTree)) collectInnermost(items, byInnermostSharedSwitch);
  return {
    byNode,
    byRoot: host.roots === null ? null : byRoot,
    switchTree,
    byInnermostSharedSwitch,
    mustGoTogether: iommuGroups(host),
  };
}

function push<T>(groups: Record<string, T[]>, key: string, value: T): void {
  const group = groups[key];
  if (group === undefined) groups[key] = [value];
  else group.push(value);
}

/** What belongs to a switch when it is looked at from outside: a card, or another switch. */
interface Branch {
  readonly first: string;
  readonly items: readonly SwitchItem[];
  /** Branches of one card count as one. */
  readonly key: string;
}

/** The tree of switches of devices below one root, those with one branch left out (G-GRP-SWITCH). */
export function sharedSwitches(devices: readonly HostDevice[]): readonly SwitchItem[] {
  checkArguments('sharedSwitches', { devices: [devices, isListOf(isHostDevice)] });
  const below = (members: readonly HostDevice[], depth: number): readonly Branch[] => {
    const branches: Branch[] = [];
    const inner = new Map<string, HostDevice[]>();
    for (const device of members) {
      const next = device.switches?.[depth];
      if (next === undefined) {
        branches.push({ first: device.address, items: [device.address], key: cardOf(device.address) });
      } else pushTo(inner, next, device);
    }
    for (const [name, inside] of inner) {
      const found = below(inside, depth + 1);
      const isShared = new Set(found.map(({ key }) => key)).size > 1;
      const items = found.flatMap((branch) => branch.items);
      const first = found[0]?.first ?? '';
      if (isShared) branches.push({ first, items: [{ switch: name, children: items }], key: name });
      else branches.push(...found);
    }
    return branches.sort((a, b) => compareHostAddresses(a.first, b.first));
  };
  return below(devices, 0).flatMap(({ items }) => items);
}

function collectInnermost(items: readonly SwitchItem[], into: Record<string, string[]>): void {
  for (const item of items) {
    if (typeof item === 'string') continue;
    const direct = item.children.filter((one) => typeof one === 'string');
    if (direct.length > 0) into[item.switch] = direct;
    collectInnermost(item.children, into);
  }
}

/** An IOMMU group of which some devices would go to a guest and others not. */
export interface TornGroup {
  readonly group: number;
  /** Addresses of the devices that stay behind. */
  readonly missing: readonly string[];
}

/** VFIO takes an IOMMU group as a whole; functions of one card go together anyway (G-GRP-IOMMU). */
export function tornGroups({ devices }: Host, passed: readonly HostDevice[]): readonly TornGroup[] {
  const groups = new Set(passed.flatMap(({ iommuGroup }) => iommuGroup ?? []));
  const cards = new Set(passed.map(({ address }) => cardOf(address)));
  const staysBehind = ({ address, class: id, kind }: HostDevice): boolean =>
    !cards.has(cardOf(address)) && (kind === 'nvswitch' || id?.startsWith('06') !== true);
  return [...groups].flatMap((group) => {
    const missing = devices.filter((one) => one.iommuGroup === group && staysBehind(one)).map(({ address }) => address);
    return missing.length === 0 ? [] : [{ group, missing: missing.sort(compareHostAddresses) }];
  });
}

function iommuGroups({ devices }: Host): readonly (readonly string[])[] {
  const groups = new Map<number, string[]>();
  for (const { iommuGroup, address } of devices) {
    if (iommuGroup !== null) pushTo(groups, iommuGroup, address);
  }
  return [...groups.values()].filter((members) => new Set(members.map(cardOf)).size > 1);
}
