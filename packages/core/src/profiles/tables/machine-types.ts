/** Machine types with a version in their name, \`PREFIX-VERSION\`. */
export interface VersionedMachineRow {
  readonly prefix: string;
  readonly arches: readonly string[];
  /** The oldest version that is left, by the QEMU from which on that is so, as far as QEMU was asked. */
  readonly oldest: readonly {
    readonly qemu: string;
    readonly version: string;
    /** It has another prefix. */
    readonly prefix?: string;
  }[];
  /** The last version of a name that later ones do not have. */
  readonly newest?: string;
}

export const X86: readonly string[] = ['i686', 'x86_64'];
const atAll = (version: string) => [{ qemu: '5.2', version }];

/** The machine types of \`-machine help\` of QEMU 5.2, 7.2, 10.0 and 11.1 as Debian builds them. */
export const VERSIONED_MACHINES: readonly VersionedMachineRow[] = [
  {
    prefix: 'pc',
    arches: X86,
    oldest: [
      { qemu: '5.2', version: '1.0' },
      { qemu: '7.2', version: '1.4', prefix: 'pc-i440fx' },
      { qemu: '10.0', version: '2.4', prefix: 'pc-i440fx' },
      { qemu: '11.1', version: '5.2', prefix: 'pc-i440fx' },
    ],
    newest: '1.3',
  },
  {
    prefix: 'pc-i440fx',
    arches: X86,
    oldest: [
      { qemu: '5.2', version: '1.4' },
      { qemu: '10.0', version: '2.4' },
      { qemu: '11.1', version: '5.2' },
    ],
  },
  { prefix: 'pc-q35', arches: X86, oldest: [...atAll('2.4'), { qemu: '11.1', version: '5.2' }] },
  {
    prefix: 'virt',
    arches: ['aarch64', 'armv6l', 'armv7l'],
    oldest: [...atAll('2.6'), { qemu: '11.1', version: '5.2' }],
  },
  { prefix: 'virt', arches: ['m68k'], oldest: atAll('6.0') },
  { prefix: 'virt', arches: ['loongarch64'], oldest: atAll('11.1') },
  {
    prefix: 'pseries',
    arches: ['ppc64', 'ppc64le'],
    oldest: [...atAll('2.1'), { qemu: '10.0', version: '3.0' }, { qemu: '11.1', version: '5.2' }],
  },
  {
    prefix: 's390-ccw-virtio',
    arches: ['s390x'],
    oldest: [...atAll('2.4'), { qemu: '10.0', version: '2.9' }, { qemu: '11.1', version: '5.2' }],
  },
];

/** Versioned names that go on behind the version. */
export const LONGER_VERSIONS: readonly string[] = ['pc-q35-4.0.1', 'pseries-2.12-sxxm'];

/** The newest minor version of each QEMU that ended: 2.13 or 7.3 never were. The last is open. */
export const LAST_QEMUS: readonly string[] = ['1.7', '2.12', '3.1', '4.2', '5.2', '6.2', '7.2', '8.2', '9.2', '10.2'];

export interface BoardRow {
  readonly arches: readonly string[];
  /**
   * Names without a version, separated by blanks. \`a:5.2-7.2\` came after QEMU 5.2 and by 7.2; \`a:!7.2\` was gone by
   * 7.2.
   */
  readonly names: string;
}

/** The other machine types of the emulators; an architecture may be in several rows. libvirt does not offer QEMU's `none`. */
export const BOARDS: readonly BoardRow[] = [
  {
    arches: ['x86_64', 'i686'],
    names: 'isapc microvm pc q35 x-remote:5.2-7.2 xenfv-3.1:!7.2 xenfv-4.2:!7.2 xenfv:!7.2 xenpv:!7.2',
  },
  {
    arches: ['x86_64'],
    names: 'nitro:10.0-11.1',
  },
  {
    arches: ['aarch64', 'armv6l', 'armv7l'],
    names:
      'akita:!10.0 anacapa-bmc:10.0-11.1 ast1030-evb:5.2-7.2 ast1040-evb:10.0-11.1 ast1060-evb:10.0-11.1 ast2500-evb ast2600-evb b-l475e-iot01a:7.2-10.0 bletchley-bmc:5.2-7.2 borzoi:!10.0 bpim2u:7.2-10.0 canon-a1100 catalina-bmc:10.0-11.1 cheetah:!10.0 collie connex:!10.0 cubieboard emcraft-sf2 fby35-bmc:5.2-7.2 fby35:5.2-7.2:!11.1 fp5280g2-bmc:5.2-7.2:!11.1 fuji-bmc:5.2-7.2 g220a-bmc:5.2-7.2 gb200nvl-bmc:10.0-11.1 highbank:!11.1 imx25-pdk integratorcp kudo-bmc:5.2-7.2 kzm lm3s6965evb lm3s811evb mainstone:!10.0 max78000fthr:10.0-11.1 mcimx6ul-evk mcimx7d-sabre microbit midway:!11.1 mori-bmc:5.2-7.2 mps2-an385 mps2-an386 mps2-an500 mps2-an505 mps2-an511 mps2-an521 mps3-an524:5.2-7.2 mps3-an536:7.2-10.0 mps3-an547:5.2-7.2 musca-a musca-b1 musicpal n800:!10.0 n810:!10.0 netduino2 netduinoplus2 npcm750-evb nuri olimex-stm32-h405:7.2-10.0 orangepi-pc palmetto-bmc qcom-dc-scm-v1-bmc:5.2-7.2:!11.1 qcom-firework-bmc:5.2-7.2:!11.1 quanta-gbs-bmc:5.2-7.2 quanta-gsj quanta-q71l-bmc:5.2-7.2 rainier-bmc:5.2-7.2 raspi0 raspi1ap raspi2:!7.2 raspi2b realview-eb realview-eb-mpcore realview-pb-a8 realview-pbx-a9 romulus-bmc sabrelite smdkc210 sonorapass-bmc:!11.1 spitz:!10.0 stm32vldiscovery:5.2-7.2 supermicro-x11spi-bmc:7.2-10.0 supermicrox11-bmc swift-bmc:!7.2 sx1 sx1-v1 tacoma-bmc:!10.0 terrier:!10.0 tiogapass-bmc:7.2-10.0 tosa:!10.0 verdex:!10.0 versatileab versatilepb vexpress-a15 vexpress-a9 witherspoon-bmc xilinx-zynq-a9 yosemitev2-bmc:7.2-10.0 z2:!10.0',
  },
  {
    arches: ['aarch64'],
    names:
      'amd-versal-virt:10.0-11.1 amd-versal2-virt:10.0-11.1 ast2700-evb:7.2-10.0 ast2700a0-evb:7.2-10.0:!11.1 ast2700a1-evb:7.2-10.0 ast2700a2-evb:10.0-11.1 ast2700fc:10.0-11.1 imx8mm-evk:10.0-11.1 imx8mp-evk:7.2-10.0 npcm845-evb:7.2-10.0 raspi3:!7.2 raspi3ap raspi3b raspi4b:7.2-10.0 sbsa-ref xlnx-versal-virt xlnx-zcu102',
  },
  {
    arches: ['aarch64', 'armv6l', 'armv7l', 'riscv64', 'riscv32', 'loongarch64'],
    names: 'virt',
  },
  {
    arches: ['ppc64', 'ppc64le', 'ppc'],
    names:
      '40p amigaone:7.2-10.0 bamboo g3beige mac99 mpc8544ds pegasos1:10.0-11.1 pegasos2:5.2-7.2 ppce500 ppe42_machine:10.0-11.1 ref405ep:!10.0 sam460ex taihu:!7.2 virtex-ml507',
  },
  {
    arches: ['ppc64', 'ppc64le'],
    names: 'powernv powernv10 powernv10-rainier:7.2-10.0 powernv11:10.0-11.1 powernv8 powernv9 pseries',
  },
  {
    arches: ['s390x'],
    names: 's390-ccw-virtio',
  },
  {
    arches: ['riscv64', 'riscv32'],
    names: 'amd-microblaze-v-generic:7.2-10.0 sifive_e sifive_u spike',
  },
  {
    arches: ['riscv64'],
    names:
      'boston-aia:10.0-11.1 k230:10.0-11.1 microchip-icicle-kit shakti_c:5.2-7.2 tt-atlantis:10.0-11.1 xiangshan-kunminghu:10.0-11.1',
  },
  {
    arches: ['riscv32'],
    names: 'opentitan',
  },
  {
    arches: ['alpha'],
    names: 'clipper',
  },
  {
    arches: ['mips64el'],
    names: 'boston fulong2e:!10.0 fuloong2e loongson3-virt:5.2-10.0',
  },
  {
    arches: ['mips64el', 'mips64'],
    names: 'magnum pica61',
  },
  {
    arches: ['mips64el', 'mips64', 'mipsel', 'mips'],
    names: 'malta mipssim:!11.1',
  },
  {
    arches: ['m68k'],
    names: 'an5206 mcf5208evb next-cube q800 virt:5.2-7.2',
  },
  {
    arches: ['sparc'],
    names: 'LX SPARCClassic SPARCbook SS-10 SS-20 SS-4 SS-5 SS-600MP Voyager leon3_generic',
  },
  {
    arches: ['sparc64'],
    names: 'niagara sun4u sun4v',
  },
  {
    arches: ['sh4', 'sh4eb'],
    names: 'r2d shix:!10.0',
  },
];

/** The QEMU version that a distribution's own machine name stands for. */
export interface MachineNameRow {
  /** What follows `pc-q35-`, `pc-i440fx-` and the like. */
  readonly names: readonly string[];
  readonly version: string;
}

/** Names that Ubuntu's QEMU for x86 takes for its newest version of a machine type. */
export const MACHINE_ALIASES: ReadonlyMap<string, string> = new Map([
  ['ubuntu', 'pc'],
  ['ubuntu-q35', 'q35'],
]);

export const MACHINE_NAMES: readonly MachineNameRow[] = [
  { names: ['trusty'], version: '2.0' },
  { names: ['wily'], version: '2.4' },
  { names: ['xenial'], version: '2.5' },
  { names: ['yakkety'], version: '2.6' },
  { names: ['zesty'], version: '2.8' },
  { names: ['artful'], version: '2.10' },
  { names: ['bionic'], version: '2.11' },
  { names: ['cosmic'], version: '2.12' },
  { names: ['disco'], version: '3.1' },
  { names: ['eoan'], version: '4.0' },
  { names: ['focal'], version: '4.2' },
  { names: ['groovy'], version: '5.0' },
  { names: ['hirsute'], version: '5.2' },
  { names: ['impish'], version: '6.0' },
  { names: ['jammy'], version: '6.2' },
  { names: ['kinetic'], version: '7.0' },
  { names: ['lunar'], version: '7.2' },
  { names: ['mantic'], version: '8.0' },
  { names: ['noble'], version: '8.2' },
  { names: ['oracular'], version: '9.0' },
  { names: ['plucky'], version: '9.2' },
  { names: ['questing'], version: '10.1' },
  { names: ['rhel7.0.0', 'rhel7.1.0', 'rhel7.2.0', 'rhel7.3.0', 'rhel7.4.0', 'rhel7.5.0'], version: '2.10' },
  { names: ['rhel7.6.0'], version: '2.12' },
  { names: ['rhel8.0.0', 'rhel8.1.0'], version: '4.0' },
  { names: ['rhel8.2.0'], version: '4.2' },
  { names: ['rhel8.3.0', 'rhel8.4.0'], version: '5.2' },
  { names: ['rhel8.5.0', 'rhel8.6.0'], version: '6.0' },
  { names: ['rhel9.0.0'], version: '6.2' },
  { names: ['rhel9.2.0'], version: '7.2' },
  { names: ['rhel9.4.0'], version: '8.2' },
  { names: ['rhel9.6.0'], version: '9.1' },
  { names: ['rhel10.0.0'], version: '9.2' },
];
