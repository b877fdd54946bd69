import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostFacts } from '@rootport/core';
import { isRecord, type JsonRecord, numberAt, recordAt, recordsOf, textAt, textsAt } from './json-value.ts';

/**
 * What is judged of a case: the addresses (`place`), that it is refused with a reason (`reject`), that it is placed
 * although the guest would not start (`reject-start`, `accept`), or nothing (`skip`).
 */
export type Check = 'place' | 'reject' | 'reject-start' | 'accept' | 'skip';

/** One case of a set, read from either dialect of the manifest. */
export interface CorpusCase {
  readonly name: string;
  readonly folder: string;
  readonly check: Check;
  readonly arch: string;
  /** The reason of a refusal; `scope` is absent where the set knows none and every reason is judged. */
  readonly error?: { readonly kind: string; readonly scope?: string };
  /** The exact capabilities; absent for those of the profile's own QEMU. */
  readonly capabilities?: readonly string[];
  /** Capabilities to take away from those of the profile's own QEMU. */
  readonly capabilitiesRemoved?: readonly string[];
  /** The capabilities for `args.json`, where they are others. */
  readonly argsCapabilities?: readonly string[];
  readonly hostArch?: string;
  readonly host?: HostFacts;
  /** Whether the document is a new definition; both where the answer has to be the same either way. */
  readonly newlyDefined: readonly boolean[];
  /** The file with the expected document. */
  readonly expected?: string;
  readonly hasArgs: boolean;
}

/** A set read in view of libvirt 11.3: only cases whose answer of 11.3 is known, with that answer. */
export type SetView = 'own' | '11.3';

type CapabilitySets = ReadonlyMap<string, readonly string[]>;

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function readCapabilitySets(folder: string): CapabilitySets {
  let sets: unknown;
  try {
    sets = readJson(join(folder, 'caps-sets.json'));
  } catch (error) {
    // Most sets have none; a case that names a set then fails in capabilitiesOf.
    if (isRecord(error) && error['code'] === 'ENOENT') return new Map();
    throw error;
  }
  const named = isRecord(sets) ? Object.entries(sets) : [];
  return new Map(named.flatMap(([name, set]) => (isRecord(set) ? [[name, textsAt(set, 'caps') ?? []]] : [])));
}

function capabilitiesOf(entry: JsonRecord, sets: CapabilitySets): readonly string[] {
  const name = textAt(entry, 'caps_set');
  if (name === undefined) return textsAt(entry, 'caps') ?? [];
  const set = sets.get(name);
  if (!set) throw new Error(`case ${textAt(entry, 'name')}: caps-sets.json has no set ${name}`);
  return set;
}

function errorOf(entry: JsonRecord): Pick<CorpusCase, 'error'> {
  const error = recordAt(entry, 'error');
  const kind = error && textAt(error, 'kind');
  if (!error || kind === undefined) return {};
  const scope = textAt(error, 'scope');
  return { error: { kind, ...(scope !== undefined && { scope }) } };
}

type HostDeviceFacts = NonNullable<HostFacts['hostDevices']>[string];

function hostDeviceFacts(facts: JsonRecord): HostDeviceFacts {
  const { present, pcie } = facts;
  const iommuGroup = numberAt(facts, 'iommu_group');
  return {
    ...(typeof present === 'boolean' && { present }),
    ...(typeof pcie === 'boolean' && { pcie }),
    ...(iommuGroup !== undefined && { iommuGroup }),
  };
}

function hostOf(entry: JsonRecord): Pick<CorpusCase, 'host'> {
  const host = recordAt(entry, 'host');
  if (!host) return {};
  const devices = Object.entries(host).flatMap(([address, facts]) =>
    isRecord(facts) ? [[address, hostDeviceFacts(facts)] as const] : [],
  );
  return { host: { hostDevices: Object.fromEntries(devices) } };
}

function baseOf(entry: JsonRecord, folder: string): Pick<CorpusCase, 'name' | 'folder' | 'arch' | 'error' | 'host'> {
  const name = textAt(entry, 'name');
  if (name === undefined) throw new Error(`${folder}: a case of the manifest has no name`);
  const arch = textAt(entry, 'arch') ?? 'x86_64';
  return { name, folder: join(folder, name), arch, ...errorOf(entry), ...hostOf(entry) };
}

function checkOf(entry: JsonRecord): Check {
  const check = textAt(entry, 'check');
  if (check === 'place' || check === 'reject' || check === 'reject-start') return check;
  if (check === 'skip') return textAt(entry, 'expect') === 'failure' ? 'accept' : 'skip';
  throw new Error(`case ${textAt(entry, 'name')}: unknown check ${check}`);
}

/** The dialect of the older sets: `check`, capability lists, `args.json`. */
function readListedCase(entry: JsonRecord, folder: string, sets: CapabilitySets): CorpusCase {
  const argsCapabilities = textsAt(entry, 'args_caps');
  const hostArch = textAt(entry, 'host_arch');
  return {
    ...baseOf(entry, folder),
    check: checkOf(entry),
    capabilities: capabilitiesOf(entry, sets),
    ...(argsCapabilities && { argsCapabilities }),
    ...(hostArch !== undefined && { hostArch }),
    newlyDefined: [(textsAt(entry, 'parse_flags') ?? []).includes('ABI_UPDATE')],
    ...(entry['has_out'] === true && { expected: 'out.xml' }),
    hasArgs: entry['has_args'] === true,
  };
}

const CHECK_BY_EXPECTATION: ReadonlyMap<string | undefined, Check> = new Map([
  ['ok', 'place'],
  ['parse-error', 'reject'],
  ['failure', 'accept'],
]);

function definitionsOf(entry: JsonRecord): readonly boolean[] {
  return entry['define'] === 'both' ? [false, true] : [entry['define'] === true];
}

/** The dialect of the newest set: `expect`, `define`, the newest QEMU. Undefined where the view has no answer. */
function readNewestCase(entry: JsonRecord, folder: string, view: SetView): CorpusCase | undefined {
  const check = CHECK_BY_EXPECTATION.get(textAt(entry, 'expect'));
  if (!check) throw new Error(`case ${textAt(entry, 'name')}: unknown expectation ${textAt(entry, 'expect')}`);
  const changed = view === '11.3' && entry['changed_since_11.3'] === true;
  if (view === '11.3' && !changed && entry['same_in_11.3'] !== true) return undefined;
  const capabilitiesRemoved = textsAt(entry, 'caps_removed');
  return {
    ...baseOf(entry, folder),
    check,
    ...(capabilitiesRemoved && { capabilitiesRemoved }),
    newlyDefined: definitionsOf(entry),
    ...(check === 'place' && { expected: changed ? 'out-11.3.xml' : 'out.xml' }),
    hasArgs: false,
  };
}

/** The cases of a set's folder, in the order of its manifest. Throws where the folder is not such a set. */
export function readCases(folder: string, view: SetView = 'own'): readonly CorpusCase[] {
  const manifest = readJson(join(folder, 'manifest.json'));
  if (!Array.isArray(manifest)) throw new Error(`${folder}: manifest.json is not a list`);
  const sets = readCapabilitySets(folder);
  return recordsOf(manifest).flatMap((entry) => {
    if (view === 'own' && 'check' in entry) return [readListedCase(entry, folder, sets)];
    if ('check' in entry) return [];
    return readNewestCase(entry, folder, view) ?? [];
  });
}
