import { Refused } from '../parts/refused.tsx';
import { say } from '../state/message.ts';
import type { Panel } from './panel.ts';
import type { QemuInput } from './qemu.compute.ts';

export const panel: Panel<readonly string[] | undefined, QemuInput> = {
  title: 'QEMU',
  order: 60,
  input: { syntax: 'text' },
  View({ data, input, setInput }) {
    if (data === undefined) return <Refused />;
    const copy = async (): Promise<void> => {
      await navigator.clipboard.writeText(data.join(' \\\n'));
      say('The arguments are copied.');
    };
    return (
      <div>
        <div class="actions">
          <label>
            <input
              type="checkbox"
              checked={input.syntax === 'json'}
              onChange={() => setInput({ syntax: input.syntax === 'json' ? 'text' : 'json' })}
            />
            as JSON
          </label>
          <button type="button" onClick={copy}>
            Copy
          </button>
        </div>
        <pre class="listing">{data.join(' \\\n')}</pre>
      </div>
    );
  },
};
