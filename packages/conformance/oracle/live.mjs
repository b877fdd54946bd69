#!/usr/bin/env node
// Hotplug on real, running (paused) guests: which address libvirt gives each device added live.
//   node live.mjs [--machines pc,q35] [--count 60] [--out recorded]
// Needs a QEMU that runs here (software emulation is enough). About two seconds a guest and worker.
// Writes <machine>/live.ndjson.gz: {id, machine, input, hotplug: [xml...], result: [null | refusal ...],
// before: {alias: address}, after: {alias: address}}.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { openOracle } from './define.mjs';
import { el, parseArgs, Random } from './generate.mjs';
import { kindOf } from './kinds.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const a = parseArgs(process.argv.slice(2));
const known = JSON.parse(readFileSync(join(here, 'kinds.json'), 'utf8'));
const IMAGE = '/var/tmp/rootport-oracle.img';
writeFileSync(IMAGE, Buffer.alloc(1 << 20));
const two = (n) => n.toString(16).padStart(2, '0');

function scene(machine, index) {
  const r = new Random(`live/${machine}/${index}`);
  let nics = 0;
  let disks = 0;
  let scsi = 0;
  const nic = () =>
    el(
      'interface',
      { type: 'user' },
      el('mac', { address: `52:54:00:aa:00:${two(nics++)}` }),
      el('model', {
        type: r.weigh([
          ['virtio', 6],
          ['e1000', 2],
          ['rtl8139', 1],
          ['e1000e', 2],
        ]),
      }),
    );
  const disk = () =>
    el(
      'disk',
      { type: 'file', device: 'disk' },
      el('driver', { name: 'qemu', type: 'raw' }),
      el('source', { file: IMAGE }),
      el('target', { dev: `vd${'abcdefghijklmnop'[disks++]}`, bus: 'virtio' }),
      el('readonly'),
      el('shareable'),
    );
  const hba = () =>
    el('controller', {
      type: 'scsi',
      index: scsi++,
      model: r.weigh([
        ['virtio-scsi', 4],
        ['lsisas1068', 1],
      ]),
    });
  const rng = () => el('rng', { model: 'virtio' }, el('backend', { model: 'random' }, '/dev/urandom'));
  const explicit = () => {
    const bus =
      machine === 'pc'
        ? r.weigh([
            [0, 3],
            [1, 1],
          ])
        : r.weigh([
            [0, 1],
            [1, 1],
            [2, 1],
            [3, 1],
            [4, 1],
            [5, 1],
            [6, 1],
          ]);
    const address = el('address', {
      type: 'pci',
      domain: '0x0000',
      bus: `0x${two(bus)}`,
      slot: `0x${two(machine === 'pc' ? r.int(3, 31) : bus ? 0 : r.int(3, 20))}`,
      function: '0x0',
    });
    return nic().replace('</interface>', `${address}</interface>`);
  };
  const base = [];
  if (machine === 'q35') {
    const ports = r.weigh([
      [0, 2],
      [4, 2],
      [8, 3],
      [12, 3],
    ]);
    for (let i = 1; i <= ports; i++)
      base.push(
        el(
          'controller',
          { type: 'pci', index: i, model: 'pcie-root-port' },
          r.chance(0.08) ? el('target', { hotplug: 'off' }) : '',
        ),
      );
    if (ports && r.chance(0.4))
      base.push(el('controller', { type: 'pci', index: ports + 1, model: 'pcie-to-pci-bridge' }));
  } else
    for (
      let i = 1,
        n = r.weigh([
          [0, 4],
          [1, 3],
          [2, 1],
        ]);
      i <= n;
      i++
    )
      base.push(el('controller', { type: 'pci', index: i, model: 'pci-bridge' }));
  base.push(el('controller', { type: 'usb', index: 0, model: r.pick(['none', undefined, 'qemu-xhci']) }));
  if (r.chance(0.6)) base.push(el('video', {}, el('model', { type: r.pick(['vga', 'virtio', 'cirrus']) })));
  for (let i = r.int(0, 4); i > 0; i--) base.push(r.pick([nic, disk, rng])());
  base.push(el('memballoon', { model: r.pick(['none', 'virtio']) }));
  const hotplug = Array.from({ length: r.int(1, 5) }, () =>
    r.weigh([
      [nic, 5],
      [disk, 4],
      [hba, 2],
      [rng, 2],
      [explicit, 2],
    ])(),
  );
  const input = `<domain type='qemu'>\n<name>live</name>\n<uuid>0b5ad0c5-0000-4000-a000-00000000cafe</uuid>\n<memory unit='KiB'>65536</memory>\n<vcpu>1</vcpu>\n<os><type arch='x86_64' machine='${machine}'>hvm</type></os>\n<features><acpi/><apic/></features>\n<devices>\n${base.join('\n')}\n</devices>\n</domain>\n`;
  return { id: `live-${machine}-${index}`, machine, input, hotplug };
}

// alias -> address, out of a running domain's XML
function places(xml) {
  const out = {};
  for (const [block] of xml.matchAll(/^ {4}<(\w+)[ >][\s\S]*?^ {4}<\/\1>/gm)) {
    const alias = block.match(/<alias name='([^']+)'/)?.[1];
    const at = block.match(/<address type='pci' domain='0x(\w+)' bus='0x(\w+)' slot='0x(\w+)' function='0x(\w+)'/);
    if (alias && at) out[alias] = `${at[1]}:${at[2]}:${at[3]}.${at[4]}`;
  }
  return out;
}

const oracle = await openOracle();
for (const machine of String(a.machines ?? 'pc,q35').split(',')) {
  const rows = await Promise.all(
    Array.from({ length: Number(a.count ?? 60) }, async (_, i) => {
      const s = scene(machine, i);
      const before = await oracle.ask({ id: s.id, xml: s.input, start: true });
      if (!before.ok) {
        console.error(s.id, before.error.message);
        return null;
      }
      const after = await oracle.ask({ id: s.id, xml: s.input, start: true, hotplug: s.hotplug });
      if (!after.ok) {
        console.error(s.id, after.error.message);
        return null;
      }
      const result = after.hotplug.map((e) => {
        if (!e) return null;
        const k = kindOf(e);
        if (!known[k.kind]) console.error('unknown kind', k.kind, e.name, e.message);
        return {
          code: e.code,
          name: e.name,
          domain: e.domain,
          scope: known[k.kind]?.scope,
          fault: known[k.kind]?.name,
          ...k,
        };
      });
      return { ...s, result, before: places(before.live), after: places(after.live) };
    }),
  );
  const kept = rows.filter(Boolean);
  const dir = join(a.out ?? join(here, 'recorded'), machine);
  mkdirSync(dir, { recursive: true });
  writeFileSync(
    join(dir, 'live.ndjson.gz'),
    gzipSync(`${kept.map((x) => JSON.stringify(x)).join('\n')}\n`, { level: 9 }),
  );
  const devices = kept.flatMap((x) => x.result);
  console.error(
    `${machine}: ${kept.length} guests, ${devices.length} devices added live, ${devices.filter(Boolean).length} refused`,
  );
}
await oracle.close();
