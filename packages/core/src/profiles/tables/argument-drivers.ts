/** What the drivers of QEMU are that people give by `-device` themselves. `*` stands for any text. */
export interface ArgumentDriverRow {
  readonly drivers: readonly string[];
  /** Where it plugs in: on a PCI bus, or elsewhere. */
  readonly on: 'pci' | 'other';
  /** It provides a bus of the name of its id. */
  readonly providesBus?: true;
  /** It has a chassis number, which counts in the whole guest together with its `slot` (G-LIM-CHASSIS). */
  readonly hasChassis?: true;
}

/** The first row that fits holds. From what is known of the drivers; some were looked up in `-device help`. */
export const ARGUMENT_DRIVERS: readonly ArgumentDriverRow[] = [
  {
    drivers: ['pcie-root-port', 'ioh3420', 'xio3130-downstream', 'cxl-rp'],
    on: 'pci',
    providesBus: true,
    hasChassis: true,
  },
  {
    drivers: ['pci-bridge', 'pci-bridge-seat', 'pcie-pci-bridge', 'i82801b11-bridge', 'x3130-upstream', 'pxb', 'pxb-*'],
    on: 'pci',
    providesBus: true,
  },
  {
    drivers: [
      ...['usb-ehci', 'usb-*-pci', 'usb-audio-pci'],
      ...['virtio-net', 'virtio-blk', 'virtio-scsi', 'virtio-serial', 'virtio-balloon', 'virtio-rng', 'virtio-gpu'],
      ...[
        'virtio-vga',
        'virtio-vga-gl',
        'virtio-keyboard',
        'virtio-mouse',
        'virtio-tablet',
        'virtio-9p',
        'virtio-crypto',
      ],
      ...['virtio-input-host', 'vhost-vsock', 'vhost-scsi', 'vhost-user-fs', 'vhost-user-blk', 'vhost-user-vga'],
      ...['virtio-*-pci*', 'vhost-*-pci*', 'vfio-pci', 'vfio-pci-nohotplug', 'pci-assign', 'pci-*', '*-pci'],
      ...['e1000', 'e1000-*', 'e1000e', 'igb', 'rtl8139', 'ne2k_pci', 'pcnet', 'vmxnet3', 'tulip', 'rocker', 'i8255*'],
      ...['VGA', 'cirrus-vga', 'qxl', 'qxl-vga', 'secondary-vga', 'bochs-display', 'vmware-svga', 'ati-vga'],
      ...[
        'nvme',
        'ahci',
        'ich9-ahci',
        'piix3-ide',
        'piix4-ide',
        'lsi*',
        'megasas*',
        'mptsas1068',
        'pvscsi',
        'am53c974',
      ],
      ...[
        'dc390',
        'sdhci-pci',
        'qemu-xhci',
        'nec-usb-xhci',
        '*-uhci*',
        'ich9-usb-*',
        'vt82c686b-usb-uhci',
        'sysbus-ohci',
      ],
      ...['ich9-intel-hda', 'intel-hda', 'AC97', 'ES1370', 'ivshmem*', 'i6300esb', 'edu', 'amd-iommu-pci', 'tpci200'],
      ...['pvpanic-pci', 'acpi-erst', 'cxl-type3', 'ctucan_pci', 'kvaser_pci', 'mioe3680_pci', 'pcm3680_pci'],
    ],
    on: 'pci',
  },
  {
    drivers: [
      ...['usb-*', 'scsi-*', 'ide-*', 'isa-*', 'hda-*', 'ccid-*', 'u2f-*', 'tpm-*', 'virtserialport', 'virtconsole'],
      ...['virtio-*-device', 'vhost-*-device', 'virtio-*-ccw', 'vhost-*-ccw', 'vfio-ccw', 'vfio-ap', 'zpci', 'floppy'],
      ...[
        'pvpanic',
        'vmcoreinfo',
        'vmgenid',
        'pc-dimm',
        'nvdimm',
        'nvme-ns',
        'nvme-subsys',
        'loader',
        'generic-loader',
      ],
      ...[
        'guest-loader',
        'intel-iommu',
        'i8042',
        'sb16',
        'cs4231a',
        'gus',
        'adlib',
        'sd-card',
        'kvm-*',
        '*-cpu',
        'ipmi-*',
      ],
    ],
    on: 'other',
  },
];

/** Options of QEMU that put nothing on a PCI bus and say nothing about what is there. */
export const HARMLESS_OPTIONS: readonly string[] = [
  ...[
    'accel',
    'acpitable',
    'add-fd',
    'append',
    'audio-help',
    'audiodev',
    'bios',
    'blockdev',
    'boot',
    'chardev',
    'compat',
  ],
  ...[
    'cpu',
    'D',
    'd',
    'daemonize',
    'debugcon',
    'dfilter',
    'display',
    'dtb',
    'enable-kvm',
    'fsdev',
    'full-screen',
    'fw_cfg',
  ],
  ...[
    'gdb',
    'icount',
    'incoming',
    'initrd',
    'iscsi',
    'k',
    'kernel',
    'L',
    'm',
    'mem-path',
    'mem-prealloc',
    'mon',
    'monitor',
  ],
  ...[
    'msg',
    'name',
    'netdev',
    'no-reboot',
    'no-shutdown',
    'no-user-config',
    'nodefaults',
    'nographic',
    'numa',
    'object',
  ],
  ...[
    'overcommit',
    'parallel',
    'pflash',
    'pidfile',
    'plugin',
    'prom-env',
    'qmp',
    'qmp-pretty',
    'rtc',
    'runas',
    's',
    'S',
  ],
  ...[
    'sandbox',
    'seed',
    'semihosting',
    'semihosting-config',
    'serial',
    'shim',
    'smbios',
    'smp',
    'snapshot',
    'spice',
    'tb-size',
  ],
  ...['tpmdev', 'trace', 'uuid', 'vnc', 'writeconfig', 'xen-attach', 'xen-domid'],
];

/** Of `<qemu:override>` and `-set`: what decides where a device is. */
export const PLACE_PROPERTIES: readonly string[] = [
  ...['addr', 'bus', 'id', 'chassis', 'chassis_nr', 'slot', 'port', 'multifunction', 'bus_nr', 'acpi-index', 'hotplug'],
];
