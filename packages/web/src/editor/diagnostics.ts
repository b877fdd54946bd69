import type { Diagnostic as Mark } from '@codemirror/lint';
import type { Text } from '@codemirror/state';
import { applyPlanned } from '../state/session.ts';
import type { PageDiagnostic } from '../worker/protocol.ts';

/** The marks of the diagnostics that have a place in the text. */
export function marksOf(diagnostics: readonly PageDiagnostic[], doc: Text): Mark[] {
  return diagnostics.flatMap((one): readonly Mark[] => {
    if (one.span === undefined || one.span.start > doc.length) return [];
    const from = one.span.start;
    // Of an element that goes over many lines the first one is underlined.
    const to = Math.min(one.span.end, doc.lineAt(from).to);
    return [
      {
        from,
        to: Math.max(from, to),
        severity: one.severity === 'note' ? 'info' : one.severity,
        source: one.code,
        message: `${one.text.message} [${one.code}]. ${one.text.help}`,
        renderMessage: () => sentences(one),
        actions: one.fixes.map((fix) => ({
          name: fix.title,
          apply: () => void applyPlanned([fix.edits], `${fix.title}: done.`),
        })),
      },
    ];
  });
}

function sentences({ text, code }: PageDiagnostic): Node {
  const box = document.createElement('div');
  const message = document.createElement('div');
  message.textContent = `${text.message} `;
  const mark = document.createElement('code');
  mark.textContent = code;
  message.append(mark);
  const help = document.createElement('div');
  help.className = 'diagnostic-help';
  help.textContent = text.help;
  box.append(message, help);
  return box;
}
