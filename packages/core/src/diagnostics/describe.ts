import { visible } from '../text/index.ts';
import { CATALOGUE, type CatalogueEntry } from './catalogue.ts';
import type { Diagnostic, DiagnosticValue } from './diagnostic.ts';

/** The sentences of a diagnostic: what is wrong, and what to do. */
export interface DiagnosticText {
  readonly message: string;
  readonly help: string;
}

/** Makes the sentences from the catalogue and the values, which are made visible. */
export function describeDiagnostic(diagnostic: Pick<Diagnostic, 'code' | 'values'>): DiagnosticText {
  const entry: CatalogueEntry = CATALOGUE[diagnostic.code];
  return { message: fill(entry.message, diagnostic.values), help: fill(entry.help, diagnostic.values) };
}

function fill(template: string, values: Readonly<Record<string, DiagnosticValue>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => visible(String(values[name] ?? whole)));
}
