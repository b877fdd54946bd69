import { MergePane } from '../editor/merge-pane.tsx';
import { Refused } from '../parts/refused.tsx';
import { download } from '../state/documents.ts';
import { applyPlanned, openDocument, writtenText } from '../state/session.ts';
import type { Panel } from './panel.ts';
import type { Placed } from './placed.compute.ts';

export const panel: Panel<Placed | undefined, undefined> = {
  title: 'Placed XML',
  order: 20,
  input: undefined,
  View: ({ data }) =>
    data === undefined ? (
      <Refused />
    ) : (
      <div class="filled">
        <div class="actions">
          <span class="soft">
            {data.edits.length === 0
              ? 'Every address and controller is in the document.'
              : 'The document with the addresses and controllers that libvirt adds; lines that are the same are folded.'}
          </span>
          <button
            type="button"
            disabled={data.edits.length === 0}
            onClick={() => applyPlanned([data.edits], 'All addresses are written into the document.')}
          >
            Write into the document
          </button>
          <button
            type="button"
            onClick={() => download(writtenText(data.after), openDocument.peek().name, 'application/xml')}
          >
            Download
          </button>
        </div>
        <MergePane before={data.before} after={data.after} label="Placed XML" />
      </div>
    ),
};
