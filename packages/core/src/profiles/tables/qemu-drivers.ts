import type { ReleaseRange } from '../releases.ts';
import { VIRTIO_NAMES } from './virtio-names.ts';

/** How a device is spelled on QEMU's command line. */
export interface QemuDriverRow extends ReleaseRange {
  /** The device class, as {@link qemuDriver} asks for it. */
  readonly device: string;
  /** `*` is any model, the empty text is no model. */
  readonly models: readonly string[];
  /** `=` is the model's own name. */
  readonly driver: string;
  /** A virtio device, whose model is a suffix of the driver's name. */
  readonly virtio?: true;
  /** QEMU capability without which the row does not hold. */
  readonly needs?: string;
}

const ANY = ['*'];

function virtio(device: string, driver: string, models: readonly string[] = ANY): QemuDriverRow {
  return { device, models, driver, virtio: true };
}

/** The last row in force for a model wins; a row for `*` holds where none names the model. */
export const QEMU_DRIVERS: readonly QemuDriverRow[] = [
  virtio('disk virtio', 'virtio-blk-pci'),
  virtio('disk vhostuser', 'vhost-user-blk-pci'),
  virtio('controller virtio-serial', 'virtio-serial-pci'),
  { device: 'controller ide', models: ANY, driver: 'piix3-ide' },
  { device: 'controller ide', models: ['piix4'], driver: 'piix4-ide' },
  { device: 'controller ide', models: ['ich6'], driver: 'ahci' },
  { device: 'controller sata', models: ANY, driver: 'ahci' },
  { device: 'controller nvme', models: ANY, driver: 'nvme' },
  { device: 'controller usb', models: ['piix3-uhci', ''], driver: 'piix3-usb-uhci' },
  { device: 'controller usb', models: ['piix4-uhci'], driver: 'piix4-usb-uhci' },
  { device: 'controller usb', models: ['ehci'], driver: 'usb-ehci' },
  { device: 'controller usb', models: ['ich9-ehci1'], driver: 'ich9-usb-ehci1' },
  { device: 'controller usb', models: ['ich9-uhci1'], driver: 'ich9-usb-uhci1' },
  { device: 'controller usb', models: ['ich9-uhci2'], driver: 'ich9-usb-uhci2' },
  { device: 'controller usb', models: ['ich9-uhci3'], driver: 'ich9-usb-uhci3' },
  { device: 'controller usb', models: ['vt82c686b-uhci'], driver: 'vt82c686b-usb-uhci' },
  { device: 'controller usb', models: ['pci-ohci'], driver: 'pci-ohci' },
  { device: 'controller usb', models: ['nec-xhci'], driver: 'nec-usb-xhci' },
  { device: 'controller usb', models: ['qemu-xhci'], driver: 'qemu-xhci' },
  { device: 'controller scsi', models: ['auto', ''], driver: 'virtio-scsi-pci' },
  { device: 'controller scsi', models: ['auto', ''], driver: 'lsi', needs: 'lsi' },
  { device: 'controller scsi', models: ['lsilogic'], driver: 'lsi' },
  { device: 'controller scsi', models: ['lsisas1068'], driver: 'mptsas1068' },
  { device: 'controller scsi', models: ['lsisas1078'], driver: 'megasas' },
  { device: 'controller scsi', models: ['vmpvscsi'], driver: 'pvscsi' },
  { device: 'controller scsi', models: ['am53c974'], driver: 'am53c974' },
  { device: 'controller scsi', models: ['dc390'], driver: 'dc-390' },
  virtio('controller scsi', 'virtio-scsi-pci', ['virtio-scsi', 'virtio-transitional', 'virtio-non-transitional']),
  { device: 'interface', models: ANY, driver: '=' },
  virtio('interface', 'virtio-net-pci', VIRTIO_NAMES),
  { device: 'sound', models: ['es1370'], driver: 'ES1370' },
  { device: 'sound', models: ['ac97'], driver: 'AC97' },
  { device: 'sound', models: ['ich6'], driver: 'intel-hda' },
  { device: 'sound', models: ['ich9'], driver: 'ich9-intel-hda' },
  virtio('sound', 'virtio-sound-pci', VIRTIO_NAMES),
  { device: 'hostdev pci', models: ANY, driver: 'vfio-pci' },
  { device: 'hostdev kvm', models: ANY, driver: 'pci-assign' },
  { device: 'hostdev mdev', models: ANY, driver: 'vfio-pci' },
  { device: 'hostdev ramfb', models: ANY, driver: 'vfio-pci-nohotplug' },
  virtio('hostdev scsi_host', 'vhost-scsi-pci'),
  virtio('filesystem', 'virtio-9p-pci'),
  virtio('filesystem virtiofs', 'vhost-user-fs-pci'),
  virtio('memballoon', 'virtio-balloon-pci'),
  virtio('rng', 'virtio-rng-pci'),
  { device: 'watchdog', models: ANY, driver: '=' },
  { device: 'video first', models: ['vga'], driver: 'VGA' },
  { device: 'video first', models: ['cirrus'], driver: 'cirrus-vga' },
  { device: 'video first', models: ['vmvga'], driver: 'vmware-svga' },
  { device: 'video first', models: ['qxl'], driver: 'qxl-vga' },
  { device: 'video first', models: ['bochs'], driver: 'bochs-display' },
  { device: 'video first', models: ['virtio'], driver: 'virtio-gpu-pci' },
  { device: 'video first', models: ['virtio'], driver: 'virtio-vga', needs: 'virtio-vga' },
  { device: 'video more', models: ['vga'], driver: 'VGA' },
  { device: 'video more', models: ['cirrus'], driver: 'cirrus-vga' },
  { device: 'video more', models: ['vmvga'], driver: 'vmware-svga' },
  { device: 'video more', models: ['qxl'], driver: 'qxl' },
  { device: 'video more', models: ['bochs'], driver: 'bochs-display' },
  { device: 'video more', models: ['virtio'], driver: 'virtio-gpu-pci' },
  { device: 'video first gl', models: ['virtio'], driver: 'virtio-gpu-pci' },
  { device: 'video first gl', models: ['virtio'], driver: 'virtio-vga', needs: 'virtio-vga' },
  { device: 'video more gl', models: ['virtio'], driver: 'virtio-gpu-pci' },
  // The separate drivers came with QEMU 6.1; recorded: not with libvirt 6.5, but with 9.0.
  { device: 'video first gl', models: ['virtio'], driver: 'virtio-gpu-gl-pci', since: '7.7' },
  { device: 'video first gl', models: ['virtio'], driver: 'virtio-vga-gl', needs: 'virtio-vga', since: '7.7' },
  { device: 'video more gl', models: ['virtio'], driver: 'virtio-gpu-gl-pci', since: '7.7' },
  { device: 'video first vhostuser', models: ['virtio'], driver: 'vhost-user-gpu-pci' },
  { device: 'video first vhostuser', models: ['virtio'], driver: 'vhost-user-vga', needs: 'virtio-vga' },
  { device: 'video more vhostuser', models: ['virtio'], driver: 'vhost-user-gpu-pci' },
  ...['virtio-gpu', 'virtio-gpu-gl', 'vhost-user-gpu'].map((name) => ({
    device: `video ${name}`,
    models: ['virtio'],
    driver: `${name}-pci`,
  })),
  ...['virtio-vga', 'virtio-vga-gl', 'vhost-user-vga'].map((name) => ({
    device: `video ${name}`,
    models: ['virtio'],
    driver: name,
  })),
  { device: 'shmem', models: ANY, driver: '=' },
  // In input the model is virtio's; the type tells the driver.
  virtio('input mouse', 'virtio-mouse-pci'),
  virtio('input tablet', 'virtio-tablet-pci'),
  virtio('input keyboard', 'virtio-keyboard-pci'),
  virtio('input passthrough', 'virtio-input-host-pci'),
  { device: 'serial', models: ANY, driver: 'pci-serial' },
  virtio('vsock', 'vhost-vsock-pci'),
  { device: 'memory', models: ['virtio-pmem'], driver: 'virtio-pmem-pci' },
  { device: 'memory', models: ['virtio-mem'], driver: 'virtio-mem-pci' },
  { device: 'iommu', models: ['virtio'], driver: 'virtio-iommu-pci' },
  { device: 'iommu', models: ['amd'], driver: 'amd-iommu' },
  { device: 'crypto', models: ANY, driver: 'virtio-crypto-pci' },
  { device: 'panic', models: ['pvpanic'], driver: 'pvpanic-pci' },
  { device: 'pstore', models: ANY, driver: 'acpi-erst' },
];

/** How libvirt names a device on the command line, where the user gives it no alias. */
export interface QemuAliasRow extends ReleaseRange {
  readonly device: string;
  readonly prefix: string;
}

/** Prefixes of ids. Devices that are not listed have none. */
export const QEMU_ALIASES: readonly QemuAliasRow[] = [
  { device: 'disk', prefix: 'virtio-disk' },
  { device: 'interface', prefix: 'net' },
  { device: 'sound', prefix: 'sound' },
  { device: 'hostdev', prefix: 'hostdev' },
  { device: 'video', prefix: 'video' },
  { device: 'serial', prefix: 'serial' },
  { device: 'input', prefix: 'input' },
  { device: 'filesystem', prefix: 'fs' },
  // Recorded: without id with libvirt 6.5, with one with 9.0.
  { device: 'filesystem virtiofs', prefix: 'fs', since: '6.9' },
  { device: 'watchdog', prefix: 'watchdog' },
  { device: 'memballoon', prefix: 'balloon' },
  { device: 'rng', prefix: 'rng' },
  { device: 'shmem', prefix: 'shmem' },
  { device: 'memory virtio-pmem', prefix: 'virtiopmem' },
  { device: 'memory virtio-mem', prefix: 'virtiomem' },
  { device: 'iommu', prefix: 'iommu' },
  { device: 'vsock', prefix: 'vsock' },
  { device: 'crypto', prefix: 'crypto' },
  { device: 'pstore', prefix: 'pstore' },
];

/** An old option by which libvirt makes QEMU bring a device; the device is where QEMU puts it. */
export interface QemuOptionRow {
  readonly device: string;
  readonly models: readonly string[];
  readonly option: string;
  /** The option is used where this capability is missing. */
  readonly without: string;
}

/** A-CHIP-VIDEO: the display of a QEMU that cannot take one by -device; D-USB: a controller without model. */
export const QEMU_OPTIONS: readonly QemuOptionRow[] = [
  { device: 'video', models: ['vga'], option: '-vga std', without: 'device-video-primary' },
  { device: 'video', models: ['cirrus'], option: '-vga cirrus', without: 'device-video-primary' },
  { device: 'video', models: ['vmvga'], option: '-vga vmware', without: 'device-video-primary' },
  { device: 'video', models: ['qxl'], option: '-vga qxl', without: 'device-video-primary' },
  { device: 'video', models: ['virtio'], option: '-vga virtio', without: 'device-video-primary' },
  { device: 'controller usb', models: [''], option: '-usb', without: 'piix3-usb-uhci' },
];

/** A device that the machine has, wherever it is listed in the document. */
export interface BoardDeviceRow {
  readonly family: string;
  readonly device: string;
  /** Slot and function on bus 0. */
  readonly at: readonly [slot: number, fn: number];
  readonly rule: string;
}

/** The chipsets' own controllers, for which there is no -device. */
export const BOARD_DEVICES: readonly BoardDeviceRow[] = [
  { family: 'i440fx', device: 'controller ide', at: [1, 1], rule: 'F-440' },
  { family: 'q35', device: 'controller sata', at: [0x1f, 2], rule: 'F-Q35' },
];

/** The user's own aliases, `ua-…`, are ids on the command line. */
export const USER_ALIASES: ReleaseRange = { since: '3.9' };

/** A root bus that is not called `pci.0` or `pcie.0`. */
export interface RootBusRow extends ReleaseRange {
  readonly family: string;
  readonly name: string;
  /** The row holds where this capability is missing. */
  readonly without: string;
}

/**
 * Before QEMU 2.0 the bus of pSeries had no number. libvirt's own capability for it is not among those that planning
 * looks at; the one here came with QEMU 2.4.
 */
export const ROOT_BUSES: readonly RootBusRow[] = [
  { family: 'pseries', name: 'pci', without: 'virtio-pci-disable-legacy', until: '3.6' },
];

/** `-device` is written as JSON. Recorded: not with libvirt 6.5, but with 9.0; QEMU takes it from 6.2 on. */
export const JSON_DEVICES: ReleaseRange = { since: '7.9' };

/**
 * What a virtio model says on the command line: a suffix of the driver's name, or, where the QEMU has no such drivers,
 * properties.
 */
export const VIRTIO_MODELS = [
  {
    model: 'virtio-transitional',
    suffix: '-transitional',
    properties: { disableLegacy: false, disableModern: false },
  },
  {
    model: 'virtio-non-transitional',
    suffix: '-non-transitional',
    properties: { disableLegacy: true, disableModern: false },
  },
] as const;
