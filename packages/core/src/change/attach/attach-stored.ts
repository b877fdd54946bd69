import { patchEdits, patchXml } from '../../outputs/index.ts';
import type { Plan } from '../../plan/index.ts';
import { applyEdits } from '../../text/index.ts';
import { findDomain, parseXml } from '../../xml/index.ts';
import type { Planner } from '../edited-document.ts';
import { type DeviceText, insertDevices, textOfDevice } from './device-text.ts';
import { objectToDevice, objectToKind } from './objections.ts';
import { type AttachOutcome, plugChanges, refusedDevice, tellApart } from './outcome.ts';
import { probeDevice } from './probe.ts';

/** A-CFG: the device is inserted into the stored definition, which is then planned again; nothing moves. */
export function attachStored(plan: Plan, device: DeviceText, planner: Planner): AttachOutcome {
  const probe = probeDevice(plan, device, planner);
  const attaching = { plan, device: probe.device, element: device.element };
  const objection = objectToKind(attaching, 'stored') ?? objectToDevice(attaching);
  if (objection !== undefined) return refusedDevice(objection);
  const edits = patchEdits(plan);
  const { document } = parseXml(applyEdits(plan.domain.document.source, edits));
  const found = findDomain(document);
  if (!found.ok) return refusedDevice(found.diagnostic);
  const inserted = insertDevices(document, found.domain, [textOfDevice(device)]);
  const result = planner(inserted.source);
  const diagnostics = tellApart(result.diagnostics, inserted, edits, device);
  if (!result.ok) return { ok: false, diagnostics };
  return {
    ok: true,
    plan: result.plan,
    xml: patchXml(result.plan),
    changes: plugChanges(plan, result.plan),
    diagnostics,
  };
}
