import { type AttachOutcome, attachDevice, CATALOGUE, canonicalXml, type Plan, planDomain } from '@rootport/core';
import { compareDocuments } from './compare.ts';
import { isRecord, recordAt, recordsOf, textAt, textsAt } from './json-value.ts';
import { oracleFunction } from './oracle.ts';

/** Devices that are attached to a domain one after the other. */
export interface AttachRow {
  readonly id: string;
  readonly xml: string;
  readonly devices: readonly string[];
}

/** The way in which devices are attached. */
export type AttachWay = 'stored' | 'live';

/** Our answer to a row: the plan behind the last device that was taken, and what was refused. */
export interface Attaching {
  readonly plan: Plan;
  /** For each device undefined, or why it is refused: the kind of the diagnostic. */
  readonly refusals: readonly (string | undefined)[];
}

const OPTIONS = { profile: 'libvirt-9.0', qemu: '7.2' } as const;
export const planner = (xml: string): ReturnType<typeof planDomain> => planDomain(xml, OPTIONS);

/** Attaches the devices of a row; `stored` ends at the first refusal, as the oracle does. */
export function attachAll({ xml, devices }: AttachRow, way: AttachWay): Attaching | undefined {
  const start = planner(xml);
  if (!start.ok) return undefined;
  let current: { readonly plan: Plan; readonly xml: string } = { plan: start.plan, xml };
  const refusals: (string | undefined)[] = [];
  for (const device of devices) {
    const outcome = attachDevice(current.xml, device, planner)[way];
    refusals.push(outcome.ok ? undefined : kindOf(outcome));
    if (outcome.ok) current = outcome;
    else if (way === 'stored') break;
  }
  return { plan: current.plan, refusals };
}

function kindOf({ diagnostics }: AttachOutcome): string {
  const error = [...diagnostics.device, ...diagnostics.document].find(({ severity }) => severity === 'error');
  return error === undefined ? 'nothing' : CATALOGUE[error.code].kind;
}

/**
 * In what a stored definition differs from libvirt's. After a detachment the order of its list does not count: libvirt
 * keeps a controller that it brings back where the old one was.
 */
export function storedDifferences(plan: Plan, libvirt: string, ignoreOrder = false): readonly string[] {
  return compareDocuments(libvirt, canonicalXml(plan), { all: true, ignoreOrder }).differences.map(({ text }) => text);
}

/** The PCI addresses of a plan, sorted. */
export function pciAddresses(plan: Plan): readonly string[] {
  return Object.values(plan.domain.devices)
    .flat()
    .flatMap(({ address }) => (address.type === 'pci' && address.at !== undefined ? [pciText(address.at)] : []))
    .sort();
}

function pciText({ domain, bus, slot, function: fn }: { domain: number; bus: number; slot: number; function: number }) {
  const hex = (value: number, width: number): string => value.toString(16).padStart(width, '0');
  return `${hex(domain, 4)}:${hex(bus, 2)}:${hex(slot, 2)}.${fn}`;
}

/** A recorded row of the set `attach` or `live`, with libvirt's answer. */
export interface RecordedAttachment extends AttachRow {
  /** The definition with all devices in it. */
  readonly output?: string;
  /** For each device whether it was refused, and as what; of `attach` the first refusal alone. */
  readonly faults: readonly (string | undefined)[];
  /** Of `live`: the PCI addresses at the end, sorted. */
  readonly after?: readonly string[];
}

/** The recorded rows of a machine. */
export async function recordedAttachments(
  machine: string,
  set: 'attach' | 'live',
): Promise<readonly RecordedAttachment[]> {
  const recorded = await oracleFunction('recorded', 'verify.mjs');
  return recordsOf(recorded(machine, set)).map((row): RecordedAttachment => {
    const [id = '', xml = ''] = [textAt(row, 'id'), textAt(row, 'input')];
    const output = textAt(row, 'output');
    if (set === 'attach') {
      const devices = textsAt(row, 'attach') ?? [];
      const error = recordAt(row, 'error');
      const position = Number(/\d+$/.exec((error && textAt(error, 'stage')) ?? '')?.[0] ?? Number.NaN);
      const faults =
        error === undefined ? devices.map(() => undefined) : [...Array<undefined>(position), textAt(error, 'fault')];
      return { id, xml, devices, faults, ...(output === undefined ? {} : { output }) };
    }
    const results = Array.isArray(row['result']) ? row['result'] : [];
    const faults = results.map((one: unknown) => (isRecord(one) ? (textAt(one, 'fault') ?? '?') : undefined));
    const after = Object.values(recordAt(row, 'after') ?? {})
      .map(String)
      .sort();
    return { id, xml, devices: textsAt(row, 'hotplug') ?? [], faults, after };
  });
}
