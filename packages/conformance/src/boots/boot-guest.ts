import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type PlanOptions, planDomain } from '@rootport/core';
import { sharedPath } from '../shared-folder.ts';
import { bootArguments, type PluggedDevice } from './boot-arguments.ts';
import type { BootRun, ObservedDevice, ObservedNames, ObservedNic } from './record.ts';

/** Documents are placed as by the libvirt of Debian 12, whose QEMU boots them. */
export const BOOT_PLAN: PlanOptions = { profile: 'libvirt-9.0' };

/** What a topology is to be booted with. */
export interface Topology {
  readonly name: string;
  readonly note: string;
  readonly firmware: readonly ('seabios' | 'ovmf')[];
  /** QEMU's ids of interfaces that are plugged in after the boot. */
  readonly hotplug?: readonly string[];
}

type NamesText = Readonly<Record<'onboard' | 'slot' | 'path' | 'scheme', string | undefined>>;

interface Report {
  readonly devices: readonly (Omit<ObservedDevice, 'pci' | 'secondary' | 'subordinate'> & {
    readonly vendor: string;
    readonly device: string;
    readonly parent: string | null;
    readonly bridge?: { readonly secondary: number; readonly subordinate: number };
  })[];
  readonly slots: readonly { readonly name: string; readonly address: string }[];
  readonly nics: readonly (Pick<ObservedNic, 'mac' | 'bdf' | 'name' | 'altNames' | 'id'> & {
    readonly scheme?: string;
    readonly policyName: string | null;
    readonly byScheme: Readonly<Record<string, NamesText>>;
  })[];
}

interface BootResult extends Report {
  readonly ok: boolean;
  readonly error?: string;
  readonly stderr?: string;
  readonly qemu: string;
  readonly machine: string;
  readonly kernel: string;
  readonly udev: string;
  readonly steps?: readonly {
    readonly reply?: { readonly error?: { readonly desc: string } };
    readonly report?: Report;
    readonly qemuDevices?: readonly QemuPlace[];
  }[];
}

interface QemuPlace {
  readonly id: string | null;
  readonly bus: number;
  readonly slot: number;
  readonly function: number;
}

type Boot = (options: object) => Promise<BootResult>;

/** The folder with the guest's kernel and initramfs is $ROOTPORT_GUEST; build-initramfs.sh of the shared folder makes it. */
export const GUEST_FOLDER = process.env['ROOTPORT_GUEST'];

/** Boots a document on the installed QEMU; what the guest saw, with the names under every scheme. Throws when it fails. */
export async function bootGuest(
  xml: string,
  firmware: 'seabios' | 'ovmf',
  { work, hotplug = [], timeout = 300 }: { work: string; hotplug?: readonly string[]; timeout?: number },
): Promise<BootRun> {
  const script = sharedPath('guest', 'boot.mjs');
  if (script === undefined) throw new Error('there is no guest/boot.mjs in the shared folder');
  const { boot } = (await import(pathToFileURL(script).href)) as { boot: Boot };
  const planned = planDomain(xml, BOOT_PLAN);
  if (!planned.ok) throw new Error(`no plan: ${planned.diagnostics.map(({ code }) => code).join(' ')}`);
  const { args, plugged } = bootArguments(planned.plan, hotplug);
  const folder = mkdtempSync(join(tmpdir(), 'rootport-boot-'));
  try {
    const raw = join(folder, 'serial');
    const steps = plugged.length === 0 ? {} : { steps: plugSteps(plugged) };
    const result = await boot({ args, work, firmware, schemes: 'all', timeout, raw, ...steps });
    if (!result.ok) throw new Error(`${result.error} ${result.stderr ?? ''}`);
    return toRun(result, firmware, readFileSync(raw, 'utf8'), folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function plugSteps(plugged: readonly PluggedDevice[]): readonly object[] {
  // Their networks are there from the start.
  const steps = plugged.flatMap(({ arguments: device }) => [
    { qmp: { execute: 'device_add', arguments: device } },
    { sleep: 3000 },
  ]);
  return [...steps, { report: true }];
}

function toRun(result: BootResult, firmware: 'seabios' | 'ovmf', serial: string, folder: string): BootRun {
  const refused = result.steps?.find(({ reply }) => reply?.error !== undefined);
  if (refused !== undefined) throw new Error(`hot-plugging: ${refused.reply?.error?.desc}`);
  const last = result.steps?.at(-1);
  const report = last?.report === undefined ? result : withIds(last.report, last.qemuDevices ?? []);
  const lspci = askLspci(serial, folder);
  const scheme = report.nics.find((nic) => nic.scheme !== undefined)?.scheme ?? '';
  return {
    environment: {
      qemu: result.qemu,
      machine: result.machine,
      firmware: firmwareVersion(firmware),
      kernel: result.kernel,
      udev: result.udev.split(' ')[1] ?? result.udev,
      scheme,
    },
    observed: {
      devices: report.devices.map(device),
      slots: Object.fromEntries(numericSlots(report)),
      nics: report.nics.map((nic) => observedNic(nic, report)),
    },
    ...(lspci === undefined ? {} : { lspci }),
  };
}

/** The report after hot-plugging has no ids; QEMU says which device is where. */
function withIds(report: Report, places: readonly QemuPlace[]): Report {
  const hex = (value: number): string => value.toString(16).padStart(2, '0');
  const ids = new Map<string, string>(
    places.flatMap(({ id, bus, slot, function: fn }) =>
      id === null ? [] : [[`0000:${hex(bus)}:${hex(slot)}.${fn}`, id] as const],
    ),
  );
  const named = <T extends { readonly bdf: string }>(one: T): T & { readonly id?: string } => {
    const id = ids.get(one.bdf);
    return id === undefined ? one : { ...one, id };
  };
  return { ...report, devices: report.devices.map(named), nics: report.nics.map(named) };
}

function device(one: Report['devices'][number]): ObservedDevice {
  const { bdf, id, vendor, device: number, class: classCode, multifunction, parent, bridge, sun, acpiIndex } = one;
  return {
    bdf,
    ...(id === undefined ? {} : { id }),
    pci: `${vendor.slice(2)}:${number.slice(2)}`,
    class: classCode,
    ...(multifunction === true ? { multifunction } : {}),
    ...(parent === null ? {} : { parent }),
    ...(bridge === undefined ? {} : { secondary: bridge.secondary, subordinate: bridge.subordinate }),
    ...(sun === undefined ? {} : { sun }),
    ...(acpiIndex === undefined ? {} : { acpiIndex }),
  };
}

function numericSlots({ slots }: Report): readonly (readonly [string, string])[] {
  return slots.filter(({ name }) => /^[1-9]\d*$/.test(name)).map(({ name, address }) => [name, address] as const);
}

function observedNic(
  { mac, id, bdf, name, altNames, policyName, byScheme }: Report['nics'][number],
  { nics }: Report,
): ObservedNic {
  const wanted = policyName ?? name;
  const isClash = nics.filter((other) => (other.policyName ?? other.name) === wanted).length > 1;
  const groups: { schemes: string[]; names: Omit<ObservedNames, 'schemes'> }[] = [];
  for (const [key, { onboard, slot, path }] of Object.entries(byScheme)) {
    const scheme = key.split('/')[1] ?? key;
    const names = {
      ...(onboard === undefined ? {} : { onboard }),
      ...(slot === undefined ? {} : { slot }),
      path: path ?? '',
    };
    const same = groups.find((group) => JSON.stringify(group.names) === JSON.stringify(names));
    if (same === undefined) groups.push({ schemes: [scheme], names });
    else same.schemes.push(scheme);
  }
  return {
    mac,
    ...(id === undefined ? {} : { id }),
    bdf,
    name,
    ...(altNames === undefined ? {} : { altNames }),
    ...(isClash ? { clashesOn: wanted } : {}),
    netId: groups.map(({ schemes, names }) => ({ schemes, ...names })),
  };
}

/** `SeaBIOS 1.16.2`, from the Debian package. */
function firmwareVersion(firmware: 'seabios' | 'ovmf'): string {
  const name = firmware === 'ovmf' ? 'OVMF' : 'SeaBIOS';
  try {
    const version = execFileSync('dpkg-query', ['-W', firmware], { encoding: 'utf8' }).split('\t')[1];
    return `${name} ${version?.replace(/-.*$/s, '')}`;
  } catch {
    return name;
  }
}

/** Real lspci on the guest's configuration space, as its last report has it; absent where there is no lspci. */
function askLspci(serial: string, folder: string): BootRun['lspci'] {
  const report = serial.slice(serial.lastIndexOf('GT begin'));
  const dump = [...report.matchAll(/^GT cfg (\S+) ([0-9a-f ]+)\r?$/gm)].map(([, bdf, bytes = '']) => {
    const pairs = bytes.replaceAll(' ', '').match(/../g) ?? [];
    const lines = Array.from({ length: Math.ceil(pairs.length / 16) }, (_, line) => {
      const offset = (line * 16).toString(16).padStart(2, '0');
      return `${offset}: ${pairs.slice(line * 16, line * 16 + 16).join(' ')}`;
    });
    return `${bdf} device\n${lines.join('\n')}\n`;
  });
  const file = join(folder, 'lspci');
  writeFileSync(file, dump.join('\n'));
  const run = (...args: readonly string[]): readonly string[] =>
    execFileSync('lspci', ['-F', file, ...args], { encoding: 'utf8' })
      .trimEnd()
      .split('\n');
  try {
    return { list: run('-D'), tree: run('-tv') };
  } catch {
    return undefined;
  }
}
