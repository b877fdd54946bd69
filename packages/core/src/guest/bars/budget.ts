import { checkArguments, isPlan } from '../../basics/index.ts';
import { type Device, readQemuArguments } from '../../domain/index.ts';
import type { Plan } from '../../plan/index.ts';
import { DEFAULT_HOLE64, FIRMWARES, type FirmwareWindowsRow } from '../../profiles/index.ts';
import { firmwaresOf } from '../guest-machine.ts';
import { uncounted } from '../problems.ts';
import { curesFor, roomForHole, type WindowsCure } from './cures.ts';
import { type BusWindows, type DevicesByBus, devicesByBus, type Layout, layOut } from './demand.ts';
import { firmwareRows } from './firmware.ts';
import { machineRoom } from './machine-room.ts';
import { WINDOWS_OPTIONS, type WindowsOptions } from './options.ts';
import { type Processor, possibleProcessors } from './processors.ts';
import { writtenHole64, writtenWindow } from './written-sizes.ts';

const IO_WINDOW = 4096;
/** I/O ports of the chipset's functions, rounded up. */
const CHIPSET_PORTS = 128;

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
  /** The firmware was seen with such bridges, and with so large BARs (RP7020). */
  readonly isMeasured: boolean;
  /** An argument of the document gives QEMU more devices, or devices other BARs (RP7461). */
  readonly isOpen: boolean;
}

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
  const room = machineRoom(domain, row);
  const firmware = FIRMWARES.find((one) => one === row.kind);
  if (room === undefined || firmware === undefined || !firmwaresOf(family).includes(firmware)) return undefined;
  const given = { plan, row, onBus, lowStart: room.low.start, firmware };
  const byPref = new Map<number, Layout>();
  const processors = possibleProcessors(domain, options);
  // A guest that runs has a processor with which it starts.
  const started = processors.filter(room.starts);
  const layouts = (started.length > 0 ? started : processors).map((processor) => {
    const pref = room.portPref(processor);
    const layout = byPref.get(pref) ?? layOut(given, pref);
    byPref.set(pref, layout);
    // The larger one counts, as far as the processor's addresses go.
    const written = Math.min(writtenWindow(domain, row) ?? 0, 2 ** processor.bits / 2);
    return { ...layout, processor, fits: Math.max(room.high(processor, layout.high), written) };
  });
  const least = layouts.reduce((a, b) => (b.fits - b.high.size < a.fits - a.high.size ? b : a));
  const isShort = (one: (typeof layouts)[number]): boolean => one.high.size - row.spill > one.fits;
  const { buses, unknown, mixesPorts, low, high, fits, processor } = least;
  const written = writtenHole64(domain);
  const size = written ?? DEFAULT_HOLE64[family] ?? 0;
  const hidden = plan.buses.filter(({ model }) => model === 'pci-expander-bus').length;
  const neededPorts = ioWindows(buses, hidden);
  const budget = {
    firmware: { kind: row.kind, version: row.version, title: row.title },
    processor: { vendor: processor.vendor, bits: processor.bits, hasLargePages: processor.hasLargePages },
    dependsOnProcessor: isShort(least) && !layouts.every(isShort),
    buses: [...buses].sort((a, b) => a.bus - b.bus),
    ioWindows: {
      needed: neededPorts,
      fits: room.ports.fits,
      effect: room.ports.effect,
      isRepaired: neededPorts <= (room.ports.repairs ?? 0) && hidden === 0 && areOnRoot(buses),
    },
    below4G: {
      needed: low.size,
      fits: room.low.size,
      isKnown: low.size <= room.low.seen || low.size > room.low.size,
    },
    above4G: { needed: high.size, fits, isShort: isShort(least) },
    hole64: { size, isWritten: written !== undefined },
    cures: isShort(least) ? curesFor(row, processor, high.size, size, roomForHole(domain, processor.bits)) : [],
    unknown,
    isMeasured: !(row.mixesPorts && mixesPorts) && high.align <= (row.largestBar ?? high.align),
    isOpen: isChangedByArguments(plan),
  };
  return { ...budget, verdict: verdictOf(budget), dependsOnFirmware: [] };
}

function verdictOf(budget: Omit<WindowsBudget, 'verdict' | 'dependsOnFirmware'>): WindowsVerdict {
  const { ioWindows: io, below4G, above4G, dependsOnProcessor, unknown, isMeasured, isOpen } = budget;
  const isShort = (part: { readonly needed: number; readonly fits: number }): boolean => part.needed > part.fits;
  if ((isShort(io) && !io.isRepaired) || isShort(below4G) || (above4G.isShort && !dependsOnProcessor)) return 'short';
  return unknown.length > 0 || isOpen || !isMeasured || !below4G.isKnown || above4G.isShort ? 'unknown' : 'fits';
}

/** I/O ports are given in windows of 4 KiB; what is on a root bus itself takes of what is left over (G-LIM-IO). */
function ioWindows(buses: readonly BusWindows[], expanders: number): number {
  const ports = buses.reduce((sum, { parent, io }) => (parent === undefined ? sum + io : sum), CHIPSET_PORTS);
  return Math.floor(ports / IO_WINDOW) + expanders;
}

/** Whether all bridges with a window of I/O ports are on bus 0, where Linux gives windows anew. */
function areOnRoot(buses: readonly BusWindows[]): boolean {
  return buses.every(({ parent, io }) => parent === undefined || parent === 0 || io === 0);
}

/** Arguments that change no BAR. */
const HARMLESS_SETTINGS: readonly string[] = ['acpi-pci-hotplug-with-bridge-support', 'acpi-root-pci-hotplug'];

/** Options that have no part in what BARs need, and in what there is for them. */
const HARMLESS_OPTIONS = new Set(
  (
    'name uuid smbios acpitable boot rtc smp accel icount chardev serial monitor mon qmp k display spice vnc audiodev ' +
    'netdev object blockdev tpmdev append kernel initrd overcommit sandbox msg d D dfilter trace gdb s S fw_cfg'
  ).split(' '),
);

function isChangedByArguments(plan: Plan): boolean {
  const { settings, others } = readQemuArguments(plan.domain);
  return (
    uncounted(plan).length > 0 ||
    settings.some(({ property }) => !HARMLESS_SETTINGS.includes(property)) ||
    others.some(({ option }) => !HARMLESS_OPTIONS.has(option))
  );
}
