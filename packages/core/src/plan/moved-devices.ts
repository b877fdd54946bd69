import { remember } from '../basics/index.ts';
import { type ArgumentSetting, type Device, pciAddressOf, readQemuArguments } from '../domain/index.ts';
import type { PciAddress } from '../topology/index.ts';
import type { Plan } from './plan.ts';
import { qemuBusNames } from './qemu-buses.ts';
import { qemuIds } from './qemu-ids.ts';

/** What `<qemu:override>` writes in place of libvirt's properties (G-ARG-OVERRIDE). */
export interface MovedPlace {
  readonly bus?: string;
  readonly at: PciAddress;
  readonly multifunction?: boolean;
  readonly chassis?: number;
}

/** The devices of a document that an override moves. */
interface Moves {
  readonly places: ReadonlyMap<Device, MovedPlace>;
  /** The last setting of each. */
  readonly settings: ReadonlyMap<Device, ArgumentSetting>;
  /** Of all that concern places, those that are understood. */
  readonly understood: ReadonlySet<ArgumentSetting>;
}

const MOVES = Symbol('devices moved by an override');

/** The devices with a PCI address that `<qemu:override>` places elsewhere than libvirt has chosen. */
export function movedDevices(plan: Plan): Moves {
  return remember(plan, MOVES, () => findMoves(plan));
}

function findMoves(plan: Plan): Moves {
  const places = new Map<Device, MovedPlace>();
  const settings = new Map<Device, ArgumentSetting>();
  const understood = new Set<ArgumentSetting>();
  const overrides = readQemuArguments(plan.domain).settings.filter(({ kind }) => kind === 'override');
  if (overrides.length === 0) return { places, settings, understood };
  const devices = new Map([...qemuIds(plan)].map(([device, id]) => [id, device]));
  const buses = new Map([...qemuBusNames(plan)].map(([index, name]) => [name, index]));
  for (const setting of overrides) {
    const device = devices.get(setting.subject);
    const at = device === undefined ? undefined : pciAddressOf(device.address);
    if (device === undefined || at === undefined) continue;
    const place = moved(places.get(device) ?? { at }, setting, buses);
    if (place === undefined) continue;
    places.set(device, place);
    settings.set(device, setting);
    understood.add(setting);
  }
  return { places, settings, understood };
}

function moved(
  place: MovedPlace,
  { property, value }: ArgumentSetting,
  buses: ReadonlyMap<string, number>,
): MovedPlace | undefined {
  const { at } = place;
  switch (property) {
    case 'addr': {
      const inside = parseAddr(value);
      return inside === undefined ? undefined : { ...place, at: { ...at, ...inside } };
    }
    case 'bus': {
      const bus = buses.get(value);
      return bus === undefined ? undefined : { ...place, bus: value, at: { ...at, bus } };
    }
    case 'multifunction':
      return { ...place, multifunction: value === 'true' || value === 'on' };
    case 'chassis':
      return { ...place, chassis: Number(value) };
    default:
      return undefined;
  }
}

/** `1c.0`, `0x2`, `2.1`: hexadecimal, as QEMU reads it. */
export function parseAddr(text: string | undefined): Pick<PciAddress, 'slot' | 'function'> | undefined {
  const match = /^(?:0x)?0*([0-9a-f]{1,2})(?:\.(?:0x)?0*([0-7]))?$/i.exec(text ?? '');
  if (match === null) return undefined;
  const slot = Number.parseInt(match[1] ?? '', 16);
  return slot > 31 ? undefined : { slot, function: Number(match[2] ?? '0') };
}
