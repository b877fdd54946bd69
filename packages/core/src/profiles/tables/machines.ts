import type { MachineFamily } from '../../domain/machine-type.ts';
import type { ReleaseRange } from '../releases.ts';

/** How a machine name is recognised: exactly, or by its beginning. */
export interface NamePattern {
  readonly exact?: readonly string[];
  readonly prefixes?: readonly string[];
}

export interface FamilyRow extends ReleaseRange, NamePattern {
  readonly family: MachineFamily;
  /** Absent: the architecture is not looked at. */
  readonly arches?: readonly string[];
  readonly rule: 'M-NAME';
}

const X86 = ['i686', 'x86_64'];
const RISCV = ['riscv32', 'riscv64'];
const PPC64 = ['ppc64', 'ppc64le'];
const S390 = ['s390', 's390x'];
const ARM7 = ['armv7l', 'aarch64'];
const ARM = ['armv6l', ...ARM7];
const MIPS = ['mips', 'mipsel', 'mips64', 'mips64el'];

/** Machine families (M-NAME); the first row that matches holds. */
export const FAMILIES: readonly FamilyRow[] = [
  {
    family: 'i440fx',
    exact: ['pc', 'ubuntu'],
    prefixes: ['pc-0.', 'pc-1.', 'pc-i440', 'rhel'],
    until: '5.1',
    rule: 'M-NAME',
  },
  {
    family: 'i440fx',
    arches: X86,
    exact: ['pc', 'ubuntu'],
    prefixes: ['pc-0.', 'pc-1.', 'pc-i440fx-', 'rhel'],
    since: '5.1',
    rule: 'M-NAME',
  },
  { family: 'q35', exact: ['q35', 'ubuntu-q35'], prefixes: ['pc-q35'], until: '5.1', rule: 'M-NAME' },
  { family: 'q35', arches: X86, exact: ['q35', 'ubuntu-q35'], prefixes: ['pc-q35-'], since: '5.1', rule: 'M-NAME' },
  { family: 'arm-virt', arches: ARM7, exact: ['virt'], prefixes: ['virt-'], until: '5.0', rule: 'M-NAME' },
  { family: 'arm-virt', arches: ARM, exact: ['virt'], prefixes: ['virt-'], since: '5.0', rule: 'M-NAME' },
  { family: 'riscv-virt', arches: RISCV, exact: ['virt'], prefixes: ['virt-'], since: '4.7', rule: 'M-NAME' },
  {
    family: 'loongarch-virt',
    arches: ['loongarch64'],
    exact: ['virt'],
    prefixes: ['virt-'],
    since: '10.2',
    rule: 'M-NAME',
  },
  { family: 'pseries', arches: PPC64, exact: ['pseries'], prefixes: ['pseries-'], rule: 'M-NAME' },
  { family: 's390-ccw', prefixes: ['s390-ccw'], until: '5.1', rule: 'M-NAME' },
  { family: 's390-ccw', arches: S390, prefixes: ['s390-ccw'], since: '5.1', rule: 'M-NAME' },
  { family: 'vexpress', arches: ARM7, prefixes: ['vexpress-'], until: '5.0', rule: 'M-NAME' },
  { family: 'vexpress', arches: ARM, prefixes: ['vexpress-'], since: '5.0', rule: 'M-NAME' },
];

export interface MachineRow extends ReleaseRange {
  /** Absent: any architecture that no row above names. */
  readonly arches?: readonly string[];
  /** Absent: any machine of the architecture. */
  readonly family?: MachineFamily;
  readonly names?: NamePattern;
  /** The root controller; absent: the machine has none (M-ROOT). */
  readonly root?: 'pci-root' | 'pcie-root';
  /** QEMU capability without which there is no root. */
  readonly rootNeeds?: 'gpex-pcihost' | 'zpci';
  /** A default USB controller (I-USB) and a default memory balloon. */
  readonly usb: boolean;
  readonly balloon: boolean;
  /** A PS/2 mouse and keyboard (I-ORDER 3). */
  readonly ps2?: boolean;
  /**
   * Whether PCI devices may be placed at all (A-REAL); by the capability `gpex-pcihost` for `gpex`. `refused`: what needs
   * PCI is refused. `lost`: libvirt takes the machine for one with PCI, adds no root and refuses every guest (V-26).
   */
  readonly pci: 'yes' | 'no' | 'gpex' | 'refused' | 'lost';
  readonly rule: string;
}

const bare = { usb: false, balloon: false, pci: 'no', rule: 'M-ROOT' } as const;
const full = { usb: true, balloon: true, pci: 'yes', rule: 'M-ROOT' } as const;
const lost = { ...bare, pci: 'lost', rule: 'V-26', since: '11.9', after: '11.3' } as const;
const virt = { root: 'pcie-root', usb: false, balloon: false, rule: 'M-ROOT' } as const;

/** What each machine brings (M-ROOT); the first row that matches holds. */
export const MACHINES: readonly MachineRow[] = [
  { arches: X86, family: 'i440fx', root: 'pci-root', ...full, ps2: true },
  { arches: X86, family: 'q35', root: 'pcie-root', ...full, ps2: true },
  { arches: X86, names: { exact: ['isapc'] }, ...full, usb: false, ps2: true, until: '11.9' },
  { arches: X86, names: { exact: ['isapc'] }, ...bare, pci: 'refused', ps2: true, rule: 'V-26', since: '11.9' },
  { arches: X86, ...full, ps2: true, until: '11.3', after: '9.0' },
  { arches: X86, ...full, since: '11.3', until: '11.9', after: '9.0' },
  { arches: X86, names: { exact: ['nitro', 'x-remote'] }, ...lost },
  { arches: X86, ...bare, pci: 'refused', rule: 'V-26', since: '11.9' },
  { arches: ['armv6l'], family: 'arm-virt', ...bare, pci: 'yes', since: '5.0', until: '10.1' },
  { arches: ARM, family: 'arm-virt', ...virt, rootNeeds: 'gpex-pcihost', pci: 'gpex', until: '10.1' },
  { arches: ARM, family: 'arm-virt', ...virt, pci: 'yes', since: '10.1' },
  { arches: ['armv6l'], ...full, until: '5.0' },
  {
    arches: ['armv6l'],
    names: { exact: ['versatilepb'] },
    ...bare,
    root: 'pci-root',
    pci: 'yes',
    since: '5.0',
    until: '10.1',
  },
  { arches: ARM7, names: { exact: ['versatilepb'] }, ...bare, pci: 'yes', until: '10.1' },
  { arches: ARM, names: { exact: ['versatilepb'] }, ...bare, root: 'pci-root', usb: true, pci: 'yes', since: '10.1' },
  { arches: ARM, names: { prefixes: ['realview-'] }, ...bare, usb: true, since: '10.1', until: '11.9' },
  {
    arches: ARM,
    names: { prefixes: ['realview-eb'] },
    ...bare,
    root: 'pci-root',
    usb: true,
    pci: 'yes',
    since: '11.9',
  },
  { arches: ARM, ...bare, until: '11.9', after: '11.3' },
  { arches: ARM, ...bare, pci: 'refused', rule: 'V-26', since: '11.9', after: '11.3' },
  { arches: [...PPC64, 'alpha', 'ppc', 'ppcemb', 'sh4', 'sh4eb', 'sparc64'], root: 'pci-root', ...full },
  { arches: ['sparc'], root: 'pci-root', ...full, until: '6.10' },
  { arches: ['sparc'], ...bare, pci: 'yes', since: '6.10', until: '11.9' },
  { arches: ['sparc'], ...bare, pci: 'refused', rule: 'V-26', since: '11.9' },
  { arches: S390, ...full, usb: false, until: '4.10' },
  { arches: S390, root: 'pci-root', rootNeeds: 'zpci', ...full, usb: false, since: '4.10' },
  { arches: RISCV, family: 'riscv-virt', ...full, usb: false, since: '4.7', until: '5.1' },
  {
    arches: RISCV,
    family: 'riscv-virt',
    ...virt,
    balloon: true,
    rootNeeds: 'gpex-pcihost',
    pci: 'gpex',
    since: '5.1',
    until: '10.1',
  },
  { arches: RISCV, family: 'riscv-virt', ...virt, balloon: true, pci: 'yes', since: '10.1', until: '11.9' },
  { arches: RISCV, family: 'riscv-virt', ...virt, pci: 'yes', since: '11.9' },
  { arches: RISCV, ...full, usb: false, since: '4.7', until: '5.1' },
  { arches: RISCV, ...bare, balloon: true, since: '5.1', until: '11.9' },
  { arches: RISCV, ...bare, pci: 'refused', rule: 'V-26', since: '11.9' },
  { arches: ['loongarch64'], family: 'loongarch-virt', ...virt, pci: 'yes', since: '10.2' },
  { arches: MIPS, names: { exact: ['malta'] }, ...full, until: '9.0' },
  { arches: MIPS, names: { exact: ['malta'] }, root: 'pci-root', ...full, since: '9.0' },
  { arches: MIPS, ...full, until: '11.9', after: '11.3' },
  { ...full, until: '10.1' },
  { ...bare, pci: 'yes', since: '10.1', until: '11.9', after: '11.3' },
  lost,
];

export interface DefaultMachineRow extends ReleaseRange {
  readonly arches?: readonly string[];
  readonly machine: string;
  readonly rule: string;
}

/** The machine of a document that names none: the default of the QEMU binary, or libvirt's own. */
export const DEFAULT_MACHINES: readonly DefaultMachineRow[] = [
  { arches: X86, machine: 'pc', rule: 'M-NAME' },
  { arches: [...ARM, ...RISCV], machine: 'virt', since: '9.3', rule: 'V-75' },
  { arches: ARM, machine: 'integratorcp', until: '9.3', rule: 'M-NAME' },
  { arches: RISCV, machine: 'spike', until: '9.3', rule: 'M-NAME' },
  { arches: PPC64, machine: 'pseries', rule: 'M-NAME' },
  { arches: S390, machine: 's390-ccw-virtio', rule: 'M-NAME' },
  { arches: ['loongarch64'], machine: 'virt', rule: 'M-NAME' },
  { arches: ['ppc'], machine: 'g3beige', rule: 'M-NAME' },
  { arches: MIPS, machine: 'malta', rule: 'M-NAME' },
  { arches: ['alpha'], machine: 'clipper', rule: 'M-NAME' },
  { arches: ['sh4', 'sh4eb'], machine: 'r2d', since: '11.3', after: '9.0', rule: 'M-NAME' },
  { arches: ['sh4', 'sh4eb'], machine: 'shix', until: '11.3', after: '9.0', rule: 'M-NAME' },
  { machine: 'none', rule: 'M-NAME' },
];
