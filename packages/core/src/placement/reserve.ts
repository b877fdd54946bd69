import type { DiagnosticCode } from '../diagnostics/index.ts';
import { ownerName } from '../domain/index.ts';
import {
  firstKind,
  formatPciAddress,
  isBusEmpty,
  KIND,
  MARK,
  type Misfit,
  misfit,
  type Origin,
  occupy,
  ownerAt,
  type PciAddress,
} from '../topology/index.ts';
import { type GrowthCause, growSet } from './address-set.ts';
import { askerOf } from './asker.ts';
import type { AddressSet, Owner, Placement, Request, SetBus } from './state.ts';

/** Why an address cannot be had: a code and the values of its message. */
export interface Refusal {
  readonly code: DiagnosticCode;
  readonly values: Readonly<Record<string, string | number>>;
  /** Who holds the place, when it is taken. */
  readonly holder?: Owner;
}

export type Reservation =
  | { readonly ok: true; readonly address: PciAddress }
  | { readonly ok: false; readonly refusal: Refusal };

const WHOLE_SLOT = 0xff;

/** All functions of a slot, or the one function. */
export type Extent = 'slot' | 'function';

/** What an ordinary reservation takes: the whole slot at the base, one function since 3.0 (T-OCC-2, T-OCC-3). */
export function ordinaryExtent(run: Placement): Extent {
  return run.facts.profile.switches.reserveUnit;
}

/** T-FIT-4: grows the set in the dry pass, validates, occupies. */
export function reserve(
  run: Placement,
  set: AddressSet,
  request: Request,
  wanted: PciAddress,
  origin: Origin,
  extent: Extent,
  cause?: GrowthCause,
): Reservation {
  const address = set.isDry && cause !== undefined ? growForAddress(run, set, request, wanted, cause) : wanted;
  if ('code' in address) return { ok: false, refusal: address };
  const refusal = validate(run, set, request, address, origin);
  if (refusal !== undefined) return { ok: false, refusal };
  const bus = set.buses[address.bus];
  const taken = bus === undefined ? undefined : takePlace(bus, request, address, origin, extent);
  return taken === undefined ? { ok: true, address } : { ok: false, refusal: taken };
}

function growForAddress(
  run: Placement,
  set: AddressSet,
  request: Request,
  wanted: PciAddress,
  cause: GrowthCause,
): PciAddress | Refusal {
  if (set.buses.length === 0 || wanted.domain !== 0) return wanted;
  const bus = growSet(run, set, request.needs, wanted.bus, cause);
  if (bus === undefined) return noGrowth(run, request);
  return bus === wanted.bus ? wanted : { ...wanted, bus };
}

/** T-GROW-5: nothing can be added for such needs. */
export function noGrowth(run: Placement, request: Request): Refusal {
  const foreign = foreignController(run, request);
  if (foreign !== undefined) return foreign;
  const kind = firstKind(request.needs);
  const model = kind === undefined || kind === 'P2PBRIDGE' ? undefined : MODEL_OF_KIND[kind];
  if (model === undefined) return { code: 'RP3012', values: { device: ownerName(request.owner) } };
  return { code: 'RP3011', values: { model, holders: takersOf(run, request) } };
}

/** The controllers of such a machine whose bus takes what is asked for (T-BUS-1). */
function takersOf(run: Placement, { needs }: Request): string {
  const kind = KIND[firstKind(needs) ?? 'PCI'];
  const foreign = run.hasPcieRoot ? ['pci-root', 'pci-expander-bus'] : ['pcie-root', ...EXPRESS_MODELS];
  const models = [...run.facts.profile.pciControllers.values()].flatMap(({ model, accepts }) =>
    (accepts & kind) === 0 || foreign.includes(model) ? [] : model,
  );
  return models.map((model) => `a ${model}`).join(' or ');
}

const EXPRESS_MODELS: readonly (string | undefined)[] = [
  'pcie-root-port',
  'pcie-switch-upstream-port',
  'pcie-switch-downstream-port',
  'pcie-expander-bus',
  'pcie-to-pci-bridge',
  'dmi-to-pci-bridge',
];

const CONVERT = '; "rootport convert" moves the repaired guest to q35';

/** A written controller of PCI Express on a machine without: what is wrong is the controller, not the room (E-NOGROW-CTL). */
function foreignController(run: Placement, request: Request): Refusal | undefined {
  const owner = askerOf(run, request.owner);
  if (run.hasPcieRoot || owner.kind !== 'controller' || owner.element === undefined) return undefined;
  if (!EXPRESS_MODELS.includes(owner.model)) return undefined;
  const { family, name } = run.domain.machine;
  const values = { device: ownerName(owner), machine: name, cure: family === 'i440fx' ? CONVERT : '' };
  return { code: 'RP2450', values };
}

const MODEL_OF_KIND: Readonly<Record<string, string>> = {
  ROOTPORT: 'pcie-root-port',
  UPSTREAM: 'pcie-switch-upstream-port',
  DOWNSTREAM: 'pcie-switch-downstream-port',
  DMIBRIDGE: 'dmi-to-pci-bridge',
  PXB: 'pci-expander-bus',
  PXBE: 'pcie-expander-bus',
  BRIDGE: 'pci-bridge',
};

/** T-FIT-3: the first test that an address fails; undefined when it passes. */
export function validate(
  run: Placement,
  set: AddressSet,
  request: Request,
  address: PciAddress,
  origin: Origin,
): Refusal | undefined {
  const bus = address.domain === 0 ? set.buses[address.bus] : undefined;
  if (bus === undefined) return refuseBus(run, set, request, address);
  const why = misfit(bus.accepts, request.needs, origin, bus.index, run.fitRules);
  if (why === undefined && address.slot >= bus.firstSlot && address.slot <= bus.lastSlot) return undefined;
  // Texts are made for a refusal only: this is the planner's hottest path.
  const text = formatPciAddress(address);
  if (why !== undefined) return foreignController(run, request) ?? refuseMisfit(run, why, request, bus, text);
  const device = ownerName(request.owner);
  const values = {
    device,
    address: text,
    first: bus.firstSlot,
    last: bus.lastSlot,
    slots: slotNames(bus),
    model: bus.model,
  };
  return { code: address.slot < bus.firstSlot ? 'RP3007' : 'RP3008', values };
}

const slotNames = ({ firstSlot, lastSlot }: SetBus): string =>
  firstSlot === lastSlot ? `only ${firstSlot}` : `${firstSlot} to ${lastSlot}`;

// T-FIT-3, tests 1 to 3.
function refuseBus(run: Placement, set: AddressSet, request: Request, address: PciAddress): Refusal {
  const device = ownerName(request.owner);
  const text = formatPciAddress(address);
  if (set.buses.length === 0) return { code: 'RP3001', values: { device, machine: run.domain.machine.name } };
  if (address.domain !== 0) return { code: 'RP3002', values: { device, address: text } };
  return { code: 'RP3003', values: { device, address: text, last: set.buses.length - 1 } };
}

const MISFIT_CODES = {
  kind: 'RP3004',
  'no-hotplug': 'RP3005',
  'no-auto': 'RP3006',
  integrated: 'RP3022',
} as const satisfies Readonly<Record<Misfit, DiagnosticCode>>;

const ENDPOINT_NAMES = { PCI: 'conventional PCI device', PCIE: 'PCI Express device' } as const;

function refuseMisfit(run: Placement, why: Misfit, request: Request, bus: SetBus, address: string): Refusal {
  const isEndpoint = (request.needs & MARK.AUTO) !== 0;
  const kind = firstKind(request.needs) ?? 'PCI';
  const needs =
    MODEL_OF_KIND[kind] ??
    (kind === 'P2PBRIDGE'
      ? 'pcie-to-pci-bridge'
      : isEndpoint
        ? ENDPOINT_NAMES[kind === 'PCIE' ? 'PCIE' : 'PCI']
        : kind);
  return {
    code: MISFIT_CODES[why],
    values: {
      device: ownerName(request.owner),
      address,
      index: bus.index,
      model: bus.model,
      needs,
      holders: takersOf(run, request),
    },
  };
}

// T-OCC-2, T-OCC-3 and T-OCC-5.
function takePlace(
  bus: SetBus,
  request: Request,
  address: PciAddress,
  origin: Origin,
  extent: Extent,
): Refusal | undefined {
  const functions = extent === 'slot' ? WHOLE_SLOT : 1 << address.function;
  const taken = (bus.functions[address.slot] ?? 0) & functions;
  if (taken !== 0) {
    const lowest = 31 - Math.clz32(taken & -taken);
    const holder = ownerAt(bus, address.slot, lowest);
    const values = {
      device: ownerName(request.owner),
      address: formatPciAddress(address),
      holder: holder === undefined ? 'another device' : ownerName(holder),
    };
    return { code: 'RP3010', values, ...(holder === undefined ? {} : { holder }) };
  }
  if (isBusEmpty(bus) && !bus.groupLocked) bus.group = request.group;
  else if (origin === 'user' && bus.group !== request.group) bus.group = 0;
  occupy(bus, address.slot, functions, request.owner, (request.needs & MARK.SHARE) !== 0);
  return undefined;
}
