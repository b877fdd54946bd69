import { createDiagnostic, type Diagnostic, type DiagnosticCode } from '../../diagnostics/index.ts';
import type { Span } from '../../text/index.ts';
import { attribute, type XmlElement } from '../../xml/index.ts';
import type { Machine } from '../machine-type.ts';

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
  isHostdevNetwork(name: string): boolean;
  /** V-74: a guest with memory hotplug that defines no NUMA cell gets one. */
  readonly numaCellForHotplug: boolean;
  /** The first release that knows a device element, when this one does not. */
  elementSince(name: string): string | undefined;
  /** The first release that knows a value, when this one does not. `place` is as in the table of values. */
  valueSince(place: string, value: string): string | undefined;
}

/** One reading of a document. Faults are reported; reading goes on with the best value there is. */
export interface Reading {
  readonly facts: ReadFacts;
  readonly machine: Machine;
  readonly diagnostics: Diagnostic[];
}

/** Reports a value that this libvirt does not know yet; false when it does. */
export function isTooNew(
  reading: Reading,
  place: string,
  element: XmlElement,
  attributeName: string,
  value: string,
): boolean {
  const since = reading.facts.valueSince(place, value);
  if (since !== undefined) reportAt(reading, 'RP4006', element, attributeName, { place, value, since });
  return since !== undefined;
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
  reading.diagnostics.push(createDiagnostic(code, { span, values }));
}
