/**
 * QEMU capabilities that planning looks at (Q-FEATURES), under the names of libvirt's recorded lists, with the first
 * QEMU version that has each, by architecture (Q-SINCE). 0 stands for every version. Asked of Debian's emulators of 5.2,
 * 7.2, 10.0 and 11.1: where a device came or went between two of these, the later one is named.
 */
interface CapabilityRow {
  readonly name: string;
  readonly rule: string;
  /** Absent architecture: never there. `i686` follows x86_64, `armv7l` aarch64, `ppc64le` ppc64, and so on. */
  readonly since: Readonly<Partial<Record<CapabilityArch, string>>>;
  /** The first QEMU version that has it no more. */
  readonly until?: Readonly<Partial<Record<CapabilityArch, string>>>;
}

type CapabilityArch =
  | 'x86_64'
  | 'aarch64'
  | 'ppc64'
  | 'ppc'
  | 'riscv64'
  | 's390x'
  | 'loongarch64'
  | 'm68k'
  | 'bare'
  | 'other';

const everywhere = (version: string): CapabilityRow['since'] => ({
  x86_64: version,
  aarch64: version,
  ppc64: version,
  ppc: version,
  riscv64: version,
  loongarch64: version,
  other: version,
});
const withS390 = (version: string, s390x: string): CapabilityRow['since'] => ({ ...everywhere(version), s390x });

const CAPABILITIES: readonly CapabilityRow[] = [
  { name: 'pci-bridge', rule: 'V-5', since: withS390('0', '0') },
  { name: 'dmi-to-pci-bridge', rule: 'V-13', since: { ...everywhere('0'), ppc64: '4.0', riscv64: '4.0' } },
  { name: 'ioh3420', rule: 'V-7', since: { ...everywhere('0'), ppc64: '4.0', riscv64: '4.0' } },
  { name: 'x3130-upstream', rule: 'T-BUS-1', since: { ...everywhere('0'), ppc64: '4.0', riscv64: '4.0' } },
  { name: 'xio3130-downstream', rule: 'T-BUS-1', since: { ...everywhere('0'), ppc64: '4.0', riscv64: '4.0' } },
  // No QEMU that was asked has them, up to 11.1.
  { name: 'pcie-upstream-port', rule: 'V-GENERIC', since: {} },
  { name: 'pcie-downstream-port', rule: 'V-GENERIC', since: {} },
  { name: 'pxb', rule: 'T-BUS-3', since: { x86_64: '2.4', aarch64: '6.0' } },
  { name: 'pxb-pcie', rule: 'T-BUS-3', since: { x86_64: '2.6', aarch64: '6.0' } },
  {
    name: 'pcie-root-port',
    rule: 'V-7',
    since: { x86_64: '2.9', aarch64: '2.10', ppc64: '4.0', riscv64: '4.0', loongarch64: '0', ppc: '2.9', other: '2.9' },
  },
  {
    name: 'pcie-pci-bridge',
    rule: 'V-13',
    since: {
      x86_64: '2.11',
      aarch64: '2.12',
      ppc64: '4.0',
      riscv64: '4.0',
      loongarch64: '0',
      ppc: '2.11',
      other: '2.11',
    },
  },
  { name: 'pcie-root-port.hotplug', rule: 'V-16', since: everywhere('5.0') },
  {
    name: 'piix4.acpi-root-pci-hotplug',
    rule: 'V-20',
    since: { x86_64: '5.2', ppc: '5.2', ppc64: '5.2' },
    until: { ppc: '10.0', ppc64: '10.0' },
  },
  { name: 'virtio-pci-disable-legacy', rule: 'V-40', since: { ...withS390('2.4', '0'), riscv64: '4.0' } },
  { name: 'virtio-pci-non-transitional', rule: 'V-40', since: withS390('4.0', '4.0') },
  { name: 'device-video-primary', rule: 'A-CHIP-VIDEO', since: { ...withS390('0', '0'), x86_64: '1.6' } },
  { name: 'gpex-pcihost', rule: 'A-REAL', since: { aarch64: '0', riscv64: '4.0', loongarch64: '0' } },
  { name: 'piix3-usb-uhci', rule: 'D-USB', since: everywhere('0') },
  { name: 'pci-ohci', rule: 'D-USB', since: everywhere('0') },
  { name: 'nec-usb-xhci', rule: 'D-USB', since: everywhere('0') },
  { name: 'ich9-usb-ehci1', rule: 'I-USB', since: everywhere('0') },
  {
    name: 'qemu-xhci',
    rule: 'D-USB',
    since: {
      x86_64: '2.9',
      aarch64: '2.10',
      ppc64: '2.9',
      riscv64: '4.0',
      s390x: '8.1',
      loongarch64: '0',
      ppc: '2.9',
      other: '2.9',
    },
  },
  { name: 'virtio-mmio', rule: 'X-MMIO', since: { x86_64: '4.2', aarch64: '0', riscv64: '0' } },
  { name: 'virtio-ccw', rule: 'X-CCW', since: { s390x: '0' } },
  { name: 'virtual-css-bridge', rule: 'X-CCW', since: { s390x: '0' } },
  { name: 'vfio-ccw', rule: 'X-CCW', since: { s390x: '2.12' } },
  { name: 'zpci', rule: 'V-15', since: { s390x: '0' } },
  { name: 'lsi', rule: 'D-SCSI', since: everywhere('0') },
  // QEMU 9.0 has it by libvirt's own suite, 10.0 lacks it.
  { name: 'virtio-blk-pci.scsi', rule: 'E-PARSE', since: withS390('0', '0'), until: withS390('10.0', '10.0') },
  { name: 'virtio-scsi-pci', rule: 'D-SCSI', since: { ...withS390('0', '0'), m68k: '6.0' } },
  { name: 'megasas', rule: 'V-SCSI', since: everywhere('0') },
  { name: 'mptsas1068', rule: 'V-SCSI', since: everywhere('2.6') },
  { name: 'pvscsi', rule: 'V-43', since: everywhere('0') },
  { name: 'spapr-pci-host-bridge', rule: 'V-11', since: { ppc64: '0' } },
  { name: 'ich9-intel-hda', rule: 'N-SOUND', since: everywhere('0') },
  {
    name: 'virtio-vga',
    rule: 'N-VIDEO',
    since: { x86_64: '2.4', ppc64: '2.6', riscv64: '7.2' },
    until: { ppc64: '7.2' },
  },
  {
    name: 'vmware-svga',
    rule: 'N-VIDEO',
    since: everywhere('0'),
    until: { aarch64: '10.0', ppc64: '10.0', ppc: '10.0', riscv64: '10.0', loongarch64: '10.0' },
  },
  { name: 'qxl', rule: 'N-VIDEO', since: { x86_64: '0' } },
  { name: 'bochs-display', rule: 'V-38', since: { ...everywhere('4.0'), x86_64: '3.0', ppc64: '3.0' } },
  { name: 'ramfb', rule: 'V-39', since: { x86_64: '2.12', aarch64: '2.12', riscv64: '7.2', loongarch64: '0' } },
  { name: 'ivshmem', rule: 'N-SHMEM', since: {} },
  {
    name: 'ivshmem-plain',
    rule: 'N-SHMEM',
    since: { x86_64: '2.6', aarch64: '2.6', ppc64: '2.6', ppc: '2.6', riscv64: '2.6', loongarch64: '2.6' },
  },
  { name: 'virtio-input-host', rule: 'N-INPUT', since: withS390('0', '0') },
  { name: 'virtio-input-host-transitional', rule: 'V-50', since: {} },
  { name: 'usb-kbd', rule: 'V-USB', since: withS390('0', '8.1') },
  { name: 'usb-storage', rule: 'V-USB', since: withS390('0', '8.1') },
  { name: 'usb-hub', rule: 'V-USB', since: withS390('0', '8.1') },
  { name: 'usb-audio', rule: 'V-USB', since: withS390('0', '8.1') },
  { name: 'ccid-emulated', rule: 'V-USB', since: withS390('0', '8.1') },
  { name: 'ccid-passthru', rule: 'V-USB', since: withS390('0', '8.1') },
  { name: 'usb-redir', rule: 'V-USB', since: withS390('0', '8.1') },
  { name: 'usb-ehci', rule: 'D-USB', since: everywhere('0') },
  { name: 'piix4-usb-uhci', rule: 'D-USB', since: everywhere('0') },
  {
    name: 'vt82c686b-usb-uhci',
    rule: 'D-USB',
    since: everywhere('0'),
    until: { x86_64: '7.2', aarch64: '7.2', riscv64: '7.2', loongarch64: '7.2' },
  },
  { name: 'virtio-mem-pci', rule: 'V-49', since: { x86_64: '5.1', aarch64: '7.0', s390x: '10.0' } },
  { name: 'virtio-pmem-pci', rule: 'V-47', since: { x86_64: '4.2' } },
  { name: 'rtl8139', rule: 'D-NET', since: everywhere('0') },
  { name: 'e1000', rule: 'D-NET', since: everywhere('0') },
  { name: 'virtio-net', rule: 'D-NET', since: { ...withS390('0', '0'), m68k: '6.0' } },
  { name: 'VGA', rule: 'D-VIDEO', since: everywhere('0') },
  {
    name: 'cirrus-vga',
    rule: 'D-VIDEO',
    since: { x86_64: '0', aarch64: '4.0', ppc64: '3.1', riscv64: '4.0', loongarch64: '0', ppc: '0', other: '0' },
  },
  { name: 'ich9-ahci', rule: 'V-SATA', since: everywhere('0') },
  { name: 'intel-iommu.eim', rule: 'V-72', since: { x86_64: '2.8' } },
];

const ARCH_ALIASES: ReadonlyMap<string, CapabilityArch> = new Map<string, CapabilityArch>(
  Object.entries({
    i686: 'x86_64',
    x86_64: 'x86_64',
    armv6l: 'aarch64',
    ppc: 'ppc',
    armv7l: 'aarch64',
    aarch64: 'aarch64',
    ppc64: 'ppc64',
    ppc64le: 'ppc64',
    riscv32: 'riscv64',
    riscv64: 'riscv64',
    s390: 's390x',
    s390x: 's390x',
    loongarch64: 'loongarch64',
    // Their QEMUs have no PCI devices; that of m68k has virtio-mmio.
    cris: 'bare',
    m68k: 'm68k',
    microblaze: 'bare',
    microblazeel: 'bare',
  } as const),
);

/** Names of all capabilities that planning looks at. */
export const CAPABILITY_NAMES: readonly string[] = CAPABILITIES.map((row) => row.name);

/** A QEMU version as one number, for comparing; undefined when the text is no version. */
export function qemuVersion(text: string): number | undefined {
  const match = /^(\d{1,3})(?:\.(\d{1,3}))?(?:\.(\d{1,3}))?$/.exec(text.trim());
  if (match === null) return undefined;
  const [, major = '0', minor = '0', micro = '0'] = match;
  return Number(major) * 1_000_000 + Number(minor) * 1_000 + Number(micro);
}

/** The capabilities of a QEMU version for one architecture. `version` is as {@link qemuVersion} returns it. */
export function qemuCapabilities(version: number, arch: string): readonly string[] {
  const column = ARCH_ALIASES.get(arch) ?? 'other';
  return CAPABILITIES.filter((row) => {
    const since = row.since[column];
    const until = row.until?.[column];
    return (
      since !== undefined &&
      (qemuVersion(since) ?? 0) <= version &&
      (until === undefined || (qemuVersion(until) ?? 0) > version)
    );
  }).map((row) => row.name);
}
