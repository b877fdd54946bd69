import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/** A whole number below a limit, from a row that the seed decides. */
export function dice(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

type Roll = (limit: number) => number;

/** Guests as one manager writes them. */
interface Shape {
  /** Of a hundred guests. */
  readonly share: number;
  readonly machines: readonly string[];
  readonly devices: (n: number, roll: Roll) => readonly string[];
}

const times = (count: number, one: (at: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, at) => one(at));

const letters = (at: number): string => String.fromCharCode(97 + at);

const disk = (n: number, at: number, bus: string, prefix = bus === 'virtio' ? 'vd' : 'sd'): string =>
  `<disk type='file' device='disk'>\n      <driver name='qemu' type='qcow2'/>\n      <source file='/var/${n}-${prefix}${at}'/>\n      <target dev='${prefix}${letters(at)}' bus='${bus}'/>\n    </disk>`;

const cdrom = (bus: string, dev: string): string =>
  `<disk type='file' device='cdrom'>\n      <target dev='${dev}' bus='${bus}'/>\n      <readonly/>\n    </disk>`;

function card(n: number, at: number, model: string): string {
  const hex = n.toString(16).padStart(6, '0');
  const mac = `52:54:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4)}:0${at}`;
  return `<interface type='bridge'>\n      <mac address='${mac}'/>\n      <source bridge='br0'/>\n      <model type='${model}'/>\n    </interface>`;
}

const port = (index: number): string => `<controller type='pci' index='${index}' model='pcie-root-port'/>`;

const RNG = "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>";
const AGENT = "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>";
const BALLOON = "<memballoon model='virtio'/>";
const TABLET = "<input type='tablet' bus='usb'/>";
const VNC = "<graphics type='vnc'/>";

/** Managers and what they write; the last ones are those for whom an upgrade is not nothing. */
const SHAPES: readonly Shape[] = [
  {
    // Nova: ports in advance, everything virtio.
    share: 40,
    machines: ['pc-q35-6.2', 'pc-q35-5.2', 'q35'],
    devices: (n, roll) => [
      ...["<controller type='pci' index='0' model='pcie-root'/>", ...times(6 + roll(8), (at) => port(at + 1))],
      ...times(1 + roll(9), (at) => disk(n, at, 'virtio')),
      ...times(1 + roll(4), (at) => card(n, at, 'virtio')),
      ...["<controller type='usb' index='0' model='qemu-xhci'/>", TABLET, VNC],
      ...["<video><model type='virtio'/></video>", "<serial type='pty'/>", BALLOON, RNG],
    ],
  },
  {
    // oVirt: one SCSI controller, sound, smart cards.
    share: 15,
    machines: ['pc-q35-6.2', 'pc-q35-6.0', 'pc-q35-5.2', 'pc-q35-4.2'],
    devices: (n, roll) => [
      ...["<controller type='scsi' index='0' model='virtio-scsi'/>", "<controller type='virtio-serial' index='0'/>"],
      ...times(8 + roll(10), (at) => disk(n, at, 'scsi')),
      ...times(1 + roll(7), (at) => card(n, at, 'virtio')),
      ...["<controller type='usb' index='0' model='qemu-xhci' ports='8'/>", TABLET, "<graphics type='spice'/>", AGENT],
      ...["<sound model='ich6'/>", "<video><model type='qxl'/></video>", cdrom('sata', 'sdz'), BALLOON, RNG],
    ],
  },
  {
    share: 20,
    machines: ['pc-i440fx-6.2', 'pc-i440fx-6.1', 'pc-i440fx-5.2', 'pc', 'pc-i440fx-2.12'],
    devices: (n, roll) => [
      ...times(6 + roll(12), (at) => disk(n, at, 'virtio')),
      ...times(1 + roll(6), (at) => card(n, at, roll(3) > 0 ? 'virtio' : 'e1000')),
      ...["<controller type='usb' index='0' model='piix3-uhci'/>", cdrom('ide', 'hda'), TABLET, VNC, AGENT],
      ...["<console type='pty'/>", "<video><model type='cirrus'/></video>", BALLOON],
    ],
  },
  {
    // virt-manager: a desktop.
    share: 15,
    machines: ['pc-q35-6.2', 'pc-q35-6.0', 'pc-q35-5.2', 'pc-q35-3.1'],
    devices: (n, roll) => [
      ...times(1 + roll(12), (at) => disk(n, at, 'virtio')),
      ...times(1 + roll(7), (at) => card(n, at, roll(2) > 0 ? 'virtio' : 'e1000e')),
      ...["<controller type='usb' index='0' model='ich9-ehci1'/>", cdrom('sata', 'sda'), TABLET],
      ...["<graphics type='spice'/>", "<sound model='ich9'/>", "<video><model type='virtio'/></video>", AGENT],
      ...["<redirdev bus='usb' type='spicevmc'/>", "<redirdev bus='usb' type='spicevmc'/>", BALLOON, RNG],
    ],
  },
  {
    // SCSI controllers without a model: libvirt's choice, which changed.
    share: 6,
    machines: ['pc-q35-6.2', 'pc-i440fx-6.2'],
    devices: (n, roll) => [
      ...["<controller type='scsi' index='0'/>", ...times(4 + roll(10), (at) => disk(n, at, 'scsi'))],
      ...times(1 + roll(7), (at) => card(n, at, 'virtio')),
      ...[TABLET, VNC, "<video><model type='vga'/></video>", BALLOON, RNG],
    ],
  },
  {
    // Disks on USB beside other USB devices.
    share: 4,
    machines: ['pc-q35-6.2', 'pc-i440fx-5.2'],
    devices: (n, roll) => [
      ...["<controller type='usb' index='0' model='qemu-xhci'/>", disk(n, 0, 'usb'), cdrom('usb', 'sdb')],
      ...times(10 + roll(8), (at) => disk(n, at, 'virtio')),
      ...times(1 + roll(4), (at) => card(n, at, 'virtio')),
      ...[TABLET, "<input type='keyboard' bus='usb'/>", VNC, "<video><model type='vga'/></video>", BALLOON],
    ],
  },
];

function shapeFor(roll: Roll): Shape {
  let left = roll(SHAPES.reduce((sum, { share }) => sum + share, 0));
  for (const shape of SHAPES) {
    if (left < shape.share) return shape;
    left -= shape.share;
  }
  throw new Error('the shares do not add up');
}

/** A guest as clouds have them. */
function guest(n: number, roll: Roll): string {
  const { machines, devices } = shapeFor(roll);
  const machine = machines[roll(machines.length)] ?? '';
  const lines = devices(n, roll).map((text) => `    ${text}\n`);
  return `<domain type='kvm'>\n  <name>g${n}</name>\n  <memory unit='GiB'>${1 + roll(8)}</memory>\n  <vcpu>2</vcpu>\n  <os><type arch='x86_64' machine='${machine}'>hvm</type></os>\n  <features><acpi/></features>\n  <devices>\n${lines.join('')}  </devices>\n</domain>\n`;
}

/** Writes random guests as NDJSON. */
export async function writeGuests(path: string, { count, seed }: { count: number; seed: number }): Promise<void> {
  const roll = dice(seed);
  const out = createWriteStream(path);
  for (let n = 0; n < count; n += 1) {
    if (!out.write(`${JSON.stringify({ id: `g${n}`, xml: guest(n, roll) })}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}
