import { checkArguments, invariant, isFunction, isListOf, isText } from '../basics/index.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import { allDevices, type Device } from '../domain/index.ts';
import type { Plan } from '../plan/index.ts';
import { addressText } from '../plan/index.ts';
import { isProfile, type ProfileChoice, type ProfileName, profileOf } from '../profiles/index.ts';
import { formatPciAddress } from '../topology/index.ts';

/** What a document becomes under one profile. */
export interface ProfileOutcome {
  readonly profile: ProfileName;
  /** False: this libvirt refuses the document; the diagnostics say why. */
  readonly ok: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** Where a device is under one profile. */
export interface DevicePlace {
  /** `0000:03:00.0`, `usb 0:1`; `present` without an address, `absent`, or `refused`. */
  readonly address: string;
  readonly model?: string;
}

/** A device under each of the profiles. */
export interface ComparedDevice {
  readonly kind: Device['kind'];
  /** As its user would name it; with its model when that is the same wherever the device exists. */
  readonly name: string;
  /** `document`: written by the user; `implicit`: libvirt adds it. */
  readonly origin: 'document' | 'implicit';
  /** In the order of the profiles. */
  readonly places: readonly DevicePlace[];
  /** The profiles that accept the document do not agree on place, model or existence. */
  readonly changed: boolean;
}

/** One document under several profiles; JSON-able. */
export interface ProfileComparison {
  readonly profiles: readonly ProfileOutcome[];
  readonly devices: readonly ComparedDevice[];
  /** A device changes, or only some profiles refuse the document, or they refuse it for different reasons. */
  readonly differs: boolean;
}

/** Plans a document under one profile: `(xml, profile) => planDomain(xml, { ...options, profile })`. */
export type ProfilePlanner = (
  xml: string,
  profile: ProfileName,
) =>
  | { readonly ok: true; readonly plan: Plan; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * Plans one document under each profile and lines its devices up. A written device is matched by its place in the
 * document, which no profile changes; an implicit controller by type, index and model; another implicit device by
 * kind and name, in order. The planner is handed in, because this stage must not know the pipeline.
 */
export function compareProfiles(
  xml: string,
  profiles: readonly ProfileChoice[],
  planner: ProfilePlanner,
): ProfileComparison {
  checkArguments('compareProfiles', {
    xml: [xml, isText],
    profiles: [profiles, isListOf(isProfile)],
    planner: [planner, isFunction],
  });
  const answers = profiles.map(profileOf).map((profile) => ({ profile, result: planner(xml, profile) }));
  const outcomes = answers.map(({ profile, result }) => ({
    profile,
    ok: result.ok,
    diagnostics: result.diagnostics,
  }));
  const columns = answers.map(({ result }) => (result.ok ? devicesByKey(result.plan) : undefined));
  const devices = numberNamesakes(
    allKeys(columns).map((key) => compareDevice(columns.map((column) => column && { device: column.get(key) }))),
  );
  return { profiles: outcomes, devices, differs: devices.some(({ changed }) => changed) || refusalsDiffer(outcomes) };
}

type Column = ReadonlyMap<string, Device>;

function devicesByKey(plan: Plan): Column {
  const byKey = new Map<string, Device>();
  for (const device of allDevices(plan.domain)) {
    const key = keyOf(device);
    let ordinal = 1;
    while (byKey.has(`${key} ${ordinal}`)) ordinal += 1;
    byKey.set(`${key} ${ordinal}`, device);
  }
  return byKey;
}

function keyOf(device: Device): string {
  if (device.element !== undefined) return `written ${device.element.span.start}`;
  const model = device.kind === 'controller' ? ` ${device.model ?? ''}` : '';
  return `${baseName(device)}${model}`;
}

/** Each key once: kind by kind, by the first profile that has it; controllers by type and index. */
function allKeys(columns: readonly (Column | undefined)[]): readonly string[] {
  const byKind = new Map<string, Map<string, Device>>();
  for (const column of columns) {
    for (const [key, device] of column ?? []) {
      const devices = byKind.get(device.kind) ?? new Map<string, Device>();
      byKind.set(device.kind, devices);
      if (!devices.has(key)) devices.set(key, device);
    }
  }
  return [...byKind.values()].flatMap((devices) => sortControllers([...devices]).map(([key]) => key));
}

function sortControllers(entries: readonly (readonly [string, Device])[]): readonly (readonly [string, Device])[] {
  const types = [...new Set(entries.map(([, device]) => (device.kind === 'controller' ? device.type : '')))];
  const rank = (device: Device): number =>
    device.kind === 'controller' ? types.indexOf(device.type) * 1_000_000 + device.index : 0;
  return [...entries].sort(([, a], [, b]) => rank(a) - rank(b));
}

/** Undefined stands for a profile that refuses the document. */
function compareDevice(cells: readonly ({ readonly device: Device | undefined } | undefined)[]): ComparedDevice {
  const places = cells.map((cell) => (cell === undefined ? { address: 'refused' } : placeOf(cell.device)));
  const [first] = cells.flatMap((cell) => (cell?.device === undefined ? [] : [cell.device]));
  invariant(first !== undefined, 'a key comes from a device');
  const planned = places.filter((_, column) => cells[column] !== undefined);
  const models = new Set(cells.flatMap((cell) => (cell?.device === undefined ? [] : [modelOf(cell.device)])));
  const [model] = models;
  return {
    kind: first.kind,
    name: models.size === 1 && model !== undefined ? `${baseName(first)} (${model})` : baseName(first),
    origin: first.element === undefined ? 'implicit' : 'document',
    places,
    changed: planned.some(({ address, model }) => address !== planned[0]?.address || model !== planned[0].model),
  };
}

/** `video (qxl) #2`: a second device of the same name has to be told from the first. */
function numberNamesakes(devices: readonly ComparedDevice[]): readonly ComparedDevice[] {
  const seen = new Map<string, number>();
  return devices.map((device) => {
    const ordinal = (seen.get(device.name) ?? 0) + 1;
    seen.set(device.name, ordinal);
    return ordinal === 1 ? device : { ...device, name: `${device.name} #${ordinal}` };
  });
}

function placeOf(device: Device | undefined): DevicePlace {
  if (device === undefined) return { address: 'absent' };
  const model = modelOf(device);
  return { address: addressText(device.address), ...(model === undefined ? {} : { model }) };
}

function modelOf(device: Device): string | undefined {
  return 'model' in device ? device.model : undefined;
}

/** Kind and identity, without the model, which profiles may choose differently. */
function baseName(device: Device): string {
  const id = identity(device);
  return id === undefined || id === '' ? device.kind : `${device.kind} ${id}`;
}

function identity(device: Device): string | undefined {
  switch (device.kind) {
    case 'disk':
    case 'filesystem':
      return device.target;
    case 'controller':
      return `${device.type} ${device.index}`;
    case 'interface':
      return device.mac ?? device.network;
    case 'hostdev':
      return device.host === undefined ? device.source : formatPciAddress(device.host);
    case 'serial':
    case 'parallel':
    case 'console':
      return device.targetPort?.toString();
    case 'channel':
      return device.targetName;
    case 'shmem':
      return device.name;
    case 'smartcard':
      return device.mode;
    case 'input':
      return `${device.type} ${device.bus}`;
    case 'graphics':
    case 'hub':
    case 'redirdev':
      return device.type;
    default:
      return undefined;
  }
}

function refusalsDiffer(outcomes: readonly ProfileOutcome[]): boolean {
  const answers = outcomes.map(({ ok, diagnostics }) => (ok ? 'ok' : diagnostics.map(({ code }) => code).join(' ')));
  return new Set(answers).size > 1;
}
