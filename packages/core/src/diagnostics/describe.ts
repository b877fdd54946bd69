import { checkArguments, isObject, isShape, isText } from '../basics/index.ts';
import { visible } from '../text/index.ts';
import { CATALOGUE, type CatalogueEntry } from './catalogue.ts';
import { isCode } from './create.ts';
import type { Diagnostic, DiagnosticValue } from './diagnostic.ts';

/** The sentences of a diagnostic: what is wrong, and what to do. */
export interface DiagnosticText {
  readonly message: string;
  readonly help: string;
}

const isKnown = isShape('a diagnostic', {
  code: isCode,
  values: isObject,
});

/** Makes the sentences from the catalogue and the values, which are made visible. */
export function describeDiagnostic(diagnostic: Pick<Diagnostic, 'code' | 'values'>): DiagnosticText {
  checkArguments('describeDiagnostic', { diagnostic: [diagnostic, isKnown] });
  const entry: CatalogueEntry = CATALOGUE[diagnostic.code];
  return { message: fill(entry.message, diagnostic.values), help: fill(entry.help, diagnostic.values) };
}

/** Placeholders whose names say what stands there; of the others only that something does. */
const NOUNS = new Set(
  'action address alternative arch attribute binary bus buses cells code command controller controllers count device devices difference driver element entity example field file firmware flags folder functions holder host index limit machine max min model models name names node option owner package path port ports problem profile property range reason reg scheme seconds serial setting slots target type user value version versioned'.split(
    ' ',
  ),
);

/** A sentence of the catalogue for readers without a case: `DEVICE wants ADDRESS`; what has no good name is `…`. */
export function describeTemplate(template: string): string {
  checkArguments('describeTemplate', { template: [template, isText] });
  return template.replace(/\{(\w+)\}/g, (_, name: string) => (NOUNS.has(name) ? name.toUpperCase() : '…'));
}

function fill(template: string, values: Readonly<Record<string, DiagnosticValue>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => visible(String(values[name] ?? whole)));
}
