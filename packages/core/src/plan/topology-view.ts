import { checkArguments, isPlan } from '../basics/index.ts';
import {
  allDevices,
  type Device,
  deviceLabel,
  eachAddressedDevice,
  type MachineFamily,
  pciAddressOf,
  pciController,
} from '../domain/index.ts';
import type { Decision, Growth, SetBus } from '../placement/index.ts';
import { createLineIndex } from '../text/index.ts';
import { formatPciAddress, isSlotUsed, KIND, MARK, type PciAddress } from '../topology/index.ts';
import { addressText } from './address-text.ts';
import { argumentPlaces } from './argument-places.ts';
import { type Attachments, attachDevices } from './attachments.ts';
import type { Plan } from './plan.ts';

/** The promise about `TopologyView` as JSON: the same as for the plan's. */
export const TOPOLOGY_FORMAT_VERSION = '1.0';

/** A planned domain as a tree: buses, their slots, the functions in them, and who holds those. JSON-able. */
export interface TopologyView {
  readonly profile: string;
  readonly machine: { readonly arch: string; readonly name: string; readonly family: MachineFamily | undefined };
  /** Bus 0, and the other host bridges of pSeries; empty for a machine without PCI. */
  readonly roots: readonly BusView[];
  /** What is neither on PCI nor on a controller that is. */
  readonly elsewhere: readonly DeviceView[];
}

/** A PCI bus. */
export interface BusView {
  /** `bus-3` */
  readonly id: string;
  /** The index of the controller, which is the bus part of an address. */
  readonly index: number;
  readonly model: string;
  /** Of its controller. */
  readonly origin: 'document' | 'implicit';
  readonly firstSlot: number;
  readonly lastSlot: number;
  /** Which endpoints plug in; an upstream port takes none. */
  readonly takes: readonly ('pci' | 'pcie')[];
  /**
   * What its free slots are for: devices plugged into a running guest, too; devices at definition only; or controllers
   * and addresses written by hand.
   */
  readonly openTo: 'hotplug' | 'definition' | 'controllers';
  /** Why this bus was added with nothing to put into it. */
  readonly keptOpen?: { readonly why: string; readonly rule: string };
  /** Of an expander bus. */
  readonly busNr?: number;
  readonly numaNode?: number;
  /** Every usable slot, and those below and above that are taken all the same. */
  readonly slots: readonly SlotView[];
}

/** A slot of a bus. */
export interface SlotView {
  /** `slot-3-1f`, the slot hexadecimal. */
  readonly id: string;
  readonly slot: number;
  /** `0000:03:1f.0`, the first function. */
  readonly address: string;
  /** Empty: the slot is free. */
  readonly functions: readonly FunctionView[];
}

/** A function that is taken. */
export interface FunctionView {
  /** `place-3-1f-0` */
  readonly id: string;
  readonly function: number;
  readonly address: string;
  readonly owner: DeviceView | ReservedView;
}

/** A function of the chipset that no element stands for, or one that an argument takes. */
export interface ReservedView {
  readonly type: 'reserved';
  readonly label: string;
  readonly rule: string;
  readonly wholeSlot: boolean;
}

/** A device, and what is attached to it. */
export interface DeviceView {
  readonly type: 'device';
  /** `disk-0`: class, and place in the class, from 0; a PCI controller is `controller-pci-3`. */
  readonly id: string;
  readonly kind: Device['kind'];
  readonly label: string;
  /** `document`: written by the user; `implicit`: libvirt adds it. */
  readonly origin: 'document' | 'implicit';
  /** Line of the element, from 1. */
  readonly line?: number;
  /** `0000:03:00.0`, `usb 0:1`; `present` without an address. */
  readonly address: string;
  /** How the PCI address came about. */
  readonly source?: Decision['source'];
  /** The bus of a PCI controller. */
  readonly bus?: BusView;
  /** What sits on a controller of another sort: disks, USB devices, channels. */
  readonly attached?: readonly DeviceView[];
}

/** Draws the tree from a plan. */
export function topologyView(plan: Plan): TopologyView {
  checkArguments('topologyView', { plan: [plan, isPlan] });
  const view = startView(plan);
  const roots = plan.buses.filter(({ index, model }) => index === 0 || model === 'pci-root');
  return {
    profile: plan.profile,
    machine: plan.domain.machine,
    roots: roots.map((bus) => busView(view, bus, new Set())),
    elsewhere: view.attachments.elsewhere.map((device) => deviceView(view, device, new Set())),
  };
}

/** The id of each device in the view: `disk-0`, `controller-pci-3`. */
export function deviceIds(plan: Plan): ReadonlyMap<Device, string> {
  checkArguments('deviceIds', { plan: [plan, isPlan] });
  const ids = new Map<Device, string>();
  for (const list of Object.values(plan.domain.devices)) {
    list.forEach((device, position) => {
      const isPci = device.kind === 'controller' && device.type === 'pci';
      ids.set(device, isPci ? `controller-pci-${device.index}` : `${device.kind}-${position}`);
    });
  }
  return ids;
}

/** What a device of the view is called, and its address: `0000:03:00.0`, `usb 0:1`; `present` without one. */
export interface DeviceSummary {
  readonly label: string;
  readonly address: string;
}

/** The summaries of all devices by their id in the view. */
export function deviceSummaries(plan: Plan): ReadonlyMap<string, DeviceSummary> {
  checkArguments('deviceSummaries', { plan: [plan, isPlan] });
  return new Map(
    [...deviceIds(plan)].map(([device, id]) => [
      id,
      { label: deviceLabel(device), address: addressText(device.address) },
    ]),
  );
}

/** What is looked up again and again. */
interface ViewState {
  readonly plan: Plan;
  readonly ids: ReadonlyMap<Device, string>;
  readonly lines: ReadonlyMap<Device, number>;
  readonly placed: ReadonlyMap<number, readonly Placed[]>;
  readonly growth: ReadonlyMap<number, Growth>;
  readonly attachments: Attachments;
}

interface Placed {
  readonly device: Device;
  readonly at: PciAddress;
}

function startView(plan: Plan): ViewState {
  const index = createLineIndex(plan.domain.document.source);
  const lines = new Map<Device, number>();
  for (const device of allDevices(plan.domain)) {
    if (device.element !== undefined) lines.set(device, index.position(device.element.span.start).line);
  }
  return {
    plan,
    ids: deviceIds(plan),
    lines,
    placed: devicesByBus(plan),
    growth: new Map(plan.growth.map((one) => [one.index, one])),
    attachments: attachDevices(plan),
  };
}

function devicesByBus(plan: Plan): ReadonlyMap<number, readonly Placed[]> {
  const byBus = new Map<number, Placed[]>();
  eachAddressedDevice(plan.domain, (device) => {
    const at = pciAddressOf(device.address);
    if (at === undefined) return;
    const list = byBus.get(at.bus);
    if (list === undefined) byBus.set(at.bus, [{ device, at }]);
    else list.push({ device, at });
  });
  return byBus;
}

function busView(view: ViewState, bus: SetBus, above: ReadonlySet<number>): BusView {
  const { target, element } = pciController(view.plan.domain, bus.index) ?? {};
  return {
    id: `bus-${bus.index}`,
    index: bus.index,
    model: bus.model,
    origin: element === undefined ? 'implicit' : 'document',
    firstSlot: bus.firstSlot,
    lastSlot: bus.lastSlot,
    takes: [
      ...((bus.accepts & KIND.PCI) === 0 ? [] : ['pci' as const]),
      ...((bus.accepts & KIND.PCIE) === 0 ? [] : ['pcie' as const]),
    ],
    openTo: openTo(bus),
    ...keptOpen(view.growth.get(bus.index)),
    ...(target?.busNr === undefined ? {} : { busNr: target.busNr }),
    ...(target?.node === undefined ? {} : { numaNode: target.node }),
    slots: slotViews(view, bus, new Set([...above, bus.index])),
  };
}

function openTo({ accepts }: SetBus): BusView['openTo'] {
  if ((accepts & MARK.AUTO) === 0) return 'controllers';
  return (accepts & MARK.HOT) === 0 ? 'definition' : 'hotplug';
}

const KEPT_OPEN: Partial<Readonly<Record<Growth['cause'], { readonly why: string; readonly rule: string }>>> = {
  'open-port': { why: 'kept free for hotplug', rule: 'A-OPEN' },
  'reserved-slot': { why: 'kept free for one more device', rule: 'A-LEGACY' },
};

function keptOpen(growth: Growth | undefined): Pick<BusView, 'keptOpen'> {
  const kept = growth === undefined ? undefined : KEPT_OPEN[growth.cause];
  return kept === undefined ? {} : { keptOpen: kept };
}

function slotViews(view: ViewState, bus: SetBus, above: ReadonlySet<number>): readonly SlotView[] {
  const functions = new Map<number, FunctionView[]>();
  const put = (slot: number, fn: number, owner: FunctionView['owner']): void => {
    const address = formatPciAddress({ domain: 0, bus: bus.index, slot, function: fn });
    const one = { id: `place-${bus.index}-${hex(slot)}-${fn}`, function: fn, address, owner };
    const list = functions.get(slot);
    if (list === undefined) functions.set(slot, [one]);
    else list.push(one);
  };
  for (const { device, at } of view.placed.get(bus.index) ?? []) {
    put(at.slot, at.function, deviceView(view, device, above));
  }
  for (const { slot, functions: bits, owner } of bus.holdings) {
    if (owner.kind !== 'reserved') continue;
    const fn = 31 - Math.clz32(bits & -bits);
    put(slot, fn, { type: 'reserved', label: owner.what, rule: owner.rule, wholeSlot: bits === 0xff });
  }
  for (const { at, label, problem } of argumentPlaces(view.plan)) {
    if (at?.bus !== bus.index || problem !== undefined) continue;
    put(at.slot, at.function, { type: 'reserved', label, rule: 'G-ARG-PLACE', wholeSlot: false });
  }
  const slots: SlotView[] = [];
  for (let slot = 0; slot < 32; slot += 1) {
    const held = functions.get(slot) ?? [];
    const isFree = slot >= bus.firstSlot && slot <= bus.lastSlot && !isSlotUsed(bus, slot);
    if (held.length === 0 && !isFree) continue;
    slots.push({
      id: `slot-${bus.index}-${hex(slot)}`,
      slot,
      address: formatPciAddress({ domain: 0, bus: bus.index, slot, function: 0 }),
      functions: held.sort((a, b) => a.function - b.function),
    });
  }
  return slots;
}

function deviceView(view: ViewState, device: Device, above: ReadonlySet<number>): DeviceView {
  const line = view.lines.get(device);
  const source = view.plan.decisions.get(device)?.source;
  // A bridge may be written by hand onto its own bus or onto one behind itself; it is drawn once.
  const isBridge = device.kind === 'controller' && device.type === 'pci' && !above.has(device.index);
  const bus = isBridge ? view.plan.buses[device.index] : undefined;
  const attached = view.attachments.byController.get(device);
  return {
    type: 'device',
    id: view.ids.get(device) ?? '',
    kind: device.kind,
    label: deviceLabel(device),
    origin: device.element === undefined ? 'implicit' : 'document',
    ...(line === undefined ? {} : { line }),
    address: addressText(device.address),
    ...(source === undefined ? {} : { source }),
    ...(bus === undefined ? {} : { bus: busView(view, bus, above) }),
    ...(attached === undefined ? {} : { attached: attached.map((one) => deviceView(view, one, above)) }),
  };
}

const hex = (value: number): string => value.toString(16).padStart(2, '0');
