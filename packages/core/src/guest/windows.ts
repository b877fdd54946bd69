import { type Device, type Domain, deviceLabel, pciController } from '../domain/index.ts';
import type { Plan } from '../plan/index.ts';
import {
  type Bar,
  DEFAULT_ADDRESS_BITS,
  DEFAULT_HOLE64,
  deviceBars,
  FIRMWARE_WINDOWS,
  type FirmwareWindowsRow,
  type HostFacts,
  IO_BRIDGES,
  IO_WINDOWS,
  OPEN_BRIDGES,
} from '../profiles/index.ts';
import { planQemuDevices, type QemuDevice } from '../qemu/index.ts';
import { formatPciAddress, MARK } from '../topology/index.ts';
import { firmwareOf, reservesIoEverywhere } from './guest-limits.ts';
import { type Demand, gather, type Reserve, stack, windows } from './windows-layout.ts';
import { memorySize, writtenAddressBits, writtenBars, writtenHole64 } from './written-sizes.ts';

export interface WindowsOptions {
  /** A name of {@link FIRMWARE_NAMES}; absent: what the document boots with. */
  readonly firmware?: string;
  /** Bits of an address of the guest's processor; absent: what the document says, or QEMU's 40. */
  readonly addressBits?: number;
  /** BARs of host devices. */
  readonly host?: HostFacts;
}

/** The room that firmware gives one bus, in bytes. */
export interface BusWindows {
  /** The controller index. */
  readonly bus: number;
  readonly label: string;
  /** The bus that its bridge is on; absent for a root bus. */
  readonly parent?: number;
  readonly io: number;
  readonly below4G: number;
  readonly above4G: number;
}

export interface WindowsBudget {
  readonly firmware: Pick<FirmwareWindowsRow, 'name' | 'title' | 'evidence'>;
  readonly addressBits: number;
  /** Bridges' windows; the root buses have what their bridges and devices take in all. */
  readonly buses: readonly BusWindows[];
  /** Windows of 4 KiB of I/O ports. */
  readonly ioWindows: { readonly needed: number; readonly fits: number; readonly effect: string };
  /** Bytes; `fits` is absent where it is not known. */
  readonly below4G: { readonly needed: number; readonly fits?: number };
  readonly above4G: { readonly needed: number; readonly fits: number };
  /** The hole that QEMU describes to the guest: `<pcihole64>`, or QEMU's default. */
  readonly hole64: { readonly size: number; readonly isWritten: boolean };
  /** A size of `<pcihole64>` with which the guest can place what does not fit otherwise. */
  readonly proposedHole64?: number;
  /** Host devices whose BARs are not known, and devices of models that were not measured. */
  readonly unknown: readonly Device[];
}

/** The firmwares whose windows are known, as {@link WindowsOptions} takes them. */
export const FIRMWARE_NAMES: readonly string[] = FIRMWARE_WINDOWS.map(({ name }) => name);

/**
 * How much room for BARs a firmware has to give each bus of a plan, and whether it has that much. Undefined for machines
 * other than i440fx and q35, whose firmware is not known. Rules: G-LIM-IO, G-LIM-MMIO32, G-LIM-BAR64, G-HPOFF.
 */
export function windowsBudget(plan: Plan, options: WindowsOptions = {}): WindowsBudget | undefined {
  const { domain } = plan;
  const name = options.firmware ?? firmwareOf(domain).toLowerCase();
  const row = FIRMWARE_WINDOWS.find((one) => one.name === name);
  const ports = IO_WINDOWS.find((one) => one.firmware === row?.kind && one.family === domain.machine.family);
  if (row === undefined || ports === undefined) return undefined;
  const addressBits = options.addressBits ?? writtenAddressBits(domain) ?? DEFAULT_ADDRESS_BITS;
  const walk: Walk = { plan, row, options, unknown: [], buses: [], reached: new Set(), onBus: devicesByBus(plan) };
  const roots = plan.buses.filter(({ index, model }) => index === 0 || model.endsWith('expander-bus'));
  const demands = roots.map(({ index }) => demandOf(walk, index, undefined));
  const low = stack(demands.flatMap(({ mem, pref32 }) => [mem, pref32]));
  const high = stack(demands.map(({ pref64 }) => pref64));
  const hidden = roots.filter(({ model }) => model === 'pci-expander-bus').length;
  const fits = row.below4G[domain.machine.family];
  const above4G = { needed: high.size, fits: 2 ** (addressBits - row.windowShift) };
  const written = writtenHole64(domain);
  const size = written ?? DEFAULT_HOLE64[domain.machine.family] ?? 0;
  const proposedHole64 = holeFor(above4G, size, roomForHole(domain, addressBits));
  return {
    firmware: { name: row.name, title: row.title, evidence: row.evidence },
    addressBits,
    buses: walk.buses.sort((a, b) => a.bus - b.bus),
    ioWindows: { needed: ioWindows(walk.buses, hidden), fits: ports.fits, effect: ports.effect },
    below4G: { needed: low.size, ...(fits === undefined ? {} : { fits }) },
    above4G,
    hole64: { size, isWritten: written !== undefined },
    ...(proposedHole64 === undefined ? {} : { proposedHole64 }),
    unknown: walk.unknown,
  };
}

interface Walk {
  readonly plan: Plan;
  readonly row: FirmwareWindowsRow;
  readonly options: WindowsOptions;
  readonly onBus: ReadonlyMap<number, readonly QemuDevice[]>;
  readonly unknown: Device[];
  readonly buses: BusWindows[];
  readonly reached: Set<number>;
}

function devicesByBus(plan: Plan): ReadonlyMap<number, readonly QemuDevice[]> {
  const onBus = new Map<number, QemuDevice[]>();
  for (const device of planQemuDevices(plan)) {
    if (device.at !== undefined) onBus.set(device.at.bus, [...(onBus.get(device.at.bus) ?? []), device]);
  }
  return onBus;
}

/** What a bus asks for, bridges below included; notes the windows of each. */
function demandOf(walk: Walk, index: number, parent: number | undefined): Demand {
  const { plan, row } = walk;
  walk.reached.add(index);
  const devices = walk.onBus.get(index) ?? [];
  const below = devices.flatMap(({ device }) => {
    const isBridge =
      device.kind === 'controller' && device.type === 'pci' && device.model?.endsWith('expander-bus') !== true;
    // A controller may sit on the bus of one with a higher index, and in theory on its own.
    return isBridge && !walk.reached.has(device.index) ? [demandOf(walk, device.index, index)] : [];
  });
  const bars = devices.flatMap((device) => barsOf(walk, device, index));
  const demand = gather(bars, below, parent === undefined || row.splitsPrefetchable);
  const made = parent === undefined ? demand : windows(demand, reserveOf(walk, index), row);
  const controller = pciController(plan.domain, index);
  walk.buses.push({
    bus: index,
    label: controller === undefined ? `bus ${index}` : deviceLabel(controller),
    ...(parent === undefined ? {} : { parent }),
    io: made.io,
    below4G: made.mem.size + made.pref32.size,
    above4G: made.pref64.size,
  });
  // The bridge behind a pci-expander-bus is QEMU's own.
  return controller?.model === 'pci-expander-bus' ? windows(made, { io: true, mem: 0, pref: 0 }, row) : made;
}

/** What a bridge gets without need. OVMF's room for prefetchable BARs is no need: it goes first when room is short. */
function reserveOf({ plan, row }: Walk, index: number): Reserve {
  const bus = plan.buses[index];
  const isOpen = bus !== undefined && (bus.accepts & MARK.HOT) !== 0;
  const isServed = OPEN_BRIDGES.includes(bus?.model ?? '') && (isOpen || row.servesClosedPorts);
  return {
    io: IO_BRIDGES.includes(bus?.model ?? '') || (isOpen && reservesIoEverywhere(plan)),
    mem: isServed ? row.emptyMem : 0,
    pref: isServed && 'size' in row.emptyPref ? row.emptyPref.size : 0,
  };
}

function barsOf({ plan, options, unknown }: Walk, { device, driver, how }: QemuDevice, bus: number): readonly Bar[] {
  if (how === 'machine') return [];
  const isBehindPort = bus !== 0 && /port$/.test(plan.buses[bus]?.model ?? '');
  const hostAddress = device.kind === 'hostdev' || device.kind === 'interface' ? device.host : undefined;
  const known =
    hostAddress === undefined
      ? deviceBars(driver ?? '', isBehindPort)
      : options.host?.hostDevices?.[formatPciAddress(hostAddress)]?.bars;
  if (known === undefined) unknown.push(device);
  return known === undefined ? [] : writtenBars(device, known);
}

/** I/O ports are given in windows of 4 KiB; what is on a root bus itself has none. */
function ioWindows(buses: readonly BusWindows[], expanders: number): number {
  const roots = new Set(buses.filter(({ parent }) => parent === undefined).map(({ bus }) => bus));
  const onRoots = buses.filter(({ parent }) => parent !== undefined && roots.has(parent));
  return onRoots.reduce((sum, { io }) => sum + io / 4096, expanders);
}

/** What is left of the processor's addresses for a hole: QEMU starts with no more (G-LIM-BAR64). */
function roomForHole(domain: Domain, addressBits: number): number {
  return 2 ** addressBits - (memorySize(domain) ?? 0) - 4 * 2 ** 30;
}

function holeFor(above4G: WindowsBudget['above4G'], size: number, room: number): number | undefined {
  if (above4G.needed <= above4G.fits) return undefined;
  const wanted = 2 ** Math.ceil(Math.log2(above4G.needed));
  return wanted > size && wanted <= room ? wanted : undefined;
}
