import type { Controller, Device } from '../../domain/index.ts';
import { patchXml } from '../../outputs/index.ts';
import type { Plan } from '../../plan/index.ts';
import { applyEdits } from '../../text/index.ts';
import type { Connection } from '../../topology/index.ts';
import { attributeValue, child, findDomain, parseXml } from '../../xml/index.ts';
import type { Planner, PlannerResult } from '../edited-document.ts';
import { type DeviceText, insertDevices, withAddress } from './device-text.ts';
import { deviceAt } from './outcome.ts';

/** A device as libvirt completes it, looked at alone on the domain's machine. */
export interface Probe {
  readonly result: PlannerResult;
  /** Absent when placement does not know the element, or refuses the device even alone. */
  readonly device?: Device;
  /** What it needs of a bus; 0 when it goes to no PCI bus. */
  readonly needs: Connection;
  /** The controllers of other buses that libvirt adds for it, with their needs. */
  readonly controllers: readonly { readonly controller: Controller; readonly needs: Connection }[];
}

/** Learns what a device needs by planning it alone, without its address, on the machine of a planned domain. */
export function probeDevice(plan: Plan, device: DeviceText, planner: Planner): Probe {
  const { document } = parseXml(patchXml(plan));
  const found = findDomain(document);
  if (!found.ok) return { result: { ok: false, diagnostics: [found.diagnostic] }, needs: 0, controllers: [] };
  const devices = child(found.domain, 'devices');
  const emptied =
    devices === undefined
      ? document.source
      : applyEdits(document.source, [{ span: devices.span, newText: '<devices/>' }]);
  const bare = parseXml(emptied);
  const domain = findDomain(bare.document);
  if (!domain.ok) return { result: { ok: false, diagnostics: [domain.diagnostic] }, needs: 0, controllers: [] };
  const keepsAddress = hasOtherAddress(device);
  const text = keepsAddress
    ? device.document.source.slice(device.element.span.start, device.element.span.end)
    : withAddress(device);
  const inserted = insertDevices(bare.document, domain.domain, [text]);
  const result = planner(inserted.source);
  if (!result.ok) return { result, needs: 0, controllers: [] };
  const known = deviceAt(result.plan, inserted.spans[0]?.start ?? -1);
  if (known === undefined) return { result, needs: 0, controllers: [] };
  const needsOf = (one: Device): Connection => (one.address.type === 'pci' ? (result.plan.needs.get(one) ?? 0) : 0);
  const controllers = result.plan.domain.devices.controller
    .filter((controller) => controller !== known && controller.type === 'scsi')
    .map((controller) => ({ controller, needs: needsOf(controller) }));
  return { result, device: known, needs: needsOf(known), controllers };
}

// An address of another type, such as that of a drive, says where the device goes; a PCI one is looked at later.
function hasOtherAddress({ element }: DeviceText): boolean {
  const address = child(element, 'address');
  const type = address === undefined ? undefined : attributeValue(address, 'type');
  return type !== undefined && type !== 'pci';
}
