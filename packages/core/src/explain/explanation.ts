import { type Device, deviceLabel } from '../domain/index.ts';
import type { Plan } from '../plan/index.ts';
import type { HostFacts } from '../profiles/index.ts';
import { createLineIndex, type LineIndex } from '../text/index.ts';
import { formatPciAddress, type PciAddress } from '../topology/index.ts';

/** The promise about `Explanation` as JSON: a minor change adds fields, a major one may change or remove some. */
export const EXPLANATION_FORMAT_VERSION = '1.0';

/**
 * What a sentence is about: that something exists, what it needs, a bus that was passed over, what was chosen, a
 * controller that was added, what a place holds, what is free, what a running guest may do.
 */
export type ExplanationTopic = 'exists' | 'needs' | 'passed-over' | 'chosen' | 'added' | 'holds' | 'free' | 'running';

/** One sentence of the chain. */
export interface ExplanationStep {
  readonly topic: ExplanationTopic;
  readonly text: string;
  /** The rule of the specification behind it. */
  readonly rule?: string;
  /** Line of the document, from 1, of what the user wrote and what decided here. */
  readonly line?: number;
}

/** Why one thing is as it is. */
export interface Explanation {
  /** What is explained: `disk vda`, `0000:03:00.0`, `the plan`. */
  readonly subject: string;
  /** `0000:03:00.0`, or as the plan writes other addresses; absent where there is none. */
  readonly address?: string;
  readonly steps: readonly ExplanationStep[];
}

/** What the explaining functions look at again and again. */
export interface Context {
  readonly plan: Plan;
  readonly host: HostFacts;
  readonly lines: LineIndex;
}

export function createContext(plan: Plan, host: HostFacts = {}): Context {
  return { plan, host, lines: createLineIndex(plan.domain.document.source) };
}

/** Line of a device's element; undefined for one that is not in the document. */
export function lineOf({ lines }: Context, { element }: Device): number | undefined {
  return element === undefined ? undefined : lines.position(element.span.start).line;
}

/** A sentence with what is known about it. */
export function step(
  topic: ExplanationTopic,
  text: string,
  { rule, line }: { readonly rule?: string | undefined; readonly line?: number | undefined } = {},
): ExplanationStep {
  return { topic, text, ...(rule === undefined ? {} : { rule }), ...(line === undefined ? {} : { line }) };
}

/** `bus 3`, `buses 1 to 3`, `buses 1, 2 and 5`; the numbers rise. */
export function busNames(indexes: readonly number[]): string {
  const [first] = indexes;
  const last = indexes.at(-1);
  if (first === undefined || last === undefined) return 'no bus';
  if (first === last) return `bus ${first}`;
  if (last - first === indexes.length - 1 && indexes.length > 2) return `buses ${first} to ${last}`;
  return `buses ${enumerate(indexes.map(String))}`;
}

const MOST_NAMED = 4;

/** `a, b and c`; of many the first, and how many more. */
export function enumerate(names: readonly string[], most: number = Number.POSITIVE_INFINITY): string {
  if (names.length > most + 1) return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** The labels of devices, the first few by name. */
export const deviceNames = (devices: readonly Device[]): string => enumerate(devices.map(deviceLabel), MOST_NAMED);

export const countOf = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** A place as people say it: `0000:03:00.0`. */
export const placeName = (address: PciAddress): string => formatPciAddress(address);
