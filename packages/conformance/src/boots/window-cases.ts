import { join } from 'node:path';
import {
  type Plan,
  type ProcessorVendor,
  planDomain,
  planQemuDevices,
  qemuBinary,
  type WindowsOptions,
  type WindowsVerdict,
  windowsBudget,
} from '@rootport/core';
import { bootArguments } from './boot-arguments.ts';
import { BOOT_PLAN, type BootFirmware, type BootSettings } from './boot-guest.ts';
import { buildGuest, GUESTS_FOLDER } from './build-guest.ts';
import { parseReport } from './guest-report.ts';
import { guestRow } from './guests.ts';
import { runGuest } from './run-guest.ts';
import { parseWindowDevices, type WindowNode } from './window-devices.ts';

/** A guest whose BARs need about as much room as its firmware has. */
export interface WindowCase {
  readonly name: string;
  /** The machine type, of x86 or ARM; of RISC-V where that is said. */
  readonly machine: string;
  readonly arch?: 'riscv64';
  /** MiB; 512, or what a guest of the architecture needs. */
  readonly memory?: number;
  /** MiB that may be plugged in, and how many slots there are for it. */
  readonly more?: { readonly memory: number; readonly slots: number };
  readonly vendor?: ProcessorVendor;
  readonly bits?: number;
  readonly largePages?: boolean;
  /** What is on the root bus, in order, in the notation of {@link parseWindowDevices}. */
  readonly devices: readonly string[];
}

/** What became of the BARs in one boot. */
interface WindowRun {
  readonly qemu: string;
  readonly firmware: BootFirmware;
  /** BARs without a place in the running guest, as `shmem0#2`: QEMU's id and the number of the BAR. */
  readonly lost: readonly string[];
  /** The guest did not come up. */
  readonly hangs?: true;
}

export interface WindowRecord {
  readonly name: string;
  readonly runs: readonly WindowRun[];
}

/** The document of a case. */
export function windowDocument(one: WindowCase): string {
  const builder = new DocumentBuilder(one);
  for (const node of one.devices.flatMap(parseWindowDevices)) builder.add(node, builder.root);
  return builder.text();
}

const memoryOf = (one: WindowCase): number => one.memory ?? guestRow(archOf(one))?.memory ?? 512;
const isVirt = ({ machine }: WindowCase): boolean => machine.startsWith('virt');
const archOf = (one: WindowCase): string => one.arch ?? (isVirt(one) ? 'aarch64' : 'x86_64');

/** Whether a firmware starts the guest of a case. */
export function canStart(one: WindowCase, firmware: BootFirmware): boolean {
  if (!isVirt(one)) return firmware === 'seabios' || firmware === 'ovmf';
  return firmware === 'none' || (firmware === 'aavmf' && one.arch === undefined);
}

class DocumentBuilder {
  readonly root: Bus;
  private readonly lines: string[] = [];
  private bus = 0;
  private count = 0;
  private readonly one: WindowCase;

  constructor(one: WindowCase) {
    this.one = one;
    this.root = { index: 0, next: 2, isConventional: one.machine.startsWith('pc-i440fx') };
  }

  add({ name, below }: WindowNode, on: Bus): void {
    if (name === 'port' || name === 'closed') {
      this.fill(this.controller('pcie-root-port', on, name === 'closed' ? "<target hotplug='off'/>" : ''), below);
    } else if (name === 'switch') {
      const inner = this.controller('pcie-switch-upstream-port', on);
      for (const one of below) this.fill(this.controller('pcie-switch-downstream-port', inner), [one]);
    } else if (name === 'expander') {
      const target = `<target busNr='${200 - this.bus * 10}'/>`;
      this.fill(
        this.controller(this.root.isConventional ? 'pci-expander-bus' : 'pcie-expander-bus', on, target),
        below,
      );
    } else if (name === 'bridge') {
      const bridge = on.isConventional
        ? this.controller('pci-bridge', on)
        : this.controller('pcie-to-pci-bridge', this.controller('pcie-root-port', on));
      this.fill(bridge, below);
    } else if (name !== 'nothing') this.device(name, placeOn(on));
  }

  private fill(bus: Bus, below: readonly WindowNode[]): void {
    for (const one of below) this.add(one, bus);
  }

  private controller(model: string, on: Bus, target = ''): Bus {
    const place = addressOf(placeOn(on));
    this.bus += 1;
    this.lines.push(`    <controller type='pci' index='${this.bus}' model='${model}'>${target}${place}</controller>`);
    const isConventional = !model.startsWith('pcie-') || model === 'pcie-to-pci-bridge';
    return { index: this.bus, next: isConventional ? 1 : 0, isConventional };
  }

  private device(what: string, place: Place): void {
    const [, size, unit] = /^(\d+)([MGT])$/.exec(what) ?? [];
    const [, display, first, second] = /^(qxl|vga|bochs)-(\d+)(?:-(\d+))?$/.exec(what) ?? [];
    this.count += 1;
    const address = addressOf(place);
    const sizes =
      display === 'qxl' ? [`ram='${mebibytes(first)}'`, `vram='${mebibytes(second)}'`] : [`vram='${mebibytes(first)}'`];
    this.lines.push(
      size !== undefined
        ? `    <shmem name='s${this.count}'><model type='ivshmem-plain'/><size unit='${unit}'>${size}</size>${address}</shmem>`
        : display !== undefined
          ? `    <video><model type='${display}' ${sizes.join(' ')}/>${address}</video>`
          : what === 'ac97'
            ? `    <sound model='ac97'>${address}</sound>`
            : `    <interface type='user'><model type='${what}'/>${address}</interface>`,
    );
  }

  text(): string {
    const { one } = this;
    const efi = canStart(one, 'aavmf') ? " firmware='efi'" : '';
    const cpu = [
      ...(one.bits === undefined ? [] : [`<maxphysaddr mode='emulate' bits='${one.bits}'/>`]),
      ...(one.largePages === true ? ["<feature policy='require' name='pdpe1gb'/>"] : []),
    ].join('');
    return [
      "<domain type='qemu'>",
      `  <name>${one.name}</name>`,
      ...(one.more === undefined
        ? []
        : [`  <maxMemory unit='MiB' slots='${one.more.slots}'>${one.more.memory}</maxMemory>`]),
      `  <memory unit='MiB'>${memoryOf(one)}</memory>`,
      ...(one.more === undefined
        ? []
        : [`  <cpu><numa><cell id='0' cpus='0' memory='${memoryOf(one)}' unit='MiB'/></numa>${cpu}</cpu>`]),
      `  <os${efi}><type arch='${archOf(one)}' machine='${one.machine}'>hvm</type></os>`,
      '  <features><acpi/></features>',
      ...(cpu === '' || one.more !== undefined ? [] : [`  <cpu>${cpu}</cpu>`]),
      '  <devices>',
      "    <controller type='usb' model='none'/>",
      "    <memballoon model='none'/>",
      ...this.lines,
      '  </devices>',
      '</domain>',
      '',
    ].join('\n');
  }
}

interface Place {
  readonly bus: number;
  readonly slot: number;
}

interface Bus {
  readonly index: number;
  /** The slot of the next device. */
  next: number;
  readonly isConventional: boolean;
}

function placeOn(bus: Bus): Place {
  const slot = bus.next;
  bus.next += 1;
  return { bus: bus.index, slot };
}

/** KiB of so many MiB. */
const mebibytes = (text = '0'): number => Number(text) * 1024;

function addressOf({ bus, slot }: Place): string {
  return `<address type='pci' domain='0' bus='${bus}' slot='${slot}' function='0'/>`;
}

/** What is said of a case with the QEMU and the firmware of a run. */
export function windowVerdict(one: WindowCase, run: Pick<WindowRun, 'qemu' | 'firmware'>): WindowsVerdict | undefined {
  const options: WindowsOptions = {
    firmware: run.firmware === 'none' ? 'device tree' : run.firmware,
    qemu: run.qemu,
    ...(one.vendor === undefined ? {} : { vendor: one.vendor }),
    // The guest's cortex-a57.
    ...(archOf(one) === 'aarch64' ? { addressBits: 44 } : {}),
  };
  return windowsBudget(planOf(one), options)?.verdict;
}

function planOf(one: WindowCase): Plan {
  const planned = planDomain(windowDocument(one), BOOT_PLAN);
  if (!planned.ok) throw new Error(`${one.name}: no plan: ${planned.diagnostics.map(({ code }) => code).join(' ')}`);
  return planned.plan;
}

/** Boots a case with an emulated processor and looks which BARs have no place; without a word in time it hangs. Throws when QEMU does not start. */
export async function bootWindows(
  one: WindowCase,
  firmware: BootFirmware,
  settings: Pick<BootSettings, 'qemu' | 'efi' | 'timeout' | 'say'> = {},
): Promise<WindowRun> {
  const plan = planOf(one);
  const row = guestRow(archOf(one));
  if (row === undefined) throw new Error(`no guest is built for ${one.machine}`);
  const guest = buildGuest(row, join(GUESTS_FOLDER, row.arch), settings.say ?? (() => undefined));
  const efi = firmware === 'ovmf' || firmware === 'aavmf' ? (settings.efi ?? row.efi) : undefined;
  const { output, qemu, bars, ids } = await runGuest({
    guest,
    qemu: settings.qemu ?? [qemuBinary(row.arch).binary],
    args: [...sizedArguments(plan, one), ...processorWords(one)],
    ...(efi === undefined ? {} : { efi }),
    schemes: [],
    plugged: [],
    timeout: (settings.timeout ?? 150) * 1000,
    mayHang: true,
  });
  if (!output.includes('GT end')) return { qemu, firmware, lost: [], hangs: true };
  const { devices } = parseReport(output);
  const placed = new Map(devices.map(({ bdf, placedBars }) => [bdf, placedBars]));
  const lost = [...bars].flatMap(([bdf, numbers]) =>
    numbers
      .filter((number) => placed.get(bdf)?.includes(number) !== true)
      .map((number) => `${ids.get(bdf) ?? bdf}#${number}`),
  );
  return { qemu, firmware, lost };
}

/** What gives a display the memory of its BARs, in MiB. */
const DISPLAY_SIZES: Readonly<Record<string, (ram: number, vram: number) => string>> = {
  qxl: (ram, vram) => `ram_size_mb=${ram},vram_size_mb=${vram}`,
  VGA: (_, vram) => `vgamem_mb=${vram}`,
  'bochs-display': (_, vram) => `vgamem=${vram * 2 ** 20}`,
};

/** The words of the plan with the sizes that the document gives to memory and displays. */
function sizedArguments(plan: Plan, one: WindowCase): readonly string[] {
  const { args } = bootArguments(plan, { hotplug: [], memory: memoryOf(one) });
  const sized = planQemuDevices(plan).flatMap(({ device: { kind, element } }) => {
    const text = element === undefined ? '' : plan.domain.document.source.slice(element.span.start, element.span.end);
    return kind === 'shmem' || kind === 'video' ? [{ kind, text }] : [];
  });
  const shared = sized.filter(({ kind }) => kind === 'shmem').map(({ text }) => /'(.)'>(\d+)</.exec(text) ?? []);
  const displays = sized
    .filter(({ kind }) => kind === 'video')
    .map(({ text }) => /(?: ram='(\d+)')? vram='(\d+)'/.exec(text) ?? []);
  const more = one.more === undefined ? '' : `,slots=${one.more.slots},maxmem=${one.more.memory}M`;
  return args.map((word, at) => {
    const option = args[at - 1];
    if (option === '-m') return `size=${word}M${more}`;
    if (option === '-object' && /^(?:qom-type=)?memory-backend-ram,/.test(word) && !word.includes('ram-node')) {
      const [, unit, size] = shared.shift() ?? [];
      return `${word.replace(/size=\d+M/, `size=${size}${unit}`)},share=on,reserve=off`;
    }
    // The programs in option ROMs take seconds each; of hidden ones QEMU takes one of a name.
    if (option === '-device' && /^(?:driver=)?(?:e1000e?|rtl8139|pcnet),/.test(word)) return `${word},romfile=`;
    const driver = option === '-device' ? /^(?:driver=)?(qxl|VGA|bochs-display)/.exec(word)?.[1] : undefined;
    if (driver !== undefined) {
      const [, ram, vram] = displays.shift() ?? [];
      return `${word},${DISPLAY_SIZES[driver]?.(Number(ram) / 1024, Number(vram) / 1024)}`;
    }
    return word;
  });
}

function processorWords(one: WindowCase): readonly string[] {
  if (isVirt(one)) return [];
  const words = [
    'qemu64',
    ...(one.vendor === 'Intel' ? ['vendor=GenuineIntel'] : []),
    ...(one.bits === undefined ? [] : [`phys-bits=${one.bits}`]),
    ...(one.largePages === true ? ['pdpe1gb=on'] : []),
  ];
  return ['-cpu', words.join(',')];
}
