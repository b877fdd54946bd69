/** A guest that `npm run boots` can build and start: Linux and udev of one architecture, from Debian's packages. */
export interface GuestRow {
  /** libvirt's name of the architecture. */
  readonly arch: string;
  /** Debian's name of it. */
  readonly debian: string;
  /** The folder of its libraries below /lib and /usr/lib. */
  readonly libraries: string;
  /** The package that depends on the newest kernel. */
  readonly kernel: string;
  /** Suite of the kernel. */
  readonly suite: string;
  /**
   * Suites whose udev is built in: the first one runs, the last one is asked for names under every scheme that it knows.
   */
  readonly udevs: readonly string[];
  /** The kernel's console. */
  readonly console: string;
  /** Words for QEMU besides those of the plan. */
  readonly args: readonly string[];
  /** Words that connect the guest's console to the character device `console`. */
  readonly consoleArgs: readonly string[];
  /** UEFI: the two files on Debian, and the package that has them. */
  readonly efi?: { readonly code: string; readonly vars: string };
  /** What QEMU, firmware and its other files are in, on Debian. */
  readonly packages: readonly string[];
  /** Naming schemes that it is asked for; where each takes seconds, those at which something changes. */
  readonly schemes: 'all' | readonly string[];
  /** MiB that the guest needs. */
  readonly memory: number;
}

/** G-NAME-SCHEME, G-NAME-ZPCI. */
const TURNING_SCHEMES = ['v238', 'v247', 'v249', 'v252', 'v255', 'v257'];

const ISA_SERIAL = ['-device', 'isa-serial,chardev=console'];

/** The guests that can be built. */
export const GUESTS: readonly GuestRow[] = [
  {
    arch: 'x86_64',
    debian: 'amd64',
    libraries: 'x86_64-linux-gnu',
    kernel: 'linux-image-amd64',
    suite: 'bookworm',
    udevs: ['bookworm', 'bullseye', 'trixie'],
    console: 'ttyS0',
    args: [],
    consoleArgs: ISA_SERIAL,
    efi: { code: '/usr/share/OVMF/OVMF_CODE_4M.fd', vars: '/usr/share/OVMF/OVMF_VARS_4M.fd' },
    packages: ['qemu-system-x86', 'seabios', 'ovmf'],
    schemes: 'all',
    memory: 512,
  },
  {
    arch: 'aarch64',
    debian: 'arm64',
    libraries: 'aarch64-linux-gnu',
    kernel: 'linux-image-arm64',
    suite: 'bookworm',
    udevs: ['bookworm', 'trixie'],
    console: 'ttyAMA0',
    args: ['-cpu', 'cortex-a57'],
    consoleArgs: ['-serial', 'chardev:console'],
    efi: { code: '/usr/share/AAVMF/AAVMF_CODE.fd', vars: '/usr/share/AAVMF/AAVMF_VARS.fd' },
    packages: ['qemu-system-arm', 'qemu-efi-aarch64'],
    schemes: TURNING_SCHEMES,
    memory: 768,
  },
  {
    arch: 'riscv64',
    debian: 'riscv64',
    libraries: 'riscv64-linux-gnu',
    kernel: 'linux-image-riscv64',
    // Debian has the architecture since trixie.
    suite: 'trixie',
    udevs: ['trixie'],
    console: 'ttyS0',
    args: ['-bios', 'default'],
    consoleArgs: ['-serial', 'chardev:console'],
    packages: ['qemu-system-misc'],
    schemes: TURNING_SCHEMES,
    memory: 768,
  },
  {
    arch: 'ppc64',
    debian: 'ppc64el',
    libraries: 'powerpc64le-linux-gnu',
    kernel: 'linux-image-powerpc64le',
    suite: 'bookworm',
    udevs: ['bookworm'],
    console: 'hvc0',
    args: ['-vga', 'none'],
    consoleArgs: ['-serial', 'chardev:console'],
    packages: ['qemu-system-ppc'],
    schemes: TURNING_SCHEMES,
    memory: 1024,
  },
  {
    arch: 's390x',
    debian: 's390x',
    libraries: 's390x-linux-gnu',
    kernel: 'linux-image-s390x',
    suite: 'bookworm',
    udevs: ['bookworm'],
    console: 'ttysclp0',
    args: [],
    consoleArgs: ['-device', 'sclpconsole,chardev=console'],
    packages: ['qemu-system-misc'],
    schemes: TURNING_SCHEMES,
    memory: 768,
  },
];

/** The guest of an architecture; that of ppc64le is ppc64's. */
export function guestRow(arch: string): GuestRow | undefined {
  return GUESTS.find((row) => row.arch === arch || `${row.arch}le` === arch);
}
