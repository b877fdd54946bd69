import type { PlanComparison } from '@rootport/core';

/** Two plans, device by device: what moved, and what that means for the guest. */
export function ChangesTable({ comparison }: { readonly comparison: PlanComparison }) {
  const changed = comparison.devices.filter(({ status }) => status !== 'same');
  const [before, after] = comparison.machines;
  if (!comparison.differs) return <p class="hint">The guest notices nothing.</p>;
  return (
    <>
      {before !== after && (
        <p>
          machine {before} → {after}
        </p>
      )}
      <div class="scrolled">
        <table>
          <thead>
            <tr>
              <th scope="col">device</th>
              <th scope="col">before</th>
              <th scope="col">after</th>
              <th scope="col">for the guest</th>
            </tr>
          </thead>
          <tbody>
            {changed.map(({ label, status, severity, before: old, after: now, consequences }) => (
              <tr key={`${label} ${old?.address} ${now?.address}`}>
                <th scope="row">{label}</th>
                <td>
                  <code>{old?.address.replace(/^0000:/, '') ?? '–'}</code>
                </td>
                <td>
                  <code>{now?.address.replace(/^0000:/, '') ?? '–'}</code>
                </td>
                <td>
                  <span class={`badge ${severity}`}>{status}</span> {consequences.map(({ text }) => text).join(' ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
