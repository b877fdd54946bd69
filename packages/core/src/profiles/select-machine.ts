import type { Machine, MachineFamily } from '../domain/machine-type.ts';
import { type Release, rowsInForce } from './releases.ts';
import { DEFAULT_MACHINES, FAMILIES, MACHINES, type MachineRow, type NamePattern } from './tables/machines.ts';

/** What a machine brings, with the QEMU taken into account. */
export interface MachineFacts {
  readonly root?: 'pci-root' | 'pcie-root';
  readonly usb: boolean;
  readonly balloon: boolean;
  readonly ps2: boolean;
  readonly supportsPci: boolean;
  /** V-26: PCI controllers are refused, or each guest. */
  readonly refuses: 'nothing' | 'pci' | 'all';
  readonly rule: string;
}

/** The machine of a document: names as written, defaults where they are not (M-NAME). */
export function resolveMachine(release: Release, arch: string, name: string | undefined): Machine {
  const machine =
    name ?? rowsInForce(DEFAULT_MACHINES, release).find((row) => row.arches?.includes(arch) ?? true)?.machine ?? '';
  return { arch, name: machine, family: familyOf(release, arch, machine) };
}

function familyOf(release: Release, arch: string, name: string): MachineFamily {
  const row = rowsInForce(FAMILIES, release).find(
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
  return rowsInForce(MACHINES, release).find(
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
  if (row === undefined)
    return { usb: false, balloon: false, ps2: false, supportsPci: false, refuses: 'nothing', rule: 'M-ROOT' };
  const hasRoot = row.root !== undefined && (row.rootNeeds === undefined || capabilities.has(row.rootNeeds));
  return {
    ...(hasRoot && row.root !== undefined ? { root: row.root } : {}),
    usb: row.usb,
    balloon: row.balloon,
    ps2: row.ps2 ?? false,
    supportsPci: row.pci !== 'no' && (row.pci !== 'gpex' || capabilities.has('gpex-pcihost')),
    refuses: row.pci === 'refused' ? 'pci' : row.pci === 'lost' ? 'all' : 'nothing',
    rule: row.rule,
  };
}
