import { applyPlanned, editor, isCurrent } from '../state/session.ts';
import type { PageDiagnostic } from '../worker/protocol.ts';

/** Diagnostics to read, to go to and to mend. */
export function ProblemList({ problems }: { readonly problems: readonly PageDiagnostic[] }) {
  return (
    <ul class="problems">
      {problems.map(({ code, severity, span, place, text, related, fixes }, index) => (
        <li key={index} class={severity}>
          <p>
            <span class={`severity ${severity}`}>{severity}</span>
            {span !== undefined && (
              <button type="button" class="link" onClick={() => isCurrent() && editor.peek()?.reveal(span, true)}>
                line {place}
              </button>
            )}{' '}
            {text.message} <code>{code}</code>
          </p>
          {related.map(({ message, span: other }) => (
            <p key={message} class="soft">
              {other === undefined ? (
                message
              ) : (
                <button type="button" class="link" onClick={() => isCurrent() && editor.peek()?.reveal(other, true)}>
                  {message}
                </button>
              )}
            </p>
          ))}
          <p class="soft">{text.help}</p>
          {fixes.map(({ title, edits }) => (
            <button key={title} type="button" onClick={() => applyPlanned([edits], `${title}: done.`)}>
              {title}
            </button>
          ))}
        </li>
      ))}
    </ul>
  );
}
