import {
  areOptions,
  checkArguments,
  isCount,
  isFlag,
  isFunction,
  isListOf,
  isPlan,
  isShape,
  isSome,
  isText,
} from '../basics/index.ts';
import { comparePlans, type DeviceChange, type PlanComparison } from '../compare/index.ts';
import { allDevices, type Controller, type Device, deviceLabel, pciAddressOf } from '../domain/index.ts';
import { elementInsertion, patchEdits, placedAt } from '../outputs/index.ts';
import { addressText, controllerKey, deviceIds, type Plan } from '../plan/index.ts';
import { applyEdits, type TextEdit } from '../text/index.ts';
import { parsePciAddress } from '../topology/index.ts';
import {
  child,
  detectStyle,
  type ElementSpec,
  lineStart,
  printElement,
  removeElement,
  setAttribute,
} from '../xml/index.ts';
import type { Planner, PlannerResult } from './edited-document.ts';
import { moveDevice } from './move-device.ts';

const isSpec = isShape('an element: { name, attributes }', {
  name: isText,
  attributes: isListOf(isSome('a name and a value', (value) => Array.isArray(value) && value.length === 2)),
});

/**
 * A change of one device in a document that has all its addresses: the plan's answer is written first and the change
 * after it, so that libvirt has nothing else to place anew.
 */
export interface PlacedChange {
  /** One after the other: the edits of each step are of the text that the steps before leave. */
  readonly steps: readonly (readonly TextEdit[])[];
  readonly result: PlannerResult;
  /** Of the devices that were meant to change, in the plan before: the device, and the one that it changes places with. */
  readonly subjects: readonly string[];
  /** With whom the device changes places. */
  readonly partner?: string;
  /** Id of a device that is new. */
  readonly added?: string;
  /** Absent where libvirt refuses the changed document. */
  readonly comparison?: PlanComparison;
  /** What becomes of devices that were not meant: each with another address, new or gone. */
  readonly others: readonly DeviceChange[];
}

/** How a device is moved. */
export interface MoveOptions {
  /** Write this address alone, so that libvirt places everything anew that has none. */
  readonly alone?: boolean;
}

/**
 * Moves a device to a PCI address (`0000:03:00.0`, W-ADDR). Where a device has that address, the two change places.
 * Undefined when there is no such device on PCI, or the text is no address.
 */
export function moveInPlan(
  plan: Plan,
  id: string,
  address: string,
  planner: Planner,
  options: MoveOptions = {},
): PlacedChange | undefined {
  checkArguments('moveInPlan', {
    plan: [plan, isPlan],
    id: [id, isText],
    address: [address, isText],
    planner: [planner, isFunction],
    options: [options, areOptions<MoveOptions>({ alone: isFlag })],
  });
  const { alone = false } = options;
  const at = parsePciAddress(address);
  const device = deviceOf(plan, id);
  if (at === undefined || device === undefined || pciAddressOf(device.address) === undefined) return undefined;
  const text = addressText({ type: 'pci', at });
  const partner = allDevices(plan.domain).find((one) => one !== device && addressText(one.address) === text);
  const edit = (base: Plan): readonly TextEdit[] | undefined => {
    const moved = counterpart(plan, base, device);
    if (moved === undefined) return undefined;
    const other = partner === undefined ? undefined : counterpart(plan, base, partner);
    const swapped = other === undefined ? [] : placedAt(base, other, pciAddressOf(moved.address) ?? at);
    return [...placedAt(base, moved, at), ...swapped];
  };
  if (alone) {
    const move = moveDevice(plan, id, address, planner);
    return move && outcome(plan, [move.edits], move.result, [device]);
  }
  const change = changePlaced(plan, planner, edit, [device, ...(partner === undefined ? [] : [partner])]);
  return change && { ...change, ...(partner === undefined ? {} : { partner: deviceLabel(partner) }) };
}

/**
 * Removes a device. One that libvirt would add again is switched off (`model='none'`) where it has such a switch.
 * Undefined when there is no such device, or no way to be without it.
 */
export function removeFromPlan(plan: Plan, id: string, planner: Planner): PlacedChange | undefined {
  checkArguments('removeFromPlan', { plan: [plan, isPlan], id: [id, isText], planner: [planner, isFunction] });
  const device = deviceOf(plan, id);
  if (device === undefined) return undefined;
  const remove = (base: Plan): readonly TextEdit[] | undefined => {
    const element = counterpart(plan, base, device)?.element;
    return element === undefined ? undefined : [removeElement(base.domain.document, element)];
  };
  const change = changePlaced(plan, planner, remove, [device]);
  if (change?.comparison === undefined || isGone(change.comparison, device)) return change;
  const none = switchedOff(device);
  if (none === undefined) return undefined;
  const off = (base: Plan): readonly TextEdit[] | undefined => {
    const element = counterpart(plan, base, device)?.element;
    if (element === undefined) return undefined;
    const { document } = base.domain;
    const indent = lineStart(document.source, element.span.start)?.indent ?? '';
    return [{ span: element.span, newText: printElement(none, detectStyle(document, element), indent) }];
  };
  return changePlaced(plan, planner, off, [device]);
}

const isGone = ({ devices }: PlanComparison, device: Device): boolean =>
  devices.some(({ status, before }) => status === 'gone' && isAt(before, device));

const isAt = (place: DeviceChange['before'], device: Device): boolean =>
  place?.label === deviceLabel(device) && place.address === addressText(device.address);

function switchedOff(device: Device): ElementSpec | undefined {
  if (device.kind === 'memballoon') return { name: 'memballoon', attributes: [['model', 'none']] };
  if (device.kind !== 'controller' || device.type !== 'usb' || device.index !== 0) return undefined;
  return {
    name: 'controller',
    attributes: [
      ['type', 'usb'],
      ['index', '0'],
      ['model', 'none'],
    ],
  };
}

/** Writes a new element where libvirt's order has it. */
export function addToPlan(plan: Plan, spec: ElementSpec, planner: Planner): PlacedChange | undefined {
  checkArguments('addToPlan', { plan: [plan, isPlan], spec: [spec, isSpec], planner: [planner, isFunction] });
  let range = { start: 0, end: 0 };
  const change = changePlaced(
    plan,
    planner,
    ({ domain }) => {
      const edit = elementInsertion(domain, spec);
      range = { start: edit.span.start, end: edit.span.start + edit.newText.length };
      return [edit];
    },
    [],
  );
  if (change?.result.ok !== true) return change;
  const after = change.result.plan;
  const ids = deviceIds(after);
  const isNew = ({ element }: Device): boolean =>
    element !== undefined && element.span.start >= range.start && element.span.end <= range.end;
  const device = allDevices(after.domain).find(isNew);
  if (device === undefined) return change;
  const others = change.others.filter(({ status, after: place }) => !(status === 'new' && isAt(place, device)));
  return { ...change, others, added: ids.get(device) ?? '' };
}

/** Takes the written address of a device away; every other device keeps its place. */
export function unpinInPlan(plan: Plan, id: string, planner: Planner): PlacedChange | undefined {
  checkArguments('unpinInPlan', { plan: [plan, isPlan], id: [id, isText], planner: [planner, isFunction] });
  const device = deviceOf(plan, id);
  if (device === undefined) return undefined;
  const edit = (base: Plan): readonly TextEdit[] | undefined => {
    const element = counterpart(plan, base, device)?.element;
    const address = element === undefined ? undefined : child(element, 'address');
    return address === undefined ? undefined : [removeElement(base.domain.document, address)];
  };
  return changePlaced(plan, planner, edit, [device]);
}

const deviceOf = (plan: Plan, id: string): Device | undefined => {
  const ids = deviceIds(plan);
  return allDevices(plan.domain).find((device) => ids.get(device) === id);
};

/** The same device in the plan of the document with the answer in it. */
function counterpart(plan: Plan, placed: Plan, device: Device): Device | undefined {
  if (plan === placed) return device;
  const key = (one: Device): string => `${deviceLabel(one)}|${addressText(one.address)}`;
  const wanted = key(device);
  const alike = allDevices(placed.domain).filter((one) => key(one) === wanted);
  return alike.length <= 1 ? alike[0] : deviceOf(placed, deviceIds(plan).get(device) ?? '');
}

function changePlaced(
  plan: Plan,
  planner: Planner,
  edit: (placed: Plan) => readonly TextEdit[] | undefined,
  subjects: readonly Device[],
): PlacedChange | undefined {
  const answer = patchEdits(plan);
  if (answer.length === 0) return changed(plan, planner, [], plan, edit, subjects);
  const placed = planner(applyEdits(plan.domain.document.source, answer));
  return placed.ok ? changed(plan, planner, [answer], placed.plan, edit, subjects) : undefined;
}

function changed(
  plan: Plan,
  planner: Planner,
  before: readonly (readonly TextEdit[])[],
  base: Plan,
  edit: (base: Plan) => readonly TextEdit[] | undefined,
  subjects: readonly Device[],
): PlacedChange | undefined {
  const edits = edit(base);
  if (edits === undefined) return undefined;
  const result = planner(applyEdits(base.domain.document.source, edits));
  return outcome(plan, [...before, edits], result, subjects);
}

function outcome(
  plan: Plan,
  steps: PlacedChange['steps'],
  result: PlannerResult,
  subjects: readonly Device[],
): PlacedChange {
  const ids = deviceIds(plan);
  const common = { steps, result, subjects: subjects.map((one) => ids.get(one) ?? '') };
  if (!result.ok) return { ...common, others: [] };
  const comparison = comparePlans(plan, result.plan);
  const others = comparison.devices.filter(
    ({ status, before: place }) =>
      status !== 'same' && status !== 'changed' && !subjects.some((device) => isAt(place, device)),
  );
  return { ...common, comparison, others };
}

/** Gives a controller another index, in its element and in every address that names it by the index. */
export function renumberInPlan(plan: Plan, id: string, index: number, planner: Planner): PlacedChange | undefined {
  checkArguments('renumberInPlan', {
    plan: [plan, isPlan],
    id: [id, isText],
    index: [index, isCount],
    planner: [planner, isFunction],
  });
  const device = deviceOf(plan, id);
  if (device?.kind !== 'controller') return undefined;
  const edit = (base: Plan): readonly TextEdit[] | undefined => {
    const controller = counterpart(plan, base, device);
    if (controller?.kind !== 'controller' || controller.element === undefined) return undefined;
    const style = detectStyle(base.domain.document, controller.element);
    const own = setAttribute(controller.element, 'index', `${index}`, style);
    return [own, ...allDevices(base.domain).flatMap((one) => renamedBus(base, one, controller, index))];
  };
  return changePlaced(plan, planner, edit, [device]);
}

function renamedBus(plan: Plan, one: Device, controller: Controller, index: number): readonly TextEdit[] {
  const written = one.element === undefined ? undefined : child(one.element, 'address');
  if (written === undefined) return [];
  const style = detectStyle(plan.domain.document, written);
  if (controller.type === 'pci') {
    const isBehind = pciAddressOf(one.address)?.bus === controller.index;
    return isBehind ? [setAttribute(written, 'bus', `0x${index.toString(16).padStart(2, '0')}`, style)] : [];
  }
  if (controllerKey(one) !== `${controller.type} ${controller.index}`) return [];
  return [setAttribute(written, one.address.type === 'usb' ? 'bus' : 'controller', `${index}`, style)];
}
