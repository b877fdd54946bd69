import { closeMatches, rememberBy } from '../basics/index.ts';
import { qemuVersion } from './capabilities.ts';
import {
  BOARDS,
  LAST_QEMUS,
  MACHINE_NAMES,
  VERSIONED_MACHINES,
  type VersionedMachineRow,
} from './tables/machine-types.ts';

/** The QEMUs that were asked for their machine types; older and newer ones are not known. */
const FIRST_ASKED = '5.2';
const LAST_ASKED = '11.1';

const number = (version: string): number => qemuVersion(version) ?? 0;

/** Why a QEMU lacks a machine type, to follow its name, and the one that comes nearest. */
export interface MissingMachine {
  readonly why: string;
  readonly instead?: string;
}

/** Undefined where a QEMU has a machine type, or where that is not known. */
export function missingMachineType(arch: string, name: string, qemu: string): MissingMachine | undefined {
  return rememberBy(knownMachines, `${arch}\n${name}\n${qemu}`, () => findMissing(arch, name, qemu));
}

const knownMachines = new Map<string, MissingMachine | undefined>();

function findMissing(arch: string, name: string, qemu: string): MissingMachine | undefined {
  const version = number(qemu);
  const versioned = /^(.+?)-(\d+\.\d+)(?:\.\d+|-sxxm)?$/.exec(name);
  const row = VERSIONED_MACHINES.find(({ prefix, arches }) => prefix === versioned?.[1] && arches.includes(arch));
  const wanted = versioned?.[2];
  if (row !== undefined && wanted !== undefined) return missingVersion(row, wanted, version);
  if (version < number(FIRST_ASKED) || standsFor(name) !== undefined) return undefined;
  const boards = BOARDS.find(({ arches }) => arches.includes(arch));
  if (boards === undefined) return undefined;
  const entry = boards.names.split(' ').find((one) => one.split(':')[0] === name);
  if (entry === undefined)
    return (
      ofAnotherArch(name, versioned?.[1] ?? '') ?? (version > number(LAST_ASKED) ? undefined : unknown(arch, name))
    );
  const [, ...dates] = entry.split(':');
  const came = dates.find((date) => !date.startsWith('!'))?.split('-');
  const gone = dates.find((date) => date.startsWith('!'))?.slice(1);
  if (came !== undefined && version <= number(came[0] ?? ''))
    return { why: `; it came with QEMU ${came[1]} at the latest` };
  return gone !== undefined && version >= number(gone) ? { why: `; it was gone by QEMU ${gone}` } : undefined;
}

/** The machine types of an architecture that a QEMU has, as far as they are known; the newest version of each first. */
export function machineTypes(arch: string, qemu: string): readonly string[] {
  const rows = VERSIONED_MACHINES.filter(({ arches }) => arches.includes(arch));
  const versions = LAST_QEMUS.flatMap((last) => {
    const [major = '', minor = ''] = last.split('.');
    return Array.from({ length: Number(minor) + 1 }, (_, one) => `${major}.${one}`);
  }).reverse();
  const versioned = rows.flatMap(({ prefix }) => versions.map((version) => `${prefix}-${version}`));
  const boards = BOARDS.find(({ arches }) => arches.includes(arch))?.names.split(' ') ?? [];
  const names = [...boards.map((entry) => entry.split(':')[0] ?? ''), ...versioned];
  return [...new Set(names)].filter((name) => findMissing(arch, name, qemu) === undefined);
}

/** Longer names are no slips of the pen, and comparing them is slow. */
const LONGEST_SLIP = 64;

// What begins as a versioned name and goes on with a word may be a distribution's own.
function unknown(arch: string, name: string): MissingMachine | undefined {
  const rows = VERSIONED_MACHINES.filter(({ arches }) => arches.includes(arch));
  const isOwn = ({ prefix }: VersionedMachineRow): boolean =>
    name.startsWith(`${prefix}-`) && (prefix !== 'pc' || /^pc-[01]\.\d/.test(name));
  if (rows.some(isOwn) || name.includes('rhel')) return undefined;
  const boards = BOARDS.find(({ arches }) => arches.includes(arch))?.names.split(' ') ?? [];
  const others = rows.map(({ prefix }) => prefix).filter((prefix) => prefix !== name);
  const known = [...boards.map((entry) => entry.split(':')[0] ?? ''), ...others];
  const [meant] = name.length > LONGEST_SLIP ? [] : closeMatches(name, known);
  return meant === undefined ? { why: '' } : { why: `; did you mean '${meant}'?`, instead: meant };
}

function ofAnotherArch(name: string, prefix: string): MissingMachine | undefined {
  const row =
    VERSIONED_MACHINES.find((one) => one.prefix === prefix) ??
    BOARDS.find(({ names }) => names.split(' ').some((one) => one.split(':')[0] === name));
  return row === undefined ? undefined : { why: `; it belongs to ${row.arches.join(', ')}` };
}

function missingVersion(row: VersionedMachineRow, wanted: string, qemu: number): MissingMachine | undefined {
  const { prefix, oldest, newest } = row;
  const own = number(wanted);
  const last = LAST_QEMUS.find((one) => one.split('.')[0] === wanted.split('.')[0]);
  if (last !== undefined && own > number(last))
    return { why: `; there never was a QEMU ${wanted}`, ...slipOf(row, wanted, qemu) };
  if (newest !== undefined && own > number(newest))
    return { why: `; its newest one is ${prefix}-${newest}`, instead: `${prefix}-${newest}` };
  if (own > Math.floor(qemu / 1000) * 1000) return { why: `; it comes with QEMU ${wanted}` };
  const first = [...oldest].reverse().find((row) => qemu >= number(row.qemu));
  if (first === undefined || own >= number(first.version)) return undefined;
  const instead = `${first.prefix ?? prefix}-${first.version}`;
  return { why: `; its oldest one is ${instead}`, instead };
}

/** 7.22 is a slip of 7.2. */
function slipOf(row: VersionedMachineRow, wanted: string, qemu: number): Pick<MissingMachine, 'instead'> {
  const shorter = wanted.slice(0, -1);
  const isThere = /\.\d+$/.test(shorter) && missingVersion(row, shorter, qemu) === undefined;
  return isThere ? { instead: `${row.prefix}-${shorter}` } : {};
}

/** QEMU's own machine type that a distribution's stands for. */
export function standsFor(name: string): string | undefined {
  const match = /^(pc-i440fx|pc-q35|virt|pseries|s390-ccw-virtio)-([a-z][a-z0-9.]*)(?:-\w+)?$/.exec(name);
  const [, prefix, suffix = ''] = match ?? [];
  const row = MACHINE_NAMES.find(({ names }) => names.includes(suffix));
  return row === undefined ? undefined : `${prefix}-${row.version}`;
}
