import { checkArguments, isPlan } from '../basics/index.ts';
import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import { type Device, type DeviceAddress, deviceLabel, type PciTarget } from '../domain/index.ts';
import type { Plan } from '../plan/index.ts';
import { type Identity, identityOf, placeableDevices, sortOf } from './identity.ts';

/** A minor change adds fields, a major one may change or remove some; readers refuse an unknown major. */
export const LOCK_FORMAT_VERSION = '1.0';

/** A device and the place that it is to keep. */
export interface LockedDevice {
  readonly kind: string;
  /** As its user would name it, for messages. */
  readonly label: string;
  /** What it is known by in any document that has it. */
  readonly identity: Identity;
  /** What tells it from others of its kind when it has no name. */
  readonly sort: string;
  readonly address: DeviceAddress;
  readonly controller?: LockedController;
}

/** A PCI controller that has to stay as it is. */
export interface LockedController {
  readonly type: string;
  readonly index: number;
  readonly model?: string;
  readonly modelName?: string;
  readonly target: PciTarget;
}

/** Where every device of a domain is, to be kept when the document grows. */
export interface Lock {
  readonly profile: string;
  readonly arch: string;
  readonly machine: string;
  readonly family: string;
  readonly devices: readonly LockedDevice[];
}

/** The places of all devices of a plan that have one. */
export function createLock(plan: Plan): Lock {
  checkArguments('createLock', { plan: [plan, isPlan] });
  const { arch, name, family } = plan.domain.machine;
  return {
    profile: plan.profile,
    arch,
    machine: name,
    family,
    devices: placeableDevices(plan.domain).flatMap((device) => (isLockable(device) ? [lockDevice(device)] : [])),
  };
}

// A root controller has no address, but it has to be of the same model.
function isLockable(device: Device): boolean {
  if (device.kind === 'controller' && device.type === 'pci') return true;
  return device.address.type !== 'none' && device.address.type !== 'unassigned';
}

function lockDevice(device: Device): LockedDevice {
  return {
    kind: device.kind,
    label: deviceLabel(device),
    identity: identityOf(device),
    sort: sortOf(device),
    address: device.address,
    ...(device.kind === 'controller'
      ? {
          controller: {
            type: device.type,
            index: device.index,
            ...(device.model === undefined ? {} : { model: device.model }),
            ...(device.modelName === undefined ? {} : { modelName: device.modelName }),
            target: { ...device.target },
          },
        }
      : {}),
  };
}

/** Whether a lock can be kept to in a plan: RP3071 for another kind of machine, RP3072 for another version of it. */
export function checkLock(lock: Lock, plan: Plan): readonly Diagnostic[] {
  const { arch, name, family } = plan.domain.machine;
  if (lock.arch !== arch || lock.family !== family) {
    const values = { locked: `${lock.machine} (${lock.arch})`, machine: `${name} (${arch})` };
    return [createDiagnostic('RP3071', { values })];
  }
  const other: Diagnostic[] = [];
  if (lock.machine !== name) {
    other.push(createDiagnostic('RP3072', { values: { what: 'machine', locked: lock.machine, now: name } }));
  }
  if (lock.profile !== plan.profile) {
    other.push(createDiagnostic('RP3072', { values: { what: 'profile', locked: lock.profile, now: plan.profile } }));
  }
  return other;
}
