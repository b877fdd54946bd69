import { checkArguments, isPlan } from '../basics/index.ts';
import { type Device, type DeviceAddress, deviceLabel } from '../domain/index.ts';
import type { BusRefusal, Decision, Growth } from '../placement/index.ts';
import { openSlots, type Plan } from '../plan/index.ts';
import { createLineIndex } from '../text/index.ts';
import { formatPciAddress } from '../topology/index.ts';
import { elementPath } from '../xml/index.ts';
import { replacements } from './xml-patch.ts';

/** The promise: a minor change adds fields, a major one may change or remove some; readers refuse an unknown major. */
export const PLAN_FORMAT_VERSION = '1.0';

/** A plan as data: what `rootport plan -o json` prints. */
export interface PlanJson {
  readonly formatVersion: string;
  readonly ok: true;
  readonly profile: string;
  readonly machine: { readonly arch: string; readonly name: string; readonly family: string };
  readonly capabilities: readonly string[];
  readonly controllers: readonly ControllerJson[];
  readonly devices: readonly DeviceJson[];
  /** What the document says and libvirt replaces, in the order of the text. */
  readonly replaced: readonly ReplacedJson[];
  readonly openSlots: readonly {
    readonly address: string;
    readonly controller: number;
    readonly model: string;
    readonly takes: string;
    readonly hotpluggable: boolean;
  }[];
}

/** A device of {@link PlanJson}. */
export interface DeviceJson {
  readonly kind: string;
  readonly label: string;
  /** `document`: written by the user; `implicit`: libvirt adds it, by `rule`. */
  readonly origin: 'document' | 'implicit';
  readonly rule?: string;
  /** Line of the element, from 1. */
  readonly line?: number;
  readonly address: AddressJson;
  readonly decision?: DecisionJson;
}

/** A value of the document that libvirt replaces. */
export interface ReplacedJson {
  /** From 1. */
  readonly line: number;
  /** The device, as its user would name it. */
  readonly device: string;
  /** The way to the element, `/domain/devices/serial[2]/target`. */
  readonly element: string;
  /** Absent: the whole element is replaced. */
  readonly attribute?: string;
  readonly was: string;
  /** Absent: it is taken away. */
  readonly becomes?: string;
  readonly rule: string;
}

/** A controller of {@link PlanJson}. */
export interface ControllerJson extends DeviceJson {
  readonly type: string;
  readonly index: number;
  readonly model?: string;
  readonly modelName?: string;
  readonly target?: Readonly<Record<string, string | number>>;
  /** Why the controller was added, when nobody wrote it. */
  readonly addedFor?: { readonly cause: string; readonly device?: string; readonly rule: string };
}

/** An address, with the parts that its type has. */
export interface AddressJson {
  readonly type: string;
  readonly [part: string]: unknown;
}

/** How an address came about. */
export interface DecisionJson {
  readonly source: string;
  readonly rule: string;
  /** Buses passed over before, first to last, runs of one reason together. */
  readonly refused: readonly { readonly buses: string; readonly reason: string }[];
}

/** The plan as stable JSON-able data. */
export function planJson(plan: Plan): PlanJson {
  checkArguments('planJson', { plan: [plan, isPlan] });
  const { domain } = plan;
  const lines = createLineIndex(domain.document.source);
  const growth = new Map(plan.growth.map((one) => [one.index, one]));
  const describe = (device: Device): DeviceJson => {
    const decision = plan.decisions.get(device);
    return {
      kind: device.kind,
      label: deviceLabel(device),
      origin: device.element === undefined ? 'implicit' : 'document',
      ...(device.impliedBy === undefined ? {} : { rule: device.impliedBy }),
      ...(device.element === undefined ? {} : { line: lines.position(device.element.span.start).line }),
      address: addressJson(device.address),
      ...(decision === undefined ? {} : { decision: decisionJson(decision) }),
    };
  };
  return {
    formatVersion: PLAN_FORMAT_VERSION,
    ok: true,
    profile: plan.profile,
    machine: domain.machine,
    capabilities: plan.capabilities,
    controllers: domain.devices.controller.map((controller) => ({
      ...describe(controller),
      type: controller.type,
      index: controller.index,
      ...(controller.model === undefined ? {} : { model: controller.model }),
      ...(controller.modelName === undefined ? {} : { modelName: controller.modelName }),
      ...(Object.keys(controller.target).length === 0 ? {} : { target: { ...controller.target } }),
      ...addedFor(
        controller.type === 'pci' && controller.element === undefined ? growth.get(controller.index) : undefined,
      ),
    })),
    devices: Object.values(domain.devices)
      .flat()
      .filter(({ kind }) => kind !== 'controller')
      .map(describe),
    replaced: replacements(plan).map(({ device, element, ...rest }) => ({
      line: lines.position(element.span.start).line,
      device: deviceLabel(device),
      element: elementPath(element),
      ...rest,
    })),
    openSlots: openSlots(plan).map(({ bus, slot, model, takes, hotpluggable }) => ({
      address: formatPciAddress({ domain: 0, bus, slot, function: 0 }),
      controller: bus,
      model,
      takes,
      hotpluggable,
    })),
  };
}

function addedFor(growth: Growth | undefined): Pick<ControllerJson, 'addedFor'> {
  if (growth === undefined) return {};
  const device = growth.device === undefined ? {} : { device: deviceLabel(growth.device) };
  return { addedFor: { cause: growth.cause, ...device, rule: growth.rule } };
}

function addressJson(address: DeviceAddress): AddressJson {
  switch (address.type) {
    case 'pci':
      return {
        type: 'pci',
        ...(address.at === undefined ? {} : { text: formatPciAddress(address.at), ...address.at }),
        ...(address.multifunction === undefined ? {} : { multifunction: address.multifunction }),
        ...(address.zpci === undefined ? {} : { zpci: address.zpci }),
      };
    case 'ccw':
      return { type: 'ccw', ...address.at };
    case 'dimm':
      return { ...address, ...(address.base === undefined ? {} : { base: `0x${address.base.toString(16)}` }) };
    default:
      return { ...address };
  }
}

function decisionJson(decision: Decision): DecisionJson {
  return {
    source: decision.source,
    rule: decision.rule,
    refused: groupRefusals(decision.refused.slice(0, decision.refusedCount)),
  };
}

/** Runs of buses with one reason: `3-7`. */
export function groupRefusals(refusals: readonly BusRefusal[]): DecisionJson['refused'] {
  const groups: { first: number; last: number; readonly reason: string }[] = [];
  for (const { bus, reason } of refusals) {
    const group = groups[groups.length - 1];
    if (group !== undefined && group.reason === reason && group.last + 1 === bus) group.last = bus;
    else groups.push({ first: bus, last: bus, reason });
  }
  return groups.map(({ first, last, reason }) => ({ buses: first === last ? `${first}` : `${first}-${last}`, reason }));
}
