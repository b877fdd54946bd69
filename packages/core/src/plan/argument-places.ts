import { checkArguments, isPlan, remember } from '../basics/index.ts';
import {
  type ArgumentDevice,
  type Device,
  deviceLabel,
  eachAddressedDevice,
  pciAddressOf,
  readQemuArguments,
} from '../domain/index.ts';
import { argumentDriver, BOARD_DEVICES, getProfile, takesJsonDevices } from '../profiles/index.ts';
import { createLineIndex, visible } from '../text/index.ts';
import { isSlotUsed, type PciAddress } from '../topology/index.ts';
import { movedDevices, parseAddr } from './moved-devices.ts';
import type { Plan } from './plan.ts';
import { qemuBusNames } from './qemu-buses.ts';

/** A PCI device that an argument of the document gives to QEMU or moves, and where QEMU puts it (G-ARG-PLACE, G-ARG-OVERRIDE). */
export interface ArgumentPlace {
  readonly argument: ArgumentDevice;
  /** `vfio-pci of an argument, line 40` */
  readonly label: string;
  /** Line of the argument, from 1. */
  readonly line: number;
  /** The place on a bus of the plan; absent on a bus of another argument, and where there is none. */
  readonly at?: PciAddress;
  readonly isMultifunction: boolean;
  /** The place on a bus that another argument provides. */
  readonly inside?: { readonly bus: string; readonly slot: number; readonly function: number };
  /** A device of the document that an override moves. */
  readonly isMoved?: true;
  /** QEMU's name of the bus that a port or bridge provides. */
  readonly provides?: string;
  /** Absent where QEMU takes the device. */
  readonly problem?: ArgumentProblem;
}

/** Why a place that a QEMU argument takes is not like the plan's. */
export type ArgumentProblem =
  /** Two devices in one place, or beside a function 0 that is alone. */
  | { readonly kind: 'taken'; readonly by: string; readonly device?: Device; readonly isFound: boolean }
  /** QEMU makes the bus only after the device, or not at all. */
  | { readonly kind: 'no-bus'; readonly bus: string; readonly isLate: boolean }
  | { readonly kind: 'no-room'; readonly bus: string }
  /** The `addr` is not as QEMU reads one. */
  | { readonly kind: 'no-slot'; readonly addr: string };

/** Who is at a function. */
interface Holder {
  readonly name: string;
  readonly device?: Device;
  readonly isMultifunction: boolean;
  /** It comes with the machine, before any argument. */
  readonly isBoard: boolean;
}

const PLACES = Symbol('places of arguments');

/**
 * Where the devices of `<qemu:commandline>` go. libvirt does not look at them. QEMU makes those in text before all that are
 * in JSON, which is how newer libvirts write their own; so they find neither libvirt's buses nor its devices there.
 */
export function argumentPlaces(plan: Plan): readonly ArgumentPlace[] {
  checkArguments('argumentPlaces', { plan: [plan, isPlan] });
  return remember(plan, PLACES, () => placeArguments(plan));
}

function placeArguments(plan: Plan): readonly ArgumentPlace[] {
  const written = readQemuArguments(plan.domain).devices.filter(({ driver }) => argumentDriver(driver)?.on === 'pci');
  const { settings } = movedDevices(plan);
  if (written.length + settings.size === 0 || plan.buses.length === 0) return [];
  const isLibvirtJson = takesJsonDevices(getProfile(plan.profile));
  const state: State = {
    plan,
    lines: createLineIndex(plan.domain.document.source),
    buses: new Map([...qemuBusNames(plan)].map(([index, name]) => [name, index])),
    ownBuses: new Map(),
    holders: plannedHolders(plan),
    added: new Map(),
  };
  // The board makes what its own options ask for before all devices.
  const isOfBoard = ({ option }: ArgumentDevice): boolean => option !== undefined && option !== 'drive';
  const isEarly = (one: ArgumentDevice): boolean => isOfBoard(one) || (isLibvirtJson && !one.isJson);
  const rank = (one: ArgumentDevice): number => (isOfBoard(one) ? 0 : isEarly(one) ? 1 : 2);
  const ordered = [...written].sort((a, b) => rank(a) - rank(b));
  const moved = placeMoved(state);
  return [...moved, ...ordered.map((argument) => placeArgument(state, argument, isEarly(argument)))];
}

interface State {
  readonly plan: Plan;
  readonly lines: ReturnType<typeof createLineIndex>;
  /** Index of a planned bus by QEMU's name. */
  readonly buses: ReadonlyMap<string, number>;
  /** Buses that arguments provide, each with its first slot that none of them has taken. */
  readonly ownBuses: Map<string, number>;
  /** By bus, slot, function. */
  readonly holders: Map<string, Holder>;
  /** The arguments placed so far. */
  readonly added: Map<string, Holder>;
}

const key = (bus: number, slot: number, fn: number): string => `${bus}:${slot}:${fn}`;
const FUNCTIONS = [0, 1, 2, 3, 4, 5, 6, 7] as const;

function plannedHolders(plan: Plan): Map<string, Holder> {
  const holders = new Map([
    [key(0, 0, 0), { name: 'the host bridge', isMultifunction: true, isBoard: true } as Holder],
  ]);
  for (const bus of plan.buses) {
    for (const { slot, functions, owner } of bus.holdings) {
      if (owner.kind !== 'reserved') continue;
      for (const fn of FUNCTIONS) {
        if ((functions & (1 << fn)) === 0) continue;
        holders.set(key(bus.index, slot, fn), { name: owner.what, isMultifunction: true, isBoard: true });
      }
    }
  }
  const { family } = plan.domain.machine;
  eachAddressedDevice(plan.domain, (device) => {
    const at = pciAddressOf(device.address);
    if (at === undefined || device.address.type !== 'pci') return;
    const isBoard =
      at.bus === 0 &&
      BOARD_DEVICES.some((row) => row.family === family && row.at[0] === at.slot && row.at[1] === at.function);
    const isMultifunction = device.address.multifunction === 'on';
    holders.set(key(at.bus, at.slot, at.function), { name: deviceLabel(device), device, isMultifunction, isBoard });
  });
  return holders;
}

/** All of them leave libvirt's place before one of them takes another. */
function placeMoved(state: State): readonly ArgumentPlace[] {
  const { places, settings } = movedDevices(state.plan);
  for (const device of places.keys()) {
    const at = pciAddressOf(device.address);
    if (at !== undefined) state.holders.delete(key(at.bus, at.slot, at.function));
  }
  return [...settings].flatMap(([device, { element }]): readonly ArgumentPlace[] => {
    const place = places.get(device);
    if (place === undefined) return [];
    const { at } = place;
    const name = deviceLabel(device);
    const { line } = state.lines.position(element.span.start);
    const written = device.address.type === 'pci' && device.address.multifunction === 'on';
    const isMultifunction = place.multifunction ?? written;
    const argument: ArgumentDevice = { driver: name, properties: new Map(), isJson: true, element };
    const label = `${name} of an override, line ${line}`;
    const base = { argument, label, line, at, isMultifunction, isMoved: true } as const;
    const holder = clash(state, at, isMultifunction);
    if (holder === undefined) {
      state.holders.set(key(at.bus, at.slot, at.function), { name, device, isMultifunction, isBoard: false });
      return [base];
    }
    const own = holder.device === undefined ? {} : { device: holder.device };
    return [{ ...base, problem: { kind: 'taken', by: holder.name, isFound: false, ...own } }];
  });
}

function placeArgument(state: State, argument: ArgumentDevice, isEarly: boolean): ArgumentPlace {
  const { properties, driver } = argument;
  const { line } = state.lines.position(argument.element.span.start);
  const isMultifunction = properties.get('multifunction') === 'on';
  const label = visible(`${driver} of an argument, line ${line}`);
  const id = properties.get('id');
  const provides = argumentDriver(driver)?.providesBus === true ? id : undefined;
  const base = { argument, label, line, isMultifunction, ...(provides === undefined ? {} : { provides }) };
  const written = properties.get('bus');
  const root = [...state.buses].find(([, index]) => index === 0)?.[0] ?? '';
  const name = written ?? root;
  const index = state.buses.get(name);
  const next = state.ownBuses.get(name);
  if (provides !== undefined) state.ownBuses.set(provides, 0);
  const addr = properties.get('addr');
  const given = parseAddr(addr);
  if (addr !== undefined && given === undefined) return { ...base, problem: { kind: 'no-slot', addr } };
  if (next !== undefined) {
    const inside = given ?? { slot: next, function: 0 };
    state.ownBuses.set(name, Math.max(next, inside.slot + 1));
    return { ...base, inside: { bus: name, ...inside } };
  }
  if (index === undefined || (isEarly && index > 0)) {
    return { ...base, problem: { kind: 'no-bus', bus: name, isLate: index !== undefined } };
  }
  const place = given ?? firstFree(state, index, isEarly);
  if (place === undefined) return { ...base, problem: { kind: 'no-room', bus: name } };
  const at: PciAddress = { domain: 0, bus: index, ...place };
  const holder = clash(state, at, isMultifunction);
  const own: Holder = { name: label, isMultifunction, isBoard: false };
  if (holder === undefined) {
    state.added.set(key(index, at.slot, at.function), own);
    return { ...base, at };
  }
  const { name: by, device } = holder;
  const problem = {
    kind: 'taken',
    by,
    isFound: given === undefined,
    ...(device === undefined ? {} : { device }),
  } as const;
  return { ...base, at, problem };
}

/** The first slot with nothing in it, as far as QEMU has come. */
function firstFree(state: State, bus: number, isEarly: boolean): Pick<PciAddress, 'slot' | 'function'> | undefined {
  for (let slot = 0; slot < 32; slot += 1) {
    const isHeld = FUNCTIONS.some((fn) => {
      const holder = state.holders.get(key(bus, slot, fn));
      return state.added.has(key(bus, slot, fn)) || (holder !== undefined && (holder.isBoard || !isEarly));
    });
    if (!isHeld) return { slot, function: 0 };
  }
  return undefined;
}

function clash(state: State, { bus, slot, function: own }: PciAddress, isMultifunction: boolean): Holder | undefined {
  const at = (fn: number): Holder | undefined =>
    state.holders.get(key(bus, slot, fn)) ?? state.added.get(key(bus, slot, fn));
  const there = at(own);
  if (there !== undefined) return there;
  const head = at(0);
  if (own > 0) return head !== undefined && !head.isMultifunction ? head : undefined;
  return isMultifunction
    ? undefined
    : FUNCTIONS.slice(1)
        .map(at)
        .find((one) => one !== undefined);
}

/** The place that an argument takes beside the plan, if it does. */
export function argumentAt(plan: Plan, bus: number, slot: number, fn?: number): ArgumentPlace | undefined {
  return argumentPlaces(plan).find(
    ({ at, problem }) =>
      problem === undefined && at?.bus === bus && at.slot === slot && (fn === undefined || at.function === fn),
  );
}

/** True where neither the plan nor an argument has anything in the slot. */
export function isSlotFree(plan: Plan, bus: Plan['buses'][number], slot: number): boolean {
  return !isSlotUsed(bus, slot) && argumentAt(plan, bus.index, slot) === undefined;
}
