/** A machine that libvirt defines and a real QEMU 7.2 does not start: no fault of the plan. */
export interface KnownRefusal {
  /** Of QEMU's reason. */
  readonly pattern: RegExp;
  /** Why, for people. */
  readonly reason: string;
}

/** What a run meets of these it tells, with the domains. */
export const KNOWN_REFUSALS: readonly KnownRefusal[] = [
  {
    pattern: /Please set scsi=off for virtio-blk devices/,
    reason:
      'machines up to 2.4 default to scsi=on, which a (non-)transitional virtio disk cannot have; libvirt writes no scsi=off',
  },
  {
    pattern: /"-memory 'slots\|maxmem'" is not supported by/,
    reason: 'pc-i440fx-2.0 has no memory hotplug, and a virtio-mem or virtio-pmem device needs it',
  },
  {
    pattern: /\(pci-expander-bus\), slot .*does not support hotplugging/,
    reason:
      'libvirt counts the bus of a pci-expander-bus as open for hotplug; the bridge that QEMU puts there is not (G-HP-OPEN)',
  },
  {
    pattern: /^qemu-system-s390x .* is not a valid device model name/,
    reason: "Debian's qemu-system-s390x lacks the model; libvirt 9.0 defines it all the same",
  },
  {
    pattern: /multifunction not supported in s390/,
    reason: 's390x has no multifunction devices; libvirt 9.0 defines them all the same',
  },
  {
    pattern: /MSI-X support is mandatory in the S390 architecture/,
    reason: 's390x takes no PCI device without MSI-X; libvirt 9.0 defines them all the same',
  },
  {
    pattern: /^qemu-system-ppc .*ended by SIGSEGV/,
    reason: 'QEMU 7.2 crashes at a pci-bridge on bus pci.0 of mac99, whatever else there is',
  },
  {
    pattern: /slot 1[123] function 0 not available for .*, in use by (?:uni-north|macio)/,
    reason: 'the board of mac99 holds slots that libvirt takes for free',
  },
];
