import type { Explanation } from '@rootport/core';
import { Refused } from '../parts/refused.tsx';
import { RuleLink } from '../parts/rule-link.tsx';
import type { Panel } from './panel.ts';

export const panel: Panel<readonly Explanation[], undefined> = {
  title: 'Explain',
  order: 10,
  input: undefined,
  followsFocus: true,
  View: ({ data }) =>
    data.length === 0 ? (
      <Refused />
    ) : (
      <div>
        {data.map(({ subject, address, steps }) => (
          <section key={subject} class="explanation">
            <h3>
              {subject}
              {address !== undefined && address !== subject && <code>{address}</code>}
            </h3>
            <ol class="chain">
              {steps.map(({ topic, text, rule }) => (
                <li key={text} class={topic}>
                  {text} {rule !== undefined && <RuleLink rule={rule} />}
                </li>
              ))}
            </ol>
          </section>
        ))}
      </div>
    ),
};
