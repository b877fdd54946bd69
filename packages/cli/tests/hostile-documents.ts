import { readFileSync } from 'node:fs';

const read = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/examples/${name}.xml`, import.meta.url), 'utf8');

/** Documents with many sorts of values, and some that the command line of QEMU could be tempted by. */
export const DOCUMENTS: readonly string[] = [
  read('q35-web-server'),
  read('gpu-passthrough'),
  read('i440fx-legacy'),
  read('many-disks'),
  read('aarch64-virt'),
  `<domain type='kvm'>
  <name>values</name>
  <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type></os>
  <features><acpi/></features>
  <devices>
    <controller type='pci' index='1' model='pcie-root-port'><alias name='ua-port'/></controller>
    <interface type='network'><mac address='52:54:00:00:00:01'/><source network='default'/><target dev='vnet0'/><model type='e1000e'/><alias name='ua-net'/></interface>
    <interface type='user'><model type='virtio'/></interface>
    <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='/srv/a'/><target dev='vda' bus='virtio'/><alias name='ua-disk'/><serial>abc</serial></disk>
    <filesystem><source dir='/a'/><target dir='tag'/></filesystem>
    <shmem name='mem'><model type='ivshmem-plain'/><size unit='M'>4</size></shmem>
    <hostdev mode='subsystem' type='scsi_host'><source protocol='vhost' wwpn='naa.5123456789abcde0'/></hostdev>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <sound model='ich9'/><watchdog model='i6300esb' action='reset'/><rng model='virtio'><backend model='random'>/dev/random</backend></rng>
    <memballoon model='virtio'/><input type='tablet' bus='usb'/><video><model type='qxl'/></video>
  </devices>
</domain>
`,
];

/** What a value would be to break out of a QEMU option, a shell word, a line of a report, a generated file. */
export const HOSTILE_VALUES: readonly string[] = [
  ',addr=0x1f,romfile=/srv/victim',
  'a,,b=c',
  '=on',
  "'; touch FORGED; '",
  '$(touch FORGED)`touch FORGED`',
  '" FORGED "',
  '\n::FORGED::',
  'x\n::FORGED file=a::b',
  ' ::FORGED::',
  '##[FORGED]',
  '\r\nFORGED',
  '\tFORGED',
  '\u202eFORGED\u2066',
  '\u2028FORGED\u0085FORGED\u009b31m',
  '-sandbox',
  '{"driver":"FORGED"}',
  '\\',
  ' \\\nFORGED',
  '# FORGED',
  'help',
  '[FORGED](http://localhost) {0}',
];

const VALUE = /(?<=<[\w:]+[^<>]*\s[\w:]+=)'([^']*)'/g;

/** The value as an attribute of XML. */
export const attribute = (value: string): string =>
  `'${value.replace(/[&<'"\n\r\t]/g, (character) => `&#${character.charCodeAt(0)};`)}'`;

/** How many attributes a document has. */
export const attributesOf = (xml: string): number => [...xml.matchAll(VALUE)].length;

/** The document with one attribute's value replaced, or with the hostile text behind it. */
export function poisoned(xml: string, position: number, hostile: string, isAppended: boolean): string {
  let place = -1;
  return xml.replace(VALUE, (whole, value: string) => {
    place += 1;
    return place === position ? attribute(isAppended ? `${value}${hostile}` : hostile) : whole;
  });
}
