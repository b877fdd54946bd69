import { remember } from '../basics/index.ts';
import { type Controller, type Device, eachAddressedDevice, pciAddressOf, pciController } from '../domain/index.ts';
import { type ArgumentPlace, argumentPlaces, movedDevices, type Plan } from '../plan/index.ts';
import { argumentDriver, CHIPSET_FUNCTIONS, type ChipsetFunctionRow } from '../profiles/index.ts';
import { planQemuDevices } from '../qemu/index.ts';
import { FUNCTIONS_PER_SLOT } from '../topology/index.ts';
import { firmwareOf, guestMachine, hasGuestAcpi } from './guest-machine.ts';

/** A function as the guest finds it in its scan. */
export interface GuestFunction {
  readonly bus: GuestBus;
  readonly slot: number;
  readonly function: number;
  /** Its own multifunction bit. */
  readonly multifunction: boolean;
  /** Absent for a function of the chipset and for the hidden bridge of a pci-expander-bus. */
  readonly device?: Device;
  readonly chipset?: ChipsetFunctionRow;
  /** The argument for QEMU that gives the guest this function (G-ARG-PLACE). */
  readonly argument?: ArgumentPlace;
  /** The pci-expander-bus whose hidden bridge this is. */
  readonly hiddenBridgeOf?: Controller;
  /** The bus behind a bridge. */
  readonly behind?: GuestBus;
  /** The ids of a zPCI function. */
  readonly zpci?: { readonly uid: number; readonly fid: number };
}

/** A bus as the guest numbers it. */
export interface GuestBus {
  /** The guest's PCI domain (G-BUS-ROOTS, G-BUS-ZPCI). */
  readonly domain: number;
  /** The guest's number. */
  readonly number: number;
  /** The highest number of a bus below; its own without any. */
  readonly subordinate: number;
  /** libvirt's index; absent for the root bus of a pci-expander-bus, which libvirt has no name for. */
  readonly index?: number;
  /** The model of the controller that provides it; absent like the index. */
  readonly model?: string;
  /** The bridge it is behind; absent for a root bus. */
  readonly bridge?: GuestFunction;
  /** The expander whose root bus it is, or is below of. */
  readonly expander?: Controller;
  /** Those that the guest sees, in order of slot and function. */
  readonly functions: readonly GuestFunction[];
}

/** What a guest's scan of PCI finds (G-BUS-VISIBLE). */
export interface GuestTopology {
  /** By domain; bus 0, then the root buses of the expanders by number. */
  readonly roots: readonly GuestBus[];
  /** All buses in the order of the walk. */
  readonly buses: readonly GuestBus[];
  /** Devices with an address that the guest never sees (G-BUS-VISIBLE). */
  readonly unseen: readonly Device[];
  /** The same of devices that arguments give. */
  readonly unseenArguments: readonly ArgumentPlace[];
}

/** Controllers whose bus gets its number from themselves and not from the walk (G-BUS-EXP). */
const EXPANDERS: readonly (string | undefined)[] = ['pci-expander-bus', 'pcie-expander-bus'];

/** Buses on which only slot 0 is ever seen (G-BUS-VISIBLE). */
const PORTS: readonly (string | undefined)[] = ['pcie-root-port', 'pcie-switch-downstream-port'];

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type OpenBus = Mutable<Omit<GuestBus, 'functions'>> & { readonly functions: Mutable<GuestFunction>[] };

/**
 * Walks the buses as firmware does: G-BUS-VISIBLE, G-BUS-NUM, G-BUS-EXP, G-BUS-ROOTS, G-BUS-ZPCI. A plan without PCI
 * has one root bus without functions. `hasAcpi`: the guest has ACPI tables; what the document says by default.
 */
export function enumerateGuest(
  plan: Plan,
  hasAcpi = hasGuestAcpi(plan.domain, firmwareOf(plan.domain)),
): GuestTopology {
  return remember(plan, WALKED[`${hasAcpi}`], () => walkBuses(plan, hasAcpi));
}

/** A plan never changes, and many questions about it begin with the same walk. */
const WALKED = { true: Symbol('walked with ACPI'), false: Symbol('walked without ACPI') };

function walkBuses(plan: Plan, hasAcpi: boolean): GuestTopology {
  const row = guestMachine(plan.domain.machine.family);
  if (row?.domains === 'by function') return functionsAlone(plan);
  const walk = createWalk(plan);
  const roots = [walk.scan({ domain: 0, number: 0, index: 0, model: pciController(plan.domain, 0)?.model })];
  if (row?.domains === 'by host bridge') roots.push(...hostBridges(plan).map(walk.scan));
  else if (hasAcpi || row?.expandersWithoutAcpi !== false) {
    for (const expander of expanders(plan)) roots.push(scanExpander(walk, expander));
  }
  return { roots, buses: walk.buses, unseen: unseenOf(walk), unseenArguments: unseenArguments(walk) };
}

function unseenOf({ buses, placed }: Walk): readonly Device[] {
  const seen = new Set<Device | undefined>();
  for (const { functions } of buses) for (const { device } of functions) seen.add(device);
  const unseen: Device[] = [];
  for (const functions of placed.values()) {
    for (const { device } of functions) if (device !== undefined && !seen.has(device)) unseen.push(device);
  }
  return unseen;
}

function unseenArguments({ buses, placed }: Walk): readonly ArgumentPlace[] {
  const seen = new Set(buses.flatMap(({ functions }) => functions.map(({ argument }) => argument)));
  return [...placed.values()]
    .flat()
    .flatMap(({ argument }) => (argument === undefined || seen.has(argument) ? [] : [argument]));
}

/** The number by which the guest knows each bus, by controller index. Buses that the guest does not find are left out. */
export function guestBusNumbers(plan: Plan): ReadonlyMap<number, number> {
  const { buses } = enumerateGuest(plan);
  return new Map(buses.flatMap(({ index, number }) => (index === undefined ? [] : [[index, number] as const])));
}

/** The way to a bus: slot and function of every bridge from bus 0 on, `02.0/00.0`; Windows knows devices by it. */
export function busPaths(plan: Plan): ReadonlyMap<number, string> {
  const children = new Map<number, Controller[]>();
  for (const controller of plan.domain.devices.controller) {
    const bus = controller.type === 'pci' ? pciAddressOf(controller.address)?.bus : undefined;
    if (bus !== undefined) children.set(bus, [...(children.get(bus) ?? []), controller]);
  }
  const paths = new Map<number, string>([[0, '']]);
  const walk = (bus: number, path: string): void => {
    for (const { index, address } of children.get(bus) ?? []) {
      const at = pciAddressOf(address);
      if (at === undefined || paths.has(index)) continue;
      const way = `${path}/${at.slot.toString(16)}.${at.function}`;
      paths.set(index, way);
      walk(index, way);
    }
  };
  walk(0, '');
  return paths;
}

/** A function where the plan or the chipset has it, seen or not. */
type Placed = Pick<GuestFunction, 'slot' | 'function' | 'multifunction' | 'device' | 'chipset' | 'argument'>;

interface Walk {
  readonly buses: OpenBus[];
  readonly placed: ReadonlyMap<number, readonly Placed[]>;
  /** Numbers a bus and all below it. */
  readonly scan: (start: StartOfScan) => OpenBus;
}

type StartOfScan = Pick<GuestBus, 'bridge' | 'expander' | 'domain'> & {
  readonly number: number;
  readonly index: number;
  readonly model: string | undefined;
};

function createWalk(plan: Plan): Walk {
  const ownBuses = argumentBuses(plan);
  const placed = placedByBus(plan, ownBuses);
  const buses: OpenBus[] = [];
  const walked = new Set<number>();
  let last = 0;
  const scan = ({ domain, number, index, model, bridge, expander }: StartOfScan): OpenBus => {
    last = number;
    walked.add(index);
    const bus: OpenBus = { domain, number, subordinate: number, functions: [] };
    if (index < FIRST_OWN_BUS) bus.index = index;
    if (model !== undefined) bus.model = model;
    if (bridge !== undefined) bus.bridge = bridge;
    if (expander !== undefined) bus.expander = expander;
    buses.push(bus);
    for (const one of visible(placed.get(index) ?? [], PORTS.includes(model))) {
      const found: Mutable<GuestFunction> = { ...one, bus };
      bus.functions.push(found);
      const provided = bridgedBus(one.device) ?? ownBus(one.argument, ownBuses);
      if (provided === undefined || walked.has(provided.index)) continue;
      found.behind = scan({
        ...{ domain, number: last + 1, index: provided.index, model: provided.model, bridge: found },
        ...(expander === undefined ? {} : { expander }),
      });
    }
    bus.subordinate = last;
    return bus;
  };
  return { buses, placed, scan };
}

// A hidden bridge stands between the root bus of a pci-expander-bus and the bus that libvirt means.
function scanExpander({ scan, buses }: Walk, expander: Controller): OpenBus {
  const number = expander.target.busNr ?? 0;
  const { index, model } = expander;
  const domain = 0;
  if (model === 'pcie-expander-bus') return scan({ domain, number, index, model, expander });
  const root: OpenBus = { domain, number, subordinate: number, expander, functions: [] };
  const bridge: Mutable<GuestFunction> = {
    ...{ bus: root, slot: 0, function: 0, multifunction: false, hiddenBridgeOf: expander },
  };
  root.functions.push(bridge);
  buses.push(root);
  bridge.behind = scan({ domain, number: number + 1, index, model, bridge, expander });
  root.subordinate = bridge.behind.subordinate;
  return root;
}

/** G-BUS-ROOTS: the further host bridges of a pSeries, each with its index for a PCI domain. */
function hostBridges({ domain }: Plan): readonly StartOfScan[] {
  return domain.devices.controller
    .filter(({ type, model, index }) => type === 'pci' && model === 'pci-root' && index > 0)
    .map(({ index, model, target }) => ({ domain: target.index ?? index, number: 0, index, model }))
    .sort((a, b) => a.domain - b.domain);
}

/** G-BUS-ZPCI: every function is alone in a PCI domain of its own, whose number is its uid. */
function functionsAlone(plan: Plan): GuestTopology {
  const buses = planQemuDevices(plan).flatMap(({ device, zpci, provides }): readonly OpenBus[] => {
    if (zpci === undefined || provides !== undefined) return [];
    const bus: OpenBus = { domain: zpci.uid, number: 0, subordinate: 0, functions: [] };
    const own = device.address.type === 'pci' && device.address.multifunction === 'on';
    bus.functions.push({ bus, slot: 0, function: 0, multifunction: own, device, zpci });
    return [bus];
  });
  buses.sort((a, b) => a.domain - b.domain);
  return { roots: buses, buses, unseen: [], unseenArguments: [] };
}

function bridgedBus(device: Device | undefined): Controller | undefined {
  return device?.kind === 'controller' && device.type === 'pci' && !EXPANDERS.includes(device.model)
    ? device
    : undefined;
}

/** Numbers of the buses that arguments provide, beyond libvirt's. */
const FIRST_OWN_BUS = 1000;

/** By QEMU's name; a root bus of its own has numbers of its own, which are not followed. */
function argumentBuses(plan: Plan): ReadonlyMap<string, number> {
  const names = argumentPlaces(plan).flatMap(({ provides, argument: { driver } }) =>
    provides === undefined || driver.startsWith('pxb') ? [] : [provides],
  );
  return new Map(names.map((name, position) => [name, FIRST_OWN_BUS + position]));
}

function ownBus(
  argument: ArgumentPlace | undefined,
  buses: ReadonlyMap<string, number>,
): { readonly index: number; readonly model: string } | undefined {
  const index = argument?.provides === undefined ? undefined : buses.get(argument.provides);
  if (argument === undefined || index === undefined) return undefined;
  const isPort = argumentDriver(argument.argument.driver)?.hasChassis === true;
  return { index, model: isPort ? 'pcie-root-port' : 'pci-bridge' };
}

/** G-BUS-VISIBLE: what the guest looks at, of the functions of a bus in order. */
function visible(functions: readonly Placed[], isPort: boolean): readonly Placed[] {
  let head: Placed | undefined;
  return functions.filter((one) => {
    if (one.function === 0) head = one;
    return (!isPort || one.slot === 0) && head?.slot === one.slot && (one === head || head.multifunction);
  });
}

function placedByBus(plan: Plan, ownBuses: ReadonlyMap<string, number>): ReadonlyMap<number, readonly Placed[]> {
  const { domain } = plan;
  const moved = movedDevices(plan).places;
  const byBus = new Map<number, Map<number, Placed>>([[0, new Map()]]);
  for (const chipset of CHIPSET_FUNCTIONS) {
    if (chipset.family !== domain.machine.family || (chipset.needsAcpi === true && !domain.hasAcpi)) continue;
    const [slot, fn] = chipset.at;
    const multifunction = chipset.multifunction === true;
    byBus.get(0)?.set(placeKey(slot, fn), { slot, function: fn, multifunction, chipset });
  }
  eachAddressedDevice(domain, (device) => {
    const place = moved.get(device);
    const at = place?.at ?? pciAddressOf(device.address);
    if (at === undefined) return;
    const bus = byBus.get(at.bus) ?? new Map<number, Placed>();
    byBus.set(at.bus, bus);
    const key = placeKey(at.slot, at.function);
    const chipset = bus.get(key);
    const written = device.address.type === 'pci' && device.address.multifunction === 'on';
    const own = place?.multifunction ?? written;
    const multifunction = chipset === undefined ? own : chipset.multifunction;
    bus.set(key, { ...chipset, slot: at.slot, function: at.function, multifunction, device });
  });
  for (const argument of argumentPlaces(plan)) {
    const { at, inside, problem, isMultifunction: multifunction } = argument;
    const index = inside === undefined ? at?.bus : ownBuses.get(inside.bus);
    const place = inside ?? at;
    // What an override moves is there already.
    if (place === undefined || index === undefined || problem !== undefined || argument.isMoved === true) continue;
    const bus = byBus.get(index) ?? new Map<number, Placed>();
    byBus.set(index, bus);
    const { slot, function: fn } = place;
    bus.set(placeKey(slot, fn), { slot, function: fn, multifunction, argument });
  }
  return new Map([...byBus].map(([bus, functions]) => [bus, [...functions.values()].sort(compareFunctions)]));
}

const placeKey = (slot: number, fn: number): number => slot * FUNCTIONS_PER_SLOT + fn;

function compareFunctions(a: Placed, b: Placed): number {
  return a.slot - b.slot || a.function - b.function;
}

function expanders({ domain }: Plan): readonly Controller[] {
  return domain.devices.controller
    .filter(({ type, model }) => type === 'pci' && EXPANDERS.includes(model))
    .sort((a, b) => (a.target.busNr ?? 0) - (b.target.busNr ?? 0));
}
