import { placeableDevices } from '../../compare/index.ts';
import { createDiagnostic, type Diagnostic } from '../../diagnostics/index.ts';
import { type Device, deviceLabel, pciAddressOf } from '../../domain/index.ts';
import type { Plan } from '../../plan/index.ts';
import { getProfile, inForce, PLUG_DATES, type ReleaseRange } from '../../profiles/index.ts';
import { formatPciAddress, MARK, type PciAddress } from '../../topology/index.ts';
import { isPluggable, type PlugWay, unpluggable } from './attachable.ts';

/**
 * RP3064: libvirt does not detach such a device in that way. What it attaches it also detaches (asked of libvirt 9.0), but
 * for a console that only stands for a serial device.
 */
export function objectToDetachedKind(
  plan: Plan,
  device: Device,
  element: string,
  way: PlugWay,
): Diagnostic | undefined {
  const isMirror = device.kind === 'console' && device.targetType !== 'virtio';
  if (isPluggable(way, plan, element, device) && !isMirror) return undefined;
  return createDiagnostic('RP3064', { values: unpluggable(way, 'Detach', deviceLabel(device)) });
}

interface LiveRule {
  readonly when?: ReleaseRange;
  readonly object: (plan: Plan, device: Device, at: PciAddress) => Diagnostic | undefined;
}

/** A-PLUG-4: what a running guest does not give up, in libvirt's order. */
const LIVE_RULES: readonly LiveRule[] = [
  {
    object: (plan, device, at) =>
      SLOT_CHECKED.includes(device.kind) ? objectToNeighbour(plan, device, at) : undefined,
    when: PLUG_DATES['some-neighbours'],
  },
  { object: objectToNeighbour, when: PLUG_DATES['all-neighbours'] },
  { object: objectToBus },
];

/** The classes whose slot was looked at before it was for all. */
const SLOT_CHECKED: readonly Device['kind'][] = ['disk', 'interface', 'hostdev', 'controller'];

/** RP3063, RP3065 or RP3066: the device cannot leave a running guest from where it is, or as it is. */
export function objectToLeaving(plan: Plan, device: Device): Diagnostic | undefined {
  return objectToPlace(plan, device) ?? objectToUse(plan, device);
}

function objectToUse(plan: Plan, device: Device): Diagnostic | undefined {
  if (device.kind !== 'controller' || device.type !== 'scsi') return undefined;
  const user = placeableDevices(plan.domain).find(
    ({ kind, address, ...one }) =>
      address.type === 'drive' &&
      address.controller === device.index &&
      (kind === 'hostdev' || ('bus' in one && one.bus === 'scsi')),
  );
  if (user === undefined) return undefined;
  return createDiagnostic('RP3063', { values: { device: deviceLabel(device), user: deviceLabel(user) } });
}

function objectToPlace(plan: Plan, device: Device): Diagnostic | undefined {
  const at = pciAddressOf(device.address);
  if (at === undefined) return undefined;
  const { release } = getProfile(plan.profile);
  for (const { when = {}, object } of LIVE_RULES) {
    const objection = inForce(when, release) ? object(plan, device, at) : undefined;
    if (objection !== undefined) return objection;
  }
  return undefined;
}

function objectToNeighbour(plan: Plan, device: Device, at: PciAddress): Diagnostic | undefined {
  const other = placeableDevices(plan.domain).find((one) => {
    const place = one === device ? undefined : pciAddressOf(one.address);
    return place !== undefined && place.bus === at.bus && place.slot === at.slot;
  });
  if (other === undefined) return undefined;
  return createDiagnostic('RP3065', { values: { device: deviceLabel(device), other: deviceLabel(other) } });
}

// libvirt looks at the hotplug attribute of the controller (since 6.4); what it lets pass on a root without hotplug, QEMU
// refuses.
function objectToBus(plan: Plan, device: Device, at: PciAddress): Diagnostic | undefined {
  const bus = plan.buses[at.bus];
  if (bus === undefined || (bus.accepts & MARK.HOT) !== 0) return undefined;
  const { index, model } = bus;
  const values = { device: deviceLabel(device), address: formatPciAddress(at), index, model };
  return createDiagnostic('RP3066', { values });
}
