import fc from 'fast-check';
import type { ProfileName } from '../../src/index.ts';
import {
  balloon,
  controller,
  disk,
  domain,
  filesystem,
  graphics,
  hostdev,
  input,
  nic,
  pci,
  rng,
  rootPort,
  shmem,
  sound,
  usb2Set,
  vsock,
  watchdog,
} from '../build.ts';

export interface RandomDomain {
  readonly arch: string;
  readonly machine: string;
  readonly profile: ProfileName;
  readonly devices: readonly string[];
}

// Machines without ACPI tables are refused with it by the newest libvirts, and ARM needs UEFI for it.
export const toXml = ({ arch, machine, devices }: RandomDomain): string =>
  domain({ arch, machine, devices, before: arch === 'x86_64' ? ['<features><acpi/></features>'] : [] });

interface MachineRow {
  readonly arch: string;
  readonly machine: string;
  readonly isX86: boolean;
  readonly isExpress: boolean;
}

const MACHINES: readonly MachineRow[] = [
  { arch: 'x86_64', machine: 'pc', isX86: true, isExpress: false },
  { arch: 'x86_64', machine: 'q35', isX86: true, isExpress: true },
  { arch: 'aarch64', machine: 'virt', isX86: false, isExpress: true },
  { arch: 'ppc64', machine: 'pseries', isX86: false, isExpress: false },
  { arch: 's390x', machine: 's390-ccw-virtio', isX86: false, isExpress: false },
];

const PROFILES: readonly ProfileName[] = [
  'libvirt-2.5',
  'libvirt-6.5',
  'libvirt-9.0',
  'libvirt-11.3',
  'libvirt-latest',
];

const place = fc
  .tuple(fc.constantFrom(0, 0, 0, 1, 2, 3), fc.integer({ min: 0, max: 31 }), fc.constantFrom(0, 0, 0, 0, 1, 2, 7))
  .map(([bus, slot, fn]) => `${bus.toString(16)}:${(bus === 0 ? Math.max(slot, 3) : slot).toString(16)}.${fn}`);
// A few addresses in a document at most, or most documents clash.
const where = fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: place });
const letter = fc.integer({ min: 0, max: 25 }).map((number) => String.fromCharCode(97 + number));

const NIC_MODELS = ['virtio', 'e1000', 'e1000e', 'rtl8139', 'virtio'];

function endpoint({ isX86 }: MachineRow): fc.Arbitrary<string> {
  const everywhere: fc.Arbitrary<string>[] = [
    fc.tuple(fc.constantFrom(...NIC_MODELS), where).map(([model, at]) => nic(model, at)),
    fc.tuple(letter, where).map(([name, at]) => disk(`vd${name}`, 'virtio', at)),
    letter.map((name) => disk(`sd${name}`, 'scsi')),
    fc.tuple(letter, where).map(([name, at]) => filesystem(`share-${name}`, at)),
    where.map((at) => rng(at)),
    letter.map((name) => `<channel type='unix'><target type='virtio' name='${name}'/></channel>`),
    fc.constant("<console type='pty'/>"),
    fc.constantFrom('mouse', 'tablet', 'keyboard').map((type) => input(type, 'virtio')),
    fc.tuple(fc.integer({ min: 0, max: 15 }), where).map(([slot, at]) => hostdev(`c1:${slot.toString(16)}.0`, at)),
    fc.constantFrom('virtio-scsi', 'lsilogic').map((model) => controller('scsi', { model })),
    fc.constant(controller('virtio-serial', {})),
    fc.tuple(letter, where).map(([name, at]) => shmem(`mem-${name}`, at)),
  ];
  const onX86: fc.Arbitrary<string>[] = [
    fc.tuple(fc.constantFrom('ac97', 'ich6', 'ich9'), where).map(([model, at]) => sound(model, at)),
    where.map((at) => watchdog('i6300esb', at)),
    fc.constant(vsock()),
    letter.map((name) => disk(`hd${name}`, 'sata')),
    fc.constant(graphics()),
    fc.constantFrom('mouse', 'tablet').map((type) => input(type, 'usb')),
    fc.constant("<serial type='pty'/>"),
  ];
  return fc.oneof(...everywhere, ...(isX86 ? onX86 : []));
}

const index = fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined });

function busController({ isExpress, isX86 }: MachineRow): fc.Arbitrary<readonly string[]> {
  const models = isExpress
    ? ['pcie-root-port', 'pcie-root-port', 'dmi-to-pci-bridge', 'pci-bridge', 'pcie-switch-upstream-port']
    : ['pci-bridge', ...(isX86 ? ['pci-expander-bus'] : [])];
  const one = fc.tuple(index, fc.constantFrom(...models), where).map(([number, model, at]) =>
    controller('pci', {
      model,
      ...(number === undefined ? {} : { index: number }),
      ...(at === undefined ? {} : { where: at }),
    }),
  );
  const single = one.map((device): readonly string[] => [device]);
  const aSwitch = fc.constant([
    rootPort(1),
    pci(2, 'pcie-switch-upstream-port'),
    pci(3, 'pcie-switch-downstream-port'),
    pci(4, 'pcie-switch-downstream-port'),
  ]);
  return fc.oneof(...(isExpress ? [single, single, aSwitch] : [single]), ...(isX86 ? [fc.constant(usb2Set())] : []));
}

/** Random domains, most of which are accepted. */
export const randomDomain: fc.Arbitrary<RandomDomain> = fc
  .tuple(fc.constantFrom(...MACHINES), fc.constantFrom(...PROFILES))
  .chain(([row, profile]) =>
    fc
      .tuple(
        fc.array(endpoint(row), { maxLength: 14, size: 'max' }),
        fc.option(busController(row), { nil: [], freq: 2 }),
        fc.option(busController(row), { nil: [], freq: 2 }),
        fc.constantFrom('', '', balloon('none'), balloon('virtio')),
        fc.constantFrom('', "<video><model type='qxl'/></video>", "<video><model type='virtio'/></video>"),
      )
      .map(([endpoints, first, second, memory, display]) => ({
        arch: row.arch,
        machine: row.machine,
        profile,
        devices: [...first, ...second, ...endpoints, memory, row.isX86 ? display : ''].filter((text) => text !== ''),
      })),
  );
