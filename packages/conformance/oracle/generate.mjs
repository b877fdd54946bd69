#!/usr/bin/env node
// Seeded random generator of libvirt domain XML, aimed at everything that takes part
// in PCI placement. The same seed, machine, index and knobs always give the same text:
// every uuid and MAC is written out, so the oracle's answers are deterministic too.
//
//   node generate.mjs --machine q35 --seed 1 --count 5            NDJSON on standard output
//   node generate.mjs --machine pc,q35 --count 1000 --out DIR     one XML file each
//   node generate.mjs --list                                      the machines known
// Knobs: --devices MIN-MAX  --explicit 0..1  --controllers 0..1  --invalid 0..1  --versioned 0..1
//        --attach N (besides, up to N devices to add to the defined domain, in "attach")
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// ---------------------------------------------------------------- randomness
function hash32(text) {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  h ^= h >>> 12;
  h = Math.imul(h, 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}

export class Random {
  constructor(text) {
    this.s = hash32(String(text));
  }
  next() {
    this.s = (this.s + 0x6d2b79f5) >>> 0;
    let t = this.s;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  int(min, max) {
    return min + Math.floor(this.next() * (max - min + 1));
  }
  chance(p) {
    return this.next() < p;
  }
  pick(list) {
    return list[Math.floor(this.next() * list.length)];
  }
  // [[value, weight], ...]
  weigh(pairs) {
    let total = 0;
    for (const [, w] of pairs) total += w;
    let x = this.next() * total;
    for (const [v, w] of pairs) {
      x -= w;
      if (x < 0) return v;
    }
    return pairs[pairs.length - 1][0];
  }
  hex(digits) {
    let s = '';
    while (s.length < digits) s += this.int(0, 15).toString(16);
    return s;
  }
}

// ---------------------------------------------------------------- XML
const escaped = (v) => String(v).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/'/g, '&apos;');
export function el(name, attrs = {}, ...children) {
  let open = name;
  for (const [k, v] of Object.entries(attrs)) if (v !== undefined && v !== null) open += ` ${k}='${escaped(v)}'`;
  const kids = children.flat(Infinity).filter((c) => c !== undefined && c !== null && c !== '' && c !== false);
  return kids.length ? `<${open}>${kids.join('')}</${name}>` : `<${open}/>`;
}
const hex = (n, width) => `0x${n.toString(16).padStart(width, '0')}`;

// ---------------------------------------------------------------- machines
const x86Nets = [
  ['virtio', 10],
  ['e1000', 4],
  ['rtl8139', 3],
  ['e1000e', 4],
  ['virtio-transitional', 2],
  ['virtio-non-transitional', 2],
  ['pcnet', 1],
  ['ne2k_pci', 1],
  ['i82551', 1],
  ['i82557b', 1],
  ['i82559er', 1],
  ['vmxnet3', 1],
  ['usb-net', 1],
  [undefined, 2],
];
const usbAll = [
  'piix3-uhci',
  'piix4-uhci',
  'ehci',
  'ich9-ehci1',
  'ich9-uhci1',
  'ich9-uhci2',
  'ich9-uhci3',
  'nec-xhci',
  'qemu-xhci',
  'pci-ohci',
];
const soundAll = [
  ['ich6', 4],
  ['ich9', 4],
  ['ac97', 3],
  ['es1370', 2],
  ['usb', 1],
];
const virtioWays = [
  ['virtio', 6],
  ['virtio-transitional', 2],
  ['virtio-non-transitional', 2],
];

export const MACHINES = {
  pc: {
    arch: 'x86_64',
    machine: 'pc',
    bus0: 'pci-root',
    versions: ['pc-i440fx-2.0', 'pc-i440fx-2.3', 'pc-i440fx-2.5', 'pc-i440fx-2.12', 'pc-i440fx-4.2', 'pc-i440fx-6.2'],
    nets: x86Nets,
    disks: [
      ['virtio', 8],
      ['scsi', 4],
      ['ide', 3],
      ['sata', 3],
      ['usb', 2],
      ['fdc', 1],
    ],
    videos: [
      ['cirrus', 3],
      ['vga', 3],
      ['qxl', 3],
      ['virtio', 3],
      ['vmvga', 1],
      ['bochs', 1],
      ['none', 1],
    ],
    usb: [...usbAll, undefined],
    sounds: [...soundAll, ['sb16', 1]],
    watchdogs: [
      ['i6300esb', 4],
      ['ib700', 1],
    ],
    bridges: [
      ['pci-bridge', 10],
      ['pci-expander-bus', 2],
    ],
    isa: true,
    panic: ['isa', 'hyperv'],
    memory: true,
    tpm: ['tpm-tis', 'tpm-crb'],
    scsi: [
      [undefined, 3],
      ['virtio-scsi', 5],
      ['lsilogic', 2],
      ['lsisas1068', 2],
      ['lsisas1078', 2],
      ['vmpvscsi', 1],
      ['virtio-transitional', 1],
      ['virtio-non-transitional', 1],
      ['am53c974', 1],
      ['dc390', 1],
    ],
  },
  q35: {
    arch: 'x86_64',
    machine: 'q35',
    bus0: 'pcie-root',
    versions: ['pc-q35-2.4', 'pc-q35-2.7', 'pc-q35-2.12', 'pc-q35-4.2', 'pc-q35-6.2'],
    nets: x86Nets,
    disks: [
      ['virtio', 8],
      ['scsi', 4],
      ['sata', 4],
      ['usb', 2],
      ['fdc', 0.5],
    ],
    videos: [
      ['cirrus', 2],
      ['vga', 3],
      ['qxl', 3],
      ['virtio', 4],
      ['vmvga', 1],
      ['bochs', 2],
      ['ramfb', 0.5],
      ['none', 1],
    ],
    usb: [...usbAll, undefined],
    sounds: [...soundAll, ['sb16', 0.5]],
    watchdogs: [
      ['i6300esb', 4],
      ['ib700', 1],
    ],
    bridges: [
      ['pcie-root-port', 10],
      ['dmi-to-pci-bridge', 3],
      ['pci-bridge', 3],
      ['pcie-to-pci-bridge', 3],
      ['switch', 2],
      ['pcie-expander-bus', 2],
    ],
    isa: true,
    panic: ['isa', 'hyperv'],
    memory: true,
    iommu: ['intel', 'intel', 'virtio'],
    tpm: ['tpm-tis', 'tpm-crb'],
    scsi: [
      [undefined, 3],
      ['virtio-scsi', 5],
      ['lsilogic', 2],
      ['lsisas1068', 2],
      ['lsisas1078', 2],
      ['vmpvscsi', 1],
      ['virtio-transitional', 1],
      ['virtio-non-transitional', 1],
      ['am53c974', 1],
      ['dc390', 1],
    ],
  },
  virt: {
    arch: 'aarch64',
    machine: 'virt',
    bus0: 'pcie-root',
    cpu: 'cortex-a57',
    acpi: true,
    versions: ['virt-2.12', 'virt-4.2', 'virt-6.2'],
    nets: [
      ['virtio', 10],
      ['e1000', 2],
      ['e1000e', 2],
      ['rtl8139', 2],
      ['virtio-transitional', 1],
      ['virtio-non-transitional', 2],
      ['usb-net', 1],
      [undefined, 2],
    ],
    disks: [
      ['virtio', 8],
      ['scsi', 4],
      ['sata', 2],
      ['usb', 2],
    ],
    videos: [
      ['virtio', 6],
      ['ramfb', 1],
      ['bochs', 2],
      ['vga', 2],
      ['qxl', 0.1],
      ['cirrus', 1],
      ['none', 1],
    ],
    usb: ['nec-xhci', 'qemu-xhci', 'qemu-xhci', 'ehci', 'ich9-ehci1', 'piix3-uhci', 'pci-ohci', undefined],
    sounds: [
      ['ich6', 2],
      ['ich9', 4],
      ['ac97', 2],
      ['usb', 1],
    ],
    watchdogs: [['i6300esb', 1]],
    bridges: [
      ['pcie-root-port', 10],
      ['dmi-to-pci-bridge', 1],
      ['pci-bridge', 2],
      ['pcie-to-pci-bridge', 3],
      ['switch', 2],
      ['pcie-expander-bus', 2],
    ],
    noUsb: true,
    mmio: 0.08,
    iommu: ['smmuv3', 'smmuv3', 'smmuv3', 'smmuv3', 'virtio'],
    memory: true,
    tpm: ['tpm-tis'],
    scsi: [
      [undefined, 3],
      ['virtio-scsi', 5],
      ['lsilogic', 1],
      ['virtio-non-transitional', 1],
    ],
  },
  'virt-armv7l': {
    arch: 'armv7l',
    machine: 'virt',
    bus0: 'pcie-root',
    cpu: 'cortex-a15',
    versions: ['virt-2.12', 'virt-6.2'],
    nets: [
      ['virtio', 10],
      ['e1000', 2],
      ['e1000e', 1],
      ['virtio-non-transitional', 1],
      [undefined, 2],
    ],
    disks: [
      ['virtio', 8],
      ['scsi', 3],
      ['usb', 2],
      ['sata', 1],
    ],
    videos: [
      ['virtio', 5],
      ['vga', 2],
      ['bochs', 1],
      ['none', 1],
    ],
    usb: ['nec-xhci', 'qemu-xhci', 'ehci', undefined],
    sounds: [
      ['ich9', 2],
      ['usb', 1],
    ],
    watchdogs: [['i6300esb', 1]],
    bridges: [
      ['pcie-root-port', 8],
      ['pcie-to-pci-bridge', 2],
      ['dmi-to-pci-bridge', 1],
      ['pci-bridge', 1],
      ['switch', 1],
    ],
    noUsb: true,
    mmio: 0.12,
    scsi: [
      [undefined, 2],
      ['virtio-scsi', 4],
    ],
  },
  'virt-riscv64': {
    arch: 'riscv64',
    machine: 'virt',
    bus0: 'pcie-root',
    versions: [],
    nets: [
      ['virtio', 10],
      ['e1000', 2],
      ['e1000e', 2],
      ['rtl8139', 1],
      ['virtio-non-transitional', 1],
      [undefined, 2],
    ],
    disks: [
      ['virtio', 8],
      ['scsi', 3],
      ['usb', 2],
      ['sata', 1],
    ],
    videos: [
      ['virtio', 5],
      ['vga', 2],
      ['bochs', 1],
      ['qxl', 0.1],
      ['none', 1],
    ],
    usb: ['nec-xhci', 'qemu-xhci', 'ehci', undefined],
    sounds: [
      ['ich6', 1],
      ['ich9', 2],
      ['usb', 1],
    ],
    watchdogs: [['i6300esb', 1]],
    bridges: [
      ['pcie-root-port', 8],
      ['pcie-to-pci-bridge', 2],
      ['dmi-to-pci-bridge', 1],
      ['pci-bridge', 1],
      ['switch', 1],
    ],
    noUsb: true,
    mmio: 0.12,
    scsi: [
      [undefined, 2],
      ['virtio-scsi', 4],
    ],
  },
  // libvirt knows it since 10.2: ask a suite that has it.
  pseries: {
    arch: 'ppc64',
    machine: 'pseries',
    bus0: 'pci-root',
    versions: ['pseries-2.5', 'pseries-2.12', 'pseries-4.2', 'pseries-6.2'],
    nets: [
      ['virtio', 10],
      ['e1000', 2],
      ['e1000e', 1],
      ['rtl8139', 2],
      ['spapr-vlan', 2],
      ['virtio-transitional', 1],
      ['virtio-non-transitional', 1],
      [undefined, 2],
    ],
    disks: [
      ['virtio', 8],
      ['scsi', 5],
      ['usb', 2],
      ['sata', 1],
    ],
    videos: [
      ['vga', 5],
      ['virtio', 3],
      ['cirrus', 1],
      ['bochs', 1],
      ['none', 1],
    ],
    usb: ['pci-ohci', 'nec-xhci', 'qemu-xhci', 'piix3-uhci', 'ich9-ehci1', 'ehci', undefined],
    sounds: [
      ['ac97', 2],
      ['ich6', 1],
      ['es1370', 1],
      ['usb', 1],
    ],
    watchdogs: [['i6300esb', 1]],
    bridges: [
      ['pci-root', 8],
      ['pci-bridge', 6],
    ],
    panic: ['pseries'],
    memory: true,
    tpm: ['tpm-spapr'],
    vio: true,
    scsi: [
      [undefined, 3],
      ['virtio-scsi', 4],
      ['ibmvscsi', 3],
      ['lsilogic', 1],
      ['lsisas1078', 1],
    ],
  },
  s390x: {
    arch: 's390x',
    machine: 's390-ccw-virtio',
    skip: ['sata', 'shmem', 'sound', 'hub', 'redirdev', 'smartcard', 'ccid', 'serial', 'hostusb'],
    bus0: null,
    versions: ['s390-ccw-virtio-2.11', 's390-ccw-virtio-6.2'],
    nets: [
      ['virtio', 10],
      ['e1000', 1],
      [undefined, 2],
    ],
    disks: [
      ['virtio', 8],
      ['scsi', 3],
      ['usb', 0.3],
    ],
    videos: [
      ['virtio', 3],
      ['none', 1],
    ],
    usb: ['none', 'none', 'none', 'qemu-xhci'],
    sounds: [['ich9', 0.3]],
    watchdogs: [
      ['diag288', 2],
      ['i6300esb', 0.5],
    ],
    bridges: [['pci-bridge', 2]],
    panic: ['s390'],
    noUsb: true,
    zpci: 0.3,
    ccw: 0.2,
    scsi: [
      [undefined, 2],
      ['virtio-scsi', 4],
    ],
  },
  mac99: {
    arch: 'ppc',
    machine: 'mac99',
    cpus: 1,
    skip: ['vsock', 'tpm', 'fs', 'vhostscsi', 'hostdev', 'mdev'],
    bus0: 'pci-root',
    versions: [],
    nets: [
      ['virtio', 4],
      ['e1000', 2],
      ['rtl8139', 2],
      ['ne2k_pci', 1],
      [undefined, 1],
    ],
    disks: [
      ['virtio', 4],
      ['ide', 0.1],
      ['usb', 1],
      ['scsi', 2],
    ],
    videos: [
      ['vga', 4],
      ['virtio', 1],
      ['none', 1],
    ],
    usb: ['pci-ohci', 'piix3-uhci', undefined, undefined],
    sounds: [
      ['es1370', 1],
      ['ac97', 1],
    ],
    watchdogs: [['i6300esb', 1]],
    bridges: [['pci-bridge', 4]],
    scsi: [
      [undefined, 1],
      ['virtio-scsi', 2],
    ],
  },
};

const PCIE_BUS = new Set([
  'pcie-root',
  'pcie-root-port',
  'pcie-switch-upstream-port',
  'pcie-switch-downstream-port',
  'pcie-expander-bus',
]);
const SINGLE = new Set(['pcie-root-port', 'pcie-switch-downstream-port']);
const NAMES = {
  'pci-bridge': ['pci-bridge'],
  'dmi-to-pci-bridge': ['i82801b11-bridge'],
  'pcie-root-port': ['ioh3420', 'pcie-root-port'],
  'pcie-switch-upstream-port': ['x3130-upstream'],
  'pcie-switch-downstream-port': ['xio3130-downstream'],
  'pcie-to-pci-bridge': ['pcie-pci-bridge'],
  'pci-expander-bus': ['pxb'],
  'pcie-expander-bus': ['pxb-pcie'],
  'pci-root': ['spapr-pci-host-bridge'],
};

// Known by name, not listed: the machine's own libvirt and the recorded sets have no such emulator.
Object.defineProperty(MACHINES, 'virt-loongarch64', {
  value: {
    arch: 'loongarch64',
    machine: 'virt',
    bus0: 'pcie-root',
    versions: [],
    nets: [
      ['virtio', 10],
      ['e1000', 2],
      ['e1000e', 2],
      ['rtl8139', 1],
      ['virtio-non-transitional', 1],
      [undefined, 2],
    ],
    disks: [
      ['virtio', 8],
      ['scsi', 3],
      ['usb', 2],
      ['sata', 1],
    ],
    videos: [
      ['virtio', 5],
      ['vga', 2],
      ['bochs', 1],
      ['ramfb', 0.5],
      ['none', 1],
    ],
    usb: ['nec-xhci', 'qemu-xhci', 'ehci', undefined],
    sounds: [
      ['ich6', 1],
      ['ich9', 2],
      ['usb', 1],
    ],
    watchdogs: [['i6300esb', 1]],
    bridges: [
      ['pcie-root-port', 8],
      ['pcie-to-pci-bridge', 2],
      ['dmi-to-pci-bridge', 1],
      ['pci-bridge', 1],
      ['switch', 1],
    ],
    noUsb: true,
    scsi: [
      [undefined, 2],
      ['virtio-scsi', 4],
    ],
  },
});

export const DEFAULTS = { seed: 1, devices: [1, 20], explicit: 0.2, controllers: 0.45, invalid: 0.06, versioned: 0.1 };

// ---------------------------------------------------------------- one domain
class Builder {
  constructor(key, index, knobs) {
    this.k = { ...DEFAULTS, ...knobs };
    this.key = key;
    this.m = MACHINES[key];
    this.r = new Random(`${this.k.seed}/${key}/${index}`);
    this.index = index;
    this.devices = [];
    this.buses = new Map(); // index -> {model, used: Set('slot.function'), multi: Set(slot)}
    this.counts = {};
    this.faults = [];
    this.features = new Set();
    this.need = { numa: 0, maxMemory: false, shared: false, ioapic: false };
    if (this.m.bus0) this.bus(0, this.m.bus0);
    this.style = this.r.weigh([
      ['plain', 3],
      ['addressed', 3],
      ['mixed', 4],
      ['crowded', 1],
    ]);
    const e = this.k.explicit;
    this.explicit = { plain: 0, addressed: Math.min(1, e * 2.5), mixed: e, crowded: e / 4 }[this.style];
  }

  n(what) {
    this.counts[what] = (this.counts[what] ?? -1) + 1;
    return this.counts[what];
  }
  bus(index, model) {
    if (!this.buses.has(index)) this.buses.set(index, { model, used: new Set(), multi: new Set() });
    return this.buses.get(index);
  }
  note(f) {
    this.features.add(f);
  }

  // ---- addresses
  slots(model) {
    if (SINGLE.has(model)) return [0, 0];
    if (model === 'pcie-switch-upstream-port' || model === 'pcie-expander-bus' || model === 'pci-expander-bus')
      return [0, 31];
    return [1, 31];
  }
  take(index, slot, fn = 0) {
    const b = this.buses.get(index);
    if (b) b.used.add(`${slot}.${fn}`);
  }
  free(index, slot) {
    const b = this.buses.get(index);
    for (let f = 0; f < 8; f++) if (b.used.has(`${slot}.${f}`)) return false;
    return true;
  }
  pci(a, extra = {}) {
    return el(
      'address',
      {
        type: 'pci',
        domain: a.domain === undefined ? undefined : hex(a.domain, 4),
        bus: hex(a.bus, 2),
        slot: hex(a.slot, 2),
        function: a.function === undefined ? undefined : hex(a.function, 1),
        multifunction: a.multifunction,
        ...extra,
      },
      this.zpci(),
    );
  }
  zpci() {
    if (this.key !== 's390x' || !this.r.chance(0.4)) return '';
    const n = this.n('zpci');
    return el('zpci', {
      uid: this.r.chance(0.93) ? hex(n * 3 + 0x101, 4) : undefined,
      fid: this.r.chance(0.93) ? hex(n * 2 + 0x100, 8) : undefined,
    });
  }
  // A believable explicit address for an endpoint, or '' for none.
  address(kind = 'any') {
    const r = this.r;
    if (this.m.mmio && r.chance(this.m.mmio) && kind === 'virtio') {
      this.note('virtio-mmio');
      return el('address', { type: 'virtio-mmio' });
    }
    if (this.key === 's390x') {
      if (r.chance(this.m.ccw) && kind === 'virtio') {
        this.note('ccw');
        return el('address', {
          type: 'ccw',
          cssid: '0xfe',
          ssid: hex(
            r.weigh([
              [0, 5],
              [1, 1],
            ]),
            1,
          ),
          devno: hex(this.n('ccw') * 2 + 0x10, 4),
        });
      }
      if (r.chance(this.m.zpci)) {
        this.note('zpci');
        if (r.chance(0.5)) return el('address', { type: 'pci' }, this.zpci());
        return this.pci({ domain: 0, bus: 0, slot: 1 + this.n('s390slot'), function: 0 });
      }
      return '';
    }
    if (!r.chance(this.explicit)) return '';
    this.note('explicit');
    const way = r.weigh([
      ['free', 60],
      ['auto', 5],
      ['partial', 3],
      ['newbus', 6],
      ['function', 12],
      ['any', 6],
    ]);
    if (way === 'auto')
      return el('address', { type: 'pci', multifunction: r.chance(0.15) ? r.pick(['on', 'off']) : undefined });
    if (way === 'newbus') {
      const bus =
        Math.max(...this.buses.keys()) +
        r.weigh([
          [1, 6],
          [2, 2],
          [3, 1],
          [6, 1],
        ]);
      this.note('undeclared-bus');
      const b = this.bus(
        bus,
        this.m.bus0 !== 'pcie-root'
          ? 'pci-bridge'
          : kind === 'pci' && r.chance(0.85)
            ? 'pcie-to-pci-bridge'
            : 'pcie-root-port',
      );
      const slot = SINGLE.has(b.model) ? (r.chance(0.85) ? 0 : r.int(1, 31)) : r.int(1, 31);
      this.take(bus, slot);
      return this.pci({ domain: 0, bus, slot, function: 0 });
    }
    if (way === 'function') {
      for (const [index, b] of this.buses)
        for (const slot of b.multi) {
          const fn = r.int(1, 7);
          if (!b.used.has(`${slot}.${fn}`)) {
            this.take(index, slot, fn);
            this.note('multifunction');
            return this.pci({ domain: 0, bus: index, slot, function: fn });
          }
        }
    }
    const candidates = [...this.buses].filter(([, b]) => way === 'any' || this.fits(kind, b.model));
    for (let tries = 0; tries < 12 && candidates.length; tries++) {
      const [bus, b] = r.pick(candidates);
      const [lo, hi] = this.slots(b.model);
      const slot = r.int(bus === 0 ? 2 : lo, bus === 0 && b.model === 'pcie-root' ? 28 : hi);
      if (!this.free(bus, slot)) continue;
      this.take(bus, slot);
      if (way === 'partial') {
        this.note('partial');
        return r.pick([
          el('address', { type: 'pci', bus: hex(bus, 2), slot: hex(slot, 2) }),
          el('address', { type: 'pci', slot: hex(slot, 2) }),
          el('address', { type: 'pci', bus: hex(bus, 2) }),
        ]);
      }
      const multi = r.chance(0.2);
      if (multi) {
        b.multi.add(slot);
        this.note('multifunction');
      }
      return this.pci({
        domain: r.chance(0.9) ? 0 : undefined,
        bus,
        slot,
        function: r.chance(0.95) ? 0 : undefined,
        multifunction: multi ? 'on' : r.chance(0.03) ? 'off' : undefined,
      });
    }
    return '';
  }
  fits(kind, model) {
    if (kind === 'pcie')
      return PCIE_BUS.has(model)
        ? model === 'pcie-root' || SINGLE.has(model)
        : this.m.bus0 !== 'pcie-root' || this.r.chance(0.3);
    if (model === 'pcie-expander-bus' || model === 'pcie-switch-upstream-port') return this.r.chance(0.05);
    if (kind === 'pci') return !PCIE_BUS.has(model) || model === 'pcie-root';
    return true;
  }
  add(xml) {
    this.devices.push(xml);
  }

  // ---- PCI controllers
  controllers() {
    const r = this.r;
    if (this.m.bus0 && r.chance(0.4)) {
      this.add(
        el(
          'controller',
          { type: 'pci', index: 0, model: this.m.bus0 },
          r.chance(0.15) && this.m.isa ? el('pcihole64', { unit: 'KiB' }, r.pick([0, 1048576, 4194304])) : '',
        ),
      );
    }
    if (!r.chance(this.k.controllers)) return;
    this.note('controllers');
    const count = r.weigh([
      [1, 4],
      [2, 4],
      [3, 3],
      [4, 2],
      [6, 2],
      [10, 1],
      [24, 0.3],
    ]);
    let next = 1;
    for (let i = 0; i < count; i++) {
      const model = r.weigh(this.m.bridges);
      if (r.chance(0.15)) {
        next += r.int(1, 3);
        this.note('index-gap');
      }
      if (model === 'switch') next = this.switchTree(next);
      else {
        // on a PCIe machine a pci-bridge wants a conventional bus below its own index
        if (
          model === 'pci-bridge' &&
          this.m.bus0 === 'pcie-root' &&
          ![...this.buses.values()].some((b) => !PCIE_BUS.has(b.model)) &&
          r.chance(0.92)
        ) {
          const first = r.weigh(this.m.bridges.filter(([b]) => /dmi|to-pci/.test(b)));
          if (first === 'pcie-to-pci-bridge' && r.chance(0.88)) this.controller(next++, 'pcie-root-port');
          this.controller(next++, first);
        }
        if (model === 'pcie-to-pci-bridge' && r.chance(0.88)) this.controller(next++, 'pcie-root-port');
        this.controller(next++, model);
      }
    }
    if (r.chance(0.15)) {
      this.shuffled = true;
      this.note('controllers-out-of-order');
    }
  }
  controller(index, model, parent) {
    const r = this.r;
    const withAddress = model !== 'pci-root' && r.chance(this.style === 'plain' ? 0.1 : 0.45);
    let address = '';
    if (parent !== undefined) address = parent;
    else if (withAddress) address = this.controllerPlace(model);
    const target = {};
    let node = '';
    if (model === 'pci-bridge' && r.chance(0.2)) target.chassisNr = r.int(1, 255);
    if (/root-port|downstream/.test(model)) {
      if (r.chance(0.15)) {
        target.chassis = index + 100;
      }
      if (r.chance(0.15)) target.port = hex(r.int(0, 255), 1);
      if (r.chance(0.08)) {
        target.hotplug = r.pick(['on', 'off', 'off']);
        this.note('hotplug-attribute');
      }
    }
    if (/expander/.test(model)) {
      if (r.chance(0.6)) target.busNr = 40 + this.n('pxb') * 40 + r.int(0, 20);
      if (r.chance(0.5)) {
        node = el('node', {}, r.int(0, 1));
        this.need.numa = 2;
      }
      this.note(model);
    }
    if (model === 'pci-root') {
      if (r.chance(0.7)) target.index = index;
      if (r.chance(0.2)) {
        node = el('node', {}, r.int(0, 1));
        this.need.numa = 2;
      }
      this.note('extra-host-bridge');
    }
    const anyTarget = Object.keys(target).length || node;
    this.bus(index, model);
    if (/pci-bridge|dmi/.test(model)) this.note(model);
    this.add(
      el(
        'controller',
        { type: 'pci', index, model },
        r.chance(0.2) ? el('model', { name: r.pick(NAMES[model]) }) : '',
        anyTarget ? el('target', target, node) : '',
        address,
      ),
    );
  }
  controllerPlace(model) {
    const r = this.r;
    const want = {
      'pci-bridge': (b) => !PCIE_BUS.has(b) && b !== 'pcie-root',
      'pcie-to-pci-bridge': (b) => SINGLE.has(b) || (b === 'pcie-root' && r.chance(0.06)),
      'dmi-to-pci-bridge': (b) => b === 'pcie-root' || b === 'pcie-expander-bus',
      'pcie-root-port': (b) => b === 'pcie-root' || b === 'pcie-expander-bus',
      'pci-expander-bus': (b) => b === 'pci-root',
      'pcie-expander-bus': (b) => b === 'pcie-root',
    }[model];
    if (!want) return '';
    const candidates = [...this.buses].filter(([, b]) => want(b.model));
    for (let tries = 0; tries < 10 && candidates.length; tries++) {
      const [bus, b] = r.pick(candidates);
      if (model === 'pcie-root-port' && b.multi.size && r.chance(0.6)) {
        const slot = r.pick([...b.multi]);
        const fn = r.int(1, 7);
        if (!b.used.has(`${slot}.${fn}`)) {
          this.take(bus, slot, fn);
          return this.pci({ domain: 0, bus, slot, function: fn });
        }
      }
      const [lo, hi] = this.slots(b.model);
      const slot = r.int(bus === 0 ? 2 : lo, bus === 0 && b.model === 'pcie-root' ? 28 : hi);
      if (!this.free(bus, slot)) continue;
      this.take(bus, slot);
      const multi = r.chance(0.4);
      if (multi) b.multi.add(slot);
      return this.pci({ domain: 0, bus, slot, function: 0, multifunction: multi ? 'on' : undefined });
    }
    return '';
  }
  switchTree(index) {
    const r = this.r;
    this.note('switch');
    const explicit = r.chance(0.5);
    this.controller(index, 'pcie-root-port', '');
    this.buses.get(index).used.add('0.0');
    this.controller(
      index + 1,
      'pcie-switch-upstream-port',
      explicit ? this.pci({ domain: 0, bus: index, slot: 0, function: 0 }) : '',
    );
    const ports = r.int(1, 5);
    const shift = r.chance(0.2) ? 1 : 0;
    for (let i = 0; i < ports; i++) {
      const slot = i + shift;
      if (explicit) this.take(index + 1, slot);
      this.controller(
        index + 2 + i,
        'pcie-switch-downstream-port',
        explicit ? this.pci({ domain: 0, bus: index + 1, slot, function: 0 }) : '',
      );
    }
    return index + 2 + ports;
  }

  // ---- USB controllers
  usb() {
    const r = this.r;
    const m = this.m;
    const way = r.weigh([
      ['default', 5],
      ['one', 4],
      ['ich9', m.isa ? 2 : 0.2],
      ['none', 1],
      ['two', 1.5],
    ]);
    this.usbWay = way === 'default' && this.m.noUsb ? 'none' : way;
    const addr = (slot, fn) => {
      if (!this.explicit || !this.r.chance(0.3) || !this.buses.size) return '';
      this.take(0, slot, fn);
      return this.pci({ domain: 0, bus: 0, slot, function: fn, multifunction: fn === 0 ? 'on' : undefined });
    };
    if (way === 'default') return;
    if (way === 'none') {
      this.add(el('controller', { type: 'usb', index: 0, model: 'none' }));
      this.note('usb-none');
      return;
    }
    if (way === 'one') {
      const model = r.chance(0.03) ? r.pick(m.usb) : r.pick(m.usb.filter((u) => !/ich9-uhci/.test(u ?? '')));
      if (model === 'none') this.usbWay = 'none';
      this.add(
        el(
          'controller',
          { type: 'usb', index: 0, model, ports: /xhci/.test(model ?? '') && r.chance(0.3) ? r.int(1, 15) : undefined },
          m.machine === 'pc' && /piix3/.test(model ?? 'piix3') && r.chance(0.95)
            ? ''
            : this.address(/xhci/.test(model ?? '') ? 'pcie' : 'pci'),
        ),
      );
      return;
    }
    if (way === 'two') {
      const whole = m.usb.filter((u) => !/ich9-uhci|none/.test(u ?? ''));
      this.add(el('controller', { type: 'usb', index: 0, model: r.pick(whole) }));
      this.add(
        el(
          'controller',
          {
            type: 'usb',
            index: r.weigh([
              [1, 6],
              [2, 1],
            ]),
            model: r.pick(whole),
          },
          this.address('pci'),
        ),
      );
      return;
    }
    this.note('ich9-usb');
    const sets = r.weigh([
      [1, 4],
      [2, 1],
    ]);
    for (let s = 0; s < sets; s++) {
      const slot = s ? 0x1a : 0x1d;
      const parts = [
        ['ich9-ehci1', 7, null],
        ['ich9-uhci1', 0, 0],
        ['ich9-uhci2', 1, 2],
        ['ich9-uhci3', 2, 4],
      ];
      const keep = parts.filter((_p, i) => i === 0 || r.chance(0.85));
      if (r.chance(0.2)) keep.reverse();
      const explicit = m.isa && this.explicit && r.chance(0.5);
      const place = explicit && r.chance(0.8) ? slot : r.int(4, 28);
      for (const [model, fn, port] of keep) {
        let a = '';
        if (explicit) {
          this.take(0, place, fn);
          a = this.pci({ domain: 0, bus: 0, slot: place, function: fn, multifunction: fn === 0 ? 'on' : undefined });
        } else a = addr(slot, fn);
        this.add(
          el('controller', { type: 'usb', index: s, model }, port === null ? '' : el('master', { startport: port }), a),
        );
      }
    }
  }
  hasUsb() {
    return this.usbWay !== 'none' || this.r.chance(0.03);
  }

  // ---- endpoints
  net() {
    const r = this.r;
    let model = r.weigh(this.m.nets);
    if (model === 'usb-net' && !this.hasUsb()) model = 'virtio';
    const type = r.weigh([
      ['user', 6],
      ['ethernet', 2],
      ['bridge', 3],
      ['network', 2],
      ['direct', 1],
      ['hostdev', 0.7],
      ['vhostuser', 0.4],
    ]);
    const source = {
      bridge: { bridge: 'br0' },
      network: { network: 'rootport-none' },
      direct: { dev: 'eth0', mode: 'bridge' },
    }[type];
    const mac = el('mac', {
      address: `52:54:00:${hex((this.index >> 8) & 255, 2).slice(2)}:${hex(this.index & 255, 2).slice(2)}:${hex(this.n('mac') & 255, 2).slice(2)}`,
    });
    if (type === 'hostdev') {
      this.note('interface-hostdev');
      this.add(
        el(
          'interface',
          { type, managed: r.pick(['yes', 'no']) },
          mac,
          el('driver', { name: 'vfio' }),
          el('source', {}, this.hostAddress('pci')),
          this.address('pcie'),
        ),
      );
      return;
    }
    if (type === 'vhostuser') {
      this.need.shared = true;
      this.add(
        el(
          'interface',
          { type },
          mac,
          el('source', { type: 'unix', path: `/run/vhost${this.n('vhu')}.sock`, mode: 'client' }),
          el('model', { type: 'virtio' }),
          this.address('virtio'),
        ),
      );
      return;
    }
    const isVirtio = /virtio/.test(model ?? '');
    const isa = this.m.isa;
    const plain = !['usb-net', 'spapr-vlan'].includes(model);
    this.add(
      el(
        'interface',
        { type },
        mac,
        source ? el('source', source) : '',
        model ? el('model', { type: model }) : '',
        isVirtio && r.chance(0.1)
          ? el('driver', {
              name: r.pick(['vhost', 'qemu']),
              queues: r.chance(0.5) ? r.int(2, 8) : undefined,
              iommu: r.chance(0.2) ? 'on' : undefined,
            })
          : '',
        !this.noBoot && r.chance(0.08) ? el('boot', { order: this.n('boot') + 1 }) : '',
        isa && r.chance(0.05) ? el('rom', { bar: r.pick(['on', 'off']) }) : '',
        plain
          ? this.address(
              model === 'virtio' || !model ? 'virtio' : /e1000e|non-trans|vmxnet3/.test(model) ? 'pcie' : 'pci',
            )
          : model === 'usb-net' && !r.chance(0.06)
            ? el('address', { type: 'usb', bus: 0, port: this.n('usbnet') + 1 })
            : '',
      ),
    );
  }
  target(prefix) {
    let n = this.n(`disk-${prefix}`);
    let s = '';
    for (n += 1; n > 0; n = Math.floor((n - 1) / 26)) s = String.fromCharCode(97 + ((n - 1) % 26)) + s;
    return prefix + s;
  }
  disk() {
    const r = this.r;
    let bus = r.weigh(this.m.disks);
    if (bus === 'usb' && !this.hasUsb()) bus = 'virtio';
    if (bus === 'ide' && (this.counts['disk-hd'] ?? -1) >= 3) bus = 'virtio';
    const prefix = { virtio: 'vd', scsi: 'sd', sata: 'sd', usb: 'sd', ide: 'hd', fdc: 'fd' }[bus];
    const device =
      bus === 'fdc'
        ? 'floppy'
        : bus === 'virtio'
          ? 'disk'
          : r.weigh([
              ['disk', 4],
              ['cdrom', 2],
            ]);
    if (bus === 'fdc' && (this.counts['disk-fd'] ?? -1) >= 1) return this.net();
    const way =
      bus === 'virtio'
        ? r.weigh([
            ['file', 6],
            ['block', 1],
            ['vhostuser', 0.3],
            ['nvme', 0.3],
            ['network', 0.5],
          ])
        : 'file';
    const model = bus === 'virtio' && r.chance(0.2) && !['mac99'].includes(this.key) ? r.weigh(virtioWays) : undefined;
    const dev = this.target(prefix);
    const n = this.n('image');
    let source;
    if (way === 'block') source = el('source', { dev: `/dev/disk${n}` });
    else if (way === 'vhostuser') {
      this.need.shared = true;
      source = el('source', { type: 'unix', path: `/run/blk${n}.sock` });
    } else if (way === 'nvme') source = el('source', { type: 'pci', managed: 'yes', namespace: 1 }, this.hostAddress());
    else if (way === 'network')
      source = el('source', { protocol: 'nbd', name: `disk${n}` }, el('host', { name: '127.0.0.1', port: 10809 }));
    else source = device === 'cdrom' && r.chance(0.3) ? '' : el('source', { file: `/images/d${n}.img` });
    let address = '';
    if (bus === 'virtio') address = this.address(model === 'virtio-non-transitional' ? 'pcie' : 'virtio');
    else if (bus === 'scsi' && r.chance(0.25)) {
      const c = r.weigh([
        [0, 5],
        [1, 3],
        [2, 1],
        [3, 1],
      ]);
      address = el('address', {
        type: 'drive',
        controller: c,
        bus: 0,
        target: r.chance(0.03) ? r.int(0, 3) : 0,
        unit: this.n(`unit${c}`) % 7,
      });
    } else if (bus === 'sata' && r.chance(0.15))
      address = el('address', {
        type: 'drive',
        controller: r.weigh([
          [0, 3],
          [1, 2],
        ]),
        bus: 0,
        target: 0,
        unit: n % 6,
      });
    this.add(
      el(
        'disk',
        { type: way, device, model },
        el('driver', { name: 'qemu', type: 'raw', iothread: undefined }),
        source,
        el('target', { dev, bus }),
        device === 'cdrom' ? el('readonly') : '',
        !this.noBoot && r.chance(0.08) ? el('boot', { order: this.n('boot') + 1 }) : '',
        address,
      ),
    );
  }
  hostAddress(type) {
    const n = this.n('host');
    return el('address', {
      type,
      domain: '0x0000',
      bus: hex(0xc0 + (n >> 3), 2),
      slot: hex(0x10 + (n & 7), 2),
      function: '0x0',
    });
  }
  endpoint() {
    const r = this.r;
    const m = this.m;
    const what = r.weigh([
      ['net', 22],
      ['disk', 22],
      ['scsi', 5],
      ['serialctl', 4],
      ['sound', 4],
      ['hostdev', 5],
      ['rng', 4],
      ['watchdog', 2],
      ['input', 5],
      ['fs', 4],
      ['shmem', 2.5],
      ['vsock', 1],
      ['tpm', m.tpm ? 1 : 0],
      ['iommu', m.iommu ? 0.7 : 0],
      ['memory', m.memory ? 1 : 0],
      ['channel', 5],
      ['redirdev', 2],
      ['video', 4],
      ['serial', 2],
      ['console', 1.5],
      ['sata', m.isa ? 1.5 : 0.5],
      ['smartcard', 0.7],
      ['crypto', 1.5],
      ['mdev', 1],
      ['hostusb', 1],
      ['hostscsi', 0.7],
      ['vhostscsi', 0.7],
      ['panic', m.panic ? 0.7 : 0],
      ['hub', 0.4],
      ['graphics', 1.5],
      ['ccid', 0.3],
    ]);
    if (m.skip?.includes(what) && !r.chance(0.02)) return this.net();
    this[`add_${what}`]();
  }
  add_net() {
    this.net();
  }
  add_disk() {
    this.disk();
  }
  add_scsi() {
    const r = this.r;
    const model = r.weigh(this.m.scsi);
    const n = this.n('scsi');
    const index = n + (r.chance(0.1) ? 2 : 0);
    if (this.scsiSeen?.has(index)) return;
    this.scsiSeen ??= new Set();
    this.scsiSeen.add(index);
    this.add(
      el(
        'controller',
        { type: 'scsi', index, model },
        model === 'ibmvscsi' ? '' : this.address(/virtio/.test(model ?? '') ? 'virtio' : 'pci'),
      ),
    );
  }
  add_serialctl() {
    const r = this.r;
    const n = this.n('vserial');
    this.add(
      el(
        'controller',
        {
          type: 'virtio-serial',
          index: n,
          model: r.chance(0.15) ? r.weigh(virtioWays) : undefined,
          ports: r.chance(0.2) ? 31 : undefined,
        },
        this.address('virtio'),
      ),
    );
  }
  add_sata() {
    const n = this.n('sata');
    this.add(el('controller', { type: 'sata', index: n }, n === 0 && this.key === 'q35' ? '' : this.address('pcie')));
  }
  add_ccid() {
    if (this.hasUsb()) this.add(el('controller', { type: 'ccid', index: this.n('ccid') }));
  }
  add_sound() {
    const model = this.r.weigh(this.m.sounds);
    if (model === 'usb' && !this.hasUsb()) return;
    this.add(
      el(
        'sound',
        { model },
        /ich[69]/.test(model) && this.r.chance(0.2) ? el('codec', { type: 'duplex' }) : '',
        model === 'sb16' || model === 'usb' ? '' : this.address('pci'),
      ),
    );
  }
  add_hostdev() {
    this.note('hostdev');
    this.add(
      el(
        'hostdev',
        { mode: 'subsystem', type: 'pci', managed: this.r.pick(['yes', 'no']) },
        this.r.chance(0.5) ? el('driver', { name: 'vfio' }) : '',
        el('source', {}, this.hostAddress()),
        this.address('pcie'),
      ),
    );
  }
  add_mdev() {
    const s390 = this.key === 's390x';
    this.add(
      el(
        'hostdev',
        { mode: 'subsystem', type: 'mdev', managed: 'no', model: s390 ? 'vfio-ccw' : 'vfio-pci' },
        el(
          'source',
          {},
          el('address', {
            uuid: `${this.r.hex(8)}-${this.r.hex(4)}-4${this.r.hex(3)}-8${this.r.hex(3)}-${this.r.hex(12)}`,
          }),
        ),
        s390 ? '' : this.address('pcie'),
      ),
    );
  }
  add_hostusb() {
    if (!this.hasUsb()) return;
    this.add(
      el(
        'hostdev',
        { mode: 'subsystem', type: 'usb' },
        el('source', {}, el('vendor', { id: '0x1234' }), el('product', { id: hex(0x1000 + this.n('hostusb'), 4) })),
      ),
    );
  }
  add_hostscsi() {
    this.add(
      el(
        'hostdev',
        { mode: 'subsystem', type: 'scsi' },
        el(
          'source',
          {},
          el('adapter', { name: 'scsi_host0' }),
          el('address', { bus: 0, target: 0, unit: this.n('hostscsi') }),
        ),
      ),
    );
  }
  add_vhostscsi() {
    const n = this.n('vhostscsi');
    this.add(
      el(
        'hostdev',
        { mode: 'subsystem', type: 'scsi_host', model: this.r.chance(0.3) ? this.r.weigh(virtioWays) : undefined },
        el('source', { protocol: 'vhost', wwpn: `naa.500000000000${n.toString(16).padStart(4, '0')}` }),
        this.m.mmio && this.r.chance(0.93) ? el('address', { type: 'pci' }) : this.address('virtio'),
      ),
    );
  }
  add_rng() {
    this.add(
      el(
        'rng',
        { model: this.r.chance(0.8) ? 'virtio' : this.r.weigh(virtioWays) },
        el('backend', { model: 'random' }, '/dev/urandom'),
        this.address('virtio'),
      ),
    );
  }
  add_watchdog() {
    if (this.counts.watchdog !== undefined && !this.r.chance(0.01)) return;
    this.n('watchdog');
    const model = this.r.weigh(this.m.watchdogs);
    this.add(
      el(
        'watchdog',
        { model, action: this.r.pick(['reset', 'none', undefined]) },
        model === 'i6300esb' ? this.address('pci') : '',
      ),
    );
  }
  add_input() {
    const r = this.r;
    const bus = r.weigh([
      ['virtio', 4],
      ['usb', 3],
      ['ps2', this.m.isa ? 1 : 0],
    ]);
    if (bus === 'usb' && !this.hasUsb()) return;
    const type = r.pick(
      bus === 'ps2'
        ? ['mouse', 'keyboard']
        : bus === 'usb'
          ? ['tablet', 'mouse', 'keyboard']
          : this.key === 's390x'
            ? ['tablet', 'mouse', 'keyboard']
            : ['tablet', 'mouse', 'keyboard', 'passthrough'],
    );
    this.add(
      el(
        'input',
        {
          type,
          bus,
          model:
            bus === 'virtio' && r.chance(0.1)
              ? r.weigh([
                  ['virtio', 9],
                  ['virtio-non-transitional', 1],
                ])
              : undefined,
        },
        type === 'passthrough' ? el('source', { evdev: '/dev/input/event1' }) : '',
        bus === 'virtio' ? this.address('virtio') : '',
      ),
    );
  }
  add_fs() {
    const r = this.r;
    const n = this.n('fs');
    const virtiofs = r.chance(0.25);
    if (virtiofs) this.need.shared = true;
    this.add(
      el(
        'filesystem',
        {
          type: 'mount',
          accessmode: virtiofs ? 'passthrough' : r.pick(['mapped', 'passthrough']),
          model: !virtiofs && r.chance(0.15) ? r.weigh(virtioWays) : undefined,
        },
        virtiofs ? el('driver', { type: 'virtiofs' }) : '',
        el('source', { dir: `/export/${n}` }),
        el('target', { dir: `tag${n}` }),
        this.address(virtiofs ? 'pcie' : 'virtio'),
      ),
    );
  }
  add_shmem() {
    const model = this.r.pick(['ivshmem-plain', 'ivshmem-plain', 'ivshmem-doorbell']);
    const n = this.n('shmem');
    this.add(
      el(
        'shmem',
        { name: `shm${n}` },
        el('model', { type: model }),
        model === 'ivshmem-plain'
          ? el('size', { unit: 'M' }, 4)
          : [el('server', { path: `/run/shm${n}.sock` }), el('msi', { vectors: 4, ioeventfd: 'on' })],
        this.address('pci'),
      ),
    );
  }
  add_vsock() {
    if (this.counts.vsock !== undefined) return;
    this.n('vsock');
    this.add(
      el(
        'vsock',
        { model: this.r.chance(0.7) ? 'virtio' : this.r.weigh(virtioWays) },
        el('cid', { auto: 'no', address: 3 + (this.index & 63) }),
        this.address('virtio'),
      ),
    );
  }
  add_tpm() {
    if (this.counts.tpm !== undefined) return;
    this.n('tpm');
    this.add(
      el(
        'tpm',
        { model: this.r.pick(this.m.tpm) },
        this.r.chance(0.95)
          ? el('backend', { type: 'passthrough' }, el('device', { path: '/dev/tpm0' }))
          : el('backend', { type: 'emulator', version: '2.0' }),
      ),
    );
  }
  add_iommu() {
    if (this.counts.iommu !== undefined) return;
    this.n('iommu');
    const model = this.r.pick(this.m.iommu);
    const remap = model === 'intel' && this.r.chance(0.6);
    if (remap) this.need.ioapic = true;
    this.note(`iommu-${model}`);
    this.add(
      el(
        'iommu',
        { model },
        remap
          ? el('driver', {
              intremap: 'on',
              caching_mode: this.r.chance(0.5) ? 'on' : undefined,
              iotlb: this.r.chance(0.3) ? 'on' : undefined,
            })
          : '',
      ),
    );
  }
  add_memory() {
    const r = this.r;
    const m = this.m;
    const model = r.weigh(
      m.isa
        ? [
            ['dimm', 3],
            ['nvdimm', 1],
            ['virtio-pmem', 3],
            ['virtio-mem', 2],
          ]
        : this.key === 'pseries'
          ? [
              ['dimm', 3],
              ['nvdimm', 2],
              ['virtio-mem', 0.2],
            ]
          : [
              ['dimm', 3],
              ['nvdimm', 1],
              ['virtio-mem', 2],
              ['virtio-pmem', 0.2],
            ],
    );
    this.need.numa ||= 1;
    this.need.maxMemory = true;
    this.note(`memory-${model}`);
    const size = el('size', { unit: 'KiB' }, 524288);
    const node = model === 'virtio-pmem' ? '' : el('node', {}, 0);
    const source =
      model === 'nvdimm' || model === 'virtio-pmem'
        ? el('source', {}, el('path', {}, `/images/nv${this.n('nv')}`))
        : '';
    const uuid =
      model === 'nvdimm' && this.key === 'pseries'
        ? el('uuid', {}, `${r.hex(8)}-${r.hex(4)}-4${r.hex(3)}-8${r.hex(3)}-${r.hex(12)}`)
        : '';
    this.add(
      el(
        'memory',
        { model },
        uuid,
        source,
        el(
          'target',
          {},
          size,
          node,
          model === 'nvdimm' ? el('label', {}, el('size', { unit: 'KiB' }, 128)) : '',
          model === 'virtio-mem' ? [el('block', { unit: 'KiB' }, 2048), el('requested', { unit: 'KiB' }, 524288)] : '',
        ),
        /virtio/.test(model) ? this.address('pcie') : '',
      ),
    );
  }
  add_channel() {
    const n = this.n('channel');
    this.add(
      el(
        'channel',
        { type: 'pty' },
        el('target', { type: 'virtio', name: `org.example.${n}` }),
        this.r.chance(0.15)
          ? el('address', {
              type: 'virtio-serial',
              controller: this.r.weigh([
                [0, 4],
                [1, 2],
                [2, 1],
              ]),
              bus: 0,
              port: n + 1,
            })
          : '',
      ),
    );
  }
  add_redirdev() {
    if (this.hasUsb())
      this.add(
        el(
          'redirdev',
          { bus: 'usb', type: 'tcp' },
          el('source', { mode: 'connect', host: '127.0.0.1', service: 4000 + this.n('redir') }),
        ),
      );
  }
  add_smartcard() {
    if (this.hasUsb() && this.counts.smartcard === undefined) {
      this.n('smartcard');
      this.add(el('smartcard', { mode: 'host' }));
    }
  }
  add_crypto() {
    this.add(
      el(
        'crypto',
        { model: 'virtio', type: 'qemu' },
        el('backend', { model: 'builtin', queues: 1 }),
        this.address('virtio'),
      ),
    );
  }
  add_panic() {
    if (this.counts.panic === undefined) {
      this.n('panic');
      this.add(el('panic', { model: this.r.pick(this.m.panic) }));
    }
  }
  add_hub() {
    if (this.hasUsb()) this.add(el('hub', { type: 'usb' }));
  }
  add_graphics() {
    if (this.counts.graphics === undefined) {
      this.n('graphics');
      this.note('graphics');
      this.add(
        el('graphics', {
          type: this.r.weigh([
            ['vnc', 4],
            ['spice', 1],
          ]),
          autoport: 'yes',
        }),
      );
    }
  }
  add_console() {
    this.add(
      el(
        'console',
        { type: 'pty' },
        el('target', {
          type: this.counts.console === undefined && !this.r.chance(0.6) ? 'serial' : 'virtio',
          port: this.n('console'),
        }),
      ),
    );
  }
  add_serial() {
    const r = this.r;
    const type = r.weigh(
      this.m.isa
        ? [
            ['isa-serial', 3],
            ['pci-serial', 4],
            ['usb-serial', 1],
          ]
        : [
            [undefined, 3],
            ['pci-serial', 2],
            ['usb-serial', 1],
          ],
    );
    if (type === 'usb-serial' && !this.hasUsb()) return;
    this.add(
      el(
        'serial',
        { type: 'pty' },
        el('target', { type, port: this.n('serial') }),
        type === 'pci-serial' ? this.address('pci') : '',
      ),
    );
  }
  add_video() {
    const r = this.r;
    const type = r.weigh(this.m.videos);
    const n = this.n('video');
    if ((type === 'none' && n > 0) || this.videoNone) return;
    if (type === 'none') this.videoNone = true;
    if (n > 0) this.note('multi-video');
    if (type !== 'virtio' && n > 0 && !['pc', 'q35'].includes(this.key) && !r.chance(0.1)) return;
    const extra = this.key === 'pc' || this.key === 'q35' ? ['qxl', 'virtio'] : ['virtio'];
    const second = n > 0 && r.chance(0.97) ? r.pick(extra) : type;
    const accel = second === 'virtio' && r.chance(0.06) ? el('acceleration', { accel3d: 'yes' }) : '';
    this.add(
      el(
        'video',
        {},
        el(
          'model',
          {
            type: second,
            heads: second === 'none' ? undefined : 1,
            primary: n > 0 && r.chance(0.1) ? 'yes' : undefined,
          },
          accel,
        ),
        second === 'none' || second === 'ramfb' ? '' : this.address(second === 'virtio' ? 'virtio' : 'pci'),
      ),
    );
  }
  balloon() {
    const r = this.r;
    const way = r.weigh([
      ['absent', 3],
      ['none', 3],
      ['virtio', 4],
    ]);
    if (way === 'absent') return;
    this.add(
      el(
        'memballoon',
        { model: way === 'none' ? 'none' : r.chance(0.85) ? 'virtio' : r.weigh(virtioWays) },
        way === 'none' ? '' : this.address('virtio'),
      ),
    );
  }

  // ---- deliberate faults: each makes the domain (very likely) refused, and says so in meta.faults
  fault() {
    const r = this.r;
    const pcie = this.m.bus0 === 'pcie-root';
    const nic = (address) =>
      this.add(
        el(
          'interface',
          { type: 'user' },
          el('mac', { address: `52:54:01:00:00:${hex(this.n('mac2'), 2).slice(2)}` }),
          el('model', { type: 'virtio' }),
          address,
        ),
      );
    const at = (a) => nic(this.pci(a));
    const list = {
      'duplicate-address': () => {
        const slot = r.int(5, 25);
        at({ bus: 0, slot, function: 0 });
        at({ bus: 0, slot, function: 0 });
      },
      'slot-too-big': () => at({ bus: 0, slot: r.pick([32, 33, 63]), function: 0 }),
      'function-too-big': () => at({ bus: 0, slot: 9, function: r.pick([8, 15]) }),
      'bus-too-big': () =>
        nic(
          el('address', {
            type: 'pci',
            domain: '0x0000',
            bus: r.pick(['0x100', '0x1ff']),
            slot: '0x01',
            function: '0x0',
          }),
        ),
      'bus-far-away': () => at({ bus: r.int(120, 255), slot: r.int(0, 1), function: 0 }),
      'domain-not-zero': () =>
        nic(
          el('address', {
            type: 'pci',
            domain: r.pick(['0x0001', '0x00ff', '0x10000']),
            bus: '0x00',
            slot: '0x09',
            function: '0x0',
          }),
        ),
      'slot-zero': () => at({ bus: 0, slot: 0, function: 0 }),
      'reserved-slot': () =>
        at(
          pcie
            ? { bus: 0, slot: 0x1f, function: r.pick([0, 2, 3]) }
            : { bus: 0, slot: 1, function: r.pick([0, 1, 2, 3]) },
        ),
      'function-alone': () => at({ bus: 0, slot: 11, function: r.int(1, 7) }),
      'function-without-multifunction': () => {
        at({ bus: 0, slot: 12, function: 0 });
        at({ bus: 0, slot: 12, function: 1 });
      },
      'function-multifunction-off': () => {
        at({ bus: 0, slot: 13, function: 0, multifunction: 'off' });
        at({ bus: 0, slot: 13, function: 2 });
      },
      'slot-on-port': () => {
        if (!pcie) return at({ bus: 0, slot: 31, function: 7 });
        this.add(el('controller', { type: 'pci', index: 60, model: 'pcie-root-port' }));
        at({ bus: 60, slot: 1, function: 0 });
      },
      'bridge-slot-zero': () => {
        this.add(el('controller', { type: 'pci', index: 61, model: pcie ? 'pcie-to-pci-bridge' : 'pci-bridge' }));
        at({ bus: 61, slot: 0, function: 0 });
      },
      'bad-number': () =>
        nic(
          el('address', {
            type: 'pci',
            domain: '0x0000',
            bus: r.pick(['zz', '-1', '', '1.5']),
            slot: '0x03',
            function: '0x0',
          }),
        ),
      'wrong-root': () => this.add(el('controller', { type: 'pci', index: 0, model: pcie ? 'pci-root' : 'pcie-root' })),
      'root-with-index': () => this.add(el('controller', { type: 'pci', index: 3, model: 'pcie-root' })),
      'root-with-address': () =>
        this.add(
          el(
            'controller',
            { type: 'pci', index: 0, model: this.m.bus0 ?? 'pci-root' },
            this.pci({ bus: 0, slot: 5, function: 0 }),
          ),
        ),
      'index-zero-bridge': () =>
        this.add(el('controller', { type: 'pci', index: 0, model: pcie ? 'pcie-root-port' : 'pci-bridge' })),
      'duplicate-index': () => {
        for (let i = 0; i < 2; i++)
          this.add(el('controller', { type: 'pci', index: 40, model: pcie ? 'pcie-root-port' : 'pci-bridge' }));
      },
      'foreign-controller': () =>
        this.add(
          el('controller', {
            type: 'pci',
            index: 41,
            model: pcie
              ? 'pci-expander-bus'
              : r.pick(['pcie-root-port', 'dmi-to-pci-bridge', 'pcie-switch-upstream-port', 'pcie-expander-bus']),
          }),
        ),
      'unknown-controller': () => this.add(el('controller', { type: 'pci', index: 42, model: 'pcie-magic' })),
      'wrong-model-name': () =>
        this.add(
          el(
            'controller',
            { type: 'pci', index: 43, model: pcie ? 'pcie-root-port' : 'pci-bridge' },
            el('model', { name: r.pick(['i82801b11-bridge', 'pxb', 'nonsense']) }),
          ),
        ),
      'wrong-target': () =>
        this.add(
          el(
            'controller',
            { type: 'pci', index: 44, model: pcie ? 'pcie-root-port' : 'pci-bridge' },
            el(
              'target',
              r.pick([
                { chassisNr: 300 },
                { chassis: 300 },
                { port: '0x100' },
                { busNr: 5 },
                { busNr: 300 },
                { chassisNr: 0 },
                { chassis: 0 },
                { hotplug: 'maybe' },
                { index: 40 },
              ]),
            ),
          ),
        ),
      'index-too-big': () =>
        this.add(
          el('controller', {
            type: 'pci',
            index: r.pick([256, 300, 1000]),
            model: pcie ? 'pcie-root-port' : 'pci-bridge',
          }),
        ),
      'controller-on-itself': () =>
        this.add(
          el(
            'controller',
            { type: 'pci', index: 45, model: pcie ? 'pcie-to-pci-bridge' : 'pci-bridge' },
            this.pci({ bus: 45, slot: 2, function: 0 }),
          ),
        ),
      'controller-on-higher-bus': () => {
        for (const [i, on] of [
          [46, 47],
          [47, 0],
        ])
          this.add(
            el(
              'controller',
              { type: 'pci', index: i, model: 'pci-bridge' },
              this.pci({ bus: on, slot: on ? 2 : 14, function: 0 }),
            ),
          );
      },
      'controller-wrong-bus': () => {
        if (!pcie) return at({ bus: 0, slot: 1, function: 0 });
        this.add(el('controller', { type: 'pci', index: 48, model: 'pcie-root-port' }));
        this.add(
          el(
            'controller',
            { type: 'pci', index: 49, model: r.pick(['pci-bridge', 'pcie-root-port', 'pcie-switch-downstream-port']) },
            this.pci({ bus: 48, slot: 0, function: 0 }),
          ),
        );
      },
      'conventional-on-port': () => {
        this.add(el('controller', { type: 'pci', index: 50, model: pcie ? 'pcie-root-port' : 'pci-bridge' }));
        this.add(el('sound', { model: 'ac97' }, this.pci({ bus: 50, slot: pcie ? 0 : 1, function: 0 })));
      },
      'expander-duplicate-bus': () => {
        for (const i of [51, 52])
          this.add(
            el(
              'controller',
              { type: 'pci', index: i, model: pcie ? 'pcie-expander-bus' : 'pci-expander-bus' },
              el('target', { busNr: 180 }),
            ),
          );
      },
      'expander-bad-node': () =>
        this.add(
          el(
            'controller',
            { type: 'pci', index: 53, model: pcie ? 'pcie-expander-bus' : 'pci-expander-bus' },
            el('target', { busNr: 190 }, el('node', {}, 9)),
          ),
        ),
      'two-balloons': () => {
        for (let i = 0; i < 2; i++) this.add(el('memballoon', { model: 'virtio' }));
      },
      'unknown-model': () =>
        this.add(
          el(
            'interface',
            { type: 'user' },
            el('mac', { address: '52:54:01:00:00:ff' }),
            el('model', { type: 'nothing-like-it' }),
          ),
        ),
      'foreign-model': () =>
        this.add(el('controller', { type: 'usb', index: 5, model: r.pick(['qusb1', 'qusb2', 'vt82c686b-uhci']) })),
      'foreign-iommu': () => this.add(el('iommu', { model: pcie && this.m.isa ? 'smmuv3' : 'intel' })),
      'video-reserved': () => {
        this.add(el('video', {}, el('model', { type: this.m.isa ? 'cirrus' : 'virtio' })));
        at({ bus: 0, slot: pcie ? 1 : 2, function: 0 });
      },
      'two-primaries': () => {
        for (let i = 0; i < 2; i++) this.add(el('video', {}, el('model', { type: 'virtio', primary: 'yes' })));
      },
      'wrong-address-type': () =>
        nic(
          el('address', {
            type: r.pick(['isa', 'ccw', 'virtio-mmio', 'drive', 'spapr-vio', 'usb']),
            controller: 0,
            bus: 0,
            target: 0,
            unit: 0,
            port: 1,
            cssid: '0xfe',
            ssid: '0',
            devno: '0x1',
          }),
        ),
      'usb-without-controller': () => {
        this.add(el('controller', { type: 'usb', index: 0, model: 'none' }));
        this.add(el('input', { type: 'tablet', bus: 'usb' }));
      },
      'unassigned-address': () => nic(el('address', { type: 'unassigned' })),
      'multifunction-word': () =>
        nic(el('address', { type: 'pci', bus: '0x00', slot: '0x0e', function: '0x0', multifunction: 'perhaps' })),
      'too-many': () => {
        for (let i = 0; i < 34; i++) at({ bus: 0, slot: i % 32, function: Math.floor(i / 32) });
      },
    };
    const name = r.pick(Object.keys(list));
    this.faults.push(name);
    list[name]();
  }

  build() {
    const r = this.r;
    const m = this.m;
    this.controllers();
    const heads = this.devices.length;
    this.usb();
    if (r.chance(0.7)) this.add_video();
    let [lo, hi] = this.k.devices;
    if (this.style === 'crowded') {
      lo = hi;
      hi *= 3;
    }
    const count = r.int(lo, hi);
    for (let i = 0; i < count; i++) this.endpoint();
    this.balloon();
    if (r.chance(this.k.invalid)) {
      this.fault();
      if (r.chance(0.15)) this.fault();
    }
    if (this.shuffled || r.chance(0.1))
      for (let i = this.devices.length - 1; i > 0; i--) {
        const j = this.shuffled && i < heads ? r.int(0, i) : r.chance(0.3) ? r.int(0, i) : i;
        [this.devices[i], this.devices[j]] = [this.devices[j], this.devices[i]];
      }

    const attach = [];
    if (this.k.attach) {
      const own = this.devices;
      this.noBoot = true;
      for (let i = r.int(1, this.k.attach); i > 0; i--) {
        this.devices = [];
        this[
          'add_' +
            r.weigh([
              ['net', 8],
              ['disk', 8],
              ['scsi', 2],
              ['hostdev', 3],
              ['rng', 2],
              ['fs', 2],
              ['shmem', 1],
              ['input', 2],
              ['sound', 1],
              ['watchdog', 1],
              ['vsock', 1],
              ['serialctl', 1],
              ['redirdev', 1],
              ['channel', 1],
            ])
        ]();
        attach.push(...this.devices);
      }
      this.devices = own;
    }

    const name = `${this.key}-${this.k.seed}-${this.index}`;
    const uuid = new Random(`uuid/${name}`);
    const machine = m.versions.length && r.chance(this.k.versioned) ? r.pick(m.versions) : m.machine;
    const memory = 2097152;
    const cells = this.need.numa;
    const numa = cells
      ? el(
          'numa',
          {},
          [...Array(cells).keys()].map((i) =>
            el('cell', { id: i, cpus: cells === 1 ? '0-1' : String(i), memory: memory / cells, unit: 'KiB' }),
          ),
        )
      : '';
    const cpu =
      m.cpu || numa
        ? el(
            'cpu',
            m.cpu ? { mode: 'custom', match: 'exact' } : {},
            m.cpu ? el('model', { fallback: 'allow' }, m.cpu) : '',
            numa,
          )
        : '';
    const xml = `${[
      "<domain type='qemu'>",
      el('name', {}, name),
      el('uuid', {}, `${uuid.hex(8)}-${uuid.hex(4)}-4${uuid.hex(3)}-a${uuid.hex(3)}-${uuid.hex(12)}`),
      this.need.maxMemory ? el('maxMemory', { slots: 16, unit: 'KiB' }, 33554432) : '',
      el('memory', { unit: 'KiB' }, memory),
      this.need.shared
        ? el('memoryBacking', {}, el('source', { type: 'memfd' }), el('access', { mode: 'shared' }))
        : '',
      el('vcpu', {}, m.cpus ?? 2),
      el('os', {}, el('type', { arch: m.arch, machine }, 'hvm')),
      m.isa
        ? el('features', {}, el('acpi'), el('apic'), this.need.ioapic ? el('ioapic', { driver: 'qemu' }) : '')
        : this.key.startsWith('virt') && !['riscv64', 'loongarch64'].includes(m.arch) && r.chance(0.5)
          ? el('features', {}, el('gic', { version: 2 }))
          : '',
      cpu,
      '<devices>',
      ...this.devices.map((d) => `  ${d}`),
      '</devices>',
      '</domain>',
    ]
      .filter(Boolean)
      .join('\n')}\n`;
    return {
      id: name,
      machine: this.key,
      style: this.style,
      features: [...this.features].sort(),
      faults: this.faults,
      ...(this.k.attach ? { attach } : {}),
      xml,
    };
  }
}

export function generate(machine, index, knobs = {}) {
  if (!MACHINES[machine]) throw new Error(`unknown machine ${machine}`);
  return new Builder(machine, index, knobs).build();
}

export function parseArgs(argv) {
  const out = { _: [] };
  for (let i = 0; i < argv.length; i++) {
    if (!argv[i].startsWith('--')) {
      out._.push(argv[i]);
      continue;
    }
    const key = argv[i].slice(2);
    out[key] = i + 1 < argv.length && !argv[i + 1].startsWith('--') ? argv[++i] : true;
  }
  return out;
}

function main() {
  const a = parseArgs(process.argv.slice(2));
  if (a.list) {
    console.log(Object.keys(MACHINES).join('\n'));
    return;
  }
  const knobs = { seed: a.seed ?? DEFAULTS.seed };
  for (const k of ['explicit', 'controllers', 'invalid', 'versioned', 'attach'])
    if (a[k] !== undefined) knobs[k] = Number(a[k]);
  if (a.devices) {
    const [lo, hi] = String(a.devices).split('-').map(Number);
    knobs.devices = [lo, hi ?? lo];
  }
  const count = Number(a.count ?? 10);
  const first = Number(a.first ?? 0);
  if (a.out) mkdirSync(a.out, { recursive: true });
  for (const machine of String(a.machine ?? 'q35').split(',')) {
    for (let i = first; i < first + count; i++) {
      const d = generate(machine, i, knobs);
      if (a.out) writeFileSync(join(a.out, `${d.id}.xml`), d.xml);
      else process.stdout.write(`${JSON.stringify(d)}\n`);
    }
  }
}
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) main();
