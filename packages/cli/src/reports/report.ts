import { createLineIndex, type Diagnostic, diagnosticText, visible } from '@rootport/core';
import type { Io } from '../system/io.ts';
import { type Colours, coloursFor } from '../terminal/colours.ts';

/** The document that diagnostics speak of. */
export interface DocumentText {
  readonly file: string;
  readonly source: string;
}

/** Prints diagnostics to standard error; when quiet, only the errors. */
export function reportDiagnostics(
  diagnostics: readonly Diagnostic[],
  document: DocumentText,
  { io, quiet }: { readonly io: Io; readonly quiet: boolean },
): void {
  const colours = coloursFor(io.stderr, io);
  const shown = diagnostics.filter(({ severity }) => !quiet || severity === 'error');
  for (const line of diagnosticLines(shown, document, colours)) io.stderr.write(`${line}\n`);
}

/** The lines of diagnostics, ready for a terminal. */
export function diagnosticLines(
  diagnostics: readonly Diagnostic[],
  document: DocumentText,
  colours: Colours,
): readonly string[] {
  const place = { ...document, lines: createLineIndex(document.source) };
  const file = visible(document.file);
  return diagnostics
    .flatMap((diagnostic) => diagnosticText(diagnostic, place).replace(/\n$/, '').split('\n'))
    .map((line) => paint(line, file, colours));
}

/** Colours the severity and nothing else. The file's name may hold anything, so it is cut off before looking. */
function paint(line: string, file: string, colours: Colours): string {
  if (!line.startsWith(file)) return line;
  const place = /^((?::\d+)*: )(error|warning|note)(?=: )/.exec(line.slice(file.length));
  if (place === null) return line;
  const [whole, before = '', severity = ''] = place;
  return `${file}${before}${paintSeverity(severity, colours)}${line.slice(file.length + whole.length)}`;
}

/** A severity in its colour. */
export function paintSeverity(severity: string, colours: Colours): string {
  if (severity === 'error') return colours.red(severity);
  return severity === 'warning' ? colours.yellow(severity) : colours.cyan(severity);
}
