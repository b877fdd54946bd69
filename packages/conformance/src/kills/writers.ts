import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../shared-folder.ts';

/** A command that writes a file, and what it works on. */
export interface Writer {
  readonly name: string;
  /** After the program's name; what begins with ./ is in the folder of the files. */
  readonly args: readonly string[];
  /** The files before each run; one that is missing is written by the command. */
  readonly files: Readonly<Record<string, string>>;
  /** The one that is written. */
  readonly target: string;
  /** What to ask a server that has started; the command ends by itself otherwise. */
  readonly save?: (url: string) => Promise<boolean>;
}

const example = (name: string): string => readFileSync(join(PROJECT_ROOT, 'fixtures', name), 'utf8');

/** A NIC of its own for each number. */
export const nicOf = (number: number): string =>
  `<interface type='network'><mac address='${macOf(number)}'/><source network='default'/><model type='virtio'/></interface>\n`;

export const macOf = (number: number): string => `52:54:00:00:${number >> 8}0:${(number & 0xff) + 10}`;

const WEB = example('examples/q35-web-server.xml');
const SAVED = WEB.replace('<devices>', '<devices>\n    <!-- saved by the page -->');

/** A guest of two cells, and a host with a GPU near the one and a network adapter near the other. */
const CELLS = `<domain type='qemu'>
  <name>cells</name>
  <memory unit='GiB'>2</memory>
  <vcpu>2</vcpu>
  <numatune>
    <memnode cellid='0' mode='strict' nodeset='0'/>
    <memnode cellid='1' mode='strict' nodeset='1'/>
  </numatune>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <features><acpi/></features>
  <cpu><numa><cell id='0' cpus='0' memory='1' unit='GiB'/><cell id='1' cpus='1' memory='1' unit='GiB'/></numa></cpu>
  <devices>
  </devices>
</domain>
`;
const HOST = JSON.stringify({
  formatVersion: '2.0',
  nodes: [{ id: 0 }, { id: 1 }],
  roots: [
    { id: 'pci0000:17', node: 0 },
    { id: 'pci0000:85', node: 1 },
  ],
  bridges: [],
  devices: [
    { address: '0000:18:00.0', class: '0302', id: '10de:2335', root: 'pci0000:17', node: 0 },
    { address: '0000:86:00.0', class: '0200', id: '15b3:1021', root: 'pci0000:85', node: 1 },
  ],
});

/** Every command that writes a file. */
export const WRITERS: readonly Writer[] = [
  { name: 'plan --in-place', args: ['plan', '--in-place', './vm.xml'], files: { 'vm.xml': WEB }, target: 'vm.xml' },
  {
    name: 'check --fix',
    args: ['check', '--fix', '--unsafe', './vm.xml'],
    files: { 'vm.xml': example('examples/collisions.xml') },
    target: 'vm.xml',
  },
  { name: 'lock', args: ['lock', './vm.xml'], files: { 'vm.xml': WEB }, target: 'vm.xml.rootport.lock' },
  {
    name: 'lock, again',
    args: ['lock', './vm.xml'],
    files: { 'vm.xml': WEB, 'vm.xml.rootport.lock': '{}\n' },
    target: 'vm.xml.rootport.lock',
  },
  {
    name: 'reserve --in-place',
    args: ['reserve', '--free', '20', '--in-place', './vm.xml'],
    files: { 'vm.xml': WEB },
    target: 'vm.xml',
  },
  {
    name: 'convert --in-place',
    args: ['convert', '--machine', 'q35', '--in-place', './vm.xml'],
    files: { 'vm.xml': example('examples/i440fx-legacy.xml') },
    target: 'vm.xml',
  },
  {
    name: 'attach --in-place',
    args: ['attach', '--in-place', './vm.xml', './nic.xml'],
    files: { 'vm.xml': WEB, 'nic.xml': nicOf(0) },
    target: 'vm.xml',
  },
  {
    name: 'detach --in-place',
    args: ['detach', '--in-place', './vm.xml', 'vda'],
    files: { 'vm.xml': WEB },
    target: 'vm.xml',
  },
  {
    name: 'names --pin --in-place',
    args: ['names', '--pin', '--in-place', './vm.xml'],
    files: { 'vm.xml': WEB },
    target: 'vm.xml',
  },
  {
    name: 'place --in-place',
    args: ['place', '--host', './host.json', '--gpus', '--nics', '--in-place', './vm.xml'],
    files: { 'vm.xml': CELLS, 'host.json': HOST },
    target: 'vm.xml',
  },
  {
    name: 'fleet --results --resume',
    // What a stopped run has written is kept for the run that goes on.
    args: ['fleet', 'inventory', '--results', './answers.ndjson', '--resume', './vm.xml'],
    files: { 'vm.xml': WEB },
    target: 'answers.ndjson',
  },
  {
    name: 'view, saving',
    args: ['view', '--quiet', './vm.xml'],
    files: { 'vm.xml': WEB },
    target: 'vm.xml',
    save: (url) => saveByPage(url, SAVED),
  },
];

async function saveByPage(url: string, body: string): Promise<boolean> {
  const opened = await fetch(`${url}document`);
  const headers = { origin: new URL(url).origin, 'if-match': opened.headers.get('etag') ?? '' };
  const saved = await fetch(`${url}document`, { method: 'PUT', headers, body });
  return saved.status === 200;
}
