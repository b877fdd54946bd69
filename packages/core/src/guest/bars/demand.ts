import { pushTo } from '../../basics/index.ts';
import { type Device, deviceLabel, pciAddressOf, pciController } from '../../domain/index.ts';
import type { Plan } from '../../plan/index.ts';
import {
  type Bar,
  deviceBars,
  type Firmware,
  type FirmwareWindowsRow,
  IO_BRIDGES,
  OPEN_BRIDGES,
} from '../../profiles/index.ts';
import { type QemuMeans, qemuMeans } from '../../qemu/index.ts';
import { formatPciAddress, MARK } from '../../topology/index.ts';
import { attributeValue, child } from '../../xml/index.ts';
import { reservesIoEverywhere } from '../guest-limits.ts';
import { guestMachine, hasGuestAcpi } from '../guest-machine.ts';
import { type Demand, gather, inOrder, type Reserve, type Room, stack, windows } from './layout.ts';
import type { WindowsOptions } from './options.ts';
import { writtenBars } from './written-sizes.ts';

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

/** What all buses ask for, and what there is to it in the end. */
export interface Layout {
  readonly buses: readonly BusWindows[];
  readonly unknown: readonly Device[];
  /** A bus that is not a root has a device with I/O ports beside a bridge without any behind it. */
  readonly mixesPorts: boolean;
  readonly low: Room;
  readonly high: Room;
}

type Given = Pick<Walk, 'plan' | 'row' | 'onBus'> & {
  /** Where the room below 4 GiB begins. */
  readonly lowStart: number;
  readonly firmware: Firmware;
};

/** What the buses of a plan ask for where an open port gets `pref` bytes of prefetchable room. */
export function layOut({ lowStart, firmware, ...given }: Given, pref: number): Layout {
  const { plan } = given;
  const walk: Walk = { ...given, pref, unknown: [], buses: [], mixed: [] };
  const { domain } = plan;
  // A device tree has no expander buses (G-BUS-VIRT).
  const hasExpanders = guestMachine(domain.machine.family)?.expandersWithoutAcpi || hasGuestAcpi(domain, firmware);
  const busNr = (index: number): number => pciController(domain, index)?.target.busNr ?? 0;
  const roots = plan.buses
    .filter(({ index, model }) => index === 0 || (hasExpanders && model.endsWith('expander-bus')))
    .sort((a, b) => busNr(a.index) - busNr(b.index));
  const demands = roots.map(({ index }) => demandOf(walk, index, undefined));
  const high = demands.map(({ pref64 }) => pref64);
  const low = walk.row.rootsInOrder
    ? inOrder(
        demands.map(({ mem, pref32 }) => stack([mem, pref32])),
        lowStart,
      )
    : stack([stack(demands.map(({ mem }) => mem)), stack(demands.map(({ pref32 }) => pref32))], lowStart);
  return {
    buses: walk.buses,
    unknown: walk.unknown,
    mixesPorts: walk.mixed.length > 0,
    low,
    high: walk.row.rootsInOrder ? inOrder(high) : stack(high),
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
  /** The buses that mix ports. */
  readonly mixed: number[];
}

/** The devices on each bus in QEMU's order, with their BARs where these are known. */
export type DevicesByBus = ReadonlyMap<
  number,
  readonly { readonly device: Device; readonly bars: readonly Bar[] | undefined }[]
>;

export function devicesByBus(plan: Plan, options: WindowsOptions): DevicesByBus {
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
  const devices = walk.onBus.get(index) ?? [];
  const below = devices.flatMap(({ device }) => {
    const isBridge =
      device.kind === 'controller' && device.type === 'pci' && device.model?.endsWith('expander-bus') !== true;
    // Bridges in a circle are below no root bus.
    return isBridge ? [demandOf(walk, device.index, index)] : [];
  });
  const bars = devices.flatMap((one) => one.bars ?? []);
  for (const one of devices) if (one.bars === undefined) walk.unknown.push(one.device);
  const hasPorts = bars.some(({ kind }) => kind === 'io');
  if (parent !== undefined && hasPorts && below.some((one) => !one.hasPorts)) walk.mixed.push(index);
  const demand = gather(bars, below, row.splitsPrefetchable, parent === undefined);
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

/** An option ROM from a file may be as large as PCI allows. */
const LARGEST_ROM: Bar = { kind: 'mem32', size: 16 * 2 ** 20 };

function hasOwnRom({ element }: Device): boolean {
  const rom = element === undefined ? undefined : child(element, 'rom');
  return rom !== undefined && attributeValue(rom, 'file') !== undefined && attributeValue(rom, 'bar') !== 'off';
}

/** Shared memory of a server is as large as that makes it. */
const isSizedByServer = ({ kind, element }: Device): boolean =>
  kind === 'shmem' && element !== undefined && child(element, 'server') !== undefined;

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
      ? isSizedByServer(device)
        ? undefined
        : deviceBars(driver ?? '', isBehindPort)
      : host?.hostDevices?.[formatPciAddress(hostAddress)]?.bars;
  return known === undefined ? undefined : [...writtenBars(device, known), ...(hasOwnRom(device) ? [LARGEST_ROM] : [])];
}
