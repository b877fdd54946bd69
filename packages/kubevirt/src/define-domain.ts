import {
  applyEdits,
  type Diagnostic,
  type Host,
  type Lock,
  type Plan,
  type Planner,
  patchXml,
  placeDevices,
  planLocked,
  readLock,
  reservePlaces,
  type TextEdit,
  type XmlElement,
} from '@rootport/core';
import { attributeOf, childOf, devicesOf } from './elements.ts';
import type { Wishes } from './vmi.ts';
import { lockForVmi } from './vmi-lock.ts';

/** The facts of the node, or why there are none. */
export type NodeFacts =
  | { readonly ok: true; readonly host: Host }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** What the answers depend on besides the definition. */
export interface DefineSettings {
  readonly planner: Planner;
  /** Asked only where devices are to be placed. */
  readonly nodeFacts: () => NodeFacts;
}

/** The definition that libvirt is to have, or why the VM must not start. */
export type Defined =
  | { readonly ok: true; readonly xml: string; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * One of the two or three definitions that KubeVirt makes at a start (I-KP-CALLS). What is asked for is done anew in each
 * of them, since what an earlier one was given may be lost (I-KV-PASSES, I-KV-LOSS); the answer to an answer is that
 * answer, to the byte. Placeholders stay as they are: they are KubeVirt's, and gone in the last definition.
 */
export function defineDomain(xml: string, wishes: Wishes, settings: DefineSettings): Defined {
  const { planner } = settings;
  const given = planner(xml);
  if (!given.ok) return given;
  const placeholders = placeholdersOf(given.plan);
  const bare = placeholders.length === 0 ? given : planner(applyEdits(xml, placeholders.map(removal)));
  if (!bare.ok) return bare;
  const kept = keepPlaces(bare.plan, wishes, planner);
  if (!kept.ok) return kept;
  const placed = placeHostDevices(kept, unplacedHostDevices(bare.plan), wishes, settings);
  if (!placed.ok) return placed;
  const free = Math.max(wishes.reserve ?? 0, kept.extraPorts);
  // Placeholders keep ports free by themselves, and KubeVirt's further ports come in the last definition.
  const reserved = placeholders.length === 0 && free > 0 ? reserve(placed.xml, free, planner) : placed;
  if (!reserved.ok) return reserved;
  const diagnostics = [...kept.diagnostics, ...placed.diagnostics, ...reserved.diagnostics];
  if (reserved.xml === sourceOf(bare.plan)) return { ok: true, xml, diagnostics };
  if (placeholders.length === 0) return { ...reserved, diagnostics };
  const whole = withPlaceholders(
    reserved.xml,
    placeholders.map(({ span }) => xml.slice(span.start, span.end)),
    planner,
  );
  return whole.ok ? { ...whole, diagnostics } : whole;
}

const sourceOf = ({ domain }: Plan): string => domain.document.source;

/** I-KV-PLACEHOLDER. */
function placeholdersOf({ domain }: Plan): readonly XmlElement[] {
  return domain.devices.interface.flatMap(({ element }) => {
    const target = attributeOf(childOf(element, 'target'), 'dev') ?? '';
    return element !== undefined && /^placeholder-\d+$/.test(target) ? [element] : [];
  });
}

const removal = ({ span }: XmlElement): TextEdit => ({ span, newText: '' });

/** Behind all other devices: no interface of the VMI comes after them (I-KV-PASSES). */
function withPlaceholders(xml: string, placeholders: readonly string[], planner: Planner): Defined {
  const planned = planner(xml);
  if (!planned.ok) return planned;
  const { devicesElement } = planned.plan.domain;
  const end = devicesElement?.endTag?.start ?? devicesElement?.span.end ?? xml.length;
  const text = applyEdits(xml, [
    { span: { start: end, end }, newText: placeholders.map((one) => `${one}\n`).join('') },
  ]);
  const whole = planner(text);
  return whole.ok ? { ok: true, xml: text, diagnostics: [] } : whole;
}

type Kept = Extract<Defined, { ok: true }> & {
  /** Ports that KubeVirt wants to be free beside those that the lock knows. */
  readonly extraPorts: number;
  /** Host devices that have the place of the lock. */
  readonly locked: ReadonlySet<string>;
};

function keepPlaces(plan: Plan, { lock: text }: Wishes, planner: Planner): Kept | Extract<Defined, { ok: false }> {
  const xml = sourceOf(plan);
  if (text === undefined) return { ok: true, xml, diagnostics: [], extraPorts: 0, locked: new Set() };
  const reading = readLock(text);
  if (!reading.ok) return { ok: false, diagnostics: [reading.diagnostic] };
  const lock = lockForVmi(reading.lock, plan);
  const ports = extraPorts(plan);
  const result = planLocked(
    applyEdits(
      xml,
      ports.filter(isNew(lock, plan)).map(({ element }) => removal(element)),
    ),
    lock,
    planner,
  );
  if (!result.ok) return result;
  const places = new Set(
    lock.devices.flatMap(({ kind, address }) =>
      kind === 'hostdev' && address.type === 'pci' && address.at !== undefined ? [addressKey(address.at)] : [],
    ),
  );
  const hosts = result.plan.domain.devices.hostdev.flatMap(({ host, address }) =>
    host !== undefined && address.type === 'pci' && address.at !== undefined && places.has(addressKey(address.at))
      ? [addressKey(host)]
      : [],
  );
  const { diagnostics } = result;
  return { ok: true, xml: patchXml(result.plan), diagnostics, extraPorts: ports.length, locked: new Set(hosts) };
}

interface ExtraPort {
  readonly index: number;
  readonly element: XmlElement;
}

/** The ports that KubeVirt adds in its last definition: they have an index and no address. */
function extraPorts({ domain }: Plan): readonly ExtraPort[] {
  return domain.devices.controller.flatMap(({ type, model, index, element }) =>
    type === 'pci' && model === 'pcie-root-port' && element !== undefined && childOf(element, 'address') === undefined
      ? [{ index, element }]
      : [],
  );
}

/** Without this, a guest would have more ports after each start that is locked anew: those of the lock and KubeVirt's. */
function isNew(lock: Lock, plan: Plan): (port: ExtraPort) => boolean {
  const known = new Set(
    lock.devices.flatMap(({ controller }) => (controller?.type === 'pci' ? [controller.index] : [])),
  );
  const used = new Set(
    devicesOf(plan).flatMap(({ element, address }) =>
      childOf(element, 'address') !== undefined && address.type === 'pci' ? [address.at?.bus] : [],
    ),
  );
  return ({ index }) => !known.has(index) && !used.has(index);
}

/** Host devices without an address in the document, by their address on the host. */
function unplacedHostDevices({ domain }: Plan): readonly string[] {
  return domain.devices.hostdev.flatMap(({ element, host }) =>
    host !== undefined && element !== undefined && childOf(element, 'address') === undefined ? [addressKey(host)] : [],
  );
}

function placeHostDevices(
  { xml, locked }: Kept,
  unplaced: readonly string[],
  { place: policy }: Wishes,
  { planner, nodeFacts }: DefineSettings,
): Defined {
  const devices = unplaced.filter((host) => !locked.has(host));
  if (policy === undefined || devices.length === 0) return { ok: true, xml, diagnostics: [] };
  const facts = nodeFacts();
  if (!facts.ok) return facts;
  // Those that a lock does not have were put anywhere when it was kept to.
  const placed = placeDevices(xml, planner, { host: facts.host, policy, devices, move: true });
  return placed.ok ? { ok: true, xml: patchXml(placed.plan), diagnostics: placed.diagnostics } : placed;
}

function reserve(xml: string, free: number, planner: Planner): Defined {
  const reserved = reservePlaces(xml, planner, { free });
  if (!reserved.ok) return reserved;
  const { before, after, diagnostics } = reserved;
  return { ok: true, xml: after > before ? reserved.xml : xml, diagnostics };
}

interface At {
  readonly domain: number;
  readonly bus: number;
  readonly slot: number;
  readonly function: number;
}

/** As files about hosts write it. */
function addressKey(at: At): string {
  const hex = (value: number, width: number): string => value.toString(16).padStart(width, '0');
  return `${hex(at.domain, 4)}:${hex(at.bus, 2)}:${hex(at.slot, 2)}.${at.function}`;
}
