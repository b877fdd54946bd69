import { CATALOGUE, createLineIndex, type Diagnostic, describeDiagnostic, visible } from '@rootport/core';
import type { CheckedFile, Reporter } from './checked-file.ts';

const COMMANDS = { error: 'error', warning: 'warning', note: 'notice' } as const;

/** Workflow commands, which GitHub shows as annotations of the changed lines. */
export const githubReporter: Reporter = {
  each: (checked) => {
    const index = createLineIndex(checked.source);
    return checked.diagnostics.map((one) => `${annotation(one, checked, index)}\n`).join('');
  },
};

function annotation(diagnostic: Diagnostic, { file }: CheckedFile, index: ReturnType<typeof createLineIndex>): string {
  const { message, help } = describeDiagnostic(diagnostic);
  const start = diagnostic.span && index.position(diagnostic.span.start);
  const end = diagnostic.span && index.position(diagnostic.span.end);
  // A text: of all codes with all titles the compiler makes too many types.
  const title: string = CATALOGUE[diagnostic.code].title;
  const properties = [
    ['file', file],
    ['line', start?.line],
    ['endLine', end?.line],
    ['col', start?.column],
    // GitHub takes columns only of one line.
    ['endColumn', start?.line === end?.line ? end?.column : undefined],
    ['title', `${diagnostic.code}: ${title}`],
  ] as const;
  const written = properties.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${escapeProperty(String(value))}`],
  );
  return `::${COMMANDS[diagnostic.severity]} ${written.join(',')}::${escapeData(`${message}\n${help}`)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  // What GitHub has no escape for is made visible; such a name gets no annotation in its file.
  return visible(escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C'));
}
