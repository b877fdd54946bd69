/** What a base address register (BAR) asks for: I/O ports, or memory, prefetchable or not, with addresses of 32 or 64 bits. */
export type BarKind = 'io' | 'mem32' | 'mem64' | 'pref32' | 'pref64';

/** A BAR of a device; its size is in bytes. */
export interface Bar {
  readonly kind: BarKind;
  /** Bytes, a power of two. */
  readonly size: number;
}

export interface DeviceBarsRow {
  /** QEMU's drivers, without the suffix of a virtio model. */
  readonly drivers: readonly string[];
  readonly bars: readonly Bar[];
  /** A virtio device has I/O ports, too, but not behind a PCI Express port. */
  readonly legacyPorts?: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;

const bar = (kind: BarKind, size: number): Bar => ({ kind, size });
const io = (size: number): Bar => bar('io', size);
const mem = (size: number): Bar => bar('mem32', size);

const VIRTIO = [mem(4 * KIB), bar('pref64', 16 * KIB)];
const NIC_ROM = mem(256 * KIB);
const VGA_ROM = mem(64 * KIB);

/**
 * Measured: each device alone in a QEMU, asked with query-pci (`npm run bars:measure`): 7.2 with the option ROMs of Debian
 * 12; 10.0 and 11.1 have the same, and igb and virtio-sound besides. ivshmem-doorbell was asked with a server beside it.
 * `packages/conformance/tests/windows.test.ts` holds the windows that follow against a real SeaBIOS.
 */
export const DEVICE_BARS: readonly DeviceBarsRow[] = [
  { drivers: ['virtio-blk-pci', 'vhost-user-blk-pci'], bars: VIRTIO, legacyPorts: 128 },
  // vhost-scsi and vhost-vsock need a kernel's device: they have what vhost-user-scsi and vhost-user-vsock have.
  {
    drivers: ['virtio-serial-pci', 'virtio-scsi-pci', 'vhost-user-scsi-pci', 'vhost-scsi-pci'],
    bars: VIRTIO,
    legacyPorts: 64,
  },
  { drivers: ['virtio-9p-pci', 'virtio-rng-pci'], bars: VIRTIO, legacyPorts: 32 },
  {
    drivers: ['vhost-user-fs-pci', 'vhost-user-rng-pci', 'vhost-user-vsock-pci', 'vhost-vsock-pci', 'virtio-sound-pci'],
    bars: VIRTIO,
  },
  { drivers: ['virtio-net-pci'], bars: [...VIRTIO, NIC_ROM], legacyPorts: 32 },
  { drivers: ['virtio-balloon-pci'], bars: [bar('pref64', 16 * KIB)], legacyPorts: 64 },
  {
    drivers: [
      ...['virtio-crypto-pci', 'virtio-mouse-pci', 'virtio-tablet-pci', 'virtio-keyboard-pci', 'virtio-gpu-pci'],
    ],
    bars: VIRTIO,
  },
  { drivers: ['virtio-iommu-pci', 'virtio-mem-pci', 'virtio-pmem-pci'], bars: [bar('pref64', 16 * KIB)] },
  { drivers: ['virtio-vga'], bars: [bar('pref32', 8 * MIB), ...VIRTIO, VGA_ROM] },
  { drivers: ['piix3-ide', 'piix4-ide'], bars: [io(16)] },
  { drivers: ['ahci', 'ich9-ahci'], bars: [io(32), mem(4 * KIB)] },
  { drivers: ['nvme', 'qemu-xhci', 'nec-usb-xhci'], bars: [bar('mem64', 16 * KIB)] },
  {
    drivers: [
      ...['piix3-usb-uhci', 'piix4-usb-uhci', 'ich9-usb-uhci1', 'ich9-usb-uhci2', 'ich9-usb-uhci3'],
      ...['ich9-usb-uhci4', 'ich9-usb-uhci5', 'ich9-usb-uhci6'],
    ],
    bars: [io(32)],
  },
  { drivers: ['usb-ehci', 'ich9-usb-ehci1', 'ich9-usb-ehci2'], bars: [mem(4 * KIB)] },
  { drivers: ['pci-ohci'], bars: [mem(256)] },
  { drivers: ['lsi', 'lsi53c895a', 'lsi53c810'], bars: [io(256), mem(KIB), mem(8 * KIB)] },
  { drivers: ['mptsas1068'], bars: [io(256), mem(16 * KIB), mem(64 * KIB)] },
  { drivers: ['megasas', 'megasas-gen2'], bars: [bar('mem64', 16 * KIB), io(256), bar('mem64', 256 * KIB)] },
  { drivers: ['pvscsi'], bars: [mem(32 * KIB)] },
  { drivers: ['am53c974', 'dc390'], bars: [io(128)] },
  { drivers: ['ES1370'], bars: [io(256)] },
  { drivers: ['AC97'], bars: [io(KIB), io(256)] },
  { drivers: ['intel-hda', 'ich9-intel-hda'], bars: [mem(16 * KIB)] },
  { drivers: ['VGA'], bars: [bar('pref32', 16 * MIB), mem(4 * KIB), VGA_ROM] },
  { drivers: ['bochs-display'], bars: [bar('pref32', 16 * MIB), mem(4 * KIB), mem(32 * KIB)] },
  { drivers: ['cirrus-vga'], bars: [bar('pref32', 32 * MIB), mem(4 * KIB), VGA_ROM] },
  { drivers: ['vmware-svga'], bars: [io(16), bar('pref32', 16 * MIB), bar('pref32', 64 * KIB), VGA_ROM] },
  { drivers: ['qxl-vga'], bars: [mem(64 * MIB), mem(64 * MIB), mem(8 * KIB), io(32), VGA_ROM] },
  { drivers: ['qxl'], bars: [mem(64 * MIB), mem(64 * MIB), mem(8 * KIB), io(32)] },
  // The size of the second one is that of the shared memory.
  { drivers: ['ivshmem-plain'], bars: [mem(256), bar('pref64', 4 * MIB)] },
  { drivers: ['ivshmem-doorbell'], bars: [mem(256), mem(4 * KIB), bar('pref64', 4 * MIB)] },
  { drivers: ['pci-serial'], bars: [io(8)] },
  { drivers: ['pci-serial-2x'], bars: [io(16)] },
  { drivers: ['pci-serial-4x'], bars: [io(32)] },
  { drivers: ['pvpanic-pci'], bars: [mem(2)] },
  { drivers: ['i6300esb'], bars: [mem(16)] },
  { drivers: ['e1000', 'e1000-82544gc', 'e1000-82545em'], bars: [mem(128 * KIB), io(64), NIC_ROM] },
  { drivers: ['e1000e'], bars: [mem(128 * KIB), mem(128 * KIB), io(32), mem(16 * KIB), NIC_ROM] },
  { drivers: ['igb'], bars: [mem(128 * KIB), mem(128 * KIB), io(32), bar('mem64', 16 * KIB)] },
  { drivers: ['rtl8139'], bars: [io(256), mem(256), NIC_ROM] },
  { drivers: ['pcnet'], bars: [io(32), mem(32), NIC_ROM] },
  { drivers: ['ne2k_pci'], bars: [io(256), NIC_ROM] },
  { drivers: ['vmxnet3'], bars: [mem(4 * KIB), mem(4 * KIB), mem(8 * KIB), NIC_ROM] },
  { drivers: ['tulip'], bars: [io(128), mem(128)] },
  {
    drivers: [
      ...['i82550', 'i82551', 'i82557a', 'i82557b', 'i82557c', 'i82558a', 'i82558b'],
      ...['i82559a', 'i82559b', 'i82559c', 'i82559er', 'i82562', 'i82801'],
    ],
    bars: [bar('pref32', 4 * KIB), io(64), mem(128 * KIB), mem(128 * KIB)],
  },
  { drivers: ['acpi-erst'], bars: [mem(16), mem(8 * KIB)] },
  { drivers: ['pcie-root-port'], bars: [mem(4 * KIB)] },
  { drivers: ['pci-bridge', 'pcie-pci-bridge'], bars: [bar('mem64', 256)] },
  { drivers: ['ioh3420', 'i82801b11-bridge', 'x3130-upstream', 'xio3130-downstream', 'pxb', 'pxb-pcie'], bars: [] },
];
