import { announcement, checkedRevision, isStale, planned, problems, revision, shown } from '../state/session.ts';

/** How the last plan went, and what was done last. */
export function StatusBar() {
  const plan = planned.value;
  const errors = problems.value.filter(({ severity }) => severity === 'error').length;
  const others = problems.value.length - errors;
  return (
    <footer class="status">
      <span class={`verdict${isStale.value ? ' error' : ''}`} data-settled={checkedRevision.value === revision.value}>
        {plan === undefined ? 'planning …' : plan.ok ? 'planned' : 'refused'}
      </span>
      {errors > 0 && <span>{counted(errors, 'error')}</span>}
      {others > 0 && <span>{counted(others, 'remark')}</span>}
      {plan?.ok === true && <span class="wide">{shown.value?.picture.description}</span>}
      {plan !== undefined && <span class="wide">{plan.milliseconds.toFixed(1)} ms</span>}
      <span class="announcement" role="status">
        {announcement.value}
      </span>
    </footer>
  );
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
