import {
  createDiagnostic,
  type Diagnostic,
  findProfile,
  nearestProfiles,
  type PlanOptions,
  type ProfileName,
  qemuBinary,
  readEmulatorReport,
} from '@rootport/core';
import { failure, type Outcome, success } from '../outcome.ts';
import type { Io } from '../system/io.ts';

/** The libvirt and QEMU of this machine, as far as they can be asked. */
export interface LocalLibvirt {
  readonly profile: ProfileName;
  readonly options: Pick<PlanOptions, 'qemu' | 'capabilitiesByArch'>;
  readonly notes: readonly Diagnostic[];
}

/** A version, and where it is from, for people. */
interface Found {
  readonly version: string;
  readonly source: string;
}

/** The host's architecture in libvirt's words; another one is taken for x86_64. */
const HOST_ARCHES: Readonly<Partial<Record<NodeJS.Architecture, string>>> = {
  arm64: 'aarch64',
  ppc64: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  loong64: 'loongarch64',
};

/** A program that does not answer in this time is left alone. */
const PATIENCE = 10_000;

/** Folders of shared libraries, by distribution and architecture. */
const LIBRARY_FOLDERS = [
  '/usr/lib64',
  '/usr/lib',
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib/powerpc64le-linux-gnu',
  '/usr/lib/s390x-linux-gnu',
  '/usr/lib/riscv64-linux-gnu',
  '/usr/lib/loongarch64-linux-gnu',
];
/** Where RHEL has its only emulator. */
const RHEL_EMULATOR = '/usr/libexec/qemu-kvm';
const LARGEST_CACHE = 4 * 2 ** 20;

/** Asks this machine for its libvirt and QEMU: a daemon, or the library and the emulator without one. */
export async function localLibvirt(io: Io): Promise<Outcome<LocalLibvirt, Diagnostic>> {
  const daemon = await programOutput('virsh', ['version', '--daemon'], io);
  const libvirt = daemonVersion(daemon) ?? (await libraryVersion(io));
  if (libvirt === undefined) return failure(createDiagnostic('RP5360', { values: {} }));
  const profile = findProfile(libvirt.version);
  if (profile === undefined) {
    const values = { name: libvirt.version, nearest: nearestProfiles(libvirt.version) };
    return failure(createDiagnostic('RP4003', { values }));
  }
  const qemu = hypervisorVersion(daemon) ?? (await emulatorVersion(HOST_ARCHES[process.arch] ?? 'x86_64', io));
  const caches = await readCaches(qemu?.version, io);
  const values = {
    libvirt: `libvirt ${libvirt.version} (${libvirt.source})`,
    qemu: qemu === undefined ? 'no QEMU found, so that of its time' : `QEMU ${qemu.version} (${qemu.source})`,
    capabilities:
      caches.size === 0 ? 'no capability cache that can be read' : `capabilities of ${archList([...caches.keys()])}`,
  };
  return success({
    profile,
    options: {
      ...(qemu === undefined ? {} : { qemu: qemu.version }),
      ...(caches.size === 0 ? {} : { capabilitiesByArch: Object.fromEntries(caches) }),
    },
    notes: [createDiagnostic('RP7361', { values })],
  });
}

/** More than that nobody reads. */
const MOST_ARCHES = 4;

function archList(arches: readonly string[]): string {
  const shown = arches.length > MOST_ARCHES ? arches.toSorted().slice(0, MOST_ARCHES - 1) : arches.toSorted();
  return arches.length === shown.length
    ? shown.join(', ')
    : `${shown.join(', ')} and ${arches.length - shown.length} others`;
}

function daemonVersion(text: string): Found | undefined {
  const daemon = /^Running against daemon: (\d+\.\d+\.\d+)/m.exec(text)?.[1];
  if (daemon !== undefined) return { version: daemon, source: 'the daemon' };
  const library = /^Using library: libvirt (\d+\.\d+\.\d+)/m.exec(text)?.[1];
  return library === undefined ? undefined : { version: library, source: 'virsh' };
}

function hypervisorVersion(text: string): Found | undefined {
  const version = /^Running hypervisor: QEMU (\d+\.\d+\.\d+)/m.exec(text)?.[1];
  return version === undefined ? undefined : { version, source: 'the daemon' };
}

async function libraryVersion(io: Io): Promise<Found | undefined> {
  const virsh = /^(\d+\.\d+\.\d+)/.exec(await programOutput('virsh', ['--version'], io))?.[1];
  if (virsh !== undefined) return { version: virsh, source: 'virsh' };
  for (const folder of LIBRARY_FOLDERS) {
    for (const name of await io.files.list(folder)) {
      // The number of the library is that of the release: 12.9.0 is libvirt.so.0.12009.0.
      const [, release = '', patch = ''] = /^libvirt\.so\.0\.(\d+)\.(\d+)$/.exec(name) ?? [];
      if (release === '') continue;
      const version = `${Math.floor(Number(release) / 1000)}.${Number(release) % 1000}.${patch}`;
      return { version, source: `${folder}/${name}` };
    }
  }
  return undefined;
}

async function emulatorVersion(arch: string, io: Io): Promise<Found | undefined> {
  for (const command of [qemuBinary(arch).binary, RHEL_EMULATOR]) {
    const version = /^QEMU emulator version (\d+\.\d+\.\d+)/.exec(await programOutput(command, ['--version'], io))?.[1];
    if (version !== undefined) return { version, source: command };
  }
  return undefined;
}

/** libvirt's own knowledge of the emulators, by architecture; only of the QEMU that is there now. */
async function readCaches(qemu: string | undefined, io: Io): Promise<ReadonlyMap<string, readonly string[]>> {
  const { HOME: home = '', XDG_CACHE_HOME: cache = `${home}/.cache` } = io.env;
  const found = new Map<string, readonly string[]>();
  for (const folder of ['/var/cache/libvirt/qemu/capabilities', `${cache}/libvirt/qemu/capabilities`]) {
    for (const name of await io.files.list(folder)) {
      if (!name.endsWith('.xml')) continue;
      const text = await io.files.read(`${folder}/${name}`, LARGEST_CACHE);
      const report = text.ok ? readEmulatorReport(new TextDecoder().decode(text.value)) : undefined;
      if (report?.kind !== 'cache' || found.has(report.arch)) continue;
      if (qemu === undefined || report.qemu === qemu) found.set(report.arch, report.capabilities);
    }
  }
  return found;
}

/** What a program prints; empty when it is not there, fails or takes too long. */
export async function programOutput(command: string, args: readonly string[], io: Io): Promise<string> {
  const started = await io.programs.start(command, args);
  if (!started.ok) return '';
  const program = started.value;
  const timer = setTimeout(() => program.kill(), PATIENCE);
  let text = '';
  for await (const line of program.lines) text += `${line}\n`;
  await program.ended;
  clearTimeout(timer);
  return text;
}
