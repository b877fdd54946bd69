import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from './command-line.ts';
import { isRecord, type JsonRecord, recordAt, recordsOf, textAt, textsAt } from './json-value.ts';
import { ORACLE_FOLDER } from './shared-folder.ts';

/** What the real libvirt answers to a domain. */
export type Answer =
  | { readonly ok: true; readonly xml: string }
  | {
      readonly ok: false;
      /** The sort of the refusal, in words of the oracle. */
      readonly fault: string;
      /** `pci`, `usb`, `xml`, `device` or `host`. */
      readonly scope: string;
      /** libvirt's own message, or what is kept of it. */
      readonly message: string;
    };

export interface GeneratedDomain {
  readonly id: string;
  readonly machine: string;
  readonly xml: string;
}

/** A running libvirt; closed by `close`. */
export interface LiveOracle {
  readonly version: string;
  readonly ask: (domain: GeneratedDomain) => Promise<Answer>;
  /** Attaches devices to the stored definition, one by one until one is refused. */
  readonly attach: (domain: GeneratedDomain, devices: readonly string[]) => Promise<Attached>;
  /** Detaches devices from the stored definition, in the same way. */
  readonly detach: (domain: GeneratedDomain, devices: readonly string[]) => Promise<Attached>;
  /** Starts the guest paused and attaches devices to it; a refusal does not keep the next one from being tried. */
  readonly hotplug: (domain: GeneratedDomain, devices: readonly string[]) => Promise<Hotplugged>;
  readonly close: () => Promise<void>;
}

/** How many devices were attached or detached, and the definition then or libvirt's words about the next one. */
export interface Attached {
  readonly accepted: number;
  readonly xml?: string;
  readonly message?: string;
}

/** libvirt's words about each device, `undefined` for one that was attached; no list for a guest that does not start. */
export interface Hotplugged {
  readonly results?: readonly (string | undefined)[];
  readonly live?: string;
  readonly message?: string;
}

export interface RecordedAnswer {
  readonly domain: GeneratedDomain;
  readonly answer: Answer;
}

type AnyFunction = (...given: readonly unknown[]) => unknown;

function isFunction(value: unknown): value is AnyFunction {
  return typeof value === 'function';
}

/** A function of one of the oracle's modules. Throws where the oracle lacks it. */
export async function oracleFunction(name: string, ...path: readonly string[]): Promise<AnyFunction> {
  const file = join(ORACLE_FOLDER, ...path);
  const module: unknown = await import(pathToFileURL(file).href);
  const found = isRecord(module) ? module[name] : undefined;
  if (!isFunction(found)) throw new Error(`${file} has no function ${name}`);
  return found;
}

/** True where the oracle's libvirt can be loaded. */
export async function isOracleAvailable(): Promise<boolean> {
  return (await oracleFunction('oracleAvailable', 'define.mjs'))() === true;
}

/** Machines that the oracle's generator lacks, made from domains of one that it knows. */
const DERIVED_MACHINES: Readonly<Record<string, { readonly from: string; readonly rewrite: (xml: string) => string }>> =
  {
    'virt-loongarch64': {
      from: 'virt',
      rewrite: (xml) =>
        xml
          .replace("arch='aarch64'", "arch='loongarch64'")
          .replace(/machine='virt-[^']*'/, "machine='virt'")
          .replace(/<cpu\b(?:[^>]*\/>|[\s\S]*?<\/cpu>)/, '')
          .replace(/<gic\b[^>]*\/>/, ''),
    },
  };

/** The oracle's generator of random domains, a pure function of machine, index, seed and the generator's own knobs. */
export async function openGenerator(
  knobs: Readonly<Record<string, unknown>> = {},
): Promise<(machine: string, index: number, seed: string) => GeneratedDomain> {
  const generate = await oracleFunction('generate', 'generate.mjs');
  return (machine, index, seed) => {
    const derived = DERIVED_MACHINES[machine];
    const domain = generate(derived?.from ?? machine, index, { ...knobs, seed });
    const id = isRecord(domain) ? textAt(domain, 'id') : undefined;
    const xml = isRecord(domain) ? textAt(domain, 'xml') : undefined;
    if (id === undefined || xml === undefined) throw new Error(`the generator made no domain for ${machine} ${index}`);
    return { id, machine, xml: derived?.rewrite(xml) ?? xml };
  };
}

/** The machines of which there are random domains. */
export async function oracleMachines(): Promise<readonly string[]> {
  const module: unknown = await import(pathToFileURL(join(ORACLE_FOLDER, 'generate.mjs')).href);
  const known = isRecord(module) ? Object.keys(recordAt(module, 'MACHINES') ?? {}) : [];
  return known.length === 0 ? [] : [...known, ...Object.keys(DERIVED_MACHINES)];
}

async function openKinds(): Promise<(error: JsonRecord) => Answer> {
  const parsed: unknown = JSON.parse(readFileSync(join(ORACLE_FOLDER, 'kinds.json'), 'utf8'));
  const known = isRecord(parsed) ? parsed : {};
  const kindOf = await oracleFunction('kindOf', 'kinds.mjs');
  return (error) => {
    const found = kindOf(error);
    const hash = isRecord(found) ? (textAt(found, 'kind') ?? '?') : '?';
    const kind = recordAt(known, hash);
    const message = textAt(error, 'message') ?? '';
    return {
      ok: false,
      fault: (kind && textAt(kind, 'name')) ?? hash,
      scope: (kind && textAt(kind, 'scope')) ?? 'unknown',
      message,
    };
  };
}

/**
 * Starts `jobs` libvirts. A wrong call where the machine has none. One that takes longer than `timeout` (in ms; by default
 * as long as the oracle says) is started anew, and the question counts as refused.
 */
export async function openLiveOracle(jobs: number, timeout?: number): Promise<LiveOracle> {
  if (!(await isOracleAvailable()))
    throw new UsageError('libvirt with its Python bindings is not installed: npm run oracle:setup');
  const oracle = await (await oracleFunction('openOracle', 'define.mjs'))({ jobs, timeout });
  const refusal = await openKinds();
  if (!isRecord(oracle)) throw new Error('the oracle did not open');
  const { ask, close, about } = oracle;
  if (!isFunction(ask) || !isFunction(close)) throw new Error('the oracle has no ask or close');
  const request = async (asked: object): Promise<JsonRecord> => {
    const answer = await ask(asked);
    return isRecord(answer) ? answer : {};
  };
  return {
    version: (isRecord(about) && textAt(about, 'libvirt')) || 'unknown',
    ask: async ({ id, xml }) => {
      const answer = await request({ id, xml });
      const text = textAt(answer, 'xml');
      if (answer['ok'] === true && text !== undefined) return { ok: true, xml: text };
      return refusal(recordAt(answer, 'error') ?? {});
    },
    attach: async ({ id, xml }, devices) => attached(await request({ id, xml, attach: devices }), devices.length),
    detach: async ({ id, xml }, devices) => attached(await request({ id, xml, detach: devices }), devices.length),
    hotplug: async ({ id, xml }, devices) => hotplugged(await request({ id, xml, start: true, hotplug: devices })),
    close: async () => {
      await close();
    },
  };
}

function attached(answer: JsonRecord, asked: number): Attached {
  const xml = textAt(answer, 'xml');
  if (answer['ok'] === true && xml !== undefined) return { accepted: asked, xml };
  const error = recordAt(answer, 'error') ?? {};
  const position = /^(?:attach|detach) (\d+)$/.exec(textAt(error, 'stage') ?? '')?.[1];
  const message = textAt(error, 'message') ?? '';
  if (position === undefined) throw new Error(`the oracle changed nothing: ${message}`);
  return { accepted: Number(position), message };
}

function hotplugged(answer: JsonRecord): Hotplugged {
  const live = textAt(answer, 'live');
  const list = answer['hotplug'];
  if (answer['ok'] !== true || live === undefined || !Array.isArray(list)) {
    return { message: textAt(recordAt(answer, 'error') ?? {}, 'message') ?? '' };
  }
  const results = list.map((one: unknown) => (isRecord(one) ? (textAt(one, 'message') ?? '') : undefined));
  return { results, live };
}

/** Recorded answers of one set, `accepted` or `rejected`. */
export async function readRecorded(machine: string, set: string): Promise<readonly RecordedAnswer[]> {
  const recorded = await oracleFunction('recorded', 'verify.mjs');
  return recordsOf(recorded(machine, set)).flatMap((row): readonly RecordedAnswer[] => {
    const [id, xml, output] = [textAt(row, 'id'), textAt(row, 'input'), textAt(row, 'output')];
    if (id === undefined || xml === undefined) return [];
    const domain = { id, machine, xml };
    if (output !== undefined) return [{ domain, answer: { ok: true, xml: output } }];
    const error = recordAt(row, 'error') ?? {};
    const [fault, scope] = [textAt(error, 'fault') ?? '?', textAt(error, 'scope') ?? 'unknown'];
    return [{ domain, answer: { ok: false, fault, scope, message: (textsAt(error, 'values') ?? []).join(', ') } }];
  });
}
