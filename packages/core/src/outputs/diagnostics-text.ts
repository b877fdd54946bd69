import { checkArguments, isDiagnostic, isShape, isText } from '../basics/index.ts';
import { type Diagnostic, describeDiagnostic } from '../diagnostics/index.ts';
import { createLineIndex, type LineIndex, type Span, visible } from '../text/index.ts';

/** Where a diagnostic is from. */
export interface DiagnosticPlace {
  /** The name to print; `<stdin>` for standard input. */
  readonly file: string;
  readonly source: string;
  /** Of the same source, for callers that print many. */
  readonly lines?: LineIndex;
}

/**
 * `file:line:column: severity: message [code]`, then a line for each related place, one with what to do, and one for
 * each fix. Without colour, without a final line end. What comes from the document or from outside is made visible.
 */
export function diagnosticText(diagnostic: Diagnostic, place: DiagnosticPlace): string {
  checkArguments('diagnosticText', {
    diagnostic: [diagnostic, isDiagnostic],
    place: [place, isShape('the file and its text', { file: isText, source: isText })],
  });
  const lines = place.lines ?? createLineIndex(place.source);
  const { message, help } = describeDiagnostic(diagnostic);
  const head = `${at(place.file, lines, diagnostic.span)}: ${diagnostic.severity}: ${message} [${diagnostic.code}]`;
  const related = diagnostic.related.map((other) =>
    other.span === undefined
      ? `  ${visible(other.message)}`
      : `  ${at(place.file, lines, other.span)}: ${visible(other.message)}`,
  );
  const fixes = diagnostic.fixes.map(({ title, safe }) => `  ${safe ? 'fix' : 'unsafe fix'}: ${visible(title)}`);
  return [head, ...related, `  help: ${help}`, ...fixes].join('\n');
}

function at(file: string, lines: LineIndex, span: Span | undefined): string {
  const name = visible(file);
  if (span === undefined) return name;
  const { line, column } = lines.position(span.start);
  return `${name}:${line}:${column}`;
}
