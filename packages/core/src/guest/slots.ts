import { type Device, type Domain, readQemuArguments } from '../domain/index.ts';
import type { QemuMeans } from '../qemu/index.ts';
import { SLOTS_PER_BUS } from '../topology/index.ts';
import type { Environment } from './environment.ts';
import type { GuestBus, GuestFunction, GuestTopology } from './guest-buses.ts';
import { guestMachine } from './guest-machine.ts';
import { COLD_DRIVERS } from './tables/cold-drivers.ts';
import { VIRTUAL_FUNCTIONS } from './tables/virtual-functions.ts';

/** A (bus, slot) pair. */
export interface SlotPlace {
  readonly bus: GuestBus;
  readonly slot: number;
  /** Who gave the slot its name. */
  readonly by: 'acpi' | 'shpc' | 'bios';
}

/** The slots that the guest knows, as in `/sys/bus/pci/slots` (G-SLOT-CLAIM). */
export interface GuestSlots {
  /** Who has each name that is a plain number above 0. */
  readonly names: ReadonlyMap<number, SlotPlace>;
  /** The number that a slot is named; undefined for a slot without such a name. */
  readonly numberOf: (bus: GuestBus, slot: number) => number | undefined;
  /** The slot number that ACPI tells of a function (`_SUN`), 0 included (G-SLOT-ACPI, G-SLOT-MF). */
  readonly acpiNumberOf: (fn: GuestFunction) => number | undefined;
}

/** What the rules about slots look at. */
export interface SlotInputs {
  readonly domain: Domain;
  readonly topology: GuestTopology;
  readonly environment: Environment;
  readonly qemu: ReadonlyMap<Device, QemuMeans>;
}

/** Lets every slot ask for its name, first come, first served: G-SLOT-CLAIM, G-SLOT-ACPI, G-SLOT-SHPC, G-SLOT-NOACPI. */
export function nameSlots(inputs: SlotInputs): GuestSlots {
  const { topology, environment } = inputs;
  const names = new Map<number, SlotPlace>();
  const claim = (bus: GuestBus, slot: number, by: SlotPlace['by']): void => {
    if (slot > 0 && !names.has(slot)) names.set(slot, { bus, slot, by });
  };
  const acpi = acpiSlots(inputs);
  for (const [bus, slots] of acpi) for (const slot of slots) claim(bus, slot, 'acpi');
  const root = topology.roots[0];
  const hasBiosTables = !environment.hasAcpi && environment.behaviours.has('bios-tables');
  if (hasBiosTables && root !== undefined) {
    for (let slot = 1; slot < SLOTS_PER_BUS; slot += 1) claim(root, slot, 'bios');
  }
  // G-SLOT-NATIVE: ports that the guest handles itself ask for 0, which is no name.
  for (const bus of topology.buses) {
    if (acpi.has(bus) || !hasShpc(bus, inputs)) continue;
    for (let slot = 1; slot < SLOTS_PER_BUS; slot += 1) claim(bus, slot, 'shpc');
  }
  const numbers = new Map([...names].map(([number, { bus, slot }]) => [`${bus.number}:${slot}`, number]));
  return {
    names,
    numberOf: (bus, slot) => numbers.get(`${bus.number}:${slot}`),
    acpiNumberOf: (fn) => {
      if (hasBiosTables && fn.bus === root) return biosNumberOf(fn);
      const isDescribed = fn.function === 0 || environment.behaviours.has('all-functions');
      const isAsked = acpi.get(fn.bus)?.includes(fn.slot) === true;
      return isAsked && isDescribed && isHotpluggable(fn, inputs) ? fn.slot : undefined;
    },
  };
}

/** The tables of SeaBIOS number the slots of bus 0 from here on; what is at 1 and 2 has no number of its own. */
const FIRST_BIOS_NUMBER = 3;

function biosNumberOf({ slot, function: fn }: GuestFunction): number | undefined {
  return slot >= FIRST_BIOS_NUMBER && fn === 0 ? slot : undefined;
}

/** The buses that QEMU's ACPI tables describe, in the order of the walk, each with the slots that ask for a name. */
function acpiSlots(inputs: SlotInputs): ReadonlyMap<GuestBus, readonly number[]> {
  const { topology, environment } = inputs;
  const found = new Map<GuestBus, readonly number[]>();
  if (!environment.hasAcpi) return found;
  const behindGap = new Set<GuestBus>();
  for (const bus of topology.buses) {
    const above = bus.bridge?.bus;
    if (bus.bridge !== undefined && above !== undefined && (behindGap.has(above) || isPastGap(bus.bridge, inputs))) {
      behindGap.add(bus);
      continue;
    }
    if (hasAcpiSlots(bus, inputs)) found.set(bus, askingSlots(bus, inputs));
  }
  return found;
}

/** Buses of these bridges have 32 slots, as a root has; those of the others only slot 0. */
const CONVENTIONAL: readonly (string | undefined)[] = ['pci-bridge', 'dmi-to-pci-bridge', 'pcie-to-pci-bridge'];

function hasAcpiSlots({ bridge, expander, model }: GuestBus, inputs: SlotInputs): boolean {
  if (expander !== undefined) return false;
  if (isDescribedByGed(inputs)) return true;
  if (bridge === undefined) return model === 'pci-root' && isRootHotpluggable(inputs.domain);
  if (!inputs.environment.behaviours.has('acpi-behind-bridges')) return false;
  if (isSwitchedOff(inputs.domain, 'acpi-pci-hotplug-with-bridge-support')) return false;
  return !isHotplugOff(bridge.device);
}

/** The chipset's device that has the switches for hotplug. */
const POWER_MANAGEMENT: Partial<Readonly<Record<Domain['machine']['family'], string>>> = {
  i440fx: 'PIIX4_PM',
  q35: 'ICH9-LPC',
};

/** G-ARG-GLOBAL: an argument of the document turns a switch of the chipset off. */
function isSwitchedOff(domain: Domain, property: string): boolean {
  const given = globalValue(domain, POWER_MANAGEMENT[domain.machine.family], property);
  return given !== undefined && ['off', 'no', 'false', 'n'].includes(given);
}

/** G-SLOT-OTHERS: an argument lets the tables of an ARM guest describe all slots. */
function isDescribedByGed({ domain }: SlotInputs): boolean {
  if (domain.machine.family !== 'arm-virt') return false;
  const given = globalValue(domain, 'acpi-ged', 'acpi-pci-hotplug-with-bridge-support');
  return given !== undefined && ['on', 'yes', 'true', 'y'].includes(given);
}

function globalValue(domain: Domain, subject: string | undefined, property: string): string | undefined {
  // The last one counts.
  return readQemuArguments(domain).settings.findLast(
    (one) => one.kind === 'global' && one.subject === subject && one.property === property,
  )?.value;
}

/** `<target hotplug='off'>` of the root of an i440fx, or the same by an argument. */
function isRootHotpluggable(domain: Domain): boolean {
  if (isSwitchedOff(domain, 'acpi-root-pci-hotplug')) return false;
  return !domain.devices.controller.some((one) => one.type === 'pci' && one.index === 0 && isHotplugOff(one));
}

function isHotplugOff(device: Device | undefined): boolean {
  return device?.kind === 'controller' && device.target.hotplug === 'off';
}

/** Whether a bus takes no device while the guest runs, by any way. */
export function isClosedBus({ bridge, model }: GuestBus, domain: Domain, { behaviours }: Environment): boolean {
  if (bridge === undefined) return model !== 'pci-root' || !isRootHotpluggable(domain);
  if (model === 'pci-bridge') return !behaviours.has('bridge-shpc');
  return model === 'dmi-to-pci-bridge' || isHotplugOff(bridge.device);
}

/** Slots that are empty or hold what can be unplugged. */
function askingSlots(bus: GuestBus, inputs: SlotInputs): readonly number[] {
  const isRoot = bus.bridge === undefined;
  const count = isRoot || CONVENTIONAL.includes(bus.model) ? SLOTS_PER_BUS : 1;
  const looksAtAll = inputs.environment.behaviours.has('all-functions');
  const isAskingEmpty = !(isRoot && bus.model === 'pcie-root');
  const asks: (boolean | undefined)[] = [];
  for (const one of bus.functions) {
    if (!looksAtAll && one.function !== 0) continue;
    asks[one.slot] = asks[one.slot] === true || isHotpluggable(one, inputs);
  }
  const slots: number[] = [];
  for (let slot = 0; slot < count; slot += 1) if (asks[slot] ?? isAskingEmpty) slots.push(slot);
  return [...slots, ...virtualSlots(bus, inputs)];
}

/** The slots that the virtual functions of a bus will take; QEMU has them from the start (G-SLOT-VF). */
function virtualSlots(bus: GuestBus, { qemu }: SlotInputs): readonly number[] {
  return bus.functions.flatMap(({ slot, device }) => {
    const driver = device === undefined ? undefined : qemu.get(device)?.driver;
    const row = VIRTUAL_FUNCTIONS.find((one) => one.driver === driver);
    return row === undefined ? [] : row.slotsAfter.map((distance) => slot + distance);
  });
}

/** G-SLOT-GAP: whether QEMU's description of the bus ended before the slot of this bridge. */
function isPastGap({ bus, slot }: GuestFunction, { environment }: SlotInputs): boolean {
  if (!environment.behaviours.has('stops-at-gap') || bus.bridge === undefined) return false;
  if (CONVENTIONAL.includes(bus.model)) return false;
  const held = new Set(bus.functions.map((one) => one.slot));
  for (let before = 1; before < slot; before += 1) if (!held.has(before)) return true;
  return false;
}

/** G-SLOT-NOHP. */
function isHotpluggable({ device, chipset, hiddenBridgeOf, argument }: GuestFunction, { qemu }: SlotInputs): boolean {
  if (argument !== undefined)
    return argument.provides === undefined && !COLD_DRIVERS.some((cold) => cold === argument.argument.driver);
  if (device === undefined || chipset !== undefined || hiddenBridgeOf !== undefined) return false;
  if (device.kind === 'controller' && device.type === 'pci') return false;
  const { driver, option } = qemu.get(device) ?? {};
  if (device.kind === 'video' && option !== undefined) return false;
  return driver === undefined || !COLD_DRIVERS.some((cold) => cold === driver);
}

/** Bridges with a hotplug controller of their own. */
const SHPC_BRIDGES: readonly (string | undefined)[] = ['pci-bridge', 'pcie-to-pci-bridge'];

function hasShpc({ bridge }: GuestBus, { domain, environment }: SlotInputs): boolean {
  const { device } = bridge ?? {};
  if (device?.kind !== 'controller' || !SHPC_BRIDGES.includes(device.model)) return false;
  const when = guestMachine(domain.machine.family)?.shpc ?? 'never';
  const isGuestsOwn = when === 'always' || when === (environment.hasAcpi ? 'with ACPI' : 'without ACPI');
  return isGuestsOwn && (device.model !== 'pci-bridge' || environment.behaviours.has('bridge-shpc'));
}
