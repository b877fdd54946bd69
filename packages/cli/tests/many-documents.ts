/** A number from 0 to below 1; the same row of them for the same seed (a linear congruential generator). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Dice {
  /** A whole number from `least` to `most`. */
  readonly between: (least: number, most: number) => number;
  readonly one: <Thing>(of: readonly Thing[]) => Thing;
  readonly maybe: (text: string) => string;
}

function dice(seed: number): Dice {
  const next = chance(seed);
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    between,
    one: (of) => {
      const picked = of[between(0, of.length - 1)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
    maybe: (text) => (next() < 0.5 ? text : ''),
  };
}

interface Guest {
  readonly arch: string;
  readonly machines: readonly string[];
  readonly nics: readonly string[];
  readonly buses: readonly (readonly [bus: string, prefix: string])[];
  readonly extras: readonly string[];
}

const PASSTHROUGH = (fn: number): string => `    <hostdev mode='subsystem' type='pci' managed='yes'>
      <source><address domain='0x0000' bus='0x0b' slot='0x00' function='0x${fn}'/></source>
    </hostdev>
`;
const DESKTOP = `    <graphics type='spice' autoport='yes'/>
    <sound model='ich9'/>
    <video><model type='qxl' ram='65536' vram='65536' vgamem='16384' heads='1' primary='yes'/></video>
    <channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0'/></channel>
    <redirdev bus='usb' type='spicevmc'/>
    <redirdev bus='usb' type='spicevmc'/>
`;
const AGENT = `    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
`;

const GUESTS: readonly Guest[] = [
  {
    arch: 'x86_64',
    machines: ['pc-q35-6.2', 'pc-q35-7.2', 'q35'],
    nics: ['virtio', 'virtio', 'e1000e'],
    buses: [
      ['virtio', 'vd'],
      ['sata', 'sd'],
    ],
    extras: [DESKTOP, PASSTHROUGH(0) + PASSTHROUGH(1), AGENT, "    <watchdog model='itco' action='reset'/>\n"],
  },
  {
    arch: 'x86_64',
    machines: ['pc-i440fx-6.2', 'pc-i440fx-2.11', 'pc'],
    nics: ['virtio', 'e1000', 'rtl8139'],
    buses: [
      ['virtio', 'vd'],
      ['ide', 'hd'],
    ],
    extras: [DESKTOP.replace("'ich9'", "'ich6'"), PASSTHROUGH(0), AGENT, "    <watchdog model='i6300esb'/>\n"],
  },
  {
    arch: 'aarch64',
    machines: ['virt-7.2', 'virt'],
    nics: ['virtio'],
    buses: [['virtio', 'vd']],
    extras: [AGENT, "    <video><model type='virtio'/></video>\n"],
  },
  {
    arch: 'ppc64',
    machines: ['pseries', 'pseries-7.2'],
    nics: ['virtio', 'e1000'],
    buses: [['virtio', 'vd']],
    extras: [AGENT, "    <video><model type='vga'/></video>\n"],
  },
];

/** Documents as they lie in people's repositories: of several machines, sizes and styles; some with an old address twice. */
export function manyDocuments(count: number): readonly string[] {
  return Array.from({ length: count }, (_, number) => realLooking(number));
}

function realLooking(number: number): string {
  const { between, one, maybe } = dice(number + 1);
  const { arch, machines, nics, buses, extras } = one(GUESTS);
  const [bus, prefix] = one(buses);
  const most = bus === 'ide' ? 4 : bus === 'sata' ? 6 : 20;
  const clash = between(0, 9) === 0;
  const place = clash && arch === 'x86_64' ? "\n      <address type='pci' bus='0x00' slot='0x07' function='0x0'/>" : '';
  const disks = Array.from({ length: between(1, most) }, (_, disk) =>
    diskOf(number, prefix, bus, disk, bus === 'virtio' && disk < 2 ? place : ''),
  );
  const interfaces = Array.from({ length: between(1, 6) }, (_, index) => interfaceOf(number, index, one(nics)));
  const mac = number.toString(16).padStart(2, '0');
  return `<domain type='kvm' xmlns:app='http://example.org/inventory/1'>
  <name>guest-${number}</name>
  <uuid>5a1d2c3e-0000-4000-8000-0000000000${mac.slice(-2)}</uuid>
${maybe(`  <title>${one(['Web', 'Database', 'Build', 'Desktop'])} of team ${between(1, 20)}</title>\n`)}  <metadata>
    <app:owner contact='ops@example.org'>team ${between(1, 20)}</app:owner>
  </metadata>
  <memory unit='GiB'>${between(1, 64)}</memory>
  <vcpu placement='static'>${between(1, 32)}</vcpu>
  <os>
    <type arch='${arch}' machine='${one(machines)}'>hvm</type>
    <boot dev='hd'/>
  </os>
  <features>
    <acpi/>
${maybe('    <apic/>\n')}  </features>
  <cpu mode='host-passthrough' check='none'/>
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff>
  <devices>
    <emulator>/usr/bin/qemu-system-${arch}</emulator>
${disks.join('')}${interfaces.join('')}    <serial type='pty'/>
    <console type='pty'/>
${extras.map(maybe).join('')}    <memballoon model='virtio'/>
    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
  </devices>
</domain>
`;
}

function diskOf(number: number, prefix: string, bus: string, disk: number, place: string): string {
  const target = `${prefix}${String.fromCharCode(97 + disk)}`;
  return `    <!-- ${disk === 0 ? 'system' : `data ${disk}`} -->
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' cache='none' discard='unmap'/>
      <source file='/srv/guests/${number}/${target}.qcow2'/>
      <target dev='${target}' bus='${bus}'/>${place}
    </disk>
`;
}

function interfaceOf(number: number, index: number, model: string): string {
  const mac = [number >> 8, number & 0xff, index].map((part) => part.toString(16).padStart(2, '0')).join(':');
  return `    <interface type='bridge'>
      <mac address='52:54:00:${mac}'/>
      <source bridge='br${index}'/>
      <model type='${model}'/>
    </interface>
`;
}
