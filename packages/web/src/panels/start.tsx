import { changeDocument } from '../state/documents.ts';
import { EXAMPLES, loadExample } from '../state/examples.ts';
import { isViewing } from '../state/viewing.ts';
import type { Panel } from './panel.ts';

/** What this is, and where to begin. */
export const panel: Panel<undefined, undefined> = {
  title: 'Start',
  order: 5,
  input: undefined,
  View: () => (
    <div class="start">
      <p>
        <strong>Paste or open a libvirt domain, and see where libvirt puts each PCI device, and why.</strong> Everything
        stays in this browser.
      </p>
      {!isViewing && (
        <ul class="cards">
          {EXAMPLES.map(({ file, title, about }) => (
            <li key={file}>
              <button
                type="button"
                onClick={async () => {
                  await changeDocument(await loadExample(file), file);
                }}
              >
                <strong>{title}</strong>
                <span>{about}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <p>
        <a href="./rules.html" target="_blank" rel="noreferrer">
          The rules
        </a>
        {' · '}
        <a href="./codes.html" target="_blank" rel="noreferrer">
          All codes
        </a>
        {' · '}
        <a href="./guide.html" target="_blank" rel="noreferrer">
          The guide
        </a>
      </p>
      <p class="soft">
        Drag a device to move it and nothing else. Press / to find one, M to move and Delete to delete the chosen one,
        Ctrl+Z to undo, Ctrl+S to save.
      </p>
    </div>
  ),
};
