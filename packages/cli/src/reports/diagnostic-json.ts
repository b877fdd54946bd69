import { createLineIndex, type Diagnostic, describeDiagnostic, type LineIndex, type Span } from '@rootport/core';

/** A diagnostic for programs: its data, its sentences, and places as people count them (lines and columns from 1). */
export function diagnosticsJson(diagnostics: readonly Diagnostic[], source: string): readonly object[] {
  const index = createLineIndex(source);
  return diagnostics.map((diagnostic) => ({
    code: diagnostic.code,
    severity: diagnostic.severity,
    ...describeDiagnostic(diagnostic),
    ...place(diagnostic.span, index),
    values: diagnostic.values,
    related: diagnostic.related.map(({ message, span }) => ({ message, ...place(span, index) })),
    fixes: diagnostic.fixes,
  }));
}

function place(span: Span | undefined, index: LineIndex): object {
  if (span === undefined) return {};
  const start = index.position(span.start);
  const end = index.position(span.end);
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column, span };
}
