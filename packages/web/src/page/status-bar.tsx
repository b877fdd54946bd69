import { endMessage, message } from '../state/message.ts';
import { checkedRevision, isStale, planned, problems, revision, shown } from '../state/session.ts';

/** How the last plan went, and what was done last. */
export function StatusBar() {
  const plan = planned.value;
  const errors = problems.value.filter(({ severity }) => severity === 'error').length;
  const others = problems.value.length - errors;
  return (
    <footer class="status">
      <span
        class={`verdict${isStale.value ? ' error' : ''}`}
        role="status"
        data-settled={checkedRevision.value === revision.value}
      >
        {plan === undefined ? 'planning …' : plan.ok ? 'planned' : 'refused'}
      </span>
      {errors > 0 && <span>{counted(errors, 'error')}</span>}
      {others > 0 && <span>{counted(others, 'remark')}</span>}
      {plan?.ok === true && <span class="wide">{shown.value?.picture.description}</span>}
      {plan !== undefined && <span class="wide">{plan.milliseconds.toFixed(1)} ms</span>}
      <Said />
    </footer>
  );
}

/** What was done last or could not be, with what to do about it. */
function Said() {
  const said = message.value;
  return (
    <div class={`message ${said?.kind ?? 'none'}`}>
      <span class="announcement" role={said?.kind === 'fault' ? 'alert' : 'status'}>
        {said?.text}
      </span>
      {said?.action !== undefined && (
        <button
          type="button"
          onClick={() => {
            endMessage();
            said.action?.run();
          }}
        >
          {said.action.title}
        </button>
      )}
      {said !== undefined && (
        <button type="button" aria-label="Close the message" class="close" onClick={endMessage}>
          ✕
        </button>
      )}
    </div>
  );
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
