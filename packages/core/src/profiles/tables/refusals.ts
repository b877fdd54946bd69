import { type Concern, having } from '../concerns.ts';
import type { ReleaseRange } from '../releases.ts';

/** What libvirt refuses in a finished definition (P-9), and in which releases. */
export interface RefusalRow extends ReleaseRange {
  readonly rule: string;
  /** What is refused, in a few words. */
  readonly about: string;
  /** `since` is the oldest release that was seen to refuse; which one began is not known. */
  readonly isSeen?: true;
  /** Of a refusal that ended: the documents that may meet it; absent: all. */
  readonly concerns?: Concern;
}

export const REFUSALS = {
  'memballoon-limit': { rule: 'V-ONE', about: 'a second memory balloon' },
  'nvram-limit': { rule: 'V-ONE', about: 'a second NVRAM' },
  'vsock-limit': { rule: 'V-ONE', about: 'a second vsock device' },
  'pstore-limit': { rule: 'V-ONE', since: '11.3', isSeen: true, about: 'a second pstore device' },
  'watchdog-limit': {
    rule: 'V-55',
    until: '9.3',
    about: 'a second watchdog',
    concerns: having('watchdog', undefined, 2),
  },
  'iommu-limit': { rule: 'V-IOMMU', until: '11.10', about: 'a second IOMMU', concerns: having('iommu', undefined, 2) },
  'isa-serials': { rule: 'V-ONE', since: '9.0', after: '7.0', about: 'an ISA serial port above 3' },
  panics: { rule: 'V-ONE', about: 'two panic devices of one model' },
  videos: { rule: 'V-36', since: '4.6', about: "a display beside one of model 'none'" },
  'pci-machine': { rule: 'V-26', since: '11.9', about: 'PCI controllers on a machine without PCI' },
  'model-names': { rule: 'T-BUS-3', since: '6.5', isSeen: true, about: 'a modelName of another PCI controller' },
  'models-offered': { rule: 'T-BUS-3', since: '6.5', isSeen: true, about: 'a PCI controller that this QEMU lacks' },
  'required-options': {
    rule: 'A-SUB-2',
    since: '6.5',
    isSeen: true,
    about: 'a PCI controller without an option that it needs',
  },
  'target-options': { rule: 'A-SUB-2', since: '6.5', isSeen: true, about: 'an option of another PCI controller' },
  'host-bridges': { rule: 'A-SUB-4', since: '3.6', about: 'two host bridges of one index' },
  ide: { rule: 'V-IDE', since: '4.0', about: 'IDE on a machine without it' },
  floppy: { rule: 'V-ONE', since: '6.5', isSeen: true, about: 'a second floppy controller' },
  sata: { rule: 'V-SATA', since: '4.1', about: 'a SATA controller that this QEMU lacks' },
  'usb-models': {
    rule: 'V-USBMODEL',
    since: '11.9',
    after: '11.3',
    about: 'a USB controller model that the machine or QEMU lacks',
  },
  'disk-addresses': { rule: 'V-DISKADDR', since: '3.0', isSeen: true, about: 'a disk with an address of another bus' },
  'usb-disk-addresses': {
    rule: 'V-DISKADDR',
    since: '7.0',
    isSeen: true,
    about: 'a USB disk with an address of another bus',
  },
  'scsi-places': { rule: 'V-SCSI', since: '7.0', isSeen: true, about: 'a SCSI place that the controller lacks' },
  'host-scsi-places': {
    rule: 'V-SCSI',
    since: '9.0',
    after: '7.0',
    about: 'a drive address of another device than a disk that the controller lacks',
  },
  'host-device-addresses': {
    rule: 'V-HDADDR',
    since: '6.5',
    isSeen: true,
    about: 'a host device with an address of another bus',
  },
  'duplicate-host-devices': { rule: 'V-HDADDR', since: '9.0', after: '7.0', about: 'one host device written twice' },
  unassigned: {
    rule: 'V-41',
    since: '9.0',
    after: '7.0',
    about: "an 'unassigned' address of a device that is not one of the host",
  },
  'ccw-machine': { rule: 'X-CCW', since: '9.0', after: '7.0', about: 'a CCW address on a machine without CCW' },
  'ccw-parts': {
    rule: 'X-CCW',
    since: '7.0',
    until: '9.0',
    isSeen: true,
    about: 'a CCW address of a controller or a vsock on a machine without CCW',
  },
  'memory-addresses': { rule: 'V-49', since: '7.1', about: 'a memory device with an address of another kind' },
  zpci: { rule: 'V-15', since: '4.10', about: 'zPCI ids without zPCI' },
  'spapr-range': { rule: 'V-SPAPR', since: '6.5', isSeen: true, about: 'a spapr-vio address out of range' },
  'video-addresses': { rule: 'V-39', since: '5.9', about: 'a display with an address of another kind' },
  roms: { rule: 'W-CTRL', since: '9.0', after: '7.0', about: 'an option ROM of a device that is not on PCI' },
  'panic-addresses': {
    rule: 'V-53',
    since: '7.0',
    isSeen: true,
    about: 'a panic device with an address of another kind',
  },
  'address-types': {
    rule: 'V-ADDRTYPE',
    since: '7.0',
    isSeen: true,
    about: 'an address of a type that the device cannot have',
  },
  'foreign-buses': {
    rule: 'T-BUS-3',
    since: '7.0',
    isSeen: true,
    about: 'a PCI controller with an address of another type that reads as a bus behind it',
  },
  primaries: { rule: 'A-LIST-5', since: '7.0', isSeen: true, about: 'a second primary display' },
  redirections: { rule: 'V-USB', about: 'USB redirection without USB' },
  'input-models': { rule: 'V-50', since: '7.0', isSeen: true, about: 'an input of a model that is of another bus' },
  'passthrough-models': {
    rule: 'V-50',
    since: '9.0',
    after: '7.0',
    about: 'a passed-through input of a (non-)transitional model that this QEMU lacks',
  },
  'iommu-machine': {
    rule: 'V-IOMMU',
    since: '7.0',
    until: '8.3',
    isSeen: true,
    about: 'an Intel IOMMU off q35 and an smmuv3 off Arm virt',
    concerns: having('iommu'),
  },
  iommus: { rule: 'V-51', since: '8.3', about: 'an IOMMU that the machine or QEMU lacks' },
  'iommu-addresses': {
    rule: 'V-IOMMU',
    since: '9.0',
    after: '7.0',
    about: 'an address of an IOMMU that has no place',
    concerns: having('iommu'),
  },
  'smmu-buses': { rule: 'V-27', since: '11.10', about: 'an smmuv3 whose bus cannot have one' },
  partitions: { rule: 'V-DISKNAME', since: '6.5', isSeen: true, about: 'a disk named as a partition' },
  boot: { rule: 'W-CTRL', since: '6.5', isSeen: true, about: 'a boot order of a device that cannot boot' },
  'spice-channels': { rule: 'V-USB', since: '9.0', after: '7.0', about: 'a SPICE redirection without SPICE' },
  'panic-models': { rule: 'D-1', since: '9.3', about: 'a panic device that the machine lacks' },
  tpms: { rule: 'V-ONE', since: '6.5', isSeen: true, about: 'a second TPM' },
  watchdogs: { rule: 'V-55', since: '11.3', after: '9.0', about: 'two watchdogs of one model other than i6300esb' },
  'watchdog-actions': { rule: 'V-55', since: '9.3', about: 'watchdogs of different actions' },
  'nvme-serials': { rule: 'V-25', since: '11.5', about: 'an NVMe disk whose serial is not that of its controller' },
  'empty-usb-disks': {
    rule: 'V-77',
    since: '10.1',
    after: '9.0',
    until: '11.5',
    about: 'an empty CD-ROM drive on USB',
    concerns: having('disk', (device) => device.kind === 'disk' && device.bus === 'usb'),
  },
  'disk-devices': { rule: 'E-PARSE', since: '7.0', isSeen: true, about: 'a kind of disk that its bus does not take' },
  'boot-order-twice': { rule: 'E-PARSE', since: '7.0', isSeen: true, about: 'one boot order written twice' },
  'alias-twice': { rule: 'E-PARSE', since: '7.0', isSeen: true, about: 'one alias written twice' },
  'boot-order-zero': { rule: 'E-PARSE', since: '7.0', isSeen: true, about: 'a boot order of 0' },
  'acpi-index-zero': { rule: 'E-PARSE', since: '9.0', isSeen: true, about: 'an acpi index of 0' },
  'usb-indexes': {
    rule: 'E-PARSE',
    since: '7.0',
    isSeen: true,
    about: 'USB controllers of one index that are not companions',
  },
  'machine-type': {
    rule: 'M-NAME',
    since: '7.0',
    isSeen: true,
    about: 'a machine type that this QEMU lacks',
  },
  ps2: { rule: 'E-PARSE', since: '7.0', isSeen: true, about: 'a PS/2 device other than mouse and keyboard' },
} as const satisfies Readonly<Record<string, RefusalRow>>;

export type RefusalName = keyof typeof REFUSALS;
