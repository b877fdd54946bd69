import { useEffect } from 'preact/hooks';
import { ChangesTable } from '../parts/changes-table.tsx';
import { Refused } from '../parts/refused.tsx';
import { currentText, openDocument } from '../state/session.ts';
import type { DiffAnswer, DiffInput } from './diff.compute.ts';
import type { Panel } from './panel.ts';

export const panel: Panel<DiffAnswer, DiffInput> = {
  title: 'Changes',
  order: 40,
  input: undefined,
  View({ data, setInput }) {
    const { original } = openDocument.value;
    useEffect(() => setInput(original), [original, setInput]);
    const keep = (): void => {
      openDocument.value = { ...openDocument.peek(), original: currentText() };
    };
    return (
      <div>
        <div class="actions">
          <span class="soft">What the guest notices of your edits since the document was opened.</span>
          <button type="button" onClick={keep}>
            Compare from now on
          </button>
        </div>
        {data === 'refused' && <Refused />}
        {data === 'original refused' && <p class="hint">The document was refused when it was opened.</p>}
        {typeof data === 'object' && <ChangesTable comparison={data} />}
      </div>
    );
  },
};
