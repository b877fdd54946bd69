#!/usr/bin/env node
// The benchmark's domains, each a pure function of its numbers.
//   node cases.mjs --out DIR            the four standing cases
//   node cases.mjs --out DIR --growth   the growth series as well
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const two = (n) => (n & 255).toString(16).padStart(2, '0');
const nic = (n, model = 'virtio') =>
  `<interface type='user'><mac address='52:54:00:${two(n >> 16)}:${two(n >> 8)}:${two(n)}'/><model type='${model}'/></interface>`;
const letters = (n) => {
  let s = '';
  for (let rest = n + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    s = String.fromCharCode(97 + ((rest - 1) % 26)) + s;
  return s;
};
const disk = (n) =>
  `<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='/images/d${n}.img'/><target dev='vd${letters(n)}' bus='virtio'/></disk>`;
const many = (n, f, ...rest) => Array.from({ length: n }, (_, i) => f(i, ...rest));

export function domain(machine, devices, name = 'bench') {
  return `<domain type='qemu'>
  <name>${name}</name>
  <uuid>0b5ad0c5-0000-4000-a000-00000000beef</uuid>
  <memory unit='KiB'>1048576</memory>
  <vcpu>2</vcpu>
  <os><type arch='x86_64' machine='${machine}'>hvm</type></os>
  <features><acpi/><apic/></features>
  <devices>
${devices.map((d) => `    ${d}`).join('\n')}
  </devices>
</domain>
`;
}

// n endpoints, alternately network cards and disks, nothing else of note. Left to itself libvirt
// stops at 929 of them on i440fx and at 239 on q35; `bridges` declares that many pci-bridges beforehand,
// which carries i440fx to some 7,600.
export const spread = (machine, n, bridges = 0) =>
  domain(machine, [
    "<controller type='usb' index='0' model='none'/>",
    ...many(bridges, (i) => `<controller type='pci' index='${i + 1}' model='pci-bridge'/>`),
    ...many(n, (i) => (i % 2 ? disk(i >> 1) : nic(i >> 1))),
    "<memballoon model='none'/>",
  ]);

// enough declared bridges that libvirt needs to add none
export const bridgesFor = (n) => (n <= 28 ? 0 : Math.min(255, Math.ceil(n / 30) + 1));
export const CASES = {
  'q35-5': () =>
    domain('q35', [
      nic(0),
      disk(0),
      "<controller type='scsi' index='0' model='virtio-scsi'/>",
      "<video><model type='vga'/></video>",
      "<memballoon model='virtio'/>",
    ]),
  'q35-28': () =>
    domain('q35', [
      ...many(8, nic),
      ...many(8, disk),
      nic(100, 'e1000e'),
      nic(101, 'rtl8139'),
      "<controller type='scsi' index='0' model='virtio-scsi'/>",
      "<controller type='virtio-serial' index='0'/>",
      "<controller type='usb' index='0' model='qemu-xhci'/>",
      "<sound model='ich9'/>",
      "<video><model type='virtio'/></video>",
      "<watchdog model='i6300esb'/>",
      "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>",
      "<input type='tablet' bus='virtio'/>",
      "<shmem name='s'><model type='ivshmem-plain'/><size unit='M'>4</size></shmem>",
      "<memballoon model='virtio'/>",
    ]),
  'pc-200': () => spread('pc', 200),
  'pc-7000': () => spread('pc', 7000, bridgesFor(7000)),
};
export const GROWTH = {
  pc: [5, 10, 30, 61, 100, 200, 309, 629],
  bridged: [5, 30, 100, 300, 1000, 2000, 3000, 5000, 7000],
  q35: [5, 10, 30, 60, 100, 150, 200, 239],
};

export function writeCases(dir, growth = false) {
  mkdirSync(dir, { recursive: true });
  const files = [];
  const put = (name, text) => {
    const f = join(dir, `${name}.xml`);
    writeFileSync(f, text);
    files.push(f);
  };
  for (const [name, make] of Object.entries(CASES)) put(name, make());
  if (growth)
    for (const [machine, sizes] of Object.entries(GROWTH))
      for (const n of sizes)
        put(`grow-${machine}-${n}`, machine === 'bridged' ? spread('pc', n, bridgesFor(n)) : spread(machine, n));
  return files;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const at = process.argv.indexOf('--out');
  console.log(writeCases(at > 0 ? process.argv[at + 1] : 'bench-cases', process.argv.includes('--growth')).join('\n'));
}
