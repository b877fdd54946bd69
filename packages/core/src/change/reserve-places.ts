import { areOptions, checkArguments, isCount, isFunction, isOneOf, isText } from '../basics/index.ts';
import { highestAccepted, limitDiagnostics, placeWith, storedDomain, type Trial } from '../capacity/index.ts';
import { createDiagnostic, type Diagnostic, describeDiagnostic } from '../diagnostics/index.ts';
import { type Controller, deviceLabel, NO_ADDRESS, pciAddressOf, rootModel } from '../domain/index.ts';
import { guestBusNumbers, guestLimits } from '../guest/index.ts';
import { patchEdits, patchXml } from '../outputs/index.ts';
import { type EndpointKind, endpointKinds, factsOf, freePlacesFor, type Plan } from '../plan/index.ts';
import { applyEdits } from '../text/index.ts';
import {
  comparePciAddresses,
  FUNCTIONS_PER_SLOT,
  formatPciAddress,
  isSlotUsed,
  KIND,
  MARK,
  type PciAddress,
} from '../topology/index.ts';
import { inOriginalText, type Planner } from './edited-document.ts';

/** The promise about a reservation as JSON: a minor change adds fields, a major one may change or remove some. */
export const RESERVATION_FORMAT_VERSION = '1.0';

/** How much is to be free, and for what. */
export interface ReserveRequest {
  /** How many places a running guest is to find free. */
  readonly free: number;
  /** For which sort of device; the one of the root by default. */
  readonly kind?: EndpointKind;
  /** The version of QEMU, where it is known: it decides about some limits of the guest. */
  readonly qemu?: string;
}

/** A document with room for hotplug, or why it cannot have it. */
export type ReservedPlaces =
  | {
      readonly ok: true;
      readonly kind: EndpointKind;
      /** Free places for hotplug: as the document was, and as it is now. */
      readonly before: number;
      readonly after: number;
      /** The controllers that were added beside those of the plan. */
      readonly added: readonly { readonly label: string; readonly index: number; readonly address?: string }[];
      /** The document with every address and controller in it. */
      readonly xml: string;
      readonly plan: Plan;
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * Adds ports or bridges until so many places are free for hotplug, behind what is there: no address of the plan changes.
 * Refuses a kind that the machine does not have (RP3061), and more places than can be had (RP3060).
 */
export function reservePlaces(xml: string, planner: Planner, request: ReserveRequest): ReservedPlaces {
  checkArguments('reservePlaces', {
    xml: [xml, isText],
    planner: [planner, isFunction],
    request: [
      request,
      areOptions<ReserveRequest>({ free: isCount, kind: isOneOf('pci', 'pcie'), qemu: isText }, ['free']),
    ],
  });
  const planned = planner(xml);
  if (!planned.ok) return planned;
  const { plan } = planned;
  const kinds = endpointKinds(plan);
  const kind = request.kind ?? kinds[0];
  if (kind === undefined || !kinds.includes(kind)) return refuse([missingKind(plan, kind ?? 'pci')]);
  const before = countFree(plan, kind);
  const grown = before >= request.free ? ({ ok: true, plan } as const) : grow(plan, kind, request.free);
  if (!grown.ok) return grown;
  const edits = patchEdits(grown.plan);
  const result = planner(applyEdits(xml, edits));
  if (!result.ok) return refuse(inOriginalText(result.diagnostics, edits));
  return {
    ok: true,
    kind,
    before,
    after: countFree(result.plan, kind),
    added: addedControllers(plan, result.plan),
    // On s390x a bridge that is read back gets zPCI ids, too (V-24).
    xml: patchXml(result.plan),
    plan: result.plan,
    diagnostics: [
      ...planned.diagnostics,
      ...shiftedBuses(plan, result.plan),
      ...limitDiagnostics(plan, guestLimits(result.plan, request.qemu)),
    ],
  };
}

const refuse = (diagnostics: readonly Diagnostic[]): ReservedPlaces & { readonly ok: false } => ({
  ok: false,
  diagnostics,
});

const countFree = (plan: Plan, kind: EndpointKind): number => freePlacesFor(plan, kind).hotplug.length;

const KIND_WORDS: Readonly<Record<EndpointKind, string>> = { pcie: 'PCI Express', pci: 'conventional PCI' };

function missingKind(plan: Plan, kind: EndpointKind): Diagnostic {
  const advice =
    plan.buses.length === 0
      ? 'The machine has no PCI: choose another machine type.'
      : 'On this machine every device is a conventional one: leave the kind out, or choose pci.';
  const values = { machine: plan.domain.machine.name, kind: KIND_WORDS[kind], advice };
  return createDiagnostic('RP3061', { span: plan.domain.element.startTag, values });
}

function grow(
  plan: Plan,
  kind: EndpointKind,
  free: number,
): ReturnType<typeof refuse> | { readonly ok: true; readonly plan: Plan } {
  return kind === 'pcie' ? addPorts(plan, free) : addBridges(plan, free);
}

function addPorts(plan: Plan, free: number): ReturnType<typeof grow> {
  const before = countFree(plan, 'pcie');
  const place = (count: number): Trial => placeControllers(plan, new Array<string>(count).fill('pcie-root-port'));
  const trial = place(free - before);
  if (trial.ok) return trial;
  const { count, refusal = trial.diagnostics } = highestAccepted(free - before, place);
  return refuse([impossible(plan, 'pcie', { free, most: before + count }, refusal)]);
}

function addBridges(plan: Plan, free: number): ReturnType<typeof grow> {
  let current = plan;
  while (countFree(current, 'pci') < free) {
    const most = countFree(current, 'pci');
    const trials = bridgeChoices(current).map((models) => placeControllers(current, models));
    const next = trials.find((trial) => trial.ok && countFree(trial.plan, 'pci') > most);
    if (next?.ok !== true) {
      const refusal = trials.flatMap((trial) => (trial.ok ? [] : trial.diagnostics));
      return refuse([impossible(plan, 'pci', { free, most }, refusal)]);
    }
    current = next.plan;
  }
  return { ok: true, plan: current };
}

/** What may bring conventional slots: on pcie-root a bridge in a port of its own, which comes behind all buses. */
function bridgeChoices(plan: Plan): readonly (readonly string[])[] {
  const { profile, capabilities } = factsOf(plan);
  if (rootModel(plan.domain) !== 'pcie-root') {
    const hasHostBridges = profile.switches.multiplePhb && plan.domain.machine.family === 'pseries';
    return hasHostBridges ? [['pci-root']] : [['pci-bridge']];
  }
  const offers = profile.switches.growWithPcieToPci && capabilities.has('pcie-pci-bridge');
  const fresh = offers ? ['pcie-root-port', 'pcie-to-pci-bridge'] : ['dmi-to-pci-bridge', 'pci-bridge'];
  const takesBridge = plan.buses.some(({ accepts }) => (accepts & KIND.BRIDGE) !== 0 && (accepts & MARK.AUTO) !== 0);
  return takesBridge ? [fresh, ['pci-bridge']] : [fresh];
}

/** Places controllers behind the bridges that are there, so that the guest renumbers no bus; else wherever they fit. */
function placeControllers(plan: Plan, models: readonly string[]): Trial {
  const behind = placeWith(plan, storedDomain(plan), controllersAt(plan, models, placesBehind(plan)));
  return behind.ok ? behind : placeWith(plan, storedDomain(plan), controllersAt(plan, models, []));
}

function controllersAt(plan: Plan, models: readonly string[], places: readonly PciAddress[]): readonly Controller[] {
  const open = [...places];
  return models.map((model, position): Controller => {
    const index = plan.buses.length + position;
    // One that sits on the one before it: a bridge in a new port, a bridge on a new bridge.
    const below = model === 'pcie-to-pci-bridge' || (model === 'pci-bridge' && position > 0);
    const first = model === 'pci-bridge' ? 1 : 0;
    const at = below
      ? { domain: 0, bus: index - 1, slot: first, function: 0 }
      : model === 'pci-root'
        ? undefined
        : open.shift();
    const isGiven = at !== undefined && places.length > 0;
    return {
      kind: 'controller',
      type: 'pci',
      index,
      model,
      target: {},
      address: isGiven ? { type: 'pci', at } : NO_ADDRESS,
    };
  });
}

/**
 * The places on bus 0 that come after every bridge in the order in which firmware numbers buses (G-BUS-NUM): functions of
 * the last slot of ports, and empty slots.
 */
function placesBehind(plan: Plan): readonly PciAddress[] {
  const [root] = plan.buses;
  if (root === undefined) return [];
  const bridges = plan.domain.devices.controller.flatMap(({ type, address, model }) => {
    const at = type === 'pci' && !EXPANDERS.includes(model) ? pciAddressOf(address) : undefined;
    return at?.bus === 0 && address.type === 'pci' ? [{ at, multifunction: address.multifunction }] : [];
  });
  const last = bridges.sort((a, b) => comparePciAddresses(a.at, b.at)).at(-1)?.at;
  // A port that is alone in its slot stays as it is: with company it would become a multifunction device.
  const isOpen = bridges.some(({ at, multifunction }) => at.slot === last?.slot && multifunction === 'on');
  const isShared = ((factsOf(plan).profile.pciControllers.get('pcie-root-port')?.needs ?? 0) & MARK.SHARE) !== 0;
  const isExpress = rootModel(plan.domain) === 'pcie-root';
  const functions = isExpress && isShared ? FUNCTIONS_PER_SLOT : 1;
  const places: PciAddress[] = [];
  for (let slot = last?.slot ?? root.firstSlot; slot <= root.lastSlot; slot += 1) {
    const isLast = slot === last?.slot && isOpen && (root.sharedSlots & (1 << slot)) !== 0;
    if (isSlotUsed(root, slot) && !isLast) continue;
    for (let fn = isLast ? last.function + 1 : 0; fn < functions; fn += 1) {
      places.push({ domain: 0, bus: 0, slot, function: fn });
    }
  }
  return places;
}

/** Their buses have numbers of their own. */
const EXPANDERS: readonly (string | undefined)[] = ['pci-expander-bus', 'pcie-expander-bus'];

/** RP3069 when the guest renumbers buses that were there before. Seen on x86 only (G-BUS-NUM). */
function shiftedBuses(before: Plan, after: Plan): readonly Diagnostic[] {
  const { family } = before.domain.machine;
  if (family !== 'q35' && family !== 'i440fx') return [];
  const numbers = guestBusNumbers(after);
  const shifted = [...guestBusNumbers(before)].filter(([bus, number]) => numbers.get(bus) !== number);
  if (shifted.length === 0) return [];
  const values = { count: shifted.length, first: Math.min(...shifted.map(([bus]) => bus)) };
  return [createDiagnostic('RP3069', { span: before.domain.devicesElement?.startTag, values })];
}

function impossible(
  plan: Plan,
  kind: EndpointKind,
  counts: { readonly free: number; readonly most: number },
  refusal: readonly Diagnostic[],
): Diagnostic {
  const error = refusal.find(({ severity }) => severity === 'error');
  const reason = error === undefined ? 'no further bridge brings any' : describeDiagnostic(error).message;
  const values = { ...counts, kind: KIND_WORDS[kind], reason };
  return createDiagnostic('RP3060', { span: plan.domain.devicesElement?.startTag, values });
}

function addedControllers(before: Plan, after: Plan): Extract<ReservedPlaces, { ok: true }>['added'] {
  const known = before.buses.length;
  const added = after.domain.devices.controller.filter(({ type, index }) => type === 'pci' && index >= known);
  return added.map((controller) => {
    const at = pciAddressOf(controller.address);
    const address = at === undefined ? {} : { address: formatPciAddress(at) };
    return { label: deviceLabel(controller), index: controller.index, ...address };
  });
}
