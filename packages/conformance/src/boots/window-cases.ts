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

/** A guest whose BARs need about as much room as its firmware has. */
export interface WindowCase {
  readonly name: string;
  /** The machine type, of x86 or ARM. */
  readonly machine: string;
  /** MiB; 512, or what a guest of the architecture needs. */
  readonly memory?: number;
  /** MiB that may be plugged in, and how many slots there are for it. */
  readonly more?: { readonly memory: number; readonly slots: number };
  readonly vendor?: ProcessorVendor;
  readonly bits?: number;
  readonly largePages?: boolean;
  /**
   * Where and what, in order: `port 512G` (shared memory behind a port of its own), `port` (an empty one), `closed 64G`
   * (a port without hotplug), `bridge e1000 512M` (a conventional bridge with devices), `expander 64G` (a port behind an
   * expander bus), `root 64G`. What: a size of shared memory; `qxl-256-128`, a display with so many MiB in its two BARs;
   * `ac97`; or the model of an interface. `times 14 port e1000e` is that many.
   */
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
  for (const line of one.devices) {
    const words = line.split(' ');
    const times = words[0] === 'times' ? Number(words[1]) : 1;
    const [where = '', ...what] = times === 1 ? words : words.slice(2);
    for (let time = 0; time < times; time += 1) builder.add(where, what);
  }
  return builder.text();
}

/** Whether a case is of ARM; the others are of x86. */
export const isArm = ({ machine }: WindowCase): boolean => machine.startsWith('virt');

class DocumentBuilder {
  private readonly lines: string[] = [];
  private bus = 0;
  private count = 0;
  private place = 0;
  private readonly one: WindowCase;
  private readonly isConventional: boolean;

  constructor(one: WindowCase) {
    this.one = one;
    this.isConventional = one.machine.startsWith('pc-i440fx');
  }

  add(where: string, [first, ...rest]: readonly string[]): void {
    if (where === 'bridge') this.bridge(first === undefined ? [] : [first, ...rest]);
    else if (where === 'root') this.device(first ?? '', this.next());
    else this.port(where, first);
  }

  private port(where: string, what: string | undefined): void {
    const root = where === 'expander' ? this.expander() : 0;
    const target = where === 'closed' ? "<target hotplug='off'/>" : '';
    const behind = this.controller('pcie-root-port', root === 0 ? this.next() : { bus: root, slot: 0 }, target);
    if (what !== undefined) this.device(what, { bus: behind, slot: 0 });
  }

  private bridge(what: readonly string[]): void {
    const behind = this.isConventional
      ? this.controller('pci-bridge', this.next())
      : this.controller('pcie-to-pci-bridge', { bus: this.controller('pcie-root-port', this.next()), slot: 0 });
    for (const [at, name] of what.entries()) this.device(name, { bus: behind, slot: at + 1 });
  }

  private expander(): number {
    return this.controller('pcie-expander-bus', this.next(), `<target busNr='${200 - this.bus * 10}'/>`);
  }

  private next(): Place {
    const at = this.place;
    this.place += 1;
    return { bus: 0, slot: 2 + at };
  }

  private controller(model: string, place: Place, target = ''): number {
    this.bus += 1;
    this.lines.push(
      `    <controller type='pci' index='${this.bus}' model='${model}'>${target}${addressOf(place)}</controller>`,
    );
    return this.bus;
  }

  private device(what: string, place: Place): void {
    const [, size, unit] = /^(\d+)([MGT])$/.exec(what) ?? [];
    const [, ram, vram] = /^qxl-(\d+)-(\d+)$/.exec(what) ?? [];
    this.count += 1;
    const address = addressOf(place);
    this.lines.push(
      size !== undefined
        ? `    <shmem name='s${this.count}'><model type='ivshmem-plain'/><size unit='${unit}'>${size}</size>${address}</shmem>`
        : ram !== undefined
          ? `    <video><model type='qxl' ram='${Number(ram) * 1024}' vram='${Number(vram) * 1024}'/>${address}</video>`
          : what === 'ac97'
            ? `    <sound model='ac97'>${address}</sound>`
            : `    <interface type='user'><model type='${what}'/>${address}</interface>`,
    );
  }

  text(): string {
    const { one } = this;
    const arm = isArm(one);
    const efi = arm ? " firmware='efi'" : '';
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
      `  <memory unit='MiB'>${one.memory ?? 512}</memory>`,
      ...(one.more === undefined
        ? []
        : [`  <cpu><numa><cell id='0' cpus='0' memory='${one.memory ?? 512}' unit='MiB'/></numa>${cpu}</cpu>`]),
      `  <os${efi}><type arch='${arm ? 'aarch64' : 'x86_64'}' machine='${one.machine}'>hvm</type></os>`,
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

function addressOf({ bus, slot }: Place): string {
  return `<address type='pci' domain='0' bus='${bus}' slot='${slot}' function='0'/>`;
}

/** What is said of a case with the QEMU and the firmware of a run. */
export function windowVerdict(one: WindowCase, run: Pick<WindowRun, 'qemu' | 'firmware'>): WindowsVerdict | undefined {
  const options: WindowsOptions = {
    firmware: run.firmware === 'none' ? 'device tree' : run.firmware,
    qemu: run.qemu,
    ...(one.vendor === undefined ? {} : { vendor: one.vendor }),
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
  const row = guestRow(isArm(one) ? 'aarch64' : 'x86_64');
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

/** The words of the plan with the sizes that the document gives to memory and displays. */
function sizedArguments(plan: Plan, one: WindowCase): readonly string[] {
  const { args } = bootArguments(plan, { hotplug: [], memory: one.memory ?? 512 });
  const sized = planQemuDevices(plan).flatMap(({ device: { kind, element } }) => {
    const text = element === undefined ? '' : plan.domain.document.source.slice(element.span.start, element.span.end);
    return kind === 'shmem' || kind === 'video' ? [{ kind, text }] : [];
  });
  const shared = sized.filter(({ kind }) => kind === 'shmem').map(({ text }) => /'(.)'>(\d+)</.exec(text) ?? []);
  const displays = sized
    .filter(({ kind }) => kind === 'video')
    .map(({ text }) => /ram='(\d+)' vram='(\d+)'/.exec(text) ?? []);
  const more = one.more === undefined ? '' : `,slots=${one.more.slots},maxmem=${one.more.memory}M`;
  return args.map((word, at) => {
    const option = args[at - 1];
    if (option === '-m') return `size=${word}M${more}`;
    if (option === '-object' && /^(?:qom-type=)?memory-backend-ram,/.test(word) && !word.includes('ram-node')) {
      const [, unit, size] = shared.shift() ?? [];
      return `${word.replace(/size=\d+M/, `size=${size}${unit}`)},share=on,reserve=off`;
    }
    // The programs in option ROMs take seconds each.
    if (option === '-device' && /^(?:driver=)?e1000e?,/.test(word)) return `${word},rombar=0`;
    if (option === '-device' && /^(?:driver=)?qxl/.test(word)) {
      const [, ram, vram] = displays.shift() ?? [];
      return `${word},ram_size_mb=${Number(ram) / 1024},vram_size_mb=${Number(vram) / 1024}`;
    }
    return word;
  });
}

function processorWords(one: WindowCase): readonly string[] {
  if (isArm(one)) return [];
  const words = [
    'qemu64',
    ...(one.vendor === 'Intel' ? ['vendor=GenuineIntel'] : []),
    ...(one.bits === undefined ? [] : [`phys-bits=${one.bits}`]),
    ...(one.largePages === true ? ['pdpe1gb=on'] : []),
  ];
  return ['-cpu', words.join(',')];
}
