import { checkArguments, isFunction, isPlan, isText } from '../basics/index.ts';
import {
  allDevices,
  type Device,
  type DeviceKind,
  emptyDeviceLists,
  type PciDeviceAddress,
  pciAddressOf,
} from '../domain/index.ts';
import { addressEdits, insertionEdits } from '../outputs/index.ts';
import { deviceIds, type Plan } from '../plan/index.ts';
import { applyEdits, type TextEdit } from '../text/index.ts';
import { parsePciAddress } from '../topology/index.ts';
import type { Planner, PlannerResult } from './edited-document.ts';

/** A device at another place, as its user would write it. */
export interface DeviceMove {
  /** Of the planned document. */
  readonly edits: readonly TextEdit[];
  /** The edited document, planned; its diagnostics speak of the edited text. */
  readonly result: PlannerResult;
}

/**
 * Writes a PCI address (`0000:03:00.0`, W-ADDR) into the element of a device and plans the document that this makes: a
 * place where the device cannot be is refused there. A device that libvirt would add by itself is written down first.
 * `id` is the one of the topology view. Undefined when there is no such device on PCI, or the text is no address.
 */
export function moveDevice(plan: Plan, id: string, address: string, planner: Planner): DeviceMove | undefined {
  checkArguments('moveDevice', {
    plan: [plan, isPlan],
    id: [id, isText],
    address: [address, isText],
    planner: [planner, isFunction],
  });
  const ids = deviceIds(plan);
  const device = allDevices(plan.domain).find((one) => ids.get(one) === id);
  const at = parsePciAddress(address);
  if (device === undefined || at === undefined || pciAddressOf(device.address) === undefined) return undefined;
  const zpci = device.address.type === 'pci' ? device.address.zpci : undefined;
  const place: PciDeviceAddress = { type: 'pci', at, ...(zpci === undefined ? {} : { zpci }) };
  const edits = device.element === undefined ? writeDown(plan, device, place) : addressEdits(plan, device, place);
  return { edits, result: planner(applyEdits(plan.domain.document.source, edits)) };
}

// Inserted where the whole answer would have it, but without the rest of the answer.
function writeDown({ domain }: Plan, device: Device, place: PciDeviceAddress): readonly TextEdit[] {
  const devices = emptyDeviceLists();
  const lists: { readonly [Kind in DeviceKind]: Device[] } = devices;
  for (const one of Object.values(domain.devices).flat()) {
    if (one === device) lists[one.kind].push({ ...one, address: place });
    else if (one.element !== undefined) lists[one.kind].push(one);
  }
  return insertionEdits({ ...domain, devices });
}
