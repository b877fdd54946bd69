import type { HostFiles, HostView } from './host.compute.ts';
import type { Panel } from './panel.ts';

/** More pairs than anybody reads. */
const MOST = 200;

export const panel: Panel<HostView | undefined, HostFiles> = {
  title: 'Host',
  order: 57,
  input: [],
  View({ data, setInput }) {
    const choose = async ({ currentTarget }: { readonly currentTarget: HTMLInputElement }): Promise<void> => {
      const files = [...(currentTarget.files ?? [])].map(async (one) => {
        return { file: one.name, bytes: new Uint8Array(await one.arrayBuffer()) };
      });
      setInput(await Promise.all(files));
    };
    return (
      <div>
        <p class="soft">
          The host's PCI devices, from XML of lstopo, lspci -vvv -nn -D, a tar of sysfs or facts of rootport host;
          packed by gzip as well.
        </p>
        <input type="file" multiple aria-label="Files about the host" onChange={choose} />
        {data?.problems.map((problem) => (
          <p key={problem} class="hint">
            {problem}
          </p>
        ))}
        {data?.svg !== undefined && (
          <img
            class="host-picture"
            alt="The host and what the guest has of it"
            src={`data:image/svg+xml,${encodeURIComponent(data.svg)}`}
          />
        )}
        {data !== undefined && data.pairs.length > 0 && (
          <table>
            <thead>
              <tr>
                <th scope="col">peers</th>
                <th scope="col">host</th>
                <th scope="col">guest</th>
              </tr>
            </thead>
            <tbody>
              {data.pairs.slice(0, MOST).map(({ devices, host, guest }) => (
                <tr key={devices.join()}>
                  <th scope="row">{devices.join(', ')}</th>
                  <td class={`level-${host}`}>{host}</td>
                  <td class={`level-${guest}`}>{guest}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    );
  },
};
