import { ChangesTable } from '../parts/changes-table.tsx';
import { ProblemList } from '../parts/problem-list.tsx';
import { replaceDocument, shown } from '../state/session.ts';
import type { Converted, ConvertInput } from './convert.compute.ts';
import type { Panel } from './panel.ts';

export const panel: Panel<Converted, ConvertInput> = {
  title: 'To q35',
  order: 70,
  input: { keepNicNames: false },
  View({ data: { diagnostics, result }, input, setInput }) {
    if (diagnostics.some(({ code }) => code === 'RP3080')) {
      const machine = shown.value?.picture.title.replace(/ \(.*$/, '') ?? '';
      return (
        <p class="hint">
          {/q35/.test(machine)
            ? `This guest is on q35 already (${machine}); there is nothing to convert.`
            : `Only guests on i440fx can be converted; this one is on ${machine}.`}
        </p>
      );
    }
    return (
      <div>
        {result !== undefined && (
          <div class="actions">
            <span class="soft">The same guest on q35, and what it will notice.</span>
            <label>
              <input
                type="checkbox"
                checked={input.keepNicNames}
                onChange={() => setInput({ keepNicNames: !input.keepNicNames })}
              />
              keep interface names by index
            </label>
            <button type="button" onClick={() => replaceDocument(result.xml, 'The guest is converted to q35.')}>
              Convert the document
            </button>
          </div>
        )}
        <ProblemList problems={diagnostics} />
        {result !== undefined && <ChangesTable comparison={result.comparison} />}
      </div>
    );
  },
};
