import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import type { HostFormat, HostNode, HostRoot } from './host.ts';
import type { RawFunction, RawHost } from './raw-host.ts';

/** Who is believed first: the user, then what the kernel and the device say (H-MERGE). */
export const TRUST: readonly HostFormat[] = [
  'facts',
  'sysfs',
  'lspci',
  'iommu-groups',
  'lspci-tree',
  'nodedev',
  'hwloc',
  'dra',
  'nccl',
  'nvidia-smi-topo',
];

/** A function as all formats tell it together, and who told node and way up. */
export interface MergedFunction extends RawFunction {
  nodeSource?: HostFormat;
  /** Its parent is the one of a format that leaves out every second bridge (H-NCCL). */
  isSparse?: boolean;
}

export interface MergedHost {
  readonly formats: readonly HostFormat[];
  readonly functions: ReadonlyMap<string, MergedFunction>;
  readonly nodes: readonly HostNode[] | null;
  readonly roots: readonly HostRoot[] | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Facts whose sources may not differ. */
const COMPARED = ['class', 'id', 'node', 'root', 'iommuGroup'] as const;

/** Brings the files of one host together: what one lacks another fills in; RP5504 where two differ. */
export function mergeHosts(hosts: readonly RawHost[]): MergedHost {
  const sorted = [...hosts].sort((a, b) => TRUST.indexOf(a.format) - TRUST.indexOf(b.format));
  const functions = new Map<string, MergedFunction>();
  const conflicts: Diagnostic[] = [];
  const toldBy = new Map<string, HostFormat>();
  for (const { format, functions: told, roots } of sorted) {
    const leavesOut = format === 'nccl' || (format === 'facts' && roots === undefined);
    for (const one of told.values()) {
      const known = functions.get(one.address);
      if (known === undefined) {
        const isSparse = leavesOut && one.parent !== undefined;
        functions.set(one.address, {
          ...one,
          ...(one.node === undefined ? {} : { nodeSource: format }),
          ...(isSparse ? { isSparse } : {}),
        });
        for (const key of COMPARED) if (one[key] !== undefined) toldBy.set(`${one.address} ${key}`, format);
      } else {
        conflicts.push(...fill(known, one, format, toldBy));
      }
    }
  }
  const nodes = new Map<number, HostNode>();
  const roots = new Map<string, HostRoot>();
  for (const host of sorted) {
    for (const node of host.nodes ?? []) nodes.set(node.id, filled(nodes.get(node.id), node));
    for (const root of host.roots?.values() ?? []) roots.set(root.id, filled(roots.get(root.id), root));
  }
  const hasNodes = hosts.some((host) => host.nodes !== undefined);
  const hasRoots = hosts.some(
    (host) => host.roots !== undefined && (host.roots.size > 0 || ['sysfs', 'facts'].includes(host.format)),
  );
  return {
    formats: [...new Set(sorted.flatMap(({ format, sources = [] }) => [format, ...sources]))],
    functions,
    nodes: hasNodes ? [...nodes.values()].sort((a, b) => a.id - b.id) : null,
    roots: hasRoots ? [...roots.values()] : null,
    diagnostics: [...hosts.flatMap(({ diagnostics }) => diagnostics), ...conflicts],
  };
}

/** The first value wins; null is none. */
function filled<T extends object>(known: T | undefined, more: T): T {
  if (known === undefined) return more;
  const entries = Object.entries(known).map(([key, value]) => [key, value ?? more[key as keyof T]]);
  return Object.fromEntries(entries) as T;
}

function fill(
  known: MergedFunction,
  more: RawFunction,
  format: HostFormat,
  toldBy: Map<string, HostFormat>,
): readonly Diagnostic[] {
  const conflicts = COMPARED.flatMap((key): readonly Diagnostic[] => {
    const [ours, theirs] = [known[key], more[key]];
    const first = toldBy.get(`${known.address} ${key}`);
    if (theirs !== undefined && first === undefined) toldBy.set(`${known.address} ${key}`, format);
    if (ours === undefined || theirs === undefined || isSame(ours, theirs)) return [];
    const values = {
      address: known.address,
      fact: FACTS[key],
      kept: ours,
      by: first ?? format,
      other: theirs,
      from: format,
    };
    return [createDiagnostic('RP5504', { values })];
  });
  if (known.node === undefined && more.node !== undefined) known.nodeSource = format;
  // A whole way up stands in for the half of one; never the other way round.
  const isWayUnknown = known.parent === undefined;
  if (isWayUnknown && more.parent !== undefined && format === 'nccl') known.isSparse = true;
  for (const [key, value] of Object.entries(more)) {
    if (value !== undefined && known[key as keyof RawFunction] === undefined) Object.assign(known, { [key]: value });
  }
  return conflicts;
}

const FACTS = {
  class: 'class',
  id: 'ids',
  node: 'NUMA node',
  root: 'root complex',
  iommuGroup: 'IOMMU group',
} as const;

/** A class of four digits says less than one of six, and nothing else. */
function isSame(a: string | number, b: string | number): boolean {
  if (a === b) return true;
  return typeof a === 'string' && typeof b === 'string' && (a.startsWith(b) || b.startsWith(a));
}
