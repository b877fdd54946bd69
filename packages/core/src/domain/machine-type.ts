/** Groups of machine types that share placement rules (M-NAME). */
export type MachineFamily =
  | 'i440fx'
  | 'q35'
  | 'arm-virt'
  | 'riscv-virt'
  | 'loongarch-virt'
  | 'pseries'
  | 's390-ccw'
  | 'vexpress'
  | 'other';

/** The machine of a domain, as `<os><type>` names it. */
export interface Machine {
  readonly arch: string;
  /** `pc-q35-6.2`, as written, or the default where none is written. */
  readonly name: string;
  readonly family: MachineFamily;
}

const ARCH_GROUPS = {
  x86: ['i686', 'x86_64'],
  arm: ['armv6l', 'armv7l', 'aarch64'],
  ppc64: ['ppc64', 'ppc64le'],
  s390: ['s390', 's390x'],
  riscv: ['riscv32', 'riscv64'],
  loongarch: ['loongarch64'],
} as const;

export type ArchGroup = keyof typeof ARCH_GROUPS;

/** True when `arch` is one of the group's architectures. */
export function isArch(arch: string, group: ArchGroup): boolean {
  return ARCH_GROUPS[group].some((member) => member === arch);
}
