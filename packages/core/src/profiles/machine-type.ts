import { closeMatches, rememberBy } from '../basics/index.ts';
import { qemuVersion } from './capabilities.ts';
import {
  BOARDS,
  LAST_QEMUS,
  LONGER_VERSIONS,
  MACHINE_ALIASES,
  MACHINE_NAMES,
  VERSIONED_MACHINES,
  type VersionedMachineRow,
  X86,
} from './tables/machine-types.ts';

/** The QEMUs that were asked for their machine types; older and newer ones are not known. */
const FIRST_ASKED = '5.2';
const LAST_ASKED = '11.1';

const number = (version: string): number => qemuVersion(version) ?? 0;

/** Why a QEMU lacks a machine type, to follow its name, and the one that comes nearest. */
export interface MissingMachine {
  readonly why: string;
  readonly instead?: string;
  /** It may be a distribution's own. */
  readonly isOwn?: true;
}

/** Undefined where a QEMU has a machine type, or where that is not known. */
export function missingMachineType(arch: string, name: string, qemu: string): MissingMachine | undefined {
  return rememberBy(knownMachines, `${arch}\n${name}\n${qemu}`, () => findMissing(arch, name, qemu));
}

const knownMachines = new Map<string, MissingMachine | undefined>();

function findMissing(arch: string, name: string, qemu: string): MissingMachine | undefined {
  const version = number(qemu);
  const versioned = (LONGER_VERSIONS.includes(name) ? /^(.+?)-(\d+\.\d+)/ : /^(.+?)-(\d+\.\d+)$/).exec(name);
  const row = VERSIONED_MACHINES.find(({ prefix, arches }) => prefix === versioned?.[1] && arches.includes(arch));
  const wanted = versioned?.[2];
  if (row !== undefined && wanted !== undefined) return missingVersion(row, wanted, version);
  if (version < number(FIRST_ASKED) || standsFor(arch, name) !== undefined) return undefined;
  const boards = boardsOf(arch);
  if (boards.length === 0) return undefined;
  const entry = boards.find((one) => one.split(':')[0] === name);
  if (entry === undefined)
    return ofAnotherArch(arch, name) ?? (version > number(LAST_ASKED) ? undefined : unknown(arch, name));
  const [, ...dates] = entry.split(':');
  const came = dates.find((date) => !date.startsWith('!'))?.split('-');
  const gone = dates.find((date) => date.startsWith('!'))?.slice(1);
  if (came !== undefined && version <= number(came[0] ?? ''))
    return { why: `; it came with QEMU ${came[1]} at the latest` };
  return gone !== undefined && version >= number(gone) ? { why: `; it was gone by QEMU ${gone}` } : undefined;
}

/** The entries of an architecture, each with its dates. */
function boardsOf(arch: string): readonly string[] {
  return BOARDS.flatMap(({ arches, names }) => (arches.includes(arch) ? names.split(' ') : []));
}

/** The machine types of an architecture that a QEMU has, as far as they are known; the newest version of each first. */
export function machineTypes(arch: string, qemu: string): readonly string[] {
  const rows = VERSIONED_MACHINES.filter(({ arches }) => arches.includes(arch));
  const versions = LAST_QEMUS.flatMap((last) => {
    const [major = '', minor = ''] = last.split('.');
    return Array.from({ length: Number(minor) + 1 }, (_, one) => `${major}.${one}`);
  }).reverse();
  const versioned = rows.flatMap(({ prefix }) => versions.map((version) => `${prefix}-${version}`));
  const names = [...boardsOf(arch).map((entry) => entry.split(':')[0] ?? ''), ...versioned];
  return [...new Set(names)].filter((name) => findMissing(arch, name, qemu) === undefined);
}

/** Longer names are no slips of the pen, and comparing them is slow. */
const LONGEST_SLIP = 64;

// What begins as a versioned name and goes on with a word may be a distribution's own.
function unknown(arch: string, name: string): MissingMachine {
  const rows = VERSIONED_MACHINES.filter(({ arches }) => arches.includes(arch));
  const own = rows.find(({ prefix }) => name.startsWith(`${prefix}-`) && isOwn(prefix, name.slice(prefix.length + 1)));
  const others = rows.map(({ prefix }) => prefix).filter((prefix) => prefix !== name);
  const boards = boardsOf(arch).map((entry) => entry.split(':')[0] ?? '');
  const owns = MACHINE_NAMES.flatMap(({ names }) => names.map((word) => `${own?.prefix}-${word}`));
  const [meant] =
    name.length > LONGEST_SLIP ? [] : closeMatches(name, own === undefined ? [...boards, ...others] : owns);
  const slip = meant === undefined ? { why: '' } : { why: `; did you mean '${meant}'?`, instead: meant };
  return own !== undefined || name.includes('rhel') ? { ...slip, isOwn: true } : slip;
}

function isOwn(prefix: string, rest: string): boolean {
  return (prefix === 'pc' ? /^[01]\.\d+-[a-z]/ : /^(?:1\.\d+-)?[a-z]/).test(rest);
}

function ofAnotherArch(arch: string, name: string): MissingMachine | undefined {
  const rows = VERSIONED_MACHINES.filter(({ prefix }) => prefix !== 'pc' && name.startsWith(`${prefix}-`));
  if (rows.some(({ arches }) => arches.includes(arch))) return undefined;
  const [row] = [...rows, ...BOARDS.filter(({ names }) => names.split(' ').some((one) => one.split(':')[0] === name))];
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
  return { why: `; its oldest one is ${instead}`, ...(number(first.version) <= qemu && { instead }) };
}

/** 7.22 is a slip of 7.2. */
function slipOf(row: VersionedMachineRow, wanted: string, qemu: number): Pick<MissingMachine, 'instead'> {
  const shorter = wanted.slice(0, -1);
  const isThere = /\.\d+$/.test(shorter) && missingVersion(row, shorter, qemu) === undefined;
  return isThere ? { instead: `${row.prefix}-${shorter}` } : {};
}

/** QEMU's own machine type that a distribution's stands for. */
export function standsFor(arch: string, name: string): string | undefined {
  const alias = X86.includes(arch) ? MACHINE_ALIASES.get(name) : undefined;
  if (alias !== undefined) return alias;
  const row = VERSIONED_MACHINES.find(
    ({ prefix, arches }) => arches.includes(arch) && name.startsWith(`${prefix}-`) && prefix !== 'pc',
  );
  const suffix =
    row === undefined ? undefined : /^([a-z][a-z0-9.]*)(?:-\w+)*$/.exec(name.slice(row.prefix.length + 1))?.[1];
  const own = MACHINE_NAMES.find(({ names }) => suffix !== undefined && names.includes(suffix));
  return own === undefined ? undefined : `${row?.prefix}-${own.version}`;
}
