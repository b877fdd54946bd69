/** A device with as many of its settings as go together; each of them is asked about. */
export interface Subject {
  readonly name: string;
  readonly xml: string;
  /** What the device needs besides. */
  readonly beside?: string;
  /** `arch machine`; `x86_64 q35` where absent. */
  readonly machine?: string;
  /** Elements of the domain besides `<devices>`. */
  readonly domain?: string;
}

const usb = "<controller type='usb' index='0' model='qemu-xhci'/>";
const spice = "<graphics type='spice' autoport='yes'/>";
const virtioDriver = "iommu='on' ats='on' packed='on' page_per_vq='on'";
const acpi = '<features><acpi/></features>';
const shared = "<memoryBacking><access mode='shared'/></memoryBacking>";

const disk = (name: string, attributes: string, source: string, target = "dev='vda' bus='virtio'"): Subject => ({
  name: `disk ${name}`,
  xml: `<disk ${attributes}>${source}<target ${target}/></disk>`,
});

const network = (protocol: string, name: string, host = "<host name='example.org' port='1000'/>"): Subject =>
  disk(
    `network ${protocol}`,
    "type='network' device='disk'",
    `<driver name='qemu' type='raw'/><source protocol='${protocol}' name='${name}'>${host}</source>`,
  );

const disks: readonly Subject[] = [
  disk(
    'file',
    "type='file' device='disk' snapshot='no' model='virtio'",
    `<driver name='qemu' type='qcow2' cache='none' error_policy='stop' rerror_policy='report' io='native' ioeventfd='on' event_idx='on' copy_on_read='off' discard='unmap' detect_zeroes='off' queues='4' queue_size='256' ${virtioDriver} discard_no_unref='on' iothread='1'><metadata_cache><max_size unit='bytes'>4096</max_size></metadata_cache></driver><source file='/a.img' startupPolicy='mandatory' index='1'><slices><slice type='storage' offset='0' size='512'/></slices></source><geometry cyls='1' heads='1' secs='1' trans='lba'/><blockio logical_block_size='512' physical_block_size='512' discard_granularity='512'/><boot order='1'/><alias name='ua-d'/><backingStore type='file'><format type='raw'/><source file='/b.img'/></backingStore>`,
  ),
  disk(
    'scsi',
    "type='file' device='disk' rawio='no'",
    "<driver name='qemu' type='raw' queues='1'/><source file='/a.img'/><serial>a</serial><wwn>5000c50015ea71ad</wwn><vendor>ACME</vendor><product>P</product><address type='drive' controller='0' bus='0' target='0' unit='0'/>",
    "dev='sda' bus='scsi' removable='on' rotation_rate='1' dpofua='on'",
  ),
  disk(
    'lun',
    "type='block' device='lun' rawio='yes' sgio='filtered'",
    "<driver name='qemu' type='raw'/><source dev='/dev/sda'><reservations managed='no'><source type='unix' path='/p' mode='client'/></reservations></source>",
    "dev='sda' bus='scsi'",
  ),
  disk(
    'cdrom',
    "type='file' device='cdrom'",
    "<driver name='qemu' type='raw'/><source file='/a.iso' startupPolicy='optional'/><readonly/>",
    "dev='sda' bus='sata' tray='open'",
  ),
  {
    ...disk('floppy', "type='file' device='floppy'", "<source file='/a.img'/>", "dev='fda' bus='fdc' tray='closed'"),
    machine: 'x86_64 pc',
  },
  {
    ...disk('ide', "type='file' device='disk'", "<source file='/a.img'/>", "dev='hda' bus='ide'"),
    machine: 'x86_64 pc',
  },
  disk('sata', "type='file' device='disk'", "<source file='/a.img'/>", "dev='sda' bus='sata' rotation_rate='1'"),
  disk('usb', "type='file' device='disk'", "<source file='/a.img'/>", "dev='sda' bus='usb' removable='on'"),
  disk('block', "type='block' device='disk'", "<source dev='/dev/sda'/>"),
  disk('dir', "type='dir' device='disk'", "<driver name='qemu' type='fat'/><source dir='/d'/><readonly/>"),
  disk('volume', "type='volume' device='disk'", "<source pool='p' volume='v' mode='host'/>"),
  disk(
    'nvme',
    "type='nvme' device='disk'",
    "<driver name='qemu' type='raw'/><source type='pci' managed='yes' namespace='1'><address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/></source>",
  ),
  {
    ...disk(
      'vhostuser',
      "type='vhostuser' device='disk'",
      "<driver name='qemu' type='raw' queues='1'/><source type='unix' path='/s'><reconnect enabled='yes' timeout='10'/></source>",
    ),
    domain: shared,
  },
  {
    ...disk(
      'vhostvdpa',
      "type='vhostvdpa' device='disk'",
      "<driver name='qemu' type='raw'/><source dev='/dev/vhost-vdpa-0'/>",
    ),
    domain: shared,
  },
  network('rbd', 'p/i', "<host name='example.org' port='1000'/><snapshot name='s'/><config file='/c'/>"),
  network('nbd', 'x', "<host transport='tcp' name='example.org' port='1000'/><reconnect delay='10'/>"),
  network('gluster', 'v/i'),
  network('sheepdog', 'x'),
  network('iscsi', 'iqn.a/1', "<host name='example.org' port='1000'/><initiator><iqn name='iqn.b'/></initiator>"),
  network('nfs', 'x', "<host name='example.org'/><identity user='+0' group='+0'/>"),
  network('ssh', 'x'),
  network(
    'https',
    'x',
    "<host name='example.org' port='1000'/><ssl verify='yes'/><cookies><cookie name='a'>b</cookie></cookies><readahead size='65536'/><timeout seconds='6'/>",
  ),
  network('ftp', 'x'),
  network('tftp', 'x'),
  network('vxhs', 'x', "<host name='example.org' port='1000'/>"),
];

const pci = (name: string, attributes: string, inside: string): Subject => ({
  name: `controller pci ${name}`,
  xml: `<controller type='pci' ${attributes}>${inside}</controller>`,
  beside: "<controller type='pci' index='0' model='pcie-root'/>",
});

const controllers: readonly Subject[] = [
  pci(
    'root-port',
    "index='1' model='pcie-root-port'",
    "<model name='pcie-root-port'/><target chassis='1' port='1' hotplug='on'/><alias name='ua-c'/>",
  ),
  {
    ...pci('bridge', "index='1' model='pci-bridge'", "<model name='pci-bridge'/><target chassisNr='1'/>"),
    beside: '',
    machine: 'x86_64 pc',
  },
  {
    ...pci('root', "index='0' model='pci-root'", "<target hotplug='on'/><pcihole64 unit='KiB'>1048576</pcihole64>"),
    beside: '',
    machine: 'x86_64 pc',
  },
  {
    ...pci('expander', "index='1' model='pci-expander-bus'", "<model name='pxb'/><target busNr='254'/>"),
    beside: '',
    machine: 'x86_64 pc',
  },
  {
    ...pci('spapr', "index='1' model='pci-root'", "<model name='spapr-pci-host-bridge'/><target index='1'/>"),
    beside: '',
    machine: 'ppc64 pseries',
  },
  {
    name: 'controller usb',
    xml: "<controller type='usb' index='0' model='qemu-xhci' ports='8'/>",
  },
  {
    name: 'controller usb companion',
    xml: "<controller type='usb' index='0' model='ich9-uhci1'><master startport='0'/></controller>",
    beside: "<controller type='usb' index='0' model='ich9-ehci1'/>",
  },
  {
    name: 'controller scsi',
    xml: `<controller type='scsi' index='0' model='virtio-scsi'><driver queues='2' cmd_per_lun='10' max_sectors='512' ioeventfd='on' ${virtioDriver}/></controller>`,
  },
  {
    name: 'controller virtio-serial',
    xml: `<controller type='virtio-serial' index='0' model='virtio' ports='16' vectors='4'><driver ${virtioDriver}/></controller>`,
  },
  { name: 'controller sata', xml: "<controller type='sata' index='0'/>" },
  { name: 'controller ide', xml: "<controller type='ide' index='0' model='piix3'/>", machine: 'x86_64 pc' },
  { name: 'controller fdc', xml: "<controller type='fdc' index='0'/>" },
  { name: 'controller ccid', xml: "<controller type='ccid' index='0'/>" },
  { name: 'controller xenbus', xml: "<controller type='xenbus' index='0' maxGrantFrames='64' maxEventChannels='1'/>" },
  { name: 'controller nvme', xml: "<controller type='nvme' index='0'><serial>abc</serial></controller>" },
];

const nic = (name: string, attributes: string, inside: string): Subject => ({
  name: `interface ${name}`,
  xml: `<interface ${attributes}>${inside}<mac address='52:54:00:00:00:01' type='static' check='yes'/><model type='virtio'/></interface>`,
});

const interfaces: readonly Subject[] = [
  nic(
    'network',
    "type='network' trustGuestRxFilters='yes'",
    `<source network='default' portgroup='p'/><target dev='vnet7' managed='no'/><driver name='vhost' txmode='iothread' ioeventfd='on' event_idx='on' queues='4' rx_queue_size='256' tx_queue_size='256' rss='on' rss_hash_report='on' ${virtioDriver}><host csum='off' gso='off' tso4='off' tso6='off' ecn='off' ufo='off' mrg_rxbuf='off'/><guest csum='off' tso4='off' tso6='off' ecn='off' ufo='off'/></driver><link state='up'/><mtu size='1500'/><coalesce><rx><frames max='7'/></rx></coalesce><boot order='1'/><rom enabled='yes' bar='on' file='/r'/><acpi index='7'/><alias name='ua-n'/><port isolated='yes'/><bandwidth><inbound average='1' peak='2' burst='3' floor='4'/><outbound average='1' peak='2' burst='3'/></bandwidth><vlan trunk='no'><tag id='42'/></vlan><filterref filter='f'/><tune><sndbuf>0</sndbuf></tune>`,
  ),
  nic(
    'bridge',
    "type='bridge'",
    "<source bridge='br0'/><virtualport type='openvswitch'><parameters interfaceid='09b11c53-8b5c-4eeb-8f00-d84eaa0aaa4f'/></virtualport><vlan trunk='yes'><tag id='42' nativeMode='untagged'/><tag id='47'/></vlan>",
  ),
  nic(
    'ethernet',
    "type='ethernet'",
    "<target dev='tap7' managed='no'/><ip address='192.0.2.1' family='ipv4' prefix='24' peer='192.0.2.2'/><route family='ipv4' address='192.0.2.0' prefix='24' gateway='192.0.2.9' metric='1'/>",
  ),
  nic(
    'direct',
    "type='direct'",
    "<source dev='eth0' mode='bridge'/><virtualport type='802.1Qbh'><parameters profileid='f'/></virtualport>",
  ),
  nic(
    'user',
    "type='user'",
    "<ip address='192.0.2.1' family='ipv4' prefix='24'/><backend type='default' tap='/t' vhost='/v' logFile='/l'/>",
  ),
  nic(
    'user passt',
    "type='user'",
    "<backend type='passt' logFile='/l'/><source dev='eth0'/><portForward proto='tcp' address='192.0.2.1' dev='eth0'><range start='1' end='2' to='5' exclude='no'/></portForward>",
  ),
  nic('internal', "type='internal'", "<source name='i'/>"),
  nic('server', "type='server'", "<source address='192.0.2.1' port='5000'/>"),
  nic('client', "type='client'", "<source address='192.0.2.1' port='5000'/>"),
  nic('mcast', "type='mcast'", "<source address='230.0.0.1' port='5000'/>"),
  nic('udp', "type='udp'", "<source address='192.0.2.1' port='5000'><local address='192.0.2.2' port='5001'/></source>"),
  {
    ...nic(
      'vhostuser',
      "type='vhostuser'",
      "<source type='unix' path='/s' mode='client'><reconnect enabled='yes' timeout='10'/></source><driver queues='2'/><backend type='passt' logFile='/l'/>",
    ),
    domain: shared,
  },
  nic(
    'hostdev',
    "type='hostdev' managed='yes'",
    "<driver name='vfio' model='vfio-pci'/><source><address type='pci' domain='0x0000' bus='0xc1' slot='0x00' function='0x1'/></source><teaming type='transient' persistent='ua-x'/>",
  ),
  nic('vdpa', "type='vdpa'", "<source dev='/dev/vhost-vdpa-0'/>"),
  nic('null', "type='null'", ''),
  nic(
    'vds',
    "type='vds'",
    "<source switchid='09b11c53-8b5c-4eeb-8f00-d84eaa0aaa4f' portid='1' portgroupid='g' connectionid='1'/>",
  ),
];

const hostdevs: readonly Subject[] = [
  {
    name: 'hostdev pci',
    xml: "<hostdev mode='subsystem' type='pci' managed='yes'><driver name='vfio' model='vfio-pci' iommufd='no'/><source writeFiltering='no'><address domain='0x0000' bus='0xc1' slot='0x00' function='0x1'/></source><boot order='1'/><rom bar='on' enabled='yes' file='/r'/><acpi index='7'/><alias name='ua-h'/><teaming type='transient' persistent='ua-x'/><address type='pci' domain='0x0000' bus='0x01' slot='0x00' function='0x0' multifunction='off'/></hostdev>",
  },
  {
    name: 'hostdev usb',
    xml: "<hostdev mode='subsystem' type='usb' managed='yes'><source startupPolicy='optional' guestReset='on'><vendor id='0x1234'/><product id='0xbeef'/></source><boot order='1'/><address type='usb' bus='0' port='1'/></hostdev>",
    beside: usb,
  },
  {
    name: 'hostdev usb address',
    xml: "<hostdev mode='subsystem' type='usb'><source><address bus='1' device='2' port='1.2'/></source></hostdev>",
    beside: usb,
  },
  {
    name: 'hostdev scsi',
    xml: "<hostdev mode='subsystem' type='scsi' sgio='filtered' rawio='yes'><source><adapter name='scsi_host0'/><address type='scsi' bus='0' target='0' unit='0'/></source><readonly/></hostdev>",
  },
  {
    name: 'hostdev iscsi',
    xml: "<hostdev mode='subsystem' type='scsi'><source protocol='iscsi' name='iqn.a/1'><host name='example.org' port='3260'/><initiator><iqn name='iqn.b'/></initiator></source></hostdev>",
  },
  {
    name: 'hostdev scsi_host',
    xml: "<hostdev mode='subsystem' type='scsi_host' model='virtio'><source protocol='vhost' wwpn='naa.5123456789abcde0'/></hostdev>",
  },
  {
    name: 'hostdev mdev',
    xml: "<hostdev mode='subsystem' type='mdev' managed='no' model='vfio-pci' display='off' ramfb='off'><source><address uuid='09b11c53-8b5c-4eeb-8f00-d84eaa0aaa4f'/></source></hostdev>",
  },
  {
    name: 'hostdev caps',
    xml: "<hostdev mode='capabilities' type='storage'><source><block>/dev/sda</block></source></hostdev>",
  },
];

const character = (device: string, source: string, inside: string, target: string): string =>
  `<${device} ${source}>${inside}${target}</${device}>`;

const SOURCES: readonly (readonly [string, string])[] = [
  ["type='pty'", "<log file='/l' append='on'/>"],
  ["type='dev'", "<source path='/dev/ttyS0'/>"],
  ["type='file'", "<source path='/f' append='on'/>"],
  ["type='pipe'", "<source path='/f'/>"],
  ["type='stdio'", ''],
  ["type='null'", ''],
  ["type='vc'", ''],
  ["type='unix'", "<source mode='bind' path='/f'><reconnect enabled='no'/></source>"],
  ["type='unix'", "<source mode='connect' path='/f'><reconnect enabled='yes' timeout='5'/></source>"],
  ["type='tcp'", "<source mode='bind' host='127.0.0.1' service='2445' tls='no'/><protocol type='telnet'/>"],
  [
    "type='tcp'",
    "<source mode='connect' host='127.0.0.1' service='2445'><reconnect enabled='yes' timeout='5'/></source><protocol type='raw'/>",
  ],
  [
    "type='udp'",
    "<source mode='bind' host='0.0.0.0' service='2445'/><source mode='connect' host='0.0.0.0' service='2445'/>",
  ],
  ["type='spiceport'", "<source channel='org.a'/>"],
  ["type='nmdm'", "<source master='/dev/a' slave='/dev/b'/>"],
  ["type='qemu-vdagent'", "<source><clipboard copypaste='yes'/><mouse mode='client'/></source>"],
  ["type='dbus'", "<source channel='org.a'/>"],
];

const characters: readonly Subject[] = [
  ...SOURCES.map(([source, inside], position) => ({
    name: `serial ${position} ${source}`,
    xml: character('serial', source, inside, "<target type='isa-serial' port='0'><model name='isa-serial'/></target>"),
    beside: source.includes('spice') ? spice : source.includes('dbus') ? "<graphics type='dbus'/>" : '',
  })),
  {
    name: 'serial debug',
    xml: "<serial type='pty'><target type='isa-debug' port='0'><model name='isa-debugcon'/></target><address type='isa' iobase='0x402' irq='0x4'/></serial>",
  },
  {
    name: 'serial pci',
    xml: "<serial type='pty'><target type='pci-serial' port='0'><model name='pci-serial'/></target></serial>",
  },
  {
    name: 'serial usb',
    xml: "<serial type='pty'><target type='usb-serial' port='0'><model name='usb-serial'/></target></serial>",
    beside: usb,
  },
  { name: 'parallel', xml: "<parallel type='pty'><target port='0'/></parallel>" },
  {
    name: 'console virtio',
    xml: "<console type='pty' tty='/dev/pts/1'><target type='virtio' port='0'/><alias name='ua-k'/></console>",
  },
  {
    name: 'channel virtio',
    xml: "<channel type='unix'><source mode='bind' path='/f'/><target type='virtio' name='org.a' state='connected'/><address type='virtio-serial' controller='0' bus='0' port='1'/></channel>",
  },
  {
    name: 'channel guestfwd',
    xml: "<channel type='pty'><target type='guestfwd' address='10.0.2.1' port='4600'/></channel>",
  },
  {
    name: 'channel spicevmc',
    xml: "<channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0'/></channel>",
    beside: spice,
  },
];

const graphics: readonly Subject[] = [
  {
    name: 'graphics spice',
    xml: "<graphics type='spice' port='5901' autoport='no' defaultMode='insecure' connected='keep' passwdValidTo='2030-01-01T00:00:00' keymap='de' listen='127.0.0.1'><listen type='address' address='127.0.0.1'/><channel name='main' mode='insecure'/><image compression='auto_glz'/><jpeg compression='auto'/><zlib compression='auto'/><playback compression='on'/><streaming mode='filter'/><clipboard copypaste='no'/><mouse mode='client'/><filetransfer enable='no'/><gl enable='no'/></graphics>",
  },
  {
    name: 'graphics vnc',
    xml: "<graphics type='vnc' port='5901' autoport='no' websocket='5701' sharePolicy='allow-exclusive' powerControl='yes' keymap='de' wait='no'><listen type='address' address='127.0.0.1'/><audio id='1'/></graphics>",
    beside: "<audio id='1' type='none'/>",
  },
  { name: 'graphics vnc network', xml: "<graphics type='vnc'><listen type='network' network='default'/></graphics>" },
  { name: 'graphics vnc socket', xml: "<graphics type='vnc'><listen type='socket' socket='/s'/></graphics>" },
  {
    name: 'graphics sdl',
    xml: "<graphics type='sdl' display=':0' xauth='/x' fullscreen='no'><gl enable='no'/></graphics>",
  },
  { name: 'graphics rdp', xml: "<graphics type='rdp' port='3389' autoport='no' replaceUser='yes' multiUser='yes'/>" },
  { name: 'graphics egl', xml: "<graphics type='egl-headless'><gl rendernode='/r'/></graphics>", beside: spice },
  {
    name: 'graphics dbus',
    xml: "<graphics type='dbus' p2p='no'><gl enable='no' rendernode='/r'/><audio id='1'/></graphics>",
    beside: "<audio id='1' type='dbus'/>",
  },
];

const video = (model: string, rest = ''): Subject => ({
  name: `video ${model}`,
  xml: `<video><model type='${model}' primary='yes' heads='1' ${rest}</model></video>`,
});

const others: readonly Subject[] = [
  video('virtio', "blob='on' edid='on'><acceleration accel3d='no' accel2d='no'/><resolution x='800' y='600'/>"),
  video('qxl', "ram='65536' vram='65536' vgamem='16384' vram64='65536'><resolution x='800' y='600'/>"),
  video('vga', "vram='16384'>"),
  {
    name: 'video driver',
    xml: `<video><driver name='qemu' vgaconf='on' ${virtioDriver}/><model type='virtio'/></video>`,
  },
  { name: 'input', xml: `<input type='keyboard' bus='virtio' model='virtio'><driver ${virtioDriver}/></input>` },
  { name: 'input ps2', xml: "<input type='mouse' bus='ps2'/>" },
  {
    name: 'input usb',
    xml: "<input type='tablet' bus='usb'><address type='usb' bus='0' port='1'/></input>",
    beside: usb,
  },
  {
    name: 'input passthrough',
    xml: "<input type='passthrough' bus='virtio'><source evdev='/dev/input/event0'/></input>",
  },
  {
    name: 'input evdev',
    xml: "<input type='evdev'><source dev='/dev/input/event0' grab='all' repeat='on' grabToggle='ctrl-ctrl'/></input>",
  },
  {
    name: 'filesystem mount',
    xml: `<filesystem type='mount' accessmode='mapped' model='virtio' multidevs='remap' fmode='644' dmode='755'><driver type='path' wrpolicy='immediate' ${virtioDriver}/><source dir='/d'/><target dir='t'/><readonly/><space_hard_limit unit='bytes'>1</space_hard_limit></filesystem>`,
  },
  {
    name: 'filesystem virtiofs',
    xml: "<filesystem type='mount' accessmode='passthrough'><driver type='virtiofs' queue='1024'/><binary path='/v' xattr='on'><cache mode='always'/><lock posix='on' flock='on'/><sandbox mode='chroot'/><thread_pool size='16'/><openfiles max='10'/></binary><source dir='/d'/><target dir='t'/><idmap><uid start='0' target='1' count='1'/><gid start='0' target='1' count='1'/></idmap></filesystem>",
    domain: shared,
  },
  {
    name: 'filesystem virtiofs socket',
    xml: "<filesystem type='mount'><driver type='virtiofs'/><source socket='/s'/><target dir='t'/></filesystem>",
    domain: shared,
  },
  {
    name: 'filesystem mtp',
    xml: "<filesystem type='mount' accessmode='passthrough'><driver type='mtp'/><source dir='/d'/><target dir='t'/></filesystem>",
    beside: usb,
  },
  {
    name: 'sound',
    xml: "<sound model='ich9' multichannel='no' streams='2'><codec type='duplex'/><audio id='1'/><alias name='ua-s'/></sound>",
    beside: "<audio id='1' type='none'/>",
  },
  { name: 'sound virtio', xml: `<sound model='virtio' streams='2'><driver ${virtioDriver}/></sound>` },
  ...['none', 'alsa', 'coreaudio', 'oss', 'pulseaudio', 'sdl', 'spice', 'file', 'jack', 'pipewire', 'dbus'].map(
    (type) => ({
      name: `audio ${type}`,
      xml: `<audio id='1' type='${type}' timerPeriod='50' serverName='s' driver='pulseaudio' path='/p' runtimeDir='/r' dspPolicy='1' exclusive='yes' tryMMap='yes'><input mixingEngine='yes' fixedSettings='yes' voices='1' bufferLength='100' dev='/d' tryPoll='yes' bufferCount='2' streamName='s' latency='10' clientName='c' connectPorts='x' exactName='yes'><settings frequency='44100' channels='2' format='s16'/></input><output mixingEngine='yes' fixedSettings='yes' voices='1' bufferLength='100' dev='/d' tryPoll='yes'><settings frequency='44100' channels='2' format='s16'/></output></audio>`,
      beside: type === 'spice' ? spice : '',
    }),
  ),
  { name: 'watchdog', xml: "<watchdog model='i6300esb' action='poweroff'><alias name='ua-w'/></watchdog>" },
  { name: 'watchdog itco', xml: "<watchdog model='itco' action='reset'/>" },
  {
    name: 'memballoon',
    xml: `<memballoon model='virtio' autodeflate='on' freePageReporting='on'><stats period='10'/><driver ${virtioDriver}/><alias name='ua-b'/></memballoon>`,
  },
  {
    name: 'rng',
    xml: `<rng model='virtio'><rate bytes='1024' period='2000'/><backend model='random'>/dev/urandom</backend><driver ${virtioDriver}/></rng>`,
  },
  {
    name: 'rng egd',
    xml: "<rng model='virtio'><backend model='egd' type='tcp'><source mode='connect' host='127.0.0.1' service='1234'/></backend></rng>",
  },
  { name: 'rng builtin', xml: "<rng model='virtio'><backend model='builtin'/></rng>" },
  {
    name: 'tpm',
    xml: "<tpm model='tpm-crb'><backend type='emulator' version='2.0' persistent_state='yes' debug='3'><active_pcr_banks><sha256/></active_pcr_banks><profile name='default-v1' removeDisabled='check'/><source type='dir' path='/p'/></backend></tpm>",
  },
  {
    name: 'tpm passthrough',
    xml: "<tpm model='tpm-tis'><backend type='passthrough'><device path='/dev/tpm0'/></backend></tpm>",
  },
  {
    name: 'tpm external',
    xml: "<tpm model='tpm-tis'><backend type='external'><source type='unix' mode='connect' path='/s'/></backend></tpm>",
  },
  { name: 'vsock', xml: `<vsock model='virtio'><cid auto='no' address='3'/><driver ${virtioDriver}/></vsock>` },
  { name: 'shmem', xml: "<shmem name='s' role='peer'><model type='ivshmem-plain'/><size unit='M'>4</size></shmem>" },
  {
    name: 'shmem doorbell',
    xml: "<shmem name='s'><model type='ivshmem-doorbell'/><server path='/s'/><msi enabled='on' ioeventfd='on' vectors='4'/></shmem>",
  },
  {
    name: 'iommu',
    xml: "<iommu model='intel'><driver intremap='on' caching_mode='on' eim='on' iotlb='on' aw_bits='48' dma_translation='on'/></iommu>",
    domain: "<features><acpi/><ioapic driver='qemu'/></features>",
  },
  { name: 'iommu virtio', xml: "<iommu model='virtio'><driver granule='4K' aw_bits='48'/></iommu>", domain: acpi },
  {
    name: 'iommu amd',
    xml: "<iommu model='amd'><driver intremap='on' passthrough='on' xtsup='on' dma_translation='on' iotlb='on'/></iommu>",
    domain: acpi,
  },
  { name: 'iommu smmuv3', xml: "<iommu model='smmuv3'/>", machine: 'aarch64 virt' },
  { name: 'panic', xml: "<panic model='isa'><address type='isa' iobase='0x505'/></panic>" },
  {
    name: 'crypto',
    xml: `<crypto model='virtio' type='qemu'><backend model='builtin' queues='1'/><driver ${virtioDriver}/></crypto>`,
  },
  { name: 'crypto lkcf', xml: "<crypto model='virtio' type='qemu'><backend model='lkcf'/></crypto>" },
  {
    name: 'pstore',
    xml: "<pstore backend='acpi-erst'><path>/p</path><size unit='KiB'>64</size></pstore>",
    domain: acpi,
  },
  { name: 'nvram', xml: "<nvram><address type='spapr-vio' reg='0x3000'/></nvram>", machine: 'ppc64 pseries' },
  {
    name: 'hub',
    xml: "<hub type='usb'><address type='usb' bus='0' port='1'/></hub>",
    beside: "<controller type='usb' index='0' model='ich9-ehci1'/>",
  },
  {
    name: 'smartcard host',
    xml: "<smartcard mode='host'><address type='ccid' controller='0' slot='0'/></smartcard>",
    beside: usb,
  },
  {
    name: 'smartcard certificates',
    xml: "<smartcard mode='host-certificates'><certificate>a</certificate><certificate>b</certificate><certificate>c</certificate><database>/d</database></smartcard>",
    beside: usb,
  },
  {
    name: 'smartcard passthrough',
    xml: "<smartcard mode='passthrough' type='tcp'><source mode='bind' host='127.0.0.1' service='2001'/><protocol type='raw'/></smartcard>",
    beside: usb,
  },
  {
    name: 'redirdev',
    xml: "<redirdev bus='usb' type='tcp'><source mode='connect' host='127.0.0.1' service='4000'/><protocol type='raw'/><boot order='1'/></redirdev>",
    beside: usb,
  },
  { name: 'redirdev spice', xml: "<redirdev bus='usb' type='spicevmc'/>", beside: usb + spice },
  {
    name: 'redirfilter',
    xml: "<redirfilter><usbdev class='0x08' vendor='0x1234' product='0xbeef' version='2.56' allow='yes'/><usbdev allow='no'/></redirfilter>",
    beside: `${usb}${spice}<redirdev bus='usb' type='spicevmc'/>`,
  },
  ...(
    [
      [
        'dimm',
        "<source><pagesize unit='KiB'>4</pagesize><nodemask>0</nodemask></source><target><size unit='KiB'>524288</size><node>0</node></target><address type='dimm' slot='0' base='0x100000000'/>",
      ],
      [
        'nvdimm',
        "<source><path>/p</path><alignsize unit='KiB'>2048</alignsize><pmem/></source><target><size unit='KiB'>524288</size><node>0</node><label><size unit='KiB'>128</size></label><readonly/></target>",
      ],
      [
        'virtio-mem',
        "<source><nodemask>0</nodemask></source><target dynamicMemslots='no'><size unit='KiB'>524288</size><node>0</node><block unit='KiB'>2048</block><requested unit='KiB'>524288</requested></target>",
      ],
      ['virtio-pmem', "<source><path>/p</path></source><target><size unit='KiB'>524288</size></target>"],
    ] as const
  ).map(([model, inside]) => ({
    name: `memory ${model}`,
    xml: `<memory model='${model}' access='shared' discard='yes'>${inside}</memory>`,
    domain:
      "<maxMemory slots='4' unit='GiB'>8</maxMemory><cpu><numa><cell id='0' cpus='0' memory='1048576' unit='KiB'/></numa></cpu>",
  })),
  {
    name: 'memory sgx',
    xml: "<memory model='sgx-epc'><source><nodemask>0</nodemask></source><target><size unit='KiB'>16384</size></target></memory>",
  },
];

const machineType = "<type arch='x86_64' machine='q35'>hvm</type>";

const systems: readonly Subject[] = [
  {
    name: 'os',
    xml: `<os>${machineType}<boot dev='hd'/><bootmenu enable='yes' timeout='3000'/><bios useserial='yes' rebootTimeout='0'/><smbios mode='emulate'/><acpi><table type='slic'>/t</table></acpi></os>`,
    domain: acpi,
  },
  {
    name: 'os loader',
    xml: `<os>${machineType}<loader readonly='yes' type='pflash' secure='no' stateless='no' format='raw'>/l</loader><nvram template='/t' templateFormat='raw' format='raw'>/n</nvram></os>`,
    domain: acpi,
  },
  {
    name: 'os firmware',
    xml: `<os firmware='efi'>${machineType}<firmware><feature enabled='no' name='enrolled-keys'/></firmware></os>`,
    domain: acpi,
  },
];

export const SUBJECTS: readonly Subject[] = [
  ...systems,
  ...disks,
  ...controllers,
  ...interfaces,
  ...hostdevs,
  ...characters,
  ...graphics,
  ...others,
];
