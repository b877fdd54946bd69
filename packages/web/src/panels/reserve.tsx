import { ProblemList } from '../parts/problem-list.tsx';
import { replaceDocument } from '../state/session.ts';
import type { Panel } from './panel.ts';
import type { Reserved, ReserveInput } from './reserve.compute.ts';

const MOST = 240;
const KINDS = { pcie: 'PCI Express', pci: 'conventional PCI' } as const;

export const panel: Panel<Reserved, ReserveInput> = {
  title: 'Reserve',
  order: 27,
  input: { free: 4 },
  View({ data: { diagnostics, result }, input, setInput }) {
    return (
      <div>
        <div class="actions">
          <label>
            Keep{' '}
            <input
              class="short"
              type="number"
              min={0}
              max={MOST}
              value={input.free}
              onInput={({ currentTarget: { valueAsNumber } }) => {
                if (valueAsNumber >= 0) setInput({ free: Math.min(MOST, Math.floor(valueAsNumber)) });
              }}
            />{' '}
            places free for hotplug
          </label>
          {result !== undefined && (
            <button
              type="button"
              onClick={() => replaceDocument(result.xml, `${result.after} places are free for hotplug.`)}
            >
              Reserve in the document
            </button>
          )}
        </div>
        {result !== undefined && (
          <p>
            {result.before} for {KINDS[result.kind]} devices are free now
            {result.after > result.before && `, ${result.after} afterwards`}. No address changes.
          </p>
        )}
        {result !== undefined && result.added.length > 0 && (
          <ul>
            {result.added.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        )}
        <ProblemList problems={diagnostics} />
      </div>
    );
  },
};
