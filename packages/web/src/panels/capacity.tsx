import type { Capacity } from '@rootport/core';
import { Refused } from '../parts/refused.tsx';
import { RuleLink } from '../parts/rule-link.tsx';
import type { Panel } from './panel.ts';

type Room = Capacity['kinds'][number]['running'];

const KINDS = { pcie: 'PCI Express devices', pci: 'conventional PCI devices' } as const;

export const panel: Panel<Capacity | undefined, undefined> = {
  title: 'Capacity',
  order: 25,
  input: undefined,
  View: ({ data }) => {
    if (data === undefined) return <Refused />;
    const { kinds, ports, limits } = data;
    if (kinds.length === 0) return <p class="hint">The machine has no PCI.</p>;
    return (
      <div>
        {ports.total > 0 && (
          <p class="soft">
            {ports.total} ports for PCI Express devices, {ports.free} of them empty.
          </p>
        )}
        <div class="scrolled">
          <table>
            <thead>
              <tr>
                <th scope="col">how many more</th>
                <th scope="col">while it runs</th>
                <th scope="col">stored, one by one</th>
                <th scope="col">defined at once</th>
              </tr>
            </thead>
            <tbody>
              {kinds.map(({ kind, running, stored, defined }) => (
                <tr key={kind}>
                  <th scope="row">{KINDS[kind]}</th>
                  {[running, stored, defined].map((room, index) => (
                    <RoomCell key={index} room={room} />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {limits.length > 0 && (
          <div class="scrolled">
            <table>
              <thead>
                <tr>
                  <th scope="col">limits that libvirt does not know</th>
                  <th scope="col">used</th>
                  <th scope="col">beyond</th>
                </tr>
              </thead>
              <tbody>
                {limits.map(({ what, used, fits, effect, rule }) => (
                  <tr key={what}>
                    <th scope="row">{what}</th>
                    <td>
                      {used > fits ? <span class="badge notice">{`${used} of ${fits}`}</span> : `${used} of ${fits}`}
                    </td>
                    <td>
                      {effect} <RuleLink rule={rule} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
    );
  },
};

function RoomCell({ room: { count, isExact, limit } }: { readonly room: Room }) {
  return (
    <td>
      <strong>
        {isExact ? '' : '≥ '}
        {count}
      </strong>{' '}
      {limit !== undefined && (
        <span class="soft">
          {count > 0 && 'then '}
          {limit.text}
        </span>
      )}
    </td>
  );
}
