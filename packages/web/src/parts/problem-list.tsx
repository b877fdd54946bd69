import { applyPlanned, currentText, editor, isCurrent } from '../state/session.ts';
import type { PageDiagnostic } from '../worker/protocol.ts';

/** Diagnostics to read, to go to and to mend. */
export function ProblemList({ problems }: { readonly problems: readonly PageDiagnostic[] }) {
  return (
    <ul class="problems">
      {problems.map((one, index) => (
        <Problem key={index} problem={one} />
      ))}
    </ul>
  );
}

function Problem({
  problem: { code, severity, span, place, text, related, fixes },
}: {
  readonly problem: PageDiagnostic;
}) {
  const go = (to: NonNullable<PageDiagnostic['span']>): void => {
    if (isCurrent()) editor.peek()?.reveal(to, true);
  };
  return (
    <li class={severity}>
      <p>
        <span class={`severity ${severity}`}>{severity}</span>
        {span !== undefined && (
          <button type="button" class="link" onClick={() => go(span)}>
            line {place}
          </button>
        )}{' '}
        {text.message}{' '}
        <a class="code" href={`./codes.html#${code.toLowerCase()}`} target="_blank" rel="noreferrer">
          <code>{code}</code>
        </a>
      </p>
      {severity === 'error' && span !== undefined && isCurrent() && <Frame span={span} />}
      {related.map(({ message, span: other }) => (
        <p key={message} class="soft">
          {other === undefined ? (
            message
          ) : (
            <button type="button" class="link" onClick={() => go(other)}>
              {message}
            </button>
          )}
        </p>
      ))}
      <p class="soft">{text.help}</p>
      {fixes.map(({ title, edits, safe }) => (
        <p key={title} class="fix">
          <button type="button" class={safe ? '' : 'unsafe'} onClick={() => applyPlanned([edits], `${title}: done.`)}>
            {title}
          </button>
          {!safe && (
            <span class="soft"> Look at it first: it is a guess at what is meant, or the guest notices it.</span>
          )}
        </p>
      ))}
    </li>
  );
}

/** The line of a fault, with the fault marked. */
function Frame({ span }: { readonly span: NonNullable<PageDiagnostic['span']> }) {
  const source = currentText();
  const start = source.lastIndexOf('\n', span.start - 1) + 1;
  const lineEnd = source.indexOf('\n', span.start);
  const end = lineEnd < 0 ? source.length : lineEnd;
  if (end - start > LONGEST) return null;
  const to = Math.min(span.end, end);
  return (
    <pre class="frame">
      {source.slice(start, span.start)}
      <mark>{source.slice(span.start, to)}</mark>
      {source.slice(to, end)}
    </pre>
  );
}

/** Of a line that is shown, in characters. */
const LONGEST = 400;
