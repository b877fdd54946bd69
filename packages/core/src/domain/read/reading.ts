import { createDiagnostic, type Diagnostic, type DiagnosticCode } from '../../diagnostics/index.ts';
import type { Span } from '../../text/index.ts';
import { attribute, child, elements, type XmlElement } from '../../xml/index.ts';
import type { Machine } from '../machine-type.ts';
import type { ElementFacts } from './setting-facts.ts';

/** What reading has to know of the libvirt state; the profile answers. */
export interface ReadFacts {
  resolveMachine(arch: string | undefined, name: string | undefined): Machine;
  /** The architecture is one that libvirt knows by this name. */
  knowsArch(arch: string): boolean;
  /** libvirt's names of the architectures that may be meant; all of them where nothing is close. */
  archesLike(arch: string): readonly string[];
  /** Bus of an `<input>` that names none (D-1). */
  inputBus(machine: Machine, type: string): string;
  /** D-NET: the spelling under which an interface model is stored. */
  nicModel(written: string): string;
  /** N-NET: an empty interface model is a name outside the list, not none. */
  readonly emptyNicModels: boolean;
  /** A-SUB-2: a number -1 of a controller's target is none. */
  readonly minusOneTargets: boolean;
  isHostdevNetwork(name: string): boolean;
  /** V-74: a guest with memory hotplug that defines no NUMA cell gets one. */
  readonly numaCellForHotplug: boolean;
  /**
   * D-VIDEO: the type of a display is that of its first model; of the first that has one and no prefix (`path`); or of the
   * first that says something (`said`).
   */
  readonly videoTypeOf: 'said' | 'path' | 'first';
  /** Of which settings a model has to say one, where that counts. */
  readonly saidByModels: readonly string[];
  /** V-LASTPART: of some parts that are written twice the last counts. */
  readonly lastParts: boolean;
  /** V-NOBUS: disks are put in order before those without a bus get one. */
  readonly disksSortedBeforeBus: boolean;
  /** D-1: ports of serial devices and the like are numbers of 32 bits with a sign. */
  readonly wrapsPorts: boolean;
  /** V-BINARY: a number may be written as `0b101` where it may be written as in C. */
  readonly binaryNumbers: boolean;
  /** PCI domains have 32 bits, not 16. */
  readonly wideDomains: boolean;
  /** V-LINK: the settings of a port's link and what they take; empty where libvirt passes over them. */
  readonly linkSettings: readonly (readonly [name: 'speed' | 'width', known: readonly number[]])[];
  /** The first release that knows a device element, when this one does not. */
  elementSince(name: string): string | undefined;
  /** What the settings of devices and of `os` take, by the name of the element. */
  readonly values: Pick<ReadonlyMap<string, ElementFacts>, 'get'>;
}

/** One reading of a document. Faults are reported; reading goes on with the best value there is. */
export interface Reading {
  readonly facts: ReadFacts;
  readonly machine: Machine;
  readonly diagnostics: Diagnostic[];
}

/** The part of a name that counts where there are several, of those that libvirt once read in turn (V-LASTPART). */
export const countedPart = (element: XmlElement, name: string, { facts }: Reading): XmlElement | undefined =>
  facts.lastParts ? elements(element, name).at(-1) : child(element, name);

/** True when the value of an attribute has been found faulty. */
export function isFaulty(reading: Reading, element: XmlElement, attributeName: string): boolean {
  if (reading.diagnostics.length === 0) return false;
  const span = attribute(element, attributeName)?.valueSpan;
  return span !== undefined && isReported(reading, span);
}

function isReported({ diagnostics }: Pick<Reading, 'diagnostics'>, { start, end }: Span): boolean {
  return diagnostics.length > 0 && placesOf(diagnostics).has(`${start}-${end}`);
}

interface Places {
  readonly known: Set<string>;
  /** So many of the diagnostics are among the known ones. */
  seen: number;
}

// Thousands of findings are asked about at each attribute.
const PLACES = new WeakMap<readonly Diagnostic[], Places>();

function placesOf(diagnostics: readonly Diagnostic[]): ReadonlySet<string> {
  const places = PLACES.get(diagnostics) ?? { known: new Set(), seen: 0 };
  PLACES.set(diagnostics, places);
  for (; places.seen < diagnostics.length; places.seen += 1) {
    const span = diagnostics[places.seen]?.span;
    if (span !== undefined) places.known.add(`${span.start}-${span.end}`);
  }
  return places.known;
}

/** Adds a diagnostic at an element's attribute, or at its start tag when the attribute is not written. */
export function reportAt(
  reading: Pick<Reading, 'diagnostics'>,
  code: DiagnosticCode,
  element: XmlElement,
  attributeName: string | undefined,
  values: Readonly<Record<string, string | number>>,
): void {
  const span: Span =
    (attributeName === undefined ? undefined : attribute(element, attributeName)?.valueSpan) ?? element.startTag;
  // One fault of a value is enough: what comes later at the same place follows from the first.
  if (attributeName !== undefined && isReported(reading, span)) return;
  reading.diagnostics.push(createDiagnostic(code, { span, values }));
}
