import { ProblemList } from '../parts/problem-list.tsx';
import type { Panel } from './panel.ts';
import type { Problem } from './problems.compute.ts';

export const panel: Panel<readonly Problem[], undefined> = {
  title: 'Problems',
  order: 30,
  input: undefined,
  View: ({ data }) =>
    data.length === 0 ? (
      <p class="hint">libvirt would take this document as it is.</p>
    ) : (
      <ProblemList problems={data} />
    ),
};
