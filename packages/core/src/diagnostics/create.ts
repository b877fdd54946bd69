import { areOptions, checkArguments, isListOf, isObject, isSome } from '../basics/index.ts';
import type { Span } from '../text/index.ts';
import { CATALOGUE, type CatalogueEntry, type DiagnosticCode } from './catalogue.ts';
import type { Diagnostic, DiagnosticValue, Fix, RelatedPlace } from './diagnostic.ts';

/** What a diagnostic says besides its code. */
export interface DiagnosticDetails {
  readonly span?: Span | undefined;
  readonly values?: Readonly<Record<string, DiagnosticValue>>;
  readonly related?: readonly RelatedPlace[];
  readonly fixes?: readonly Fix[];
}

export const isCode = isSome(
  'a code of the catalogue',
  (value) => typeof value === 'string' && Object.hasOwn(CATALOGUE, value),
);
const DETAILS = areOptions<DiagnosticDetails>({
  span: isObject,
  values: isObject,
  related: isListOf(isObject),
  fixes: isListOf(isObject),
});

/** A diagnostic with the severity that the catalogue gives its code. */
export function createDiagnostic(code: DiagnosticCode, details: DiagnosticDetails = {}): Diagnostic {
  checkArguments('createDiagnostic', { code: [code, isCode], details: [details, DETAILS] });
  const entry: CatalogueEntry = CATALOGUE[code];
  return {
    code,
    severity: entry.severity,
    ...(details.span === undefined ? {} : { span: details.span }),
    values: details.values ?? {},
    related: details.related ?? [],
    fixes: details.fixes ?? [],
  };
}
