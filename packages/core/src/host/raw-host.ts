import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import type { Span } from '../text/index.ts';
import type { AcsState, HostBar, HostFormat, HostNode, HostRoot, NotOffered, PortType } from './host.ts';

/** A function as one format tells it; what is absent is not told. */
export interface RawFunction {
  readonly address: string;
  /** Four or six digits. */
  class?: string;
  id?: string;
  subsystem?: string;
  /** What lspci calls it. */
  name?: string;
  isBridge?: boolean;
  type?: PortType;
  /** The bridge above; null on a root bus. */
  parent?: string | null;
  root?: string;
  secondary?: number;
  subordinate?: number;
  node?: number;
  /** The CPUs that the kernel calls local: a list as Linux writes it. */
  localCpus?: string;
  nodeCandidates?: readonly number[];
  speed?: number;
  width?: number;
  currentSpeed?: number;
  currentWidth?: number;
  bars?: readonly HostBar[];
  iommuGroup?: number;
  isVf?: boolean;
  physfn?: string;
  acs?: AcsState;
  ats?: { readonly capable: boolean; readonly enabled: boolean };
  pcie?: boolean;
  notOffered?: NotOffered;
}

/** A host as one file tells it. */
export interface RawHost {
  readonly format: HostFormat;
  /** Of facts: what they were made of. */
  readonly sources?: readonly HostFormat[];
  readonly functions: Map<string, RawFunction>;
  readonly nodes?: HostNode[];
  readonly roots?: Map<string, HostRoot>;
  /** Of `nvidia-smi topo -m`. */
  readonly topo?: SmiTopo;
  readonly diagnostics: Diagnostic[];
}

/** What `nvidia-smi topo -m` says; it has no addresses (H-SMI-TOPO). */
export interface SmiTopo {
  readonly gpus: readonly {
    readonly index: number;
    readonly cpuAffinity: string | null;
    readonly numaAffinity: string | null;
    readonly gpuNumaId: number | null;
  }[];
  /** How many pairs have which word. */
  readonly relations: {
    readonly 'GPU-NIC': Readonly<Record<string, number>>;
    readonly 'GPU-GPU': Readonly<Record<string, number>>;
  };
}

/** A host has fewer; a file with more is not one (H-HOSTILE). */
export const MOST_FUNCTIONS = 65_536;
/** Linux knows no more NUMA nodes. */
export const MOST_NODES = 1024;
/** Bridges between a device and its root; a chain that is longer goes round. */
export const MOST_DEPTH = 32;

/** The function of an address, new or known. Reports RP5503 once there are too many. */
export function functionAt(host: RawHost, address: string): RawFunction {
  const known = host.functions.get(address);
  if (known !== undefined) return known;
  const made: RawFunction = { address };
  if (host.functions.size < MOST_FUNCTIONS) host.functions.set(address, made);
  else if (!host.diagnostics.some(({ code }) => code === 'RP5503')) {
    host.diagnostics.push(createDiagnostic('RP5503', { values: { what: 'PCI functions', limit: MOST_FUNCTIONS } }));
  }
  return made;
}

/** RP5501: the text is not what its format is; `span` of the text. */
export function malformed(problem: string, span?: Span): Diagnostic {
  return createDiagnostic('RP5501', { values: { problem }, ...(span === undefined ? {} : { span }) });
}

/** RP5506: a part of the text that is passed over. */
export function skipped(problem: string, span?: Span): Diagnostic {
  return createDiagnostic('RP5506', { values: { problem }, ...(span === undefined ? {} : { span }) });
}

/** A whole number from 0 that no arithmetic rounds; undefined for -1, which says that there is none. */
export function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text.trim()) ? Number(text) : undefined;
}

/** `0x10de` or `10de` as four digits in lower case. */
export function hexId(text: string | undefined): string | undefined {
  const [, digits] = /^(?:0x)?([0-9a-f]{1,4})$/i.exec(text?.trim() ?? '') ?? [];
  return digits?.toLowerCase().padStart(4, '0');
}

/** A class of sysfs, `0x030200`, as six digits. */
export function classId(text: string | undefined): string | undefined {
  const [, digits] = /^(?:0x)?([0-9a-f]{4}|[0-9a-f]{6})$/i.exec(text?.trim() ?? '') ?? [];
  return digits?.toLowerCase();
}

/** GT/s of `32.0 GT/s PCIe`, `8 GT/s`; undefined for Unknown. */
export function gigatransfers(text: string | undefined): number | undefined {
  const [, number] = /^(\d{1,3}(?:\.\d{1,2})?)\s*GT\/s/.exec(text?.trim() ?? '') ?? [];
  return number === undefined || Number(number) === 0 ? undefined : Number(number);
}

/** Lanes; 0 and 255 mean that nobody knows (H-SYSFS). */
export function lanes(text: string | undefined): number | undefined {
  const value = Number(/^\d{1,3}$/.exec(text?.trim() ?? '')?.[0] ?? 0);
  return value === 0 || value === 255 ? undefined : value;
}

/** No line that matters is longer; patterns are tried on so much of one. */
const MOST_LINE = 4096;

/** Lines of a text with their spans, the longest cut off. */
export function* linesOf(text: string): Generator<{ readonly line: string; readonly span: Span }> {
  for (let start = 0; start <= text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    yield { line: text.slice(start, Math.min(end, start + MOST_LINE)).replace(/\r$/, ''), span: { start, end } };
    start = end + 1;
  }
}
