import { checkArguments, isFunction, isShape, isSome, isText } from '../../basics/index.ts';
import { placeableDevices } from '../../compare/index.ts';
import { createDiagnostic, type Diagnostic } from '../../diagnostics/index.ts';
import { type Device, pciAddressOf } from '../../domain/index.ts';
import { patchEdits, patchXml } from '../../outputs/index.ts';
import { findSubject, type Plan } from '../../plan/index.ts';
import { applyEdits } from '../../text/index.ts';
import { formatPciAddress, type PciAddress } from '../../topology/index.ts';
import { removeElement } from '../../xml/index.ts';
import { inOriginalText, type Planner } from '../edited-document.ts';
import { knowsElement } from './attachable.ts';
import { objectToDetachedKind, objectToLeaving } from './detachable.ts';
import { readDeviceText } from './device-text.ts';
import { givenAddress } from './live-address.ts';
import { matchingDevices } from './match-device.ts';
import { type AttachOutcome, deviceKey, plugChanges, refusedDevice, refusedDocument } from './outcome.ts';
import { probeDevice } from './probe.ts';

/** What detaching a device does, in the two ways in which libvirt does it. Each is judged without the other. */
export interface Detachment {
  /** The device in the plan of the domain as it was; absent when none was found. */
  readonly device?: Device;
  /** From the stored definition, for the next start (`virsh detach-device --config`; A-CFG). */
  readonly stored: AttachOutcome;
  /**
   * From the guest that was started from the definition as it is (`--live`; A-PLUG-4). It means that libvirt asks the
   * guest, which may refuse.
   */
  readonly live: AttachOutcome;
}

/** What to detach: by a name as `findSubject` knows it, or by XML as `virsh detach-device` is given it. */
export type DetachTarget = { readonly name: string } | { readonly xml: string };

const isTarget = isSome(
  '{ name } or { xml }',
  (value) => isShape('', { name: isText })(value) === undefined || isShape('', { xml: isText })(value) === undefined,
);

/** What happens when a device is detached from a domain. Diagnostics about a name have no place. */
export function detachDevice(xml: string, target: DetachTarget, planner: Planner): Detachment {
  checkArguments('detachDevice', { xml: [xml, isText], target: [target, isTarget], planner: [planner, isFunction] });
  const before = planner(xml);
  if (!before.ok) return refusedBoth(refusedDocument(before.diagnostics));
  const found = 'name' in target ? byName(before.plan, target.name) : byXml(before.plan, target.xml, planner);
  if (!found.ok) return refusedBoth(refusedDevice(...found.diagnostics));
  const { plan } = before;
  const { device } = found;
  const element = device.element?.name ?? device.kind;
  const stored = objectToDetachedKind(plan, device, element, 'stored');
  const live =
    objectToDetachedKind(plan, device, element, 'live') ?? found.liveObjection ?? objectToLeaving(plan, device);
  return {
    device,
    stored: stored === undefined ? without(plan, device, planner) : refusedDevice(stored),
    live: live === undefined ? without(plan, device, planner) : refusedDevice(live),
  };
}

const refusedBoth = (refused: AttachOutcome): Detachment => ({ stored: refused, live: refused });

type FoundDevice =
  | { readonly ok: true; readonly device: Device; readonly liveObjection?: Diagnostic }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

function byName(plan: Plan, name: string): FoundDevice {
  const found = findSubject(plan, name);
  if (!found.ok) return { ok: false, diagnostics: [found.diagnostic] };
  const { subject } = found;
  if (subject.type === 'device') return { ok: true, device: subject.device };
  const holders = subject.type === 'model' ? subject.controllers : holdersOf(plan, subject.address);
  const [device] = holders;
  if (device !== undefined && holders.length === 1) return { ok: true, device };
  return { ok: false, diagnostics: [createDiagnostic('RP5020', { values: { name, near: '' } })] };
}

function byXml(plan: Plan, xml: string, planner: Planner): FoundDevice {
  const read = readDeviceText(xml);
  if (!read.ok) return read;
  const { element } = read.device;
  const span = element.startTag;
  const probe = probeDevice(plan, read.device, planner);
  if (probe.device === undefined && !knowsElement('stored', element.name)) {
    return { ok: false, diagnostics: [createDiagnostic('RP3050', { span, values: { element: element.name } })] };
  }
  const devices = matchingDevices(plan, { element, device: probe.device });
  const [device] = devices;
  if (device !== undefined && devices.length === 1) {
    // Of a running guest a watchdog is found by its place, too (asked of libvirt 9.0).
    const isElsewhere = element.name === 'watchdog' && givenAddress(element) === undefined;
    const values = { count: 'no device matches', element: element.name };
    return {
      ok: true,
      device,
      ...(isElsewhere ? { liveObjection: createDiagnostic('RP3055', { span, values }) } : {}),
    };
  }
  const values = {
    count: devices.length === 0 ? 'no device matches' : `${devices.length} devices match`,
    element: element.name,
  };
  return { ok: false, diagnostics: [createDiagnostic('RP3055', { span, values })] };
}

const holdersOf = (plan: Plan, address: PciAddress): readonly Device[] =>
  placeableDevices(plan.domain).filter((one) => {
    const at = pciAddressOf(one.address);
    return at !== undefined && formatPciAddress(at) === formatPciAddress(address);
  });

/** The domain with all its addresses and without a device, planned again: libvirt adds anew what it cannot do without. */
function without(plan: Plan, device: Device, planner: Planner): AttachOutcome {
  const edits = patchEdits(plan);
  const written = planner(applyEdits(plan.domain.document.source, edits));
  if (!written.ok) return refusedDocument(inOriginalText(written.diagnostics, edits));
  const { document } = written.plan.domain;
  const key = deviceKey(device);
  const element = placeableDevices(written.plan.domain).find((one) => deviceKey(one) === key)?.element;
  // A device that nobody has written is one that comes back.
  const removal = element === undefined ? [] : [removeElement(document, element)];
  const result = planner(applyEdits(document.source, removal));
  const said = inOriginalText(inOriginalText(result.diagnostics, removal), edits);
  const diagnostics = { document: said, device: [] };
  return result.ok
    ? { ok: true, plan: result.plan, xml: patchXml(result.plan), changes: plugChanges(plan, result.plan), diagnostics }
    : { ok: false, diagnostics };
}
