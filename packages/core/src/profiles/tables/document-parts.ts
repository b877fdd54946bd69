export interface DocumentPartRow {
  /** Element names from a device down, as in `value-lists.ts`; with a `/` before them from `<domain>` down. */
  readonly place: string;
  /** Attributes, separated by blanks, that `value-lists.ts` does not have. */
  readonly attributes?: string;
  /** Elements, separated by blanks, likewise. */
  readonly elements?: string;
}

/** What every device may have. */
export const DEVICE_PARTS = 'address alias';

/** The attributes of an address by its type (T-ADDR-1 and the reading of the other types). */
export const ADDRESS_PARTS: Readonly<Record<string, string>> = {
  pci: 'domain bus slot function multifunction',
  drive: 'controller bus target unit',
  usb: 'bus port',
  'virtio-serial': 'controller bus port',
  ccid: 'controller slot',
  ccw: 'cssid ssid devno',
  isa: 'iobase irq',
  'spapr-vio': 'reg',
  dimm: 'slot base',
  'virtio-mmio': '',
  unassigned: '',
};

const CHARACTER_PARTS = 'source target protocol log';
const SOURCE_PARTS = 'path host service channel tls';

/**
 * Parts of a domain definition whose values libvirt does not take from a list, or that no device has: names for
 * completion. Nothing is refused by this table.
 */
export const DOCUMENT_PARTS: readonly DocumentPartRow[] = [
  {
    place: '/',
    attributes: 'type id xmlns:qemu',
    elements:
      'name uuid genid title description metadata maxMemory memory currentMemory memoryBacking memtune vcpu vcpus iothreads iothreadids cputune numatune resource sysinfo os features cpu clock on_poweroff on_reboot on_crash pm devices seclabel launchSecurity qemu:commandline qemu:capabilities',
  },
  { place: '/memory', attributes: 'unit' },
  { place: '/currentMemory', attributes: 'unit' },
  { place: '/maxMemory', attributes: 'unit slots' },
  { place: '/vcpu', attributes: 'placement cpuset current' },
  { place: '/memoryBacking', elements: 'hugepages nosharepages locked source access allocation discard' },
  { place: '/cputune', elements: 'shares period quota vcpupin emulatorpin iothreadpin' },
  { place: '/numatune', elements: 'memory memnode' },
  {
    place: '/os',
    elements: 'type loader nvram boot bootmenu smbios bios kernel initrd cmdline dtb acpi firmware',
  },
  { place: '/os/type', attributes: 'arch machine' },
  { place: '/os/nvram', attributes: 'template' },
  { place: '/os/firmware', elements: 'feature' },
  {
    place: '/features',
    elements:
      'acpi apic pae hap hyperv kvm pvspinlock pmu vmport gic smm ioapic hpt vmcoreinfo htm nested-hv ccf-assist',
  },
  { place: '/features/apic', attributes: 'eoi' },
  { place: '/features/gic', attributes: 'version' },
  { place: '/features/smm', attributes: 'state' },
  { place: '/features/vmport', attributes: 'state' },
  { place: '/features/ioapic', attributes: 'driver' },
  { place: '/features/hyperv', attributes: 'mode' },
  {
    place: '/cpu',
    attributes: 'mode match check migratable',
    elements: 'model vendor topology feature cache maxphysaddr numa',
  },
  { place: '/cpu/topology', attributes: 'sockets dies cores threads' },
  { place: '/cpu/feature', attributes: 'policy name' },
  { place: '/cpu/maxphysaddr', attributes: 'mode bits' },
  { place: '/cpu/numa', elements: 'cell' },
  { place: '/cpu/numa/cell', attributes: 'id cpus memory unit memAccess discard', elements: 'distances' },
  { place: '/clock', attributes: 'offset', elements: 'timer' },
  { place: '/clock/timer', attributes: 'name tickpolicy present track' },
  { place: '/pm', elements: 'suspend-to-mem suspend-to-disk' },
  { place: '/qemu:commandline', elements: 'qemu:arg qemu:env' },
  { place: '/qemu:commandline/qemu:arg', attributes: 'value' },
  { place: '/devices', elements: 'emulator' },

  {
    place: 'disk',
    elements:
      'driver source target geometry blockio iotune readonly shareable transient serial wwn vendor product boot backingStore mirror auth encryption',
  },
  {
    place: 'disk/source',
    attributes: 'file dev dir name pool volume path',
    elements: 'host address reservations slices',
  },
  { place: 'disk/source/host', attributes: 'name' },
  { place: 'disk/target', attributes: 'dev' },
  { place: 'controller', elements: 'driver target model master' },
  { place: 'controller/target', elements: 'node' },
  { place: 'controller/model', attributes: 'name' },
  { place: 'filesystem', elements: 'driver binary source target readonly space_hard_limit' },
  { place: 'filesystem/driver', attributes: 'name' },
  { place: 'filesystem/source', attributes: 'dir file socket' },
  { place: 'filesystem/target', attributes: 'dir' },
  { place: 'filesystem/binary', attributes: 'path' },
  {
    place: 'interface',
    elements:
      'mac source virtualport model driver target boot rom link mtu bandwidth vlan filterref script ip route acpi backend',
  },
  { place: 'interface/mac', attributes: 'address' },
  { place: 'interface/source', attributes: 'bridge network dev name portgroup' },
  { place: 'interface/model', attributes: 'type' },
  { place: 'interface/target', attributes: 'dev' },
  { place: 'interface/rom', attributes: 'file' },
  { place: 'interface/filterref', attributes: 'filter' },
  { place: 'hostdev', attributes: 'managed', elements: 'source driver boot rom teaming acpi readonly shareable' },
  { place: 'hostdev/source', elements: 'address vendor product adapter' },
  { place: 'hostdev/source/address', attributes: 'uuid' },
  { place: 'hostdev/rom', attributes: 'file' },
  ...['serial', 'parallel', 'console', 'channel', 'redirdev', 'smartcard'].flatMap((place) => [
    { place, elements: CHARACTER_PARTS },
    { place: `${place}/source`, attributes: SOURCE_PARTS },
  ]),
  { place: 'channel/target', attributes: 'name' },
  { place: 'serial/target', elements: 'model' },
  { place: 'serial/log', attributes: 'file' },
  { place: 'graphics', attributes: 'listen passwd keymap', elements: 'listen gl' },
  { place: 'graphics/listen', attributes: 'address network socket' },
  { place: 'video', elements: 'model driver' },
  { place: 'video/model', elements: 'acceleration resolution' },
  { place: 'tpm', elements: 'backend' },
  { place: 'tpm/backend', attributes: 'version', elements: 'device encryption' },
  { place: 'tpm/backend/device', attributes: 'path' },
  { place: 'rng', elements: 'backend rate driver' },
  { place: 'memballoon', elements: 'stats driver' },
  { place: 'shmem', attributes: 'name', elements: 'model size server msi' },
  { place: 'shmem/server', attributes: 'path' },
  { place: 'memory', elements: 'source target' },
  { place: 'memory/target', elements: 'size node label block requested' },
  { place: 'memory/source', elements: 'pagesize nodemask path' },
  { place: 'vsock', elements: 'cid' },
  { place: 'vsock/cid', attributes: 'address' },
  { place: 'iommu', elements: 'driver' },
  { place: 'sound', elements: 'codec audio' },
  { place: 'input', elements: 'source driver' },
  { place: 'input/source', attributes: 'evdev dev' },
];

/** Values of such parts that have few; of an element without attribute, its text. */
export const PART_VALUES: Readonly<Record<string, string>> = {
  '/@type': 'kvm qemu',
  '/os/type': 'hvm',
  '/memory@unit': 'KiB MiB GiB TiB',
  '/currentMemory@unit': 'KiB MiB GiB TiB',
  '/maxMemory@unit': 'KiB MiB GiB TiB',
  '/vcpu@placement': 'static auto',
  '/cpu@mode': 'host-passthrough host-model custom maximum',
  '/cpu@check': 'none partial full',
  '/cpu/feature@policy': 'force require optional disable forbid',
  '/clock@offset': 'utc localtime timezone variable absolute',
  '/clock/timer@name': 'platform hpet kvmclock pit rtc tsc hypervclock armvtimer',
  '/features/gic@version': '2 3 host',
  '/features/smm@state': 'on off',
  '/features/vmport@state': 'on off',
  '/features/ioapic@driver': 'kvm qemu',
  '/features/hyperv@mode': 'custom passthrough',
  'hostdev@managed': 'yes no',
  'tpm/backend@version': '1.2 2.0',
  '/on_poweroff': 'destroy restart preserve',
  '/on_reboot': 'restart destroy preserve',
  '/on_crash': 'destroy restart preserve coredump-destroy coredump-restart',
};
