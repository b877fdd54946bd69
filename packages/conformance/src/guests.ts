import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A domain that a real QEMU starts, made of devices that need nothing of the host. */
export interface Guest {
  readonly id: string;
  readonly machine: 'pc' | 'q35';
  readonly xml: string;
}

/** A small image that many disks may share; made where it is not there. */
export function sharedImage(): string {
  const path = join(tmpdir(), 'rootport-guests.img');
  writeFileSync(path, new Uint8Array(1 << 20));
  return path;
}

/** `vda`, …, `vdz`, `vdaa`: the names of virtio disks. */
export function diskName(number: number): string {
  const letter = String.fromCharCode(97 + (number % 26));
  return number < 26 ? letter : `${diskName(Math.floor(number / 26) - 1)}${letter}`;
}

/** The XML of a virtio disk that needs no file of its own. */
export function virtioDisk(image: string, name: string, address = ''): string {
  return `<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${image}'/><target dev='vd${name}' bus='virtio'/>${address}<readonly/><shareable/></disk>`;
}

/** Guest `number` of a machine: a pure function of its arguments. */
export function guest(machine: 'pc' | 'q35', number: number, image: string): Guest {
  const random = chance(`${machine}/${number}`);
  const devices = [...(machine === 'q35' ? q35Controllers(random) : pcControllers(random)), ...others(random, image)];
  const xml = [
    "<domain type='qemu'>",
    '  <name>guest</name>',
    '  <uuid>0b5ad0c5-0000-4000-a000-00000000c0de</uuid>',
    "  <memory unit='KiB'>65536</memory>",
    '  <vcpu>1</vcpu>',
    `  <os><type arch='x86_64' machine='${machine}'>hvm</type></os>`,
    '  <features><acpi/><apic/></features>',
    '  <devices>',
    ...devices.map((device) => `    ${device}`),
    '  </devices>',
    '</domain>',
    '',
  ];
  return { id: `${machine}-${number}`, machine, xml: xml.join('\n') };
}

type Random = (below: number) => number;

function q35Controllers(random: Random): readonly string[] {
  const ports = [0, 2, 4, 8, 12, 16][random(6)] ?? 0;
  const controllers = Array.from({ length: ports }, (_, position) => {
    const target = random(10) === 0 ? "<target hotplug='off'/>" : '';
    return `<controller type='pci' index='${position + 1}' model='pcie-root-port'>${target}</controller>`;
  });
  const bridges = ports > 0 && random(2) === 0 ? [ports + 1] : [];
  return [
    ...controllers,
    ...bridges.map((index) => `<controller type='pci' index='${index}' model='pcie-to-pci-bridge'/>`),
  ];
}

function pcControllers(random: Random): readonly string[] {
  return Array.from(
    { length: [0, 0, 1, 2][random(4)] ?? 0 },
    (_, position) => `<controller type='pci' index='${position + 1}' model='pci-bridge'/>`,
  );
}

// Without an address of its own a card would get another one at each definition.
function card(position: number, model: string): string {
  return `<interface type='user'><mac address='52:54:00:00:c0:0${position}'/><model type='${model}'/></interface>`;
}

function others(random: Random, image: string): readonly string[] {
  const models = ['virtio', 'virtio', 'e1000', 'rtl8139', 'e1000e'];
  const make = [
    (position: number) => card(position, models[random(models.length)] ?? 'virtio'),
    (position: number) => virtioDisk(image, `y${diskName(position)}`),
    () => "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>",
    (position: number) => `<controller type='scsi' index='${position}' model='virtio-scsi'/>`,
    (position: number) => `<controller type='virtio-serial' index='${position}'/>`,
  ];
  const list = Array.from({ length: random(9) }, (_, position) => make[random(make.length)]?.(position) ?? '');
  const usb = [" model='none'", '', " model='qemu-xhci'"][random(3)];
  const video = ['', "<video><model type='vga'/></video>", "<video><model type='virtio'/></video>"][random(3)];
  const balloon = ['none', 'virtio'][random(2)];
  return [
    `<controller type='usb' index='0'${usb}/>`,
    ...(video === undefined || video === '' ? [] : [video]),
    ...list,
    `<memballoon model='${balloon}'/>`,
  ];
}

/** A seeded sequence of numbers (mulberry32 over an FNV-1a hash of the seed). */
function chance(seed: string): Random {
  let state = 0x811c9dc5;
  for (const letter of seed) state = Math.imul(state ^ letter.charCodeAt(0), 0x01000193);
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
