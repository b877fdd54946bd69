import { areOptions, checkArguments, isMap, isPlan } from '../basics/index.ts';
import { type Device, type DeviceKind, deviceLabel, pciAddressOf } from '../domain/index.ts';
import { busPaths, guestBusNumbers, interfaceNamesOf } from '../guest/index.ts';
import type { Plan } from '../plan/index.ts';
import { addressText } from '../plan/index.ts';
import { type Aspect, type ChangeSeverity, consequenceOf, worstSeverity } from './consequences.ts';
import { emptyDriveOf, type Identity, identityOf, matchDevices, placeableDevices, sortOf } from './identity.ts';
import { linkOf, modelOf, multifunctionOf, ownAspects } from './placed-alike.ts';

/** `moved`: another address; `changed`: the same address, but the guest may see a difference. */
export type ChangeStatus = 'same' | 'moved' | 'changed' | 'new' | 'gone';

/** A device as one of the plans has it. */
export interface PlannedDevice {
  readonly label: string;
  /** `0000:03:00.0`, `drive 0:0:0:2`. */
  readonly address: string;
  readonly model?: string;
  /** What a Linux guest with systemd calls an interface, where that is predicted (G-NAME-POLICY). */
  readonly guestName?: string;
  /** The number by which an x86 guest knows the bus (G-BUS-NUM); only PCI. */
  readonly guestBus?: number;
}

/** What a change means for the guest. */
export interface Consequence {
  readonly aspect: Aspect;
  readonly severity: ChangeSeverity;
  readonly text: string;
  readonly rules: readonly string[];
}

/** What becomes of one device from one plan to the other. */
export interface DeviceChange {
  readonly kind: DeviceKind;
  readonly label: string;
  readonly status: ChangeStatus;
  readonly before?: PlannedDevice;
  readonly after?: PlannedDevice;
  /** The worst of the consequences. */
  readonly severity: ChangeSeverity;
  readonly consequences: readonly Consequence[];
}

/** Two plans, device by device; JSON-able. */
export interface PlanComparison {
  readonly machines: readonly [before: string, after: string];
  readonly profiles: readonly [before: string, after: string];
  /** In the order of the first plan, then what is new. */
  readonly devices: readonly DeviceChange[];
  /** The worst of the consequences; `breaking` when the machine is of another family. */
  readonly severity: ChangeSeverity;
  /** A device is not the same, or the machine is another. */
  readonly differs: boolean;
}

/** What {@link comparePlans} may be told. */
export interface CompareOptions {
  /** New names of disks by their old ones, where the document was changed on purpose. */
  readonly renamedDisks?: ReadonlyMap<string, string>;
}

/** What changes for the guest from one plan to another: devices are matched by what they are known by, not by place. */
export function comparePlans(a: Plan, b: Plan, options: CompareOptions = {}): PlanComparison {
  checkArguments('comparePlans', {
    a: [a, isPlan],
    b: [b, isPlan],
    options: [options, areOptions<CompareOptions>({ renamedDisks: isMap })],
  });
  const matches = matchDevices(sighted(a, options.renamedDisks), sighted(b));
  const devices = matches
    .filter(({ before, after }) => hasPlace(before) || hasPlace(after))
    .map(({ before, after }) => compareDevice(before, after));
  const [left, right] = [a.domain.machine, b.domain.machine];
  const isOtherMachine = left.family !== right.family || left.arch !== right.arch;
  const machineSeverity = isOtherMachine ? 'breaking' : left.name === right.name ? 'none' : 'notice';
  return {
    machines: [left.name, right.name],
    profiles: [a.profile, b.profile],
    devices,
    severity: worstSeverity([machineSeverity, ...devices.map(({ severity }) => severity)]),
    differs: machineSeverity !== 'none' || devices.some(({ status }) => status !== 'same'),
  };
}

/** A device with all that the comparison asks of it. */
interface Sighted {
  readonly device: Device;
  readonly kind: DeviceKind;
  readonly identity: Identity;
  readonly sort: string;
  readonly place: string;
  readonly planned: PlannedDevice;
  readonly emptyDrive?: string;
  /** The way through the bridges; undefined outside PCI. */
  readonly path?: string;
}

function sighted(plan: Plan, renamed?: ReadonlyMap<string, string>): readonly Sighted[] {
  const numbers = guestBusNumbers(plan);
  const paths = busPaths(plan);
  const names = interfaceNamesOf(plan);
  return placeableDevices(plan.domain).map((device) => {
    const at = pciAddressOf(device.address);
    const guestBus = at === undefined ? undefined : numbers.get(at.bus);
    const path = at === undefined ? undefined : paths.get(at.bus);
    const guestName = names.get(device);
    const model = modelOf(device);
    const identity = identityOf(device);
    const emptyDrive = emptyDriveOf(device, identity);
    const target = device.kind === 'disk' ? renamed?.get(device.target) : undefined;
    return {
      device,
      kind: device.kind,
      identity: target === undefined ? identity : { ...identity, target },
      sort: sortOf(device),
      place: addressText(device.address),
      ...(emptyDrive === undefined ? {} : { emptyDrive }),
      planned: {
        label: deviceLabel(device),
        address: addressText(device.address),
        ...(model === undefined ? {} : { model }),
        ...(guestName === undefined ? {} : { guestName }),
        ...(guestBus === undefined ? {} : { guestBus }),
      },
      ...(path === undefined ? {} : { path }),
    };
  });
}

// Graphics, PS/2 inputs, audio backends: nothing that could move.
const hasPlace = (one: Sighted | undefined): boolean => one !== undefined && one.device.address.type !== 'none';

function compareDevice(before: Sighted | undefined, after: Sighted | undefined): DeviceChange {
  const subject = after ?? before;
  const aspects =
    before === undefined ? ['new' as const] : after === undefined ? ['gone' as const] : differences(before, after);
  const kind = subject?.kind ?? 'controller';
  const type = subject?.device.kind === 'controller' ? subject.device.type : undefined;
  const consequences = aspects.flatMap((aspect): Consequence[] => {
    const row = consequenceOf(aspect, kind, type);
    return row === undefined ? [] : [{ aspect, severity: row.severity, text: row.text, rules: row.rules }];
  });
  return {
    kind,
    label: subject?.planned.label ?? '',
    status: statusOf(aspects),
    ...(before === undefined ? {} : { before: before.planned }),
    ...(after === undefined ? {} : { after: after.planned }),
    severity: worstSeverity(consequences.map(({ severity }) => severity)),
    consequences,
  };
}

function statusOf(aspects: readonly Aspect[]): ChangeStatus {
  if (aspects.includes('new')) return 'new';
  if (aspects.includes('gone')) return 'gone';
  if (aspects.length === 0) return 'same';
  return aspects.some((aspect) => aspect === 'address' || aspect === 'place' || aspect === 'transport')
    ? 'moved'
    : 'changed';
}

function differences(before: Sighted, after: Sighted): readonly Aspect[] {
  const aspects: Aspect[] = [];
  const [left, right] = [before.device, after.device];
  if (left.address.type !== right.address.type) aspects.push('transport');
  else if (before.planned.address !== after.planned.address) {
    aspects.push(left.address.type === 'pci' ? 'address' : 'place');
  } else if (before.path !== after.path || before.planned.guestBus !== after.planned.guestBus)
    aspects.push('guest-bus');
  const [oldName, newName] = [before.planned.guestName, after.planned.guestName];
  if (oldName !== undefined && newName !== undefined && oldName !== newName) aspects.push('guest-name');
  if (multifunctionOf(left) !== multifunctionOf(right)) aspects.push('multifunction');
  if (before.planned.model !== after.planned.model) aspects.push('model');
  if (ownAspects(left) !== ownAspects(right)) aspects.push(left.kind === 'disk' ? 'bus' : 'port');
  if (linkOf(left) !== linkOf(right)) aspects.push('link');
  if (left.kind === 'disk' && right.kind === 'disk' && left.target !== right.target) aspects.push('name');
  return aspects;
}
