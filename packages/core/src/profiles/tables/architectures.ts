import type { ReleaseRange } from '../releases.ts';

/** An architecture that libvirt knows, with QEMU's binary and a Debian package that has it. */
export interface ArchitectureRow extends ReleaseRange {
  readonly arches: readonly string[];
  /** `=` is the name of the architecture. */
  readonly binary: string;
  readonly debianPackage: string;
  /** Memory in MiB with which the machines start. */
  readonly memory: number;
  /** MiB without which a NUMA node is refused. */
  readonly nodeMemory: number;
}

/** libvirt's architectures, as libvirt itself tells them (E-PARSE). Packages are those of Debian 12. */
export const ARCHITECTURES: readonly ArchitectureRow[] = [
  { arches: ['x86_64'], binary: '=', debianPackage: 'qemu-system-x86', memory: 64, nodeMemory: 1 },
  { arches: ['i686'], binary: 'qemu-system-i386', debianPackage: 'qemu-system-x86', memory: 64, nodeMemory: 1 },
  { arches: ['aarch64'], binary: '=', debianPackage: 'qemu-system-arm', memory: 64, nodeMemory: 1 },
  {
    arches: ['armv6l', 'armv7l'],
    binary: 'qemu-system-arm',
    debianPackage: 'qemu-system-arm',
    memory: 64,
    nodeMemory: 1,
  },
  {
    arches: ['ppc64', 'ppc64le'],
    binary: 'qemu-system-ppc64',
    debianPackage: 'qemu-system-ppc',
    memory: 512,
    nodeMemory: 256,
  },
  { arches: ['ppc'], binary: '=', debianPackage: 'qemu-system-ppc', memory: 128, nodeMemory: 1 },
  {
    arches: ['mips', 'mipsel', 'mips64', 'mips64el'],
    binary: '=',
    debianPackage: 'qemu-system-mips',
    memory: 64,
    nodeMemory: 1,
  },
  { arches: ['sparc', 'sparc64'], binary: '=', debianPackage: 'qemu-system-sparc', memory: 128, nodeMemory: 1 },
  {
    arches: ['parisc', 'parisc64'],
    binary: 'qemu-system-hppa',
    debianPackage: 'qemu-system-misc',
    memory: 128,
    nodeMemory: 1,
  },
  {
    arches: ['loongarch64'],
    binary: '=',
    debianPackage: 'qemu-system-misc',
    memory: 2048,
    nodeMemory: 1,
    since: '10.2',
  },
  {
    arches: ['s390', 's390x'],
    binary: 'qemu-system-s390x',
    debianPackage: 'qemu-system-misc',
    memory: 128,
    nodeMemory: 1,
  },
  { arches: ['openrisc'], binary: 'qemu-system-or1k', debianPackage: 'qemu-system-misc', memory: 128, nodeMemory: 1 },
  {
    arches: [
      ...[
        'alpha',
        'armv7b',
        'cris',
        'ia64',
        'lm32',
        'm68k',
        'microblaze',
        'microblazeel',
        'ppcemb',
        'riscv32',
        'riscv64',
      ],
      ...['sh4', 'sh4eb', 'unicore32', 'xtensa', 'xtensaeb'],
    ],
    binary: '=',
    debianPackage: 'qemu-system-misc',
    memory: 128,
    nodeMemory: 1,
  },
];

/** How others call them. */
export const ARCHITECTURE_SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['amd64', 'x86_64'],
  ['x64', 'x86_64'],
  ['i386', 'i686'],
  ['i486', 'i686'],
  ['i586', 'i686'],
  ['x86', 'i686'],
  ['ia32', 'i686'],
  ['arm64', 'aarch64'],
  ['arm', 'armv7l'],
  ['aarch32', 'armv7l'],
  ['armhf', 'armv7l'],
  ['armel', 'armv6l'],
  ['ppc64el', 'ppc64le'],
  ['armv8', 'aarch64'],
  ['powerpc', 'ppc'],
  ['powerpc64', 'ppc64'],
  ['powerpc64le', 'ppc64le'],
  ['riscv', 'riscv64'],
  ['loong64', 'loongarch64'],
  ['or1k', 'openrisc'],
  ['hppa', 'parisc'],
]);
