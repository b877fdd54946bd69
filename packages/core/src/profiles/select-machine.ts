import type { Machine, MachineFamily } from '../domain/machine-type.ts';
import { inForce, type Release } from './releases.ts';
import {
  DEFAULT_MACHINES,
  FAMILIES,
  type FamilyRow,
  MACHINES,
  type MachineRow,
  type NamePattern,
} from './tables/machines.ts';

/** What a machine brings, with the QEMU taken into account. */
export interface MachineFacts {
  readonly root?: 'pci-root' | 'pcie-root';
  readonly usb: boolean;
  readonly balloon: boolean;
  readonly ps2: boolean;
  readonly supportsPci: boolean;
  readonly rule: string;
}

/** The machine of a document: names as written, defaults where they are not (M-NAME). */
export function resolveMachine(release: Release, arch: string, name: string | undefined): Machine {
  const machine =
    name ??
    DEFAULT_MACHINES.find((row) => inForce(row, release) && (row.arches?.includes(arch) ?? true))?.machine ??
    '';
  return { arch, name: machine, family: familyOf(release, arch, machine) };
}

/** The rows of one release, selected once. */
interface MachineTables {
  readonly families: readonly FamilyRow[];
  readonly machines: readonly MachineRow[];
}

const tables = new Map<Release, MachineTables>();

function tablesOf(release: Release): MachineTables {
  const known = tables.get(release);
  if (known !== undefined) return known;
  const selected = {
    families: FAMILIES.filter((row) => inForce(row, release)),
    machines: MACHINES.filter((row) => inForce(row, release)),
  };
  tables.set(release, selected);
  return selected;
}

function familyOf(release: Release, arch: string, name: string): MachineFamily {
  const row = tablesOf(release).families.find(
    (candidate) => (candidate.arches?.includes(arch) ?? true) && matchesName(candidate, name),
  );
  return row?.family ?? 'other';
}

function matchesName(pattern: NamePattern, name: string): boolean {
  return (
    (pattern.exact?.includes(name) ?? false) || (pattern.prefixes?.some((prefix) => name.startsWith(prefix)) ?? false)
  );
}

function findRow(release: Release, machine: Machine): MachineRow | undefined {
  return tablesOf(release).machines.find(
    (candidate) =>
      (candidate.arches?.includes(machine.arch) ?? true) &&
      (candidate.family === undefined || candidate.family === machine.family) &&
      (candidate.names === undefined || matchesName(candidate.names, machine.name)),
  );
}

/** True where two releases know a machine by the same row. */
export function isSameMachine(a: Release, b: Release, machine: Machine): boolean {
  return findRow(a, machine) === findRow(b, machine);
}

/** M-ROOT for one machine. */
export function findMachine(release: Release, capabilities: ReadonlySet<string>, machine: Machine): MachineFacts {
  const row = findRow(release, machine);
  if (row === undefined) return { usb: false, balloon: false, ps2: false, supportsPci: false, rule: 'M-ROOT' };
  const hasRoot = row.root !== undefined && (row.rootNeeds === undefined || capabilities.has(row.rootNeeds));
  return {
    ...(hasRoot && row.root !== undefined ? { root: row.root } : {}),
    usb: row.usb,
    balloon: row.balloon,
    ps2: row.ps2 ?? false,
    supportsPci: row.pci === 'yes' || (row.pci === 'gpex' && capabilities.has('gpex-pcihost')),
    rule: row.rule,
  };
}
