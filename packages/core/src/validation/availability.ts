import type { Device, Machine } from '../domain/index.ts';
import { isArch } from '../domain/index.ts';
import type { ReleaseRange } from '../profiles/index.ts';
import { type Check, type Checking, refuse } from './check.ts';

interface AvailabilityRow extends ReleaseRange {
  readonly rule: string;
  readonly kinds: readonly Device['kind'][];
  readonly concerns: (device: Device) => boolean;
  /** QEMU capability that the device needs; or `never`. */
  readonly needs?: string;
  /** Machines that have the device. */
  readonly machines?: (machine: Machine) => boolean;
  readonly reason: string;
}

const model =
  (...names: readonly string[]) =>
  (device: Device): boolean =>
    'model' in device && names.includes(device.model ?? '');
const isX86 = ({ arch }: Machine): boolean => isArch(arch, 'x86');
const isS390 = ({ arch }: Machine): boolean => isArch(arch, 's390');
const hasPs2 = ({ arch }: Machine): boolean =>
  isX86({ arch, name: '', family: 'other' }) ||
  ['ppc', 'ppc64', 'ppc64le', 'alpha', 'sparc64'].includes(arch) ||
  arch.startsWith('mips');
const never = 'never offered';

/** Devices that a QEMU or a machine lacks; libvirt checks them when the guest is defined, in 9.0 at the latest. */
const ROWS: readonly AvailabilityRow[] = [
  {
    rule: 'N-SOUND',
    kinds: ['sound'],
    concerns: model('ich6'),
    needs: 'ich9-intel-hda',
    since: '9.0',
    reason: 'this QEMU lacks it',
  },
  {
    rule: 'N-SOUND',
    kinds: ['sound'],
    concerns: model('ich9'),
    needs: 'ich9-intel-hda',
    since: '9.0',
    reason: 'this QEMU lacks it',
  },
  {
    rule: 'N-VIDEO',
    kinds: ['video'],
    concerns: model('xen', 'vbox', 'parallels', 'gop'),
    needs: never,
    since: '6.5',
    reason: 'QEMU has no such display',
  },
  {
    rule: 'N-VIDEO',
    kinds: ['video'],
    concerns: model('vga'),
    needs: 'VGA',
    since: '9.0',
    reason: 'this QEMU lacks it',
  },
  {
    rule: 'N-VIDEO',
    kinds: ['video'],
    concerns: model('cirrus'),
    needs: 'cirrus-vga',
    since: '9.0',
    reason: 'this QEMU lacks it',
  },
  {
    rule: 'N-VIDEO',
    kinds: ['video'],
    concerns: model('vmvga'),
    needs: 'vmware-svga',
    since: '9.0',
    reason: 'this QEMU lacks it',
  },
  {
    rule: 'N-VIDEO',
    kinds: ['video'],
    concerns: model('qxl'),
    needs: 'qxl',
    since: '9.0',
    reason: 'this QEMU lacks it',
  },
  {
    rule: 'N-VIDEO',
    kinds: ['video'],
    concerns: model('bochs'),
    needs: 'bochs-display',
    since: '9.0',
    reason: 'this QEMU lacks it',
  },
  {
    rule: 'N-VIDEO',
    kinds: ['video'],
    concerns: model('ramfb'),
    needs: 'ramfb',
    since: '9.0',
    reason: 'this QEMU lacks it',
  },
  {
    rule: 'N-SHMEM',
    kinds: ['shmem'],
    concerns: model('ivshmem'),
    needs: 'ivshmem',
    since: '9.0',
    reason: 'QEMU dropped it in 4.0',
  },
  {
    rule: 'N-SHMEM',
    kinds: ['shmem'],
    concerns: model('ivshmem-plain', 'ivshmem-doorbell'),
    needs: 'ivshmem-plain',
    since: '9.0',
    reason: 'this QEMU lacks it',
  },
  {
    rule: 'N-INPUT',
    kinds: ['input'],
    concerns: (device) => device.kind === 'input' && device.bus === 'xen',
    needs: never,
    reason: 'QEMU has no Xen input',
  },
  {
    rule: 'N-INPUT',
    kinds: ['input'],
    concerns: (device) => device.kind === 'input' && device.bus === 'ps2' && device.type === 'tablet',
    needs: never,
    reason: 'there is no PS/2 tablet',
  },
  {
    rule: 'N-INPUT',
    kinds: ['input'],
    concerns: (device) => device.kind === 'input' && device.bus === 'ps2',
    machines: hasPs2,
    since: '9.0',
    reason: 'the machine has no PS/2',
  },
  {
    rule: 'N-INPUT',
    kinds: ['input'],
    concerns: (device) => device.kind === 'input' && device.type === 'passthrough' && device.bus === 'virtio',
    needs: 'virtio-input-host',
    since: '9.0',
    reason: 'this QEMU lacks it',
  },
  {
    rule: 'N-INPUT',
    kinds: ['input'],
    concerns: (device) => device.kind === 'input' && device.type === 'evdev' && device.bus !== 'none',
    needs: never,
    since: '9.0',
    reason: 'an evdev input has no bus',
  },
  {
    rule: 'V-USB',
    kinds: ['input'],
    concerns: (device) => device.kind === 'input' && device.bus === 'usb' && device.type === 'keyboard',
    needs: 'usb-kbd',
    since: '9.0',
    reason: 'this QEMU has no USB keyboard',
  },
  {
    rule: 'V-USB',
    kinds: ['disk'],
    concerns: (device) => device.kind === 'disk' && device.bus === 'usb',
    needs: 'usb-storage',
    since: '9.0',
    reason: 'this QEMU has no USB storage',
  },
  {
    rule: 'V-USB',
    kinds: ['hub'],
    concerns: () => true,
    needs: 'usb-hub',
    since: '9.0',
    reason: 'this QEMU has no USB hub',
  },
  {
    rule: 'V-USB',
    kinds: ['redirdev'],
    concerns: () => true,
    needs: 'usb-redir',
    since: '9.0',
    reason: 'this QEMU has no USB redirection',
  },
  {
    rule: 'V-USB',
    kinds: ['smartcard'],
    concerns: (device) => device.kind === 'smartcard' && device.mode === 'passthrough',
    needs: 'ccid-passthru',
    since: '9.0',
    reason: 'this QEMU has no smartcard reader',
  },
  {
    rule: 'V-USB',
    kinds: ['smartcard'],
    concerns: (device) => device.kind === 'smartcard' && device.mode !== 'passthrough',
    needs: 'ccid-emulated',
    since: '9.0',
    reason: 'this QEMU has no emulated smartcard',
  },
  {
    rule: 'V-USB',
    kinds: ['sound'],
    concerns: model('usb'),
    needs: 'usb-audio',
    since: '9.0',
    reason: 'this QEMU has no USB sound',
  },
  {
    rule: 'N-WATCHDOG',
    kinds: ['watchdog'],
    concerns: model('diag288'),
    machines: isS390,
    since: '9.0',
    reason: 'only s390x has it',
  },
  {
    rule: 'N-WATCHDOG',
    kinds: ['watchdog'],
    concerns: model('ib700'),
    machines: ({ family }) => family === 'i440fx',
    since: '9.3',
    reason: 'only i440fx has it',
  },
  {
    rule: 'V-71',
    kinds: ['watchdog'],
    concerns: model('itco'),
    machines: ({ family }) => family === 'q35',
    since: '9.1',
    reason: 'only q35 has it',
  },
  {
    rule: 'V-71',
    kinds: ['watchdog'],
    concerns: model('itco'),
    needs: never,
    until: '9.1',
    reason: 'this libvirt does not know it',
  },
  {
    rule: 'N-BALLOON',
    kinds: ['memballoon'],
    concerns: model('xen'),
    needs: never,
    since: '9.0',
    reason: 'QEMU has no Xen balloon',
  },
  {
    rule: 'X-SPAPR',
    kinds: ['nvram'],
    concerns: () => true,
    machines: ({ family }) => family === 'pseries',
    since: '6.5',
    reason: 'only pSeries has it',
  },
  {
    rule: 'D-1',
    kinds: ['panic'],
    concerns: model('pseries'),
    machines: ({ family }) => family === 'pseries',
    since: '6.5',
    reason: 'only pSeries has it',
  },
  {
    rule: 'D-1',
    kinds: ['panic'],
    concerns: model('s390'),
    machines: isS390,
    since: '6.5',
    reason: 'only s390 has it',
  },
  {
    rule: 'D-1',
    kinds: ['panic'],
    concerns: model('isa', 'hyperv'),
    machines: isX86,
    since: '9.0',
    reason: 'only x86 has it',
  },
  {
    rule: 'V-53',
    kinds: ['panic'],
    concerns: model('pvpanic'),
    needs: never,
    until: '9.1',
    reason: 'this libvirt does not know it',
  },
  {
    rule: 'D-1',
    kinds: ['parallel'],
    concerns: () => true,
    machines: (machine) => machine.family !== 'pseries' && !isS390(machine),
    since: '6.5',
    reason: 'the machine has no parallel ports',
  },
  {
    rule: 'D-SERIAL',
    kinds: ['serial'],
    concerns: (device) => device.kind === 'serial' && device.targetType === 'spapr-vio-serial',
    machines: ({ family }) => family === 'pseries',
    since: '6.5',
    reason: 'only pSeries has it',
  },
  {
    rule: 'D-SERIAL',
    kinds: ['serial'],
    concerns: (device) => device.kind === 'serial' && device.targetType === 'sclp-serial',
    machines: isS390,
    since: '6.5',
    reason: 'only s390 has it',
  },
  {
    rule: 'D-SERIAL',
    kinds: ['serial'],
    concerns: (device) => device.kind === 'serial' && device.targetType === 'isa-debug',
    machines: isX86,
    since: '9.0',
    reason: 'only x86 has it',
  },
  {
    rule: 'V-49',
    kinds: ['memory'],
    concerns: model('virtio-mem'),
    needs: 'virtio-mem-pci',
    since: '7.9',
    reason: 'this QEMU lacks it',
  },
  {
    rule: 'V-47',
    kinds: ['memory'],
    concerns: model('virtio-pmem'),
    needs: 'virtio-pmem-pci',
    since: '7.1',
    reason: 'this QEMU lacks it',
  },
  {
    rule: 'X-CCW',
    kinds: ['hostdev'],
    concerns: model('vfio-ccw', 'vfio-ap'),
    machines: isS390,
    since: '6.5',
    reason: 'only s390x has it',
  },
];

function check(row: AvailabilityRow): Check {
  const run = (checking: Checking): void => {
    const isThere =
      (row.machines?.(checking.domain.machine) ?? true) &&
      (row.needs === undefined || checking.facts.capabilities.has(row.needs));
    if (isThere) return;
    for (const kind of row.kinds) {
      const list: readonly Device[] = checking.domain.devices[kind];
      for (const device of list) if (row.concerns(device)) refuse(checking, 'RP2043', device, { reason: row.reason });
    }
  };
  return {
    rule: row.rule,
    run,
    ...(row.since === undefined ? {} : { since: row.since }),
    ...(row.until === undefined ? {} : { until: row.until }),
  };
}

export const AVAILABILITY_CHECKS: readonly Check[] = ROWS.map(check);
