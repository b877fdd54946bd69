const ARCH_GROUPS = {
  x86: ['i686', 'x86_64'],
  arm: ['armv6l', 'armv7l', 'aarch64'],
  ppc64: ['ppc64', 'ppc64le'],
  s390: ['s390', 's390x'],
  riscv: ['riscv32', 'riscv64'],
  loongarch: ['loongarch64'],
} as const;

type ArchGroup = keyof typeof ARCH_GROUPS;

/** True when `arch` is one of the group's architectures. */
export function isArch(arch: string, group: ArchGroup): boolean {
  return ARCH_GROUPS[group].some((member) => member === arch);
}
