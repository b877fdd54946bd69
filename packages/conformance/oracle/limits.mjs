#!/usr/bin/env node
// How many like devices a machine takes when libvirt places everything by itself, and which
// controllers it adds on the way: for n = 1, 2, 3 ... devices of one kind.
//   node limits.mjs [--out recorded/limits.json]
// In the answer, for each machine and kind: "accepted" the ranges of n that libvirt accepts;
// "controllers" the counts of PCI controllers by model, each with the range of n they hold for.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openOracle } from './define.mjs';
import { el, parseArgs } from './generate.mjs';

const two = (n) => (n & 255).toString(16).padStart(2, '0');
const letters = (n) => {
  let s = '';
  for (let rest = n + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    s = String.fromCharCode(97 + ((rest - 1) % 26)) + s;
  return s;
};
const nic = (model) => (n) =>
  el(
    'interface',
    { type: 'user' },
    el('mac', { address: `52:54:00:${two(n >> 16)}:${two(n >> 8)}:${two(n)}` }),
    el('model', { type: model }),
  );
const KINDS = {
  'virtio-net': nic('virtio'),
  e1000e: nic('e1000e'),
  rtl8139: nic('rtl8139'),
  'virtio-disk': (n) =>
    el(
      'disk',
      { type: 'file', device: 'disk' },
      el('driver', { name: 'qemu', type: 'raw' }),
      el('source', { file: `/images/d${n}.img` }),
      el('target', { dev: `vd${letters(n)}`, bus: 'virtio' }),
    ),
  hostdev: (n) =>
    el(
      'hostdev',
      { mode: 'subsystem', type: 'pci', managed: 'yes' },
      el(
        'source',
        {},
        el('address', {
          domain: '0x0000',
          bus: `0x${two(0x80 + (n >> 5))}`,
          slot: `0x${two(n & 31)}`,
          function: '0x0',
        }),
      ),
    ),
};
const SETS = [
  ['pc', 'x86_64', 'pc', 1000],
  ['q35', 'x86_64', 'q35', 300],
  ['virt', 'aarch64', 'virt', 300, 'cortex-a57'],
  ['pseries', 'ppc64', 'pseries', 1000],
  ['virt-riscv64', 'riscv64', 'virt', 300],
];

const a = parseArgs(process.argv.slice(2));
const oracle = await openOracle();
const result = { libvirt: oracle.about.libvirt, base: 'USB off, no balloon, no video', sets: {} };
const ranges = (values) => {
  const out = [];
  for (const [n, v] of values) {
    const last = out[out.length - 1];
    if (last && last[2] === v && last[1] === n - 1) last[1] = n;
    else out.push([n, n, v]);
  }
  return out;
};
for (const [name, arch, machine, max, cpu] of SETS) {
  result.sets[name] = {};
  for (const [kind, make] of Object.entries(KINDS)) {
    const answers = await Promise.all(
      Array.from({ length: max }, (_, i) => i + 1).map(async (n) => {
        const xml =
          `<domain type='qemu'><name>limit</name><uuid>0b5ad0c5-0000-4000-a000-00000000feed</uuid><memory unit='KiB'>1048576</memory><vcpu>1</vcpu><os>${el('type', { arch, machine }, 'hvm')}</os>` +
          (machine === 'pc' || machine === 'q35' ? '<features><acpi/><apic/></features>' : '') +
          (cpu ? `<cpu mode='custom'><model>${cpu}</model></cpu>` : '') +
          `<devices><controller type='usb' index='0' model='none'/>${Array.from({ length: n }, (_, i) => make(i)).join('')}<memballoon model='none'/></devices></domain>`;
        const r = await oracle.ask({ id: n, xml });
        const count = {};
        if (r.ok)
          for (const [, model] of r.xml.matchAll(/<controller type='pci' index='\d+' model='([^']+)'/g))
            count[model] = (count[model] ?? 0) + 1;
        return [n, r.ok, JSON.stringify(count)];
      }),
    );
    const entry = {
      upTo: max,
      accepted: ranges(answers.map(([n, ok]) => [n, ok]))
        .filter((r) => r[2])
        .map(([x, y]) => [x, y]),
    };
    entry.controllers = ranges(answers.filter(([, ok]) => ok).map(([n, , c]) => [n, c])).map(([x, y, c]) => [
      x,
      y,
      JSON.parse(c),
    ]);
    const twin = Object.entries(result.sets[name]).find(([, e]) => JSON.stringify(e) === JSON.stringify(entry));
    result.sets[name][kind] = twin ? { sameAs: twin[0] } : entry;
    console.error(name, kind, JSON.stringify(entry.accepted).slice(0, 160), JSON.stringify(entry.controllers.at(-1)));
  }
}
await oracle.close();
const text = JSON.stringify(result, null, 1)
  .replace(/\[\s+(\d+),\s+(\d+)\s+\]/g, '[$1, $2]')
  .replace(
    /\[\s+(\d+),\s+(\d+),\s+\{\s+([^}]*?)\s+\}\s+\]/g,
    (_, x, y, c) => `[${x}, ${y}, { ${c.replace(/\s+/g, ' ')} }]`,
  );
writeFileSync(a.out ?? join(dirname(fileURLToPath(import.meta.url)), 'recorded', 'limits.json'), `${text}\n`);
