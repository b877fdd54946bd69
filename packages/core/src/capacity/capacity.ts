import { areOptions, checkArguments, isCount, isListOf, isNumber, isPlan, isShape, isText } from '../basics/index.ts';
import {
  CATALOGUE,
  createDiagnostic,
  type Diagnostic,
  type DiagnosticCode,
  describeDiagnostic,
} from '../diagnostics/index.ts';
import { type Disk, type Domain, type Interface, NO_ADDRESS, rootModel } from '../domain/index.ts';
import { type GuestLimit, guestLimits } from '../guest/index.ts';
import {
  type EndpointKind,
  endpointKinds,
  type FreePlace,
  factsOf,
  freePlacesFor,
  type Plan,
  portCount,
} from '../plan/index.ts';
import { formatPciAddress } from '../topology/index.ts';
import { type Highest, highestAccepted } from './highest-accepted.ts';
import { type NearNode, roomNearNodes } from './near-nodes.ts';
import { placeWith, storedDomain, type Trial, unplacedDomain } from './what-if.ts';

/** The promise about `Capacity` as JSON: a minor change adds fields, a major one may change or remove some. */
export const CAPACITY_FORMAT_VERSION = '1.0';

/** What a plan still has room for. JSON-able. */
export interface Capacity {
  readonly profile: string;
  readonly machine: { readonly arch: string; readonly name: string };
  /** For each sort of endpoint that the machine tells apart; empty where it has no PCI. */
  readonly kinds: readonly KindCapacity[];
  /** Root ports and switch downstream ports. */
  readonly ports: { readonly total: number; readonly free: number };
  /** For each NUMA node of a q35 guest, how many more devices can be near it. */
  readonly nearNodes: readonly NearNode[];
  /** What firmware and guest bear; empty where nothing is known of the machine. */
  readonly limits: readonly GuestLimit[];
}

/** What still fits of one kind of device. */
export interface KindCapacity {
  readonly kind: EndpointKind;
  /** Free places by what they are good for, as `FreePlaces` sorts them. */
  readonly places: {
    readonly hotplug: PlaceCount;
    readonly definition: PlaceCount;
    readonly byHand: PlaceCount;
  };
  /** How many more a running guest takes. */
  readonly running: Room;
  /** How many more the stored definition takes when they are attached one by one (A-CFG). */
  readonly stored: Room;
  /** How many more the document can have when it is defined again. */
  readonly defined: Room & {
    /** The next number beyond the first refused one that is accepted again: the numbers between are a hole. */
    readonly acceptedAgain?: number;
  };
}

/** Free places, and the first few of them. */
export interface PlaceCount {
  readonly count: number;
  /** The first places, `0000:03:00.0`. */
  readonly first: readonly string[];
}

/** How many devices still fit. */
export interface Room {
  readonly count: number;
  /** False where the search for the limit was given up at `count`. */
  readonly isExact: boolean;
  /** Why one more is refused; absent where that is not known. */
  readonly limit?: RoomLimit;
}

/** The rule that ends the room: a refusal by its code, or a rule that needs none. */
export interface RoomLimit {
  readonly text: string;
  readonly rules: readonly string[];
  readonly code?: DiagnosticCode;
}

/** What {@link capacityOf} may be told. */
export interface CapacityOptions {
  /** Where counting ends; 1000 by default. */
  readonly most?: number;
  /** The version of QEMU, where it is known: it decides about some limits of the guest. */
  readonly qemu?: string;
}

const DEFAULT_MOST = 1000;

/** Counts what still fits, by asking the planner: exact up to `most`. Nothing is changed. */
export function capacityOf(plan: Plan, options: CapacityOptions = {}): Capacity {
  checkArguments('capacityOf', {
    plan: [plan, isPlan],
    options: [options, areOptions<CapacityOptions>({ most: isCount, qemu: isText })],
  });
  const { most = DEFAULT_MOST, qemu } = options;
  const { arch, name } = plan.domain.machine;
  return {
    profile: plan.profile,
    machine: { arch, name },
    kinds: endpointKinds(plan).map((kind) => kindCapacity(plan, kind, most)),
    ports: portCount(plan),
    nearNodes: roomNearNodes(plan),
    limits: guestLimits(plan, qemu),
  };
}

const isLimit = isShape('a limit, as capacityOf returns it', {
  what: isText,
  used: isNumber,
  fits: isNumber,
  effect: isText,
});

/** RP3068 for each limit of firmware or guest that is passed. */
export function limitDiagnostics(plan: Plan, limits: readonly GuestLimit[]): readonly Diagnostic[] {
  checkArguments('limitDiagnostics', { plan: [plan, isPlan], limits: [limits, isListOf(isLimit)] });
  return limits
    .filter(({ used, fits }) => used > fits)
    .map(({ what, used, fits, effect }) =>
      createDiagnostic('RP3068', { span: plan.domain.devicesElement?.startTag, values: { what, used, fits, effect } }),
    );
}

const LIVE_LIMIT: RoomLimit = {
  text: 'no controller is ever added to a running guest',
  rules: ['A-PLUG-1', 'A-PLUG-2'],
};

function kindCapacity(plan: Plan, kind: EndpointKind, most: number): KindCapacity {
  const { hotplug, definition, byHand } = freePlacesFor(plan, kind);
  return {
    kind,
    places: { hotplug: placeCount(hotplug), definition: placeCount(definition), byHand: placeCount(byHand) },
    running: { count: hotplug.length, isExact: true, limit: LIVE_LIMIT },
    ...(isMonotone(plan, kind)
      ? { stored: storedExpressRoom(plan, kind, most), defined: definedExpressRoom(plan, kind, most) }
      : { stored: storedRoom(plan, kind, most), defined: definedRoom(plan, kind, most) }),
  };
}

const MOST_PLACES = 8;

function placeCount(places: readonly FreePlace[]): PlaceCount {
  return {
    count: places.length,
    first: places.slice(0, MOST_PLACES).map(({ address }) => formatPciAddress(address)),
  };
}

/**
 * PCI Express devices bring a port each and nothing else, so where n are refused, n + 1 are: the limit is found by
 * halving. Conventional ones bring bridges that need room themselves, and have holes.
 */
const isMonotone = (plan: Plan, kind: EndpointKind): boolean =>
  kind === 'pcie' && rootModel(plan.domain) === 'pcie-root';

function definedExpressRoom(plan: Plan, kind: EndpointKind, most: number): Room {
  const unplaced = unplacedDomain(plan);
  return roomOf(highestAccepted(most, (count) => placeMore(plan, unplaced, kind, count)));
}

// The first one alone: with the first controllers comes a port that is kept open (A-OPEN), which the next one takes.
function storedExpressRoom(plan: Plan, kind: EndpointKind, most: number): Room {
  const first = placeMore(plan, storedDomain(plan), kind, 1);
  if (!first.ok) return { count: 0, isExact: true, ...limitOf(first.diagnostics) };
  const stored = storedDomain(first.plan);
  const more = highestAccepted(most - 1, (count) => placeMore(first.plan, stored, kind, count));
  return roomOf({ ...more, count: more.count + 1 });
}

function roomOf({ count, refusal }: Highest): Room {
  return refusal === undefined ? { count, isExact: false } : { count, isExact: true, ...limitOf(refusal) };
}

/**
 * One by one, each time with all addresses given. What is free is taken at once as long as no controller is added;
 * where one is, the next step is taken alone, since it may change what is free.
 */
function storedRoom(plan: Plan, kind: EndpointKind, most: number): Room {
  let count = 0;
  let current = plan;
  while (count < most) {
    const stored = storedDomain(current);
    const batch = Math.min(roomWithoutGrowth(current, kind), most - count);
    const whole = batch > 1 ? placeMore(current, stored, kind, batch) : undefined;
    const isCalm = whole?.ok === true && whole.plan.growth.length === 0;
    const next = isCalm ? whole : placeMore(current, stored, kind, 1);
    if (!next.ok) return { count, isExact: true, ...limitOf(next.diagnostics) };
    count += isCalm ? batch : 1;
    current = next.plan;
  }
  return { count, isExact: false };
}

/** How far the search for an end of a hole goes. On i440fx they have up to 30 numbers. */
const HOLE_HORIZON = 40;

/**
 * All at once, beside the devices of the document. Between two numbers with as many added controllers every number is
 * accepted, since the same controllers then have to find room for fewer devices.
 */
function definedRoom(plan: Plan, kind: EndpointKind, most: number): KindCapacity['defined'] {
  const unplaced = unplacedDomain(plan);
  let count = 0;
  let current = plan;
  while (count < most) {
    const batch = Math.min(roomWithoutGrowth(current, kind), most - count);
    const whole = batch > 1 ? placeMore(plan, unplaced, kind, count + batch) : undefined;
    const isCalm = whole?.ok === true && whole.plan.growth.length === current.growth.length;
    const next = isCalm ? whole : placeMore(plan, unplaced, kind, count + 1);
    if (!next.ok) {
      const again = acceptedAgain(count + 2, (number) => placeMore(plan, unplaced, kind, number).ok);
      return { count, isExact: true, ...limitOf(next.diagnostics), ...again };
    }
    count += isCalm ? batch : 1;
    current = next.plan;
  }
  return { count, isExact: false };
}

function acceptedAgain(from: number, isAccepted: (count: number) => boolean): { readonly acceptedAgain?: number } {
  for (let count = from; count < from + HOLE_HORIZON; count += 1)
    if (isAccepted(count)) return { acceptedAgain: count };
  return {};
}

// On pci-root machines one slot is kept open (A-LEGACY), so the last free one brings a bridge.
function roomWithoutGrowth(plan: Plan, kind: EndpointKind): number {
  const { hotplug, definition } = freePlacesFor(plan, kind);
  return hotplug.length + definition.length - (rootModel(plan.domain) === 'pci-root' ? 1 : 0);
}

function placeMore(plan: Plan, domain: Domain, kind: EndpointKind, count: number): Trial {
  return placeWith(
    plan,
    domain,
    Array.from({ length: count }, (_, position) => newDevice(plan, kind, position)),
  );
}

/** A virtio disk, where it is of that sort; else a card that always is. */
function newDevice(plan: Plan, kind: EndpointKind, position: number): Disk | Interface {
  const facts = factsOf(plan);
  const isExpress =
    rootModel(plan.domain) === 'pcie-root' && facts.capabilities.has(facts.profile.switches.modernVirtio);
  if (isExpress === (kind === 'pcie')) return newDisk(position);
  const model = kind === 'pcie' ? 'e1000e' : 'rtl8139';
  return { kind: 'interface', type: 'user', model, fromHostdevPool: false, address: NO_ADDRESS };
}

const newDisk = (position: number): Disk => ({
  kind: 'disk',
  device: 'disk',
  bus: 'virtio',
  target: `new${position}`,
  targetNumber: -1,
  sourceType: 'file',
  isBusWritten: true,
  address: NO_ADDRESS,
});

function limitOf(diagnostics: readonly Diagnostic[]): { readonly limit?: RoomLimit } {
  const diagnostic = diagnostics.find(({ severity }) => severity === 'error');
  if (diagnostic === undefined) return {};
  const { code } = diagnostic;
  return { limit: { text: describeDiagnostic(diagnostic).message, rules: CATALOGUE[code].rules, code } };
}
