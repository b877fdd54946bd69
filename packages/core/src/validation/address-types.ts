import type { Device, DeviceAddress, DeviceKind } from '../domain/index.ts';
import { inForce, type ReleaseRange } from '../profiles/index.ts';
import { type Check, type Checking, refuse } from './check.ts';

/** Devices that take addresses of certain types alone. */
interface AddressTypeRow extends ReleaseRange {
  readonly kinds: readonly DeviceKind[];
  readonly concerns: (device: Device) => boolean;
  /** The types; none of them for a device that takes no address at all. */
  readonly takes: readonly DeviceAddress['type'][];
}

const model =
  (...names: readonly string[]) =>
  (device: Device): boolean =>
    'model' in device && names.includes(device.model ?? '');
const target =
  (...names: readonly string[]) =>
  (device: Device): boolean =>
    'targetType' in device && names.includes(device.targetType ?? '');
const onUsb = (device: Device): boolean => 'bus' in device && device.bus === 'usb';
const every = (): boolean => true;

/** As the live 7.0, 9.0, 11.3 and 12.9 took and refused them, device by device and type by type. */
const ROWS: readonly AddressTypeRow[] = [
  { kinds: ['watchdog'], concerns: model('i6300esb'), takes: ['pci'] },
  { kinds: ['watchdog'], concerns: model('ib700', 'diag288', 'itco'), takes: [] },
  { kinds: ['input', 'redirdev'], concerns: onUsb, takes: ['usb'] },
  { kinds: ['hub'], concerns: every, takes: ['usb'] },
  { kinds: ['serial'], concerns: target('isa-serial', 'isa-debug'), takes: ['isa'] },
  { kinds: ['serial'], concerns: target('usb-serial'), takes: ['usb'] },
  { kinds: ['serial'], concerns: target('pci-serial'), takes: ['pci'] },
  { kinds: ['serial'], concerns: target('spapr-vio-serial'), takes: ['spapr-vio'] },
  { kinds: ['serial'], concerns: target('system-serial', 'sclp-serial'), takes: [] },
  { kinds: ['smartcard'], concerns: every, takes: ['ccid'] },
  { kinds: ['hostdev'], concerns: (device) => device.kind === 'hostdev' && device.type === 'usb', takes: ['usb'] },
  { kinds: ['panic'], concerns: model('isa'), takes: ['isa'], until: '9.0', after: '7.0' },
];

function checkTypes(checking: Checking): void {
  const { domain, facts } = checking;
  for (const { kinds, concerns, takes, ...dates } of ROWS) {
    if (!inForce(dates, facts.profile.release)) continue;
    for (const device of kinds.flatMap((kind): readonly Device[] => domain.devices[kind])) {
      const { type } = device.address;
      if (type === 'none' || takes.includes(type) || !concerns(device)) continue;
      const wanted = takes.length === 0 ? 'none' : `type ${takes.join(' or ')}`;
      refuse(checking, 'RP2442', device, { type, wanted }, 'address', 'type');
    }
  }
}

export const ADDRESS_TYPE_CHECKS: readonly Check[] = [{ rule: 'V-DISKADDR', since: '7.0', run: checkTypes }];
