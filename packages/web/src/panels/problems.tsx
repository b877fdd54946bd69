import { ProblemList } from '../parts/problem-list.tsx';
import { say, sayFault } from '../state/message.ts';
import { ask, planned, problems, replaceDocument } from '../state/session.ts';
import type { Panel } from './panel.ts';

/** Shows what the whole page knows, so that there is nothing to compute. */
export const panel: Panel<undefined, undefined> = {
  title: 'Problems',
  order: 30,
  input: undefined,
  View() {
    const found = problems.value;
    if (found.length === 0) {
      return planned.value?.ok === true && <p class="hint">No problems were found in this document.</p>;
    }
    const safe = found.filter(({ fixes }) => fixes.some((fix) => fix.safe)).length;
    return (
      <div>
        <div class="actions">
          <span class="soft">
            {found.length} {found.length === 1 ? 'remark' : 'remarks'}.
          </span>
          <button type="button" class="primary" disabled={safe === 0} onClick={fixAll}>
            Fix all safe{safe === 0 ? '' : ` (${safe})`}
          </button>
        </div>
        <ProblemList problems={found} />
      </div>
    );
  },
};

async function fixAll(): Promise<void> {
  const { xml, applied } = await ask('fix', undefined);
  if (applied.length === 0) sayFault('No fix could be applied without a change that the guest notices.');
  else if (xml === undefined) say('There was nothing to fix.');
  else replaceDocument(xml, `${applied.length} fixed: ${applied.join('; ')}.`);
}
