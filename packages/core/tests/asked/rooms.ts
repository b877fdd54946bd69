// The room that firmware gives, by size, processor and mix of BARs.
import { firmwaresOf } from '../../src/guest/index.ts';
import { type Plan, planDomain, windowsBudget, windowsFindings } from '../../src/index.ts';
import { BARE, controller, nic, pci, rootPort, video } from '../build.ts';
import { documentOf, MACHINES, type MachineName } from '../variations.ts';
import { type AnswerFile, saidLines } from './answer-file.ts';

const shared = (gib: number, place: string): string =>
  `<shmem name='s${place.replaceAll(/\W/g, '')}'><model type='ivshmem-plain'/><size unit='GiB'>${gib}</size>${address(place)}</shmem>`;

function address(place: string): string {
  const [bus = '0', slot = '0'] = place.split(':');
  return `<address type='pci' bus='0x${bus}' slot='0x${slot}' function='0'/>`;
}

const firmwares = ({ domain }: Plan): readonly string[] =>
  firmwaresOf(domain.machine.family).map((name) => name.toLowerCase());

/** Lines of equal text are one. */
function grouped(rows: readonly (readonly [name: string, text: string])[]): readonly string[] {
  const names = new Map<string, string[]>();
  for (const [name, text] of rows) names.set(text, [...(names.get(text) ?? []), name]);
  return [...names].map(([text, of]) => `  ${of.join(', ')}: ${text}`);
}

const OLD_QEMUS = ['6.1', '7.2', '8.2', '9.1'];
const PROCESSORS = [36, 39, 40, 41, 42, 43, 46, 47, 48, 52].flatMap((addressBits) =>
  (['Intel', 'AMD'] as const).map((vendor) => ({ addressBits, vendor })),
);

function curesOf(name: string, machine: MachineName, devices: readonly string[]): string {
  const result = planDomain(documentOf(machine, [...BARE, ...devices]), MACHINES[machine].options);
  if (!result.ok) return `${name}: refused`;
  const rows = firmwares(result.plan).flatMap((firmware) =>
    [...PROCESSORS, ...OLD_QEMUS.map((qemu) => ({ qemu }))].map((options) => {
      const budget = windowsBudget(result.plan, { firmware, ...options });
      const told =
        budget === undefined
          ? 'not known'
          : [
              [budget.verdict, ...budget.dependsOnFirmware].join(' '),
              `${budget.above4G.needed} of ${budget.above4G.fits}`,
              budget.cures.map((cure) => Object.values(cure).join(' ')).join(', '),
              ...windowsFindings(result.plan, budget).map(({ code }) => code),
            ].join(' | ');
      return [`${firmware} ${Object.values(options).join(' ')}`, told] as const;
    }),
  );
  return [name, ...grouped(rows)].join('\n');
}

/** In GiB, each behind a port of its own. */
const SIZES = [[1], [8], [32], [32, 32], [64], [128, 128], [256], [512], [1024], [4096], [16_384], [65_536]];
const HOLES = [0, 64, 2048];

const hole = (gib: number): readonly string[] =>
  gib === 0
    ? []
    : [controller('pci', { index: 0, model: 'pcie-root', content: `<pcihole64 unit='GiB'>${gib}</pcihole64>` })];

const BIG_BARS = (['q35', 'virt'] as const).flatMap((machine) =>
  SIZES.flatMap((sizes) =>
    (machine === 'q35' ? HOLES : [0]).map((gib) => {
      const name = `${machine}: ${sizes.map((size) => `${size} GiB`).join(' and ')}${gib === 0 ? '' : ` in a hole of ${gib} GiB`}`;
      const devices = [
        ...hole(gib),
        ...sizes.map((_, at) => rootPort(at + 1)),
        ...sizes.map((size, at) => shared(size, `0${at + 1}:0`)),
      ];
      return { name, ask: () => curesOf(name, machine, devices) };
    }),
  ),
);

/** Devices of one BAR or a few, of each kind. */
const PARTS: Readonly<Record<string, (place: string) => string>> = {
  'ports and memory': (place) => nic('rtl8139', `${place}.0`),
  'a small prefetchable one of 64 bits': (place) => nic('virtio', `${place}.0`),
  'a prefetchable one of 32 bits': (place) => video('vga', `${place}.0`),
  'two of memory': (place) => video('qxl', `${place}.0`),
  'a large one of 64 bits': (place) => shared(1, place),
};

function windowsOf(name: string, devices: readonly string[]): string {
  const result = planDomain(documentOf('q35', [...BARE, ...devices]), { profile: 'libvirt-latest' });
  if (!result.ok) return `${name}: refused`;
  const rows = firmwares(result.plan).map((firmware) => {
    const budget = windowsBudget(result.plan, { firmware });
    const buses = budget?.buses.map((bus) => Object.values(bus).join(' ')) ?? [];
    const needed = [budget?.ioWindows, budget?.below4G, budget?.above4G].map((room) => room?.needed);
    return [firmware, [...buses, ...needed].join(', ')] as const;
  });
  return [name, ...grouped(rows)].join('\n');
}

/** The bus of the devices, and what it is behind. */
const BRIDGES: Readonly<Record<string, readonly [bus: string, ...bridges: string[]]>> = {
  'a bridge to PCI': ['01', pci(1, 'pcie-to-pci-bridge')],
  'a bridge behind an old bridge': ['02', pci(1, 'dmi-to-pci-bridge'), pci(2, 'pci-bridge', '01:01.0')],
};

const MIXES = Object.entries(BRIDGES).flatMap(([bridge, [bus, ...bridges]]) =>
  Object.entries(PARTS).flatMap(([first, one], at) =>
    [['nothing', undefined] as const, ...Object.entries(PARTS).slice(at)].map(([second, other]) => {
      const name = `${first} and ${second} behind ${bridge}`;
      const devices = [...bridges, one(`${bus}:02`), ...(other === undefined ? [] : [other(`${bus}:03`)])];
      return { name, ask: () => windowsOf(name, devices) };
    }),
  ),
);

export const ROOMS: AnswerFile = { file: 'rooms.txt', questions: [...BIG_BARS, ...MIXES], textOf: saidLines };
