import { checkArguments, isFunction, isText } from '../basics/index.ts';
import {
  checkLock,
  identityOf,
  isLock,
  type Lock,
  type LockedDevice,
  matchDevices,
  placeableDevices,
  sortOf,
} from '../compare/index.ts';
import { createDiagnostic, type Diagnostic, describeDiagnostic } from '../diagnostics/index.ts';
import { type Device, deviceLabel } from '../domain/index.ts';
import { patchEdits } from '../outputs/index.ts';
import { addressText, type Plan } from '../plan/index.ts';
import { getProfile } from '../profiles/index.ts';
import { applyEdits, type Span } from '../text/index.ts';
import { attribute, child } from '../xml/index.ts';
import { inOriginalText, type Planner, type PlannerResult } from './edited-document.ts';
import { isWritten, type LockedPair, lockedDomain } from './locked-domain.ts';

/**
 * Plans a document so that every device of a lock stays where it was: what is locked is put into the document as if its
 * user had written it, and the rest is planned around it. Refuses (RP3071, RP3073 to RP3075) when that cannot be kept.
 */
export function planLocked(xml: string, lock: Lock, planner: Planner): PlannerResult {
  checkArguments('planLocked', {
    xml: [xml, isText],
    lock: [lock, isLock],
    planner: [planner, isFunction],
  });
  const free = planner(xml);
  if (!free.ok) return free;
  const notes = checkLock(lock, free.plan);
  if (notes.some(isError)) return { ok: false, diagnostics: [...free.diagnostics, ...notes] };
  const pairs = pairUp(lock, free.plan);
  if (pairs.every(isKept)) return { ...free, diagnostics: [...free.diagnostics, ...notes] };
  const objections = pairs.flatMap((pair) => contradictions(pair, free.plan, pairs));
  if (objections.length > 0) return { ok: false, diagnostics: [...notes, ...objections] };
  const edits = patchEdits({ ...free.plan, domain: lockedDomain(free.plan, pairs) });
  const result = planner(applyEdits(xml, edits));
  const diagnostics = inOriginalText(result.diagnostics, edits);
  if (!result.ok) return { ok: false, diagnostics: [...notes, ...diagnostics, ...wouldMove(pairs, diagnostics)] };
  const moved = pairUp(lock, result.plan).filter((pair) => pair.device !== undefined && !isKept(pair));
  if (moved.length > 0)
    return { ok: false, diagnostics: [...notes, ...inOriginalText(movedAfterAll(moved, result.plan), edits)] };
  return { ok: true, plan: result.plan, diagnostics: [...diagnostics, ...notes] };
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';

function pairUp(lock: Lock, plan: Plan): readonly LockedPair[] {
  const locked = lock.devices.map((entry) => ({ ...entry, place: addressText(entry.address), entry }));
  const present = placeableDevices(plan.domain).map((device) => ({
    kind: device.kind,
    identity: identityOf(device),
    sort: sortOf(device),
    // Places that were found for a document without the lock say nothing.
    ...(isWritten(plan, device) ? { place: addressText(device.address) } : {}),
    device,
  }));
  const hasLinks = getProfile(plan.profile).switches.portLinkSettings;
  return matchDevices(locked, present).flatMap(({ before, after }): LockedPair[] => {
    if (before === undefined) return [];
    if (after === undefined) return [{ locked: hasLinks ? before.entry : withoutLink(before.entry) }];
    const { device } = after;
    const isOfModel = device.kind === 'controller' && device.modelName === before.entry.controller?.modelName;
    return [{ locked: hasLinks && isOfModel ? before.entry : withoutLink(before.entry), device }];
  });
}

/** V-LINK: speed and width move nothing, so where libvirt does not know or take them, the lock is kept without. */
function withoutLink(locked: LockedDevice): LockedDevice {
  const { controller } = locked;
  if (controller === undefined || LINK_NAMES.every((name) => controller.target[name] === undefined)) return locked;
  const { speed: _speed, width: _width, ...target } = controller.target;
  return { ...locked, controller: { ...controller, target } };
}

// A device that the document no longer has leaves its place; a PCI controller stays, for what sits behind it.
function isKept({ locked, device }: LockedPair): boolean {
  if (device === undefined) return locked.controller?.type !== 'pci';
  const { controller } = locked;
  if (controller !== undefined && device.kind === 'controller' && controller.type === 'pci') {
    const written = device.element === undefined ? undefined : child(device.element, 'target');
    // What the document says of the link holds, whatever the lock has.
    const own = LINK_NAMES.filter((name) => written !== undefined && attribute(written, name) !== undefined);
    if (controller.model !== device.model || portText(controller.target, own) !== portText(device.target, own))
      return false;
  }
  // Function 0 of a slot is marked when a neighbour comes; that moves nothing.
  return addressText(locked.address) === addressText(device.address);
}

const LINK_NAMES = ['speed', 'width'] as const;

function portText(target: object, without: readonly string[]): string {
  return Object.entries(target)
    .filter(([name]) => !without.includes(name))
    .sort(byName)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** What the user wrote against the lock. */
function contradictions(
  { locked, device }: LockedPair,
  plan: Plan,
  pairs: readonly LockedPair[],
): readonly Diagnostic[] {
  if (device === undefined) return takenPlaces(locked, plan, pairs);
  const isOtherModel =
    locked.controller?.type === 'pci' && device.kind === 'controller' && locked.controller.model !== device.model;
  if (device.element !== undefined && isOtherModel) {
    return [refusal(device, locked.label, deviceLabel(device), device.element.startTag)];
  }
  if (isWritten(plan, device) && addressText(locked.address) !== addressText(device.address)) {
    return [refusal(device, addressText(locked.address), addressText(device.address), addressSpan(device))];
  }
  return takenPlaces(locked, plan, pairs);
}

function refusal(device: Device, locked: string, written: string, span: Span | undefined): Diagnostic {
  return createDiagnostic('RP3073', { span, values: { device: deviceLabel(device), locked, written } });
}

function takenPlaces(locked: LockedDevice, plan: Plan, pairs: readonly LockedPair[]): readonly Diagnostic[] {
  if (locked.address.type === 'none' || pairs.every(({ locked: other }) => other !== locked)) return [];
  const address = addressText(locked.address);
  return placeableDevices(plan.domain)
    .filter((device) => device.address.type === locked.address.type && addressText(device.address) === address)
    .filter((device) => isWritten(plan, device) && pairs.every((pair) => pair.device !== device))
    .map((device) =>
      createDiagnostic('RP3074', {
        span: addressSpan(device),
        values: { device: deviceLabel(device), address, owner: locked.label },
      }),
    );
}

function addressSpan({ element }: Device): Span | undefined {
  return element === undefined ? undefined : (child(element, 'address')?.span ?? element.startTag);
}

/** What a plan without the lock would move, with the reason for which the lock cannot be kept. */
function wouldMove(pairs: readonly LockedPair[], refusals: readonly Diagnostic[]): readonly Diagnostic[] {
  const first = refusals.find(isError);
  const reason = first === undefined ? 'unknown' : describeDiagnostic(first).message;
  return pairs.flatMap((pair) =>
    pair.device === undefined || isKept(pair) ? [] : [notKept(pair, pair.device, reason)],
  );
}

function movedAfterAll(pairs: readonly LockedPair[], plan: Plan): readonly Diagnostic[] {
  return pairs.flatMap((pair) => {
    if (pair.device === undefined) return [];
    const rule = plan.decisions.get(pair.device)?.rule;
    return [notKept(pair, pair.device, rule === undefined ? 'libvirt decides it otherwise' : `rule ${rule}`)];
  });
}

function notKept({ locked }: LockedPair, device: Device, reason: string): Diagnostic {
  return createDiagnostic('RP3075', {
    span: device.element?.startTag,
    values: { device: locked.label, from: addressText(locked.address), to: addressText(device.address), reason },
  });
}
