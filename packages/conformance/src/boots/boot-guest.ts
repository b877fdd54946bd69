import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NAMING_SCHEMES, type PlanOptions, planDomain, qemuBinary } from '@rootport/core';
import { bootArguments } from './boot-arguments.ts';
import { buildGuest, GUESTS_FOLDER } from './build-guest.ts';
import { type GuestReport, parseReport, type ReportedDevice, type ReportedNic } from './guest-report.ts';
import { guestRow } from './guests.ts';
import type { BootRun, ObservedDevice, ObservedNames, ObservedNic } from './record.ts';
import { runGuest } from './run-guest.ts';

/** Documents are placed as by the libvirt of Debian 12, whose QEMU boots them. */
export const BOOT_PLAN: PlanOptions = { profile: 'libvirt-9.0' };

/** How a machine is started: by its own firmware (or none), or by UEFI. */
export const BOOT_FIRMWARES = ['seabios', 'ovmf', 'aavmf', 'none'] as const;
export type BootFirmware = (typeof BOOT_FIRMWARES)[number];

/** What a topology is to be booted with. */
export interface Topology {
  readonly name: string;
  readonly note: string;
  readonly firmware: readonly BootFirmware[];
  /** QEMU's ids of interfaces that are plugged in after the boot. */
  readonly hotplug?: readonly string[];
}

export interface BootSettings {
  /** QEMU's ids of interfaces that are plugged in after the boot. */
  readonly hotplug?: readonly string[];
  /** Another QEMU than the installed one, as a program and its first words. */
  readonly qemu?: readonly string[];
  /** Other UEFI files than Debian's. */
  readonly efi?: { readonly code: string; readonly vars: string };
  /** Suites whose udev is built in, for those of the guest's row. */
  readonly udevs?: readonly string[];
  /** Seconds until it is given up. */
  readonly timeout?: number;
  readonly say?: (line: string) => void;
}

/** What `--qemu "PROGRAM"` and `--efi CODE:VARS` of a program say; each line about the guest is printed. */
export function askedSettings(asked: { readonly qemu?: string; readonly efi?: string }): BootSettings {
  const [code, vars] = asked.efi?.split(':') ?? [];
  return {
    ...(asked.qemu === undefined ? {} : { qemu: asked.qemu.split(' ') }),
    ...(code === undefined || vars === undefined ? {} : { efi: { code, vars } }),
    say: (line) => process.stdout.write(`${line}\n`),
  };
}

/** Boots a document with an emulated processor; what the guest saw, with the names under every scheme. Throws when it fails. */
export async function bootGuest(xml: string, firmware: BootFirmware, settings: BootSettings = {}): Promise<BootRun> {
  const { hotplug = [], timeout = 600, say = () => undefined } = settings;
  const planned = planDomain(xml, BOOT_PLAN);
  if (!planned.ok) throw new Error(`no plan: ${planned.diagnostics.map(({ code }) => code).join(' ')}`);
  const { arch } = planned.plan.domain.machine;
  const known = guestRow(arch);
  if (known === undefined) throw new Error(`no guest is built for ${arch}`);
  const { udevs } = settings;
  const row = udevs === undefined ? known : { ...known, udevs };
  const guest = buildGuest(row, join(GUESTS_FOLDER, [row.arch, ...(udevs ?? [])].join('-')), say);
  const { args, plugged } = bootArguments(planned.plan, { hotplug, memory: row.memory });
  const efi = firmware === 'ovmf' || firmware === 'aavmf' ? (settings.efi ?? row.efi) : undefined;
  const { output, qemu, machine, ids } = await runGuest({
    guest,
    qemu: settings.qemu ?? [qemuBinary(arch).binary],
    args,
    ...(efi === undefined ? {} : { efi }),
    schemes: row.schemes === 'all' ? NAMING_SCHEMES.map(({ name }) => name) : row.schemes,
    plugged: plugged.map((one) => one.arguments),
    timeout: timeout * 1000,
  });
  const report = parseReport(output);
  const lspci = askLspci(output);
  return {
    environment: {
      qemu,
      machine,
      firmware: firmwareName(firmware, report),
      kernel: report.kernel,
      udev: report.udev.split(' ')[1] ?? report.udev,
      scheme: report.nics.find((nic) => nic.scheme !== undefined)?.scheme ?? '',
    },
    observed: {
      devices: report.devices.map((device) => observedDevice(device, ids)),
      slots: Object.fromEntries(
        report.slots.filter(({ name }) => /^[1-9]\d*$/.test(name)).map(({ name, address }) => [name, address]),
      ),
      nics: report.nics.map((nic) => observedNic(nic, report, ids)),
    },
    ...(lspci === undefined ? {} : { lspci }),
  };
}

const FIRMWARE_NAMES: Readonly<Record<BootFirmware, string>> = {
  seabios: 'SeaBIOS',
  ovmf: 'OVMF',
  aavmf: 'AAVMF',
  none: 'none',
};

/** `SeaBIOS 1.16.2`, from what the firmware tells the guest. */
function firmwareName(firmware: BootFirmware, { bios }: GuestReport): string {
  const name = FIRMWARE_NAMES[firmware];
  const version = bios === undefined || firmware === 'none' ? undefined : /\d+\.\d[\d.]*/.exec(bios)?.[0];
  return version === undefined ? name : `${name} ${version}`;
}

type Ids = ReadonlyMap<string, string>;

function observedDevice(one: ReportedDevice, ids: Ids): ObservedDevice {
  const { bdf, vendor, device: number, class: classCode, multifunction, parent, bridge, sun, acpiIndex, node } = one;
  return {
    bdf,
    ...idOf(ids, bdf),
    pci: `${vendor.slice(2)}:${number.slice(2)}`,
    class: classCode,
    ...(multifunction ? { multifunction } : {}),
    ...(parent === undefined ? {} : { parent }),
    ...(bridge ?? {}),
    ...(sun === undefined ? {} : { sun }),
    ...(acpiIndex === undefined ? {} : { acpiIndex }),
    ...(node === undefined ? {} : { node }),
  };
}

function idOf(ids: Ids, bdf: string): { readonly id?: string } {
  const id = ids.get(bdf);
  return id === undefined ? {} : { id };
}

function observedNic(
  { mac, bdf, name, altNames, policyName, byScheme }: ReportedNic,
  { nics }: GuestReport,
  ids: Ids,
): ObservedNic {
  const wanted = policyName ?? name;
  const isClash = nics.filter((other) => (other.policyName ?? other.name) === wanted).length > 1;
  const groups: { schemes: string[]; names: Omit<ObservedNames, 'schemes'> }[] = [];
  for (const [scheme, { onboard, slot, path, scheme: used }] of byScheme) {
    // A udev that does not know a scheme uses its own.
    if (used !== scheme) continue;
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
    ...idOf(ids, bdf),
    bdf,
    name,
    ...(altNames.length === 0 ? {} : { altNames }),
    ...(isClash ? { clashesOn: wanted } : {}),
    netId: groups.map(({ schemes, names }) => ({ schemes, ...names })),
  };
}

/** Real lspci on the guest's configuration space, as its last report has it; absent where there is no lspci. */
function askLspci(serial: string): BootRun['lspci'] {
  const report = serial.slice(serial.lastIndexOf('GT begin'));
  const dump = [...report.matchAll(/^GT cfg (\S+) ([0-9a-f ]+)\r?$/gm)].map(([, bdf, bytes = '']) => {
    const pairs = bytes.replaceAll(' ', '').match(/../g) ?? [];
    const lines = Array.from({ length: Math.ceil(pairs.length / 16) }, (_, line) => {
      const offset = (line * 16).toString(16).padStart(2, '0');
      return `${offset}: ${pairs.slice(line * 16, line * 16 + 16).join(' ')}`;
    });
    return `${bdf} device\n${lines.join('\n')}\n`;
  });
  const folder = mkdtempSync(join(tmpdir(), 'rootport-lspci-'));
  const file = join(folder, 'dump');
  writeFileSync(file, dump.join('\n'));
  const run = (...args: readonly string[]): readonly string[] =>
    execFileSync('lspci', ['-F', file, ...args], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line !== '');
  try {
    return { list: run('-D'), tree: run('-tv') };
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
