import { checkArguments, isListOf, isObject, isShape, isSome, isText } from '../basics/index.ts';
import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import { elements, isElement, parseXml, type XmlElement } from '../xml/index.ts';
import { finishHost } from './finish-host.ts';
import type { Host } from './host.ts';
import { mergeHosts } from './merge-hosts.ts';
import { linesOf, malformed, type RawHost, type SmiTopo } from './raw-host.ts';
import { readDra } from './read-dra.ts';
import { readFactsFile } from './read-facts.ts';
import { readHwloc } from './read-hwloc.ts';
import { readIommuGroups, readSmiTopo } from './read-lists.ts';
import { readLspci } from './read-lspci.ts';
import { readLspciTree } from './read-lspci-tree.ts';
import { readNccl } from './read-nccl.ts';
import { readNodedev } from './read-nodedev.ts';
import { readSysfs, type SysfsTree } from './read-sysfs.ts';

/** UTF-16 code units of one file (H-HOSTILE). */
const MOST_TEXT = 64 * 1024 * 1024;

/** One file about a host: its text, or a tree of files of sysfs. */
export type HostInput =
  | { readonly file: string; readonly text: string }
  | { readonly file: string; readonly tree: SysfsTree };

/** What is wrong with one file; places are of its text. */
export interface HostFileDiagnostics {
  readonly file: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** A host, or why its files cannot be used. */
export interface HostReading {
  /** Absent when a file cannot be used, or none has devices. */
  readonly host?: Host;
  /** What `nvidia-smi topo -m` says, which can confirm facts. */
  readonly topo?: SmiTopo;
  readonly files: readonly HostFileDiagnostics[];
  /** What the files say together: conflicts, doubts. */
  readonly diagnostics: readonly Diagnostic[];
}

const isInput = isSome('{ file, text } or { file, tree }', (value) =>
  [
    { file: isText, text: isText },
    { file: isText, tree: isObject },
  ].some((parts) => isShape('', parts)(value) === undefined),
);

/** Reads everything that is given about one host and brings it together (H-MODEL, H-MERGE). */
export function readHost(inputs: readonly HostInput[]): HostReading {
  checkArguments('readHost', { inputs: [inputs, isListOf(isInput)] });
  const raws = inputs.map((input) => readOne(input));
  const files = raws.map(({ diagnostics }, position) => ({ file: inputs[position]?.file ?? '', diagnostics }));
  const topo = raws.find((one) => one.topo !== undefined)?.topo;
  const isRefused = files.some(({ diagnostics }) => diagnostics.some(({ severity }) => severity === 'error'));
  const base = { files, ...(topo === undefined ? {} : { topo }) };
  if (isRefused) return { ...base, diagnostics: [] };
  const merged = mergeHosts(raws);
  const { host, diagnostics } = finishHost(merged);
  const told = merged.diagnostics.filter(({ code }) => code === 'RP5504');
  if (diagnostics.some(({ severity }) => severity === 'error')) return { ...base, diagnostics };
  return { ...base, host, diagnostics: [...told, ...diagnostics] };
}

/** The host of one file alone. */
function readOne(input: HostInput): RawHost {
  if ('tree' in input) return readSysfs(input.tree);
  if (input.text.length > MOST_TEXT) {
    const values = { what: 'a length', limit: MOST_TEXT };
    return refused(createDiagnostic('RP5503', { values }));
  }
  return readText(input.text.startsWith('\ufeff') ? input.text.slice(1) : input.text);
}

const refused = (...diagnostics: readonly Diagnostic[]): RawHost => ({
  format: 'facts',
  functions: new Map(),
  diagnostics: [...diagnostics],
});

function readText(text: string): RawHost {
  const start = /\S/.exec(text)?.[0];
  if (start === '<') return readXml(text);
  if (start === '{') return readJson(text);
  // Blanks, not \s: what runs over the ends of lines costs its square.
  if (/^(?:[ \t]*IOMMU Group \d|[^\s:]{0,200}\/iommu_groups\/\d)/im.test(text)) return readIommuGroups(text);
  if (/^[ \t|]*[-+\\][-+]*\[[0-9a-f]{4,8}:[0-9a-f]{2}/im.test(text)) return readLspciTree(text);
  if (/^(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7] /im.test(text)) return readLspci(text);
  if (hasSmiHead(text)) return readSmiTopo(text);
  return refused(createDiagnostic('RP5500'));
}

function hasSmiHead(text: string): boolean {
  for (const { line } of linesOf(text)) {
    if (/\bGPU0\b/.test(line) && /\b(?:GPU1|NIC0|CPU Affinity)\b/.test(line)) return true;
  }
  return false;
}

function readJson(text: string): RawHost {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return readDra(text);
  }
  const isFacts = typeof value === 'object' && value !== null && !('apiVersion' in value) && !('kind' in value);
  return isFacts ? readFactsFile(value as Readonly<Record<string, unknown>>) : readDra(text);
}

function readXml(text: string): RawHost {
  // Several documents one after the other, as a loop over nodedev-dumpxml leaves them.
  const parsed = parseXml(text.replace(/<\?xml[^<>]*\?>/g, (prolog) => ' '.repeat(prolog.length)));
  const { root, children } = parsed.document;
  const top = children.filter(isElement);
  const devices = top.flatMap(nodedevs);
  const faults = parsed.diagnostics.filter(
    ({ values }) => devices.length === 0 || !String(values['problem']).includes('second root'),
  );
  if (faults.length > 0 || root === undefined) {
    return refused(...(faults.length > 0 ? faults : [malformed('it has no element')]));
  }
  if (devices.length > 0) return readNodedev(devices);
  if (root.name === 'topology') return readHwloc(root);
  if (root.name === 'system') return readNccl(root);
  return refused(createDiagnostic('RP5500', { span: root.startTag }));
}

/** `<device>` elements, alone or in a wrapper. */
function nodedevs(top: XmlElement): readonly XmlElement[] {
  if (top.name === 'device') return [top];
  return ['nodedevs', 'devices', 'nodedev'].includes(top.name) ? elements(top, 'device') : [];
}
