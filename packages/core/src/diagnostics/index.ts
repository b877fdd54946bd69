export { CATALOGUE, type CatalogueEntry, type DiagnosticCode, type LibvirtErrorClass } from './catalogue.ts';
export { createDiagnostic, type DiagnosticDetails, isCode } from './create.ts';
export { type DiagnosticText, describeDiagnostic, describeTemplate } from './describe.ts';
export type { Diagnostic, DiagnosticValue, Fix, RelatedPlace } from './diagnostic.ts';
