/** What the guest sees of a QEMU device. */
export interface IdentityRow {
  /** QEMU's type. */
  readonly driver: string;
  /** Vendor and device: `8086:100e`. */
  readonly pci: string;
  /** The name of the PCI class, as lspci has it. */
  readonly class: string;
  /** Vendor and device by name. */
  readonly name: string;
  /** The revision, where it is not 0. */
  readonly revision?: number;
}

const INTEL = 'Intel Corporation';
const RED_HAT = 'Red Hat, Inc.';

const HOST = 'Host bridge';
const BRIDGE = 'PCI bridge';
const ETHERNET = 'Ethernet controller';
const USB = 'USB controller';
const VGA = 'VGA compatible controller';
const SCSI = 'SCSI storage controller';
const AUDIO = 'Audio device';

function row(driver: string, pci: string, className: string, name: string, revision?: number): IdentityRow {
  return { driver, pci, class: className, name, ...(revision === undefined ? {} : { revision }) };
}

/** Devices of QEMU by type. */
export const IDENTITIES: readonly IdentityRow[] = [
  row('i440FX', '8086:1237', HOST, `${INTEL} 440FX - 82441FX PMC [Natoma]`, 2),
  row('PIIX3', '8086:7000', 'ISA bridge', `${INTEL} 82371SB PIIX3 ISA [Natoma/Triton II]`),
  row('piix3-ide', '8086:7010', 'IDE interface', `${INTEL} 82371SB PIIX3 IDE [Natoma/Triton II]`),
  row('piix4-ide', '8086:7111', 'IDE interface', `${INTEL} 82371AB/EB/MB PIIX4 IDE`),
  row('PIIX4_PM', '8086:7113', 'Bridge', `${INTEL} 82371AB/EB/MB PIIX4 ACPI`, 3),
  row('mch', '8086:29c0', HOST, `${INTEL} 82G33/G31/P35/P31 Express DRAM Controller`),
  row('ICH9-LPC', '8086:2918', 'ISA bridge', `${INTEL} 82801IB (ICH9) LPC Interface Controller`, 2),
  row(
    'ich9-ahci',
    '8086:2922',
    'SATA controller',
    `${INTEL} 82801IR/IO/IH (ICH9R/DO/DH) 6 port SATA Controller [AHCI mode]`,
    2,
  ),
  row('ICH9-SMB', '8086:2930', 'SMBus', `${INTEL} 82801I (ICH9 Family) SMBus Controller`, 2),
  row('gpex-root', '1b36:0008', HOST, `${RED_HAT} QEMU PCIe Host bridge`),
  row('pci-bridge', '1b36:0001', BRIDGE, `${RED_HAT} QEMU PCI-PCI bridge`),
  row('pxb', '1b36:0009', HOST, `${RED_HAT} QEMU PCI Expander bridge`),
  row('pxb-pcie', '1b36:000b', HOST, `${RED_HAT} QEMU PCIe Expander bridge`),
  row('pcie-root-port', '1b36:000c', BRIDGE, `${RED_HAT} QEMU PCIe Root port`),
  row('pcie-pci-bridge', '1b36:000e', BRIDGE, `${RED_HAT} Device 000e`),
  row('ioh3420', '8086:3420', BRIDGE, `${INTEL} 7500/5520/5500/X58 I/O Hub PCI Express Root Port 0`, 2),
  row('x3130-upstream', '104c:8232', BRIDGE, 'Texas Instruments XIO3130 PCI Express Switch (Upstream)', 2),
  row('xio3130-downstream', '104c:8233', BRIDGE, 'Texas Instruments XIO3130 PCI Express Switch (Downstream)', 1),
  row('i82801b11-bridge', '8086:244e', BRIDGE, `${INTEL} 82801 PCI Bridge`, 0x92),
  row('e1000', '8086:100e', ETHERNET, `${INTEL} 82540EM Gigabit Ethernet Controller`, 3),
  row('e1000-82544gc', '8086:1008', ETHERNET, `${INTEL} 82544EI Gigabit Ethernet Controller (Copper)`, 3),
  row('e1000-82545em', '8086:100f', ETHERNET, `${INTEL} 82545EM Gigabit Ethernet Controller (Copper)`, 3),
  row('e1000e', '8086:10d3', ETHERNET, `${INTEL} 82574L Gigabit Network Connection`),
  row('igb', '8086:10c9', ETHERNET, `${INTEL} 82576 Gigabit Network Connection`, 1),
  row(
    'rtl8139',
    '10ec:8139',
    ETHERNET,
    'Realtek Semiconductor Co., Ltd. RTL-8100/8101L/8139 PCI Fast Ethernet Adapter',
    0x20,
  ),
  row('pcnet', '1022:2000', ETHERNET, 'Advanced Micro Devices, Inc. [AMD] 79c970 [PCnet32 LANCE]', 0x10),
  row('ne2k_pci', '10ec:8029', ETHERNET, 'Realtek Semiconductor Co., Ltd. RTL-8029(AS)'),
  row('vmxnet3', '15ad:07b0', ETHERNET, 'VMware VMXNET3 Ethernet Controller', 1),
  row('piix3-usb-uhci', '8086:7020', USB, `${INTEL} 82371SB PIIX3 USB [Natoma/Triton II]`, 1),
  row('piix4-usb-uhci', '8086:7112', USB, `${INTEL} 82371AB/EB/MB PIIX4 USB`, 1),
  row('usb-ehci', '8086:24cd', USB, `${INTEL} 82801DB/DBM (ICH4/ICH4-M) USB2 EHCI Controller`, 0x10),
  row('ich9-usb-ehci1', '8086:293a', USB, `${INTEL} 82801I (ICH9 Family) USB2 EHCI Controller #1`, 3),
  row('ich9-usb-uhci1', '8086:2934', USB, `${INTEL} 82801I (ICH9 Family) USB UHCI Controller #1`, 3),
  row('ich9-usb-uhci2', '8086:2935', USB, `${INTEL} 82801I (ICH9 Family) USB UHCI Controller #2`, 3),
  row('ich9-usb-uhci3', '8086:2936', USB, `${INTEL} 82801I (ICH9 Family) USB UHCI Controller #3`, 3),
  row(
    'vt82c686b-usb-uhci',
    '1106:3038',
    USB,
    'VIA Technologies, Inc. VT82xx/62xx/VX700/8x0/900 UHCI USB 1.1 Controller',
    1,
  ),
  row('pci-ohci', '106b:003f', USB, 'Apple Inc. KeyLargo/Intrepid USB'),
  row('nec-usb-xhci', '1033:0194', USB, 'NEC Corporation uPD720200 USB 3.0 Host Controller', 3),
  row('qemu-xhci', '1b36:000d', USB, `${RED_HAT} QEMU XHCI Host Controller`, 1),
  row('VGA', '1234:1111', VGA, 'Device 1234:1111', 2),
  row('bochs-display', '1234:1111', 'Display controller', 'Device 1234:1111', 2),
  row('cirrus-vga', '1013:00b8', VGA, 'Cirrus Logic GD 5446'),
  row('vmware-svga', '15ad:0405', VGA, 'VMware SVGA II Adapter'),
  row('qxl-vga', '1b36:0100', VGA, `${RED_HAT} QXL paravirtual graphic card`, 5),
  row('qxl', '1b36:0100', 'Display controller', `${RED_HAT} QXL paravirtual graphic card`, 5),
  row('virtio-vga', '1af4:1050', VGA, `${RED_HAT} Virtio 1.0 GPU`, 1),
  row('virtio-vga-gl', '1af4:1050', VGA, `${RED_HAT} Virtio 1.0 GPU`, 1),
  row('lsi', '1000:0012', SCSI, 'Broadcom / LSI 53c895a'),
  row('mptsas1068', '1000:0054', SCSI, 'Broadcom / LSI SAS1068 PCI-X Fusion-MPT SAS'),
  row('megasas', '1000:0060', 'RAID bus controller', 'Broadcom / LSI MegaRAID SAS 1078'),
  row('pvscsi', '15ad:07c0', SCSI, 'VMware PVSCSI SCSI Controller', 2),
  row('am53c974', '1022:2020', SCSI, 'Advanced Micro Devices, Inc. [AMD] 53c974 [PCscsi]', 0x10),
  row('dc-390', '1022:2020', SCSI, 'Advanced Micro Devices, Inc. [AMD] 53c974 [PCscsi]', 0x10),
  row('nvme', '1b36:0010', 'Non-Volatile memory controller', `${RED_HAT} QEMU NVM Express Controller`, 2),
  row('AC97', '8086:2415', 'Multimedia audio controller', `${INTEL} 82801AA AC'97 Audio Controller`, 1),
  row('ES1370', '1274:5000', 'Multimedia audio controller', 'Ensoniq ES1370 [AudioPCI]'),
  row(
    'intel-hda',
    '8086:2668',
    AUDIO,
    `${INTEL} 82801FB/FBM/FR/FW/FRW (ICH6 Family) High Definition Audio Controller`,
    1,
  ),
  row('ich9-intel-hda', '8086:293e', AUDIO, `${INTEL} 82801I (ICH9 Family) HD Audio Controller`, 3),
  row('i6300esb', '8086:25ab', 'System peripheral', `${INTEL} 6300ESB Watchdog Timer`),
  row('ivshmem-plain', '1af4:1110', 'RAM memory', `${RED_HAT} Inter-VM shared memory`, 1),
  row('ivshmem-doorbell', '1af4:1110', 'RAM memory', `${RED_HAT} Inter-VM shared memory`, 1),
  row('pci-serial', '1b36:0002', 'Serial controller', `${RED_HAT} QEMU PCI 16550A Adapter`, 1),
  row('pvpanic-pci', '1b36:0011', 'System peripheral', `${RED_HAT} Device 0011`, 1),
  row('acpi-erst', '1b36:0012', 'RAM memory', `${RED_HAT} Device 0012`),
];

/** A virtio device: which id it has depends on the place (G-NAME-MODEL). */
export interface VirtioRow {
  /** Beginning of QEMU's type. */
  readonly driver: string;
  /** Device id 0x1040 + this. */
  readonly type: number;
  /** Id of the transitional device; absent where there is only a modern one. */
  readonly transitional?: number;
  readonly class: string;
  /** What lspci calls it: the modern and the transitional one. */
  readonly names: readonly [modern: string, transitional: string];
}

/** Virtio devices; the first row whose driver the type begins with. */
export const VIRTIO: readonly VirtioRow[] = [
  virtio('virtio-net-pci', 1, 0x1000, ETHERNET, 'network device'),
  virtio('virtio-blk-pci', 2, 0x1001, SCSI, 'block device'),
  virtio('vhost-user-blk-pci', 2, 0x1001, SCSI, 'block device'),
  virtio('virtio-balloon-pci', 5, 0x1002, 'Unclassified device [00ff]', 'memory balloon'),
  virtio('virtio-serial-pci', 3, 0x1003, 'Communication controller', 'console'),
  virtio('virtio-scsi-pci', 8, 0x1004, SCSI, 'SCSI'),
  virtio('vhost-scsi-pci', 8, 0x1004, SCSI, 'SCSI'),
  virtio('virtio-rng-pci', 4, 0x1005, 'Unclassified device [00ff]', 'RNG'),
  virtio('virtio-9p-pci', 9, 0x1009, 'Unclassified device [0002]', 'filesystem'),
  modern('virtio-gpu', 16, 'Display controller', 'Virtio 1.0 GPU'),
  modern('virtio-keyboard-pci', 18, 'Keyboard controller', 'Virtio 1.0 input'),
  modern('virtio-mouse-pci', 18, 'Mouse controller', 'Virtio 1.0 input'),
  modern('virtio-tablet-pci', 18, 'Input device controller', 'Virtio 1.0 input'),
  modern('virtio-input-host-pci', 18, 'Input device controller', 'Virtio 1.0 input'),
  virtio('vhost-vsock-pci', 19, 0x1012, 'Communication controller', 'socket'),
  virtio('virtio-crypto-pci', 20, 0x1014, 'Unclassified device [00ff]', 'crypto'),
  modern('virtio-iommu-pci', 23, 'System peripheral', 'Device 1057'),
  modern('virtio-mem-pci', 24, 'System peripheral', 'Device 1058'),
  modern('virtio-sound-pci', 25, 'Multimedia audio controller', 'Device 1059'),
  modern('vhost-user-fs-pci', 26, 'Mass storage controller', 'Virtio file system'),
  modern('virtio-pmem-pci', 27, 'System peripheral', 'Device 105b'),
];

function virtio(driver: string, type: number, transitional: number, className: string, what: string): VirtioRow {
  const names = [`${RED_HAT} Virtio 1.0 ${what}`, `${RED_HAT} Virtio ${what}`] as const;
  return { driver, type, transitional, class: className, names };
}

function modern(driver: string, type: number, className: string, name: string): VirtioRow {
  return { driver, type, class: className, names: [`${RED_HAT} ${name}`, `${RED_HAT} ${name}`] };
}
