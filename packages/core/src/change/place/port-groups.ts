import { cardOf, compareHostAddresses, type HostDevice, type SwitchItem, sharedSwitches } from '../../host/index.ts';
import type { PlacePolicy } from './request.ts';

/** What is on a port: the functions of one card or a virtual function, or a switch with ports of its own. */
export type PortItem =
  | { readonly kind: 'unit'; readonly functions: readonly HostDevice[] }
  | { readonly kind: 'switch'; readonly children: readonly PortItem[] };

/** What gets one expander. */
export interface PortGroup {
  readonly cell: number;
  readonly root: string | null;
  readonly items: readonly PortItem[];
}

/** The groups of a policy, in order of cell, root complex and address (PL-POLICY). */
export function portGroups(
  devices: readonly HostDevice[],
  cells: ReadonlyMap<number, number>,
  policy: PlacePolicy,
): readonly PortGroup[] {
  const groups = new Map<
    string,
    { readonly cell: number; readonly root: string | null; readonly members: HostDevice[] }
  >();
  for (const device of devices) {
    const cell = device.node === null ? undefined : cells.get(device.node);
    if (cell === undefined) continue;
    const root = policy === 'per-root' || policy === 'switch' ? device.root : null;
    const own = policy === 'dedicated' ? unitKey(device) : (root ?? '');
    const key = `${cell} ${own}`;
    const group = groups.get(key) ?? { cell, root, members: [] };
    group.members.push(device);
    groups.set(key, group);
  }
  return [...groups.values()]
    .sort((a, b) => a.cell - b.cell || compareRoots(a.root, b.root) || compareHostAddresses(first(a), first(b)))
    .map(({ cell, root, members }) => ({
      cell,
      root,
      items: policy === 'switch' ? mirrored(members) : units(members),
    }));
}

const first = ({ members }: { readonly members: readonly HostDevice[] }): string => members[0]?.address ?? '';

function compareRoots(a: string | null, b: string | null): number {
  const [x, y] = [a, b].map((one) => (one === null ? '' : `${one.slice(3)}:00.0`));
  return x === y ? 0 : compareHostAddresses(x ?? '', y ?? '');
}

/** A virtual function is a unit of its own, at function 0 (G-GRP-VF, PL-FN). */
const unitKey = ({ address, vf }: HostDevice): string => (vf === true ? address : cardOf(address));

function units(devices: readonly HostDevice[]): readonly PortItem[] {
  const byUnit = new Map<string, HostDevice[]>();
  for (const device of devices) byUnit.set(unitKey(device), [...(byUnit.get(unitKey(device)) ?? []), device]);
  return [...byUnit.values()].map((functions) => ({ kind: 'unit', functions }));
}

/** The host's shared switches, with the units below them (G-GRP-SWITCH). */
function mirrored(devices: readonly HostDevice[]): readonly PortItem[] {
  const byAddress = new Map(devices.map((one) => [one.address, one]));
  const build = (items: readonly SwitchItem[]): readonly PortItem[] => {
    const direct = items.flatMap((item) => (typeof item === 'string' ? (byAddress.get(item) ?? []) : []));
    const made = new Map(units(direct).map((unit) => [unit.kind === 'unit' ? unit.functions[0]?.address : '', unit]));
    return items.flatMap((item): readonly PortItem[] => {
      if (typeof item !== 'string') return [{ kind: 'switch', children: build(item.children) }];
      const unit = made.get(item);
      return unit === undefined ? [] : [unit];
    });
  };
  return build(sharedSwitches(devices));
}

/** The bridges of an item with the port that it is on. */
export function bridgesOf(item: PortItem): number {
  if (item.kind === 'unit') return 1;
  return 2 + item.children.reduce((sum, one) => sum + bridgesOf(one), 0);
}

/** The bus numbers that a group takes: its own and one for each bridge (PL-BUS). */
export function costOf({ items }: PortGroup): number {
  return 1 + items.reduce((sum, item) => sum + bridgesOf(item), 0);
}

/** The most ports side by side at one place of a group; 32 is what an expander or a switch has (PL-SLOT). */
export function widest(items: readonly PortItem[]): number {
  const below = items.map((item) => (item.kind === 'switch' ? widest(item.children) : 0));
  return Math.max(items.length, ...below);
}

/** All devices of items. */
export function devicesOf(items: readonly PortItem[]): readonly HostDevice[] {
  return items.flatMap((item) => (item.kind === 'unit' ? item.functions : devicesOf(item.children)));
}
