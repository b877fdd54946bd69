import { createDiagnostic, type Diagnostic } from '../../diagnostics/index.ts';
import { type Controller, deviceLabel } from '../../domain/index.ts';
import { patchEdits, patchXml } from '../../outputs/index.ts';
import type { Plan } from '../../plan/index.ts';
import { applyEdits } from '../../text/index.ts';
import type { PciAddress } from '../../topology/index.ts';
import { findDomain, parseXml } from '../../xml/index.ts';
import type { Planner } from '../edited-document.ts';
import { type DeviceText, insertDevices, textOfDevice, withAddress } from './device-text.ts';
import { givenAddress, type LiveSearch, objectToAddress, searchLive } from './live-address.ts';
import { objectToDevice, objectToKind } from './objections.ts';
import { type AttachOutcome, deviceAt, plugChanges, refusedDevice, tellApart } from './outcome.ts';
import { type Probe, probeDevice } from './probe.ts';

/** A-PLUG-2: the device goes to a free place of the buses that the running guest has; no controller is added. */
export function attachLive(plan: Plan, device: DeviceText, planner: Planner): AttachOutcome {
  const probe = probeDevice(plan, device, planner);
  const attaching = { plan, device: probe.device, element: device.element };
  const objection = objectToKind(attaching, 'live') ?? objectToDevice(attaching);
  if (objection !== undefined) return refusedDevice(objection);
  const placed = placeTexts(plan, device, probe);
  if (!placed.ok) return refusedDevice(placed.diagnostic);
  const edits = patchEdits(plan);
  const { document } = parseXml(applyEdits(plan.domain.document.source, edits));
  const found = findDomain(document);
  if (!found.ok) return refusedDevice(found.diagnostic);
  const inserted = insertDevices(document, found.domain, placed.texts);
  const result = planner(inserted.source);
  const diagnostics = tellApart(result.diagnostics, inserted, edits, device);
  if (!result.ok) return { ok: false, diagnostics };
  const lacking = addedController(plan, result.plan, placed.texts.length);
  if (lacking !== undefined) return refusedDevice(needsController(attaching.device, device, lacking));
  return deviceAt(result.plan, inserted.spans.at(-1)?.start ?? -1) === undefined && probe.device !== undefined
    ? { ok: false, diagnostics }
    : { ok: true, plan: result.plan, xml: patchXml(result.plan), changes: plugChanges(plan, result.plan), diagnostics };
}

type PlacedTexts =
  | { readonly ok: true; readonly texts: readonly string[] }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

/** The device, and before it the SCSI controllers that it needs, each with its place. */
function placeTexts(plan: Plan, device: DeviceText, probe: Probe): PlacedTexts {
  const missing = missingControllers(plan, probe);
  const search: LiveSearch = { plan, taken: [], wanted: [...missing.map(({ needs }) => needs), probe.needs] };
  const texts: string[] = [];
  const label = probe.device === undefined ? device.element.name : deviceLabel(probe.device);
  for (const { controller, needs } of missing) {
    if (needs === 0) continue;
    const place = searchLive(search, needs, deviceLabel(controller), device.element);
    if (!place.ok) return place;
    texts.push(controllerText(controller, place.address));
  }
  if (probe.needs === 0) return { ok: true, texts: [...texts, textOfDevice(device)] };
  const address = givenAddress(device.element);
  if (address !== undefined) {
    const diagnostic = objectToAddress(plan, probe.needs, { device: label, element: device.element, address });
    return diagnostic === undefined ? { ok: true, texts: [...texts, textOfDevice(device)] } : { ok: false, diagnostic };
  }
  const place = searchLive(search, probe.needs, label, device.element);
  if (!place.ok) return place;
  return { ok: true, texts: [...texts, withAddress(device, addressAttributes(place.address))] };
}

// A-PLUG-1: a SCSI device gets the controllers 0 to its own that are missing. They are like the last that the guest has (asked
// of libvirt 9.0); a guest without gets what a definition would get.
function missingControllers(plan: Plan, { device, controllers }: Probe): Probe['controllers'] {
  if (device === undefined || device.kind === 'controller') return [];
  const present = plan.domain.devices.controller.filter(({ type }) => type === 'scsi');
  const wanted = device.address.type === 'drive' ? device.address.controller : -1;
  const like = present.at(-1);
  return controllers
    .filter(({ controller: { index } }) => index <= wanted && !present.some((one) => one.index === index))
    .map((missing) => {
      if (like?.model === undefined) return missing;
      return { controller: { ...missing.controller, model: like.model }, needs: plan.needs.get(like) ?? 0 };
    });
}

function controllerText({ type, index, model }: Controller, address: PciAddress): string {
  const attributes = Object.entries(addressAttributes(address)).map(([name, value]) => ` ${name}='${value}'`);
  const modelText = model === undefined ? '' : ` model='${model}'`;
  return `<controller type='${type}' index='${index}'${modelText}><address${attributes.join('')}/></controller>`;
}

function addressAttributes({ domain, bus, slot, function: fn }: PciAddress): Readonly<Record<string, string>> {
  const hex = (value: number, width: number): string => `0x${value.toString(16).padStart(width, '0')}`;
  return { type: 'pci', domain: hex(domain, 4), bus: hex(bus, 2), slot: hex(slot, 2), function: `0x${fn}` };
}

/** A controller that only a definition would get. */
function addedController(before: Plan, after: Plan, inserted: number): Controller | undefined {
  const known = before.domain.devices.controller;
  const added = after.domain.devices.controller.filter(
    ({ type, index }) => !known.some((one) => one.type === type && one.index === index),
  );
  return added.find(({ element }) => element === undefined) ?? (added.length > inserted ? added[0] : undefined);
}

function needsController(device: Probe['device'], { element }: DeviceText, controller: Controller): Diagnostic {
  const values = {
    device: device === undefined ? element.name : deviceLabel(device),
    controller: deviceLabel(controller),
  };
  return createDiagnostic('RP3059', { span: element.startTag, values });
}
