import type { Device, MachineFamily } from '../../domain/index.ts';
import type { ReleaseRange } from '../releases.ts';

/** Machines of one of these architectures or families. */
export interface MachineSet {
  readonly arches?: readonly string[];
  readonly families?: readonly MachineFamily[];
}

export interface AvailabilityRow extends ReleaseRange {
  readonly rule: string;
  readonly kinds: readonly Device['kind'][];
  /** The devices of the class that are meant; all, where neither is named. */
  readonly models?: readonly string[];
  readonly concerns?: (device: Device) => boolean;
  /** QEMU capability that the device needs; or `never`. */
  readonly needs?: string;
  /** Machines that have the device. */
  readonly machines?: MachineSet;
  /** Machines that lack it. */
  readonly notOn?: readonly MachineSet[];
  readonly reason: string;
  /** `since` is the oldest release that was seen to refuse; which one began is not known. */
  readonly isSeen?: true;
}

const X86: MachineSet = { arches: ['i686', 'x86_64'] };
const S390: MachineSet = { arches: ['s390', 's390x'] };
const PSERIES: MachineSet = { families: ['pseries'] };
const PS2: MachineSet = {
  arches: ['i686', 'x86_64', 'ppc', 'ppc64', 'ppc64le', 'alpha', 'sparc64', 'mips', 'mipsel', 'mips64', 'mips64el'],
};
const never = 'never offered';

/** Devices that a QEMU or a machine lacks; libvirt checks them when the guest is defined, in 9.0 at the latest. */
export const AVAILABILITY: readonly AvailabilityRow[] = [
  {
    rule: 'N-SOUND',
    kinds: ['sound'],
    models: ['ich6'],
    needs: 'ich9-intel-hda',
    since: '9.0',
    isSeen: true,
    reason: 'this QEMU lacks it',
  },
  {
    rule: 'N-SOUND',
    kinds: ['sound'],
    models: ['ich9'],
    needs: 'ich9-intel-hda',
    since: '7.0',
    isSeen: true,
    reason: 'this QEMU lacks it',
  },
  {
    rule: 'N-VIDEO',
    kinds: ['video'],
    models: ['xen', 'vbox', 'parallels', 'gop'],
    needs: never,
    since: '6.5',
    isSeen: true,
    reason: 'QEMU has no such display',
  },
  {
    rule: 'N-VIDEO',
    kinds: ['video'],
    models: ['vga'],
    needs: 'VGA',
    since: '7.0',
    isSeen: true,
    reason: 'this QEMU lacks it',
  },
  {
    rule: 'N-VIDEO',
    kinds: ['video'],
    models: ['cirrus'],
    needs: 'cirrus-vga',
    since: '7.0',
    isSeen: true,
    reason: 'this QEMU lacks it',
  },
  {
    rule: 'N-VIDEO',
    kinds: ['video'],
    models: ['vmvga'],
    needs: 'vmware-svga',
    since: '7.0',
    isSeen: true,
    reason: 'this QEMU lacks it',
  },
  {
    rule: 'N-VIDEO',
    kinds: ['video'],
    models: ['qxl'],
    needs: 'qxl',
    since: '7.0',
    isSeen: true,
    reason: 'this QEMU lacks it',
  },
  {
    rule: 'N-VIDEO',
    kinds: ['video'],
    models: ['bochs'],
    needs: 'bochs-display',
    since: '7.0',
    isSeen: true,
    reason: 'this QEMU lacks it',
  },
  {
    rule: 'N-VIDEO',
    kinds: ['video'],
    models: ['ramfb'],
    needs: 'ramfb',
    since: '7.0',
    isSeen: true,
    reason: 'this QEMU lacks it',
  },
  {
    rule: 'N-SHMEM',
    kinds: ['shmem'],
    models: ['ivshmem'],
    needs: 'ivshmem',
    since: '7.0',
    isSeen: true,
    reason: 'QEMU dropped it in 4.0',
  },
  {
    rule: 'N-SHMEM',
    kinds: ['shmem'],
    models: ['ivshmem-plain', 'ivshmem-doorbell'],
    needs: 'ivshmem-plain',
    since: '7.0',
    isSeen: true,
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
    machines: PS2,
    since: '7.0',
    isSeen: true,
    reason: 'the machine has no PS/2',
  },
  {
    rule: 'N-INPUT',
    kinds: ['input'],
    concerns: (device) => device.kind === 'input' && device.type === 'passthrough' && device.bus === 'virtio',
    needs: 'virtio-input-host',
    since: '7.0',
    isSeen: true,
    reason: 'this QEMU lacks it',
  },
  {
    rule: 'N-INPUT',
    kinds: ['input'],
    concerns: (device) => device.kind === 'input' && device.type === 'evdev' && device.bus !== 'none',
    needs: never,
    since: '7.0',
    isSeen: true,
    reason: 'an evdev input has no bus',
  },
  {
    rule: 'V-USB',
    kinds: ['input'],
    concerns: (device) => device.kind === 'input' && device.bus === 'usb' && device.type === 'keyboard',
    needs: 'usb-kbd',
    since: '7.0',
    isSeen: true,
    reason: 'this QEMU has no USB keyboard',
  },
  {
    rule: 'V-USB',
    kinds: ['disk'],
    concerns: (device) => device.kind === 'disk' && device.bus === 'usb',
    needs: 'usb-storage',
    since: '7.0',
    isSeen: true,
    reason: 'this QEMU has no USB storage',
  },
  {
    rule: 'V-USB',
    kinds: ['hub'],
    needs: 'usb-hub',
    since: '7.0',
    isSeen: true,
    reason: 'this QEMU has no USB hub',
  },
  {
    rule: 'V-USB',
    kinds: ['redirdev'],
    needs: 'usb-redir',
    since: '7.0',
    isSeen: true,
    reason: 'this QEMU has no USB redirection',
  },
  {
    rule: 'V-USB',
    kinds: ['smartcard'],
    concerns: (device) => device.kind === 'smartcard' && device.mode === 'passthrough',
    needs: 'ccid-passthru',
    since: '7.0',
    isSeen: true,
    reason: 'this QEMU has no smartcard reader',
  },
  {
    rule: 'V-USB',
    kinds: ['smartcard'],
    concerns: (device) => device.kind === 'smartcard' && device.mode !== 'passthrough',
    needs: 'ccid-emulated',
    since: '7.0',
    isSeen: true,
    reason: 'this QEMU has no emulated smartcard',
  },
  {
    rule: 'V-USB',
    kinds: ['sound'],
    models: ['usb'],
    needs: 'usb-audio',
    since: '7.0',
    isSeen: true,
    reason: 'this QEMU has no USB sound',
  },
  {
    rule: 'N-WATCHDOG',
    kinds: ['watchdog'],
    models: ['diag288'],
    machines: S390,
    since: '7.0',
    isSeen: true,
    reason: 'only s390x has it',
  },
  {
    rule: 'N-WATCHDOG',
    kinds: ['watchdog'],
    models: ['ib700'],
    machines: { families: ['i440fx'] },
    since: '9.3',
    reason: 'only i440fx has it',
  },
  {
    rule: 'V-71',
    kinds: ['watchdog'],
    models: ['itco'],
    machines: { families: ['q35'] },
    since: '9.1',
    reason: 'only q35 has it',
  },
  {
    rule: 'V-71',
    kinds: ['watchdog'],
    models: ['itco'],
    needs: never,
    until: '9.1',
    reason: 'this libvirt does not know it',
  },
  {
    rule: 'N-BALLOON',
    kinds: ['memballoon'],
    models: ['xen'],
    needs: never,
    since: '7.0',
    isSeen: true,
    reason: 'QEMU has no Xen balloon',
  },
  {
    rule: 'X-SPAPR',
    kinds: ['nvram'],
    machines: PSERIES,
    since: '6.5',
    isSeen: true,
    reason: 'only pSeries has it',
  },
  {
    rule: 'D-1',
    kinds: ['panic'],
    models: ['pseries'],
    machines: PSERIES,
    since: '6.5',
    isSeen: true,
    reason: 'only pSeries has it',
  },
  {
    rule: 'D-1',
    kinds: ['panic'],
    models: ['s390'],
    machines: S390,
    since: '6.5',
    isSeen: true,
    reason: 'only s390 has it',
  },
  {
    rule: 'D-1',
    kinds: ['panic'],
    models: ['isa', 'hyperv'],
    machines: X86,
    since: '7.0',
    isSeen: true,
    reason: 'only x86 has it',
  },
  {
    rule: 'V-53',
    kinds: ['panic'],
    models: ['pvpanic'],
    needs: never,
    until: '9.1',
    reason: 'this libvirt does not know it',
  },
  {
    rule: 'D-1',
    kinds: ['parallel'],
    notOn: [PSERIES, S390],
    since: '6.5',
    isSeen: true,
    reason: 'the machine has no parallel ports',
  },
  {
    rule: 'D-SERIAL',
    kinds: ['serial'],
    concerns: (device) => device.kind === 'serial' && device.targetType === 'spapr-vio-serial',
    machines: PSERIES,
    since: '6.5',
    isSeen: true,
    reason: 'only pSeries has it',
  },
  {
    rule: 'D-SERIAL',
    kinds: ['serial'],
    concerns: (device) => device.kind === 'serial' && device.targetType === 'sclp-serial',
    machines: S390,
    since: '6.5',
    isSeen: true,
    reason: 'only s390 has it',
  },
  {
    rule: 'D-SERIAL',
    kinds: ['serial'],
    concerns: (device) => device.kind === 'serial' && device.targetType === 'isa-debug',
    machines: X86,
    since: '7.0',
    isSeen: true,
    reason: 'only x86 has it',
  },
  {
    rule: 'V-49',
    kinds: ['memory'],
    models: ['virtio-mem'],
    needs: 'virtio-mem-pci',
    since: '7.9',
    reason: 'this QEMU lacks it',
  },
  {
    rule: 'V-47',
    kinds: ['memory'],
    models: ['virtio-pmem'],
    needs: 'virtio-pmem-pci',
    since: '7.1',
    reason: 'this QEMU lacks it',
  },
  {
    rule: 'X-CCW',
    kinds: ['hostdev'],
    models: ['vfio-ccw', 'vfio-ap'],
    machines: S390,
    since: '6.5',
    isSeen: true,
    reason: 'only s390x has it',
  },
];
