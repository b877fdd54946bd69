import { areOptions, checkArguments, isCount, isOneOf, isPlan, isRecordOf, isText, pushTo } from '../basics/index.ts';
import { type Device, deviceLabel, pciAddressOf, pciController, readQemuArguments } from '../domain/index.ts';
import type { Plan } from '../plan/index.ts';
import {
  type Bar,
  DEFAULT_HOLE64,
  deviceBars,
  FIRMWARE_WINDOWS,
  FIRMWARES,
  type Firmware,
  type FirmwareWindowsRow,
  getProfile,
  HOST_BRIDGES,
  type HostFacts,
  IO_BRIDGES,
  IO_WINDOWS,
  isHostFacts,
  OPEN_BRIDGES,
  type ProcessorVendor,
} from '../profiles/index.ts';
import { type QemuMeans, qemuMeans } from '../qemu/index.ts';
import { formatPciAddress, MARK } from '../topology/index.ts';
import { reservesIoEverywhere } from './guest-limits.ts';
import { firmwareOf, firmwaresOf, guestMachine, hasGuestAcpi } from './guest-machine.ts';
import { highRoom, hostBridgeRoom, lowMemoryEnd, memoryEnd, widePref } from './high-window.ts';
import { uncounted } from './problems.ts';
import { type Processor, possibleProcessors } from './processors.ts';
import { type Demand, gather, type Reserve, type Room, stack, windows } from './windows-layout.ts';
import { memoryAtStart, memorySize, slotRoom, writtenBars, writtenHole64 } from './written-sizes.ts';

/** More address bits than these do not help: 4-level paging has no more. */
const MOST_BITS = 46;
/** Fewer than these some firmware does not rely on, with one vendor or the other. */
const LEAST_TRUSTED_BITS = 41;

const IO_WINDOW = 4096;
/** I/O ports of the chipset's functions, rounded up. */
const CHIPSET_PORTS = 128;

/** What {@link windowsBudget} may be told. */
export interface WindowsOptions {
  /** A name of {@link FIRMWARE_NAMES}; absent: what the document boots with. */
  readonly firmware?: string;
  /** Version of the firmware, `1.16.3` or `2025.02`; absent: the one that comes with the QEMU. */
  readonly firmwareVersion?: string;
  /** Versions by firmware, for the one that the document boots with. */
  readonly firmwareVersions?: Readonly<Record<string, string>>;
  /** The QEMU that runs the guest, `7.2`; that of the profile by default. */
  readonly qemu?: string;
  /** Bits of an address of the guest's processor; absent: what the document says, or QEMU's 40. */
  readonly addressBits?: number;
  /** Who made the guest's processor; absent: either, where the document does not say. */
  readonly vendor?: ProcessorVendor;
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

/** Whether all BARs get a place: yes, no, or it cannot be told. */
export type WindowsVerdict = 'fits' | 'short' | 'unknown';

/** What the BARs need and what firmware gives, in bytes. */
export interface WindowsBudget {
  readonly firmware: Pick<FirmwareWindowsRow, 'kind' | 'version' | 'title'>;
  readonly verdict: WindowsVerdict;
  /** Of the processor that the sizes are of: of those that the guest may have, the one with the least room. */
  readonly processor: Pick<Processor, 'vendor' | 'bits' | 'hasLargePages'>;
  /** With another processor that the guest may have, the BARs above 4 GiB fit. */
  readonly dependsOnProcessor: boolean;
  /** The firmwares that the QEMU may come with and that do not all have the room; empty where it is known. */
  readonly dependsOnFirmware: readonly string[];
  /** Bridges' windows; the root buses have what their bridges and devices take in all. */
  readonly buses: readonly BusWindows[];
  /** Windows of 4 KiB of I/O ports. */
  readonly ioWindows: {
    readonly needed: number;
    readonly fits: number;
    readonly effect: string;
    /** What the firmware gives no I/O ports gets them from Linux (G-LIM-IO). */
    readonly isRepaired: boolean;
  };
  /** Bytes; `isKnown` is false where so much was not tried. */
  readonly below4G: { readonly needed: number; readonly fits: number; readonly isKnown: boolean };
  /** A little more than fits is no matter where Linux moves it below 4 GiB: then it is not short. */
  readonly above4G: { readonly needed: number; readonly fits: number; readonly isShort: boolean };
  /** The hole that QEMU describes to the guest: `<pcihole64>`, or QEMU's default. */
  readonly hole64: { readonly size: number; readonly isWritten: boolean };
  /** What was seen to help where BARs above 4 GiB find no room with this firmware. */
  readonly cures: readonly WindowsCure[];
  /** Host devices whose BARs are not known, and devices of models that were not measured. */
  readonly unknown: readonly Device[];
  /** An argument of the document gives QEMU more devices, or devices other BARs (RP7461). */
  readonly isOpen: boolean;
}

/** A way to more room above 4 GiB; sizes in bytes. */
export type WindowsCure =
  | { readonly kind: 'hole64'; readonly size: number }
  | { readonly kind: 'fwCfg'; readonly size: number }
  | { readonly kind: 'bits'; readonly bits: number; readonly needsLargePages: boolean };

/** The firmwares whose windows are known, as {@link WindowsOptions} takes them. */
export const FIRMWARE_NAMES: readonly string[] = ['seabios', 'ovmf', 'aavmf', 'device tree'];

/** The versions from which on the windows of a firmware are as they are, oldest first. */
export function firmwareVersions(firmware: string): readonly string[] {
  checkArguments('firmwareVersions', { firmware: [firmware, isText] });
  return FIRMWARE_WINDOWS.flatMap(({ kind, version }) => (kind.toLowerCase() === firmware ? [version] : []));
}

const WINDOWS_OPTIONS = areOptions<WindowsOptions>({
  firmware: isOneOf(...FIRMWARE_NAMES),
  firmwareVersion: isText,
  firmwareVersions: isRecordOf(isText),
  qemu: isText,
  addressBits: isCount,
  vendor: isOneOf('AMD', 'Intel'),
  host: isHostFacts,
});

/**
 * How much room for BARs a firmware has to give each bus of a plan, and whether it has that much. Undefined for machines
 * other than i440fx, q35 and `virt`, and for a firmware that does not start the machine. Rules: G-LIM-IO, G-LIM-MMIO32,
 * G-LIM-BAR64, G-LIM-BITS, G-LIM-VIRT, G-HPOFF.
 */
export function windowsBudget(plan: Plan, options: WindowsOptions = {}): WindowsBudget | undefined {
  checkArguments('windowsBudget', { plan: [plan, isPlan], options: [options, WINDOWS_OPTIONS] });
  const onBus = devicesByBus(plan, options);
  const budgets = firmwareRows(plan, options).flatMap((row) => budgetWith(plan, row, options, onBus) ?? []);
  const [first] = budgets;
  if (first === undefined || budgets.every(({ verdict }) => verdict === first.verdict)) return budgets.at(-1);
  const least = budgets.find(({ verdict }) => verdict !== 'fits') ?? first;
  return { ...least, verdict: 'unknown', dependsOnFirmware: budgets.map(({ firmware }) => firmware.title) };
}

function budgetWith(
  plan: Plan,
  row: FirmwareWindowsRow,
  options: WindowsOptions,
  onBus: DevicesByBus,
): WindowsBudget | undefined {
  const { domain } = plan;
  const { family } = domain.machine;
  const bridge = row.highWindow.kind === 'host bridge' ? HOST_BRIDGES.find((one) => one.family === family) : undefined;
  const ports =
    bridge === undefined
      ? IO_WINDOWS.find((one) => one.firmware === row.kind && one.family === family)
      : { fits: bridge.ports, effect: 'further devices get no I/O ports', repairs: 0 };
  const firmware = FIRMWARES.find((one) => one === row.kind);
  if (ports === undefined || firmware === undefined || !firmwaresOf(family).includes(firmware)) return undefined;
  const memory = memorySize(domain) ?? 0;
  const end = memoryEnd(family, memory) + slotRoom(domain);
  const given = { plan, row, onBus, lowStart: bridge?.low.start ?? 0, firmware };
  const byPref = new Map<number, Layout>();
  const layouts = possibleProcessors(domain, options).map((processor) => {
    const pref = widePref(row, processor, end);
    const layout = byPref.get(pref) ?? layOut(given, pref);
    byPref.set(pref, layout);
    const fits =
      bridge === undefined
        ? highRoom(row, processor, layout.high, end)
        : hostBridgeRoom(bridge, memory + slotRoom(domain), processor);
    // The larger one counts, as far as the processor's addresses go.
    const written = Math.min(writtenWindow(plan, row) ?? 0, 2 ** processor.bits / 2);
    return { ...layout, processor, fits: Math.max(fits, written) };
  });
  const least = layouts.reduce((a, b) => (b.fits - b.high.size < a.fits - a.high.size ? b : a));
  const isShort = (one: (typeof layouts)[number]): boolean => one.high.size - row.spill > one.fits;
  const { buses, unknown, low, high, fits, processor } = least;
  const written = writtenHole64(domain);
  const size = written ?? DEFAULT_HOLE64[family] ?? 0;
  const hidden = plan.buses.filter(({ model }) => model === 'pci-expander-bus').length;
  const lowRoom =
    bridge === undefined
      ? row.lowEnd - lowMemoryEnd(family, memoryAtStart(domain) ?? 0)
      : bridge.low.end - bridge.low.start;
  const { fits: mostLow = lowRoom, seen = 0 } = row.below4G[family] ?? {};
  const lowFits = Math.min(mostLow, lowRoom);
  const neededPorts = ioWindows(buses, hidden);
  const budget = {
    firmware: { kind: row.kind, version: row.version, title: row.title },
    processor: { vendor: processor.vendor, bits: processor.bits, hasLargePages: processor.hasLargePages },
    dependsOnProcessor: isShort(least) && !layouts.every(isShort),
    buses: [...buses].sort((a, b) => a.bus - b.bus),
    ioWindows: {
      needed: neededPorts,
      fits: ports.fits,
      effect: ports.effect,
      isRepaired: neededPorts <= (ports.repairs ?? 0) && hidden === 0 && areOnRoot(buses),
    },
    below4G: {
      needed: low.size,
      fits: lowFits,
      isKnown: low.size <= seen || low.size > lowFits,
    },
    above4G: { needed: high.size, fits, isShort: isShort(least) },
    hole64: { size, isWritten: written !== undefined },
    cures: isShort(least) ? curesFor(row, processor, high.size, size, roomForHole(memory, processor.bits)) : [],
    unknown,
    isOpen: isChangedByArguments(plan),
  };
  return { ...budget, verdict: verdictOf(budget), dependsOnFirmware: [] };
}

function verdictOf(budget: Omit<WindowsBudget, 'verdict' | 'dependsOnFirmware'>): WindowsVerdict {
  const { ioWindows: io, below4G, above4G, dependsOnProcessor, unknown, isOpen } = budget;
  const isShort = (part: { readonly needed: number; readonly fits: number }): boolean => part.needed > part.fits;
  if ((isShort(io) && !io.isRepaired) || isShort(below4G) || (above4G.isShort && !dependsOnProcessor)) return 'short';
  return unknown.length > 0 || isOpen || !below4G.isKnown || above4G.isShort ? 'unknown' : 'fits';
}

/** The row of a firmware: of the version that is named, or those that the QEMU may come with. */
function firmwareRows(plan: Plan, options: WindowsOptions): readonly FirmwareWindowsRow[] {
  const kind = options.firmware ?? firmwareOf(plan.domain).toLowerCase();
  const rows = FIRMWARE_WINDOWS.filter((one) => one.kind.toLowerCase() === kind);
  const firmwareVersion = options.firmwareVersion ?? options.firmwareVersions?.[kind];
  if (firmwareVersion !== undefined) {
    return [rows.findLast(({ version }) => isAtLeast(firmwareVersion, version)) ?? rows[0]].flatMap((row) => row ?? []);
  }
  const qemu = options.qemu ?? getProfile(plan.profile).defaultQemu;
  const seen = rows.filter(({ seenWith }) => seenWith.some((one) => qemu === one || qemu.startsWith(`${one}.`)));
  if (seen.length > 0) return seen;
  const before = rows.findLast(({ seenWith }) => seenWith.some((one) => isAtLeast(qemu, one)));
  const after = rows.find(({ seenWith }) => seenWith.some((one) => isAtLeast(one, qemu)));
  return [...new Set([before, after])].flatMap((row) => row ?? []);
}

/** Compares versions part by part: 1.16.3 is at least 1.16. */
function isAtLeast(version: string, least: string): boolean {
  const [parts, others] = [version.split('.').map(Number), least.split('.').map(Number)];
  for (const [at, other] of others.entries()) {
    const own = parts[at] ?? 0;
    if (own !== other) return own > other;
  }
  return true;
}

interface Layout {
  readonly buses: readonly BusWindows[];
  readonly unknown: readonly Device[];
  readonly low: Room;
  readonly high: Room;
}

type Given = Pick<Walk, 'plan' | 'row' | 'onBus'> & {
  /** Where the room below 4 GiB begins, as far as alignment goes. */
  readonly lowStart: number;
  readonly firmware: Firmware;
};

function layOut({ lowStart, firmware, ...given }: Given, pref: number): Layout {
  const { plan } = given;
  const walk: Walk = { ...given, pref, unknown: [], buses: [], reached: new Set() };
  const { domain } = plan;
  // A device tree has no expander buses (G-BUS-VIRT).
  const hasExpanders = guestMachine(domain.machine.family)?.expandersWithoutAcpi || hasGuestAcpi(domain, firmware);
  const roots = plan.buses.filter(
    ({ index, model }) => index === 0 || (hasExpanders && model.endsWith('expander-bus')),
  );
  const demands = roots.map(({ index }) => demandOf(walk, index, undefined));
  return {
    buses: walk.buses,
    unknown: walk.unknown,
    low: stack(
      demands.flatMap(({ mem, pref32 }) => [mem, pref32]),
      lowStart,
    ),
    high: stack(demands.map(({ pref64 }) => pref64)),
  };
}

interface Walk {
  readonly plan: Plan;
  readonly row: FirmwareWindowsRow;
  /** Prefetchable room of an open port. */
  readonly pref: number;
  readonly onBus: DevicesByBus;
  readonly unknown: Device[];
  readonly buses: BusWindows[];
  readonly reached: Set<number>;
}

/** The devices on each bus in QEMU's order, with their BARs where these are known. */
type DevicesByBus = ReadonlyMap<
  number,
  readonly { readonly device: Device; readonly bars: readonly Bar[] | undefined }[]
>;

function devicesByBus(plan: Plan, options: WindowsOptions): DevicesByBus {
  const onBus = new Map<number, { readonly device: Device; readonly bars: readonly Bar[] | undefined }[]>();
  for (const means of qemuMeans(plan)) {
    const { device } = means;
    const bus = pciAddressOf(device.address)?.bus;
    if (bus === undefined) continue;
    pushTo(onBus, bus, { device, bars: barsOf(plan, options, means, bus) });
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
  const bars = devices.flatMap((one) => one.bars ?? []);
  for (const one of devices) if (one.bars === undefined) walk.unknown.push(one.device);
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

/** What a bridge gets without need. */
function reserveOf({ plan, row, pref }: Walk, index: number): Reserve {
  const bus = plan.buses[index];
  const isOpen = bus !== undefined && (bus.accepts & MARK.HOT) !== 0;
  const isServed = OPEN_BRIDGES.includes(bus?.model ?? '') && (isOpen || row.servesClosedPorts);
  return {
    io: IO_BRIDGES.includes(bus?.model ?? '') || (isOpen && reservesIoEverywhere(plan)),
    mem: isServed ? row.emptyMem : 0,
    pref: isServed ? pref : 0,
  };
}

function barsOf(
  plan: Plan,
  { host }: WindowsOptions,
  { device, driver, how }: QemuMeans,
  bus: number,
): readonly Bar[] | undefined {
  if (how === 'machine') return [];
  const isBehindPort = bus !== 0 && /port$/.test(plan.buses[bus]?.model ?? '');
  const hostAddress = device.kind === 'hostdev' || device.kind === 'interface' ? device.host : undefined;
  const known =
    hostAddress === undefined
      ? deviceBars(driver ?? '', isBehindPort)
      : host?.hostDevices?.[formatPciAddress(hostAddress)]?.bars;
  return known === undefined ? undefined : writtenBars(device, known);
}

/** I/O ports are given in windows of 4 KiB; what is on a root bus itself takes of what is left over (G-LIM-IO). */
function ioWindows(buses: readonly BusWindows[], expanders: number): number {
  const all = buses.filter(({ parent }) => parent === undefined);
  const roots = new Set(all.map(({ bus }) => bus));
  const onRoots = buses.filter(({ parent }) => parent !== undefined && roots.has(parent));
  const ofBridges = onRoots.reduce((sum, { io }) => sum + io, 0);
  const ofRoots = all.reduce((sum, { io }) => sum + io, CHIPSET_PORTS) - ofBridges;
  return ofBridges / IO_WINDOW + expanders + Math.floor(ofRoots / IO_WINDOW);
}

/** Whether all bridges with a window of I/O ports are on bus 0, where Linux gives windows anew. */
function areOnRoot(buses: readonly BusWindows[]): boolean {
  return buses.every(({ parent, io }) => parent === undefined || parent === 0 || io === 0);
}

/** Arguments that change no BAR. */
const HARMLESS_SETTINGS: readonly string[] = ['acpi-pci-hotplug-with-bridge-support', 'acpi-root-pci-hotplug'];

function isChangedByArguments(plan: Plan): boolean {
  const { settings } = readQemuArguments(plan.domain);
  return uncounted(plan).length > 0 || settings.some(({ property }) => !HARMLESS_SETTINGS.includes(property));
}

/** OVMF's window in bytes, as `-fw_cfg name=opt/ovmf/X-PciMmio64Mb,string=…` of the document sets it. */
function writtenWindow(plan: Plan, { kind }: FirmwareWindowsRow): number | undefined {
  if (kind !== 'OVMF') return undefined;
  const found = readQemuArguments(plan.domain).others.findLast(
    ({ option, value = '' }) => option === 'fw_cfg' && /(?:^|,)(?:name=)?opt\/ovmf\/X-PciMmio64Mb(?:,|$)/.test(value),
  );
  const size = /(?:^|,)string=(\d+)(?:,|$)/.exec(found?.value ?? '')?.[1];
  return size === undefined ? undefined : Number(size) * 2 ** 20;
}

/** What is left of the processor's addresses for a hole: QEMU starts with no more (G-LIM-BAR64). */
function roomForHole(memory: number, bits: number): number {
  return 2 ** bits - memory - 4 * 2 ** 30;
}

function curesFor(
  { cures, highWindow }: FirmwareWindowsRow,
  { bits }: Processor,
  needed: number,
  hole: number,
  roomForHoles: number,
): readonly WindowsCure[] {
  const wanted = 2 ** Math.ceil(Math.log2(needed));
  const found: WindowsCure[] = [];
  if (cures.hole64 && wanted > hole && wanted <= roomForHoles) found.push({ kind: 'hole64', size: wanted });
  if (cures.fwCfg && wanted <= 2 ** bits / 2) found.push({ kind: 'fwCfg', size: wanted });
  if (cures.bits) {
    const more = Math.ceil(Math.log2(needed)) + (highWindow.kind === 'share' ? highWindow.shift : 1);
    const most = highWindow.kind === 'downwards' ? Math.min(...Object.values(highWindow.most)) : MOST_BITS;
    const enough = Math.max(more, LEAST_TRUSTED_BITS);
    if (enough > bits && enough <= most)
      found.push({ kind: 'bits', bits: enough, needsLargePages: highWindow.kind === 'share' });
  }
  return found;
}
