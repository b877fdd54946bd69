import { ProblemList } from '../parts/problem-list.tsx';
import { Refused } from '../parts/refused.tsx';
import type { GuestView } from './guest.compute.ts';
import type { Panel } from './panel.ts';

export const panel: Panel<GuestView | undefined, undefined> = {
  title: 'Guest',
  order: 55,
  input: undefined,
  View({ data }) {
    if (data === undefined) return <Refused />;
    const { diagnostics, guest } = data;
    return (
      <div>
        <ProblemList problems={diagnostics} />
        {guest !== undefined && (
          <>
            <p class="soft">What Linux will see: {guest.subject}.</p>
            {guest.interfaces.length > 0 && (
              <div class="scrolled">
                <table>
                  <thead>
                    <tr>
                      <th scope="col">interface</th>
                      <th scope="col">name</th>
                      <th scope="col">guest address</th>
                      <th scope="col">confidence</th>
                    </tr>
                  </thead>
                  <tbody>
                    {guest.interfaces.map(({ label, address, name, confidence, reasons }) => (
                      <tr key={label}>
                        <th scope="row">{label}</th>
                        <td>
                          <strong>{name}</strong>
                        </td>
                        <td>{address}</td>
                        <td>
                          {confidence} <span class="soft">{reasons}</span>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
            <pre class="listing">{guest.functions.join('\n')}</pre>
          </>
        )}
      </div>
    );
  },
};
