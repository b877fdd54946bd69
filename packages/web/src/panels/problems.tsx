import { ProblemList } from '../parts/problem-list.tsx';
import { planned, problems } from '../state/session.ts';
import type { Panel } from './panel.ts';

/** Shows what the whole page knows, so that there is nothing to compute. */
export const panel: Panel<undefined, undefined> = {
  title: 'Problems',
  order: 30,
  input: undefined,
  View() {
    if (problems.value.length > 0) return <ProblemList problems={problems.value} />;
    return planned.value?.ok === true && <p class="hint">There is nothing to say against this document.</p>;
  },
};
