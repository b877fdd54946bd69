import type { ProfileComparison, ProfileName } from '@rootport/core';
import { PROFILES } from '@rootport/core';
import { releaseOf } from '../state/profiles.ts';
import type { Panel } from './panel.ts';
import type { ProfilesInput } from './profiles.compute.ts';

/** The states of libvirt that differ most, oldest first. */
const COMPARED = PROFILES.filter(({ name }) => !name.includes('-step')).map(({ name, title }) => ({
  name,
  title: releaseOf(name)?.title ?? title,
}));

export const panel: Panel<ProfileComparison, ProfilesInput> = {
  title: 'Profiles',
  order: 50,
  input: { profiles: COMPARED.slice(-3).map(({ name }) => name), all: false },
  View({ data, input, setInput }) {
    const toggle = (name: ProfileName): void => {
      const chosen = COMPARED.map((one) => one.name).filter((one) => (one === name) !== input.profiles.includes(one));
      setInput({ ...input, profiles: chosen });
    };
    const rows = data.devices.filter(({ changed }) => input.all || changed);
    return (
      <div>
        <fieldset class="choices">
          <legend>Compare</legend>
          {COMPARED.map(({ name, title }) => (
            <label key={name}>
              <input type="checkbox" checked={input.profiles.includes(name)} onChange={() => toggle(name)} />
              {title}
            </label>
          ))}
          <label>
            <input type="checkbox" checked={input.all} onChange={() => setInput({ ...input, all: !input.all })} />
            what is the same, too
          </label>
        </fieldset>
        <p class="soft">
          {data.differs
            ? `${data.devices.filter(({ changed }) => changed).length} of ${data.devices.length} devices differ.`
            : 'All of these give the same answer.'}
        </p>
        {data.profiles.length > 0 && (
          <div class="scrolled">
            <table>
              <thead>
                <tr>
                  <th scope="col">device</th>
                  {data.profiles.map(({ profile }) => (
                    <th key={profile} scope="col">
                      {profile.replace('libvirt-', '')}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map(({ name, places, changed, origin }) => (
                  <tr key={name} class={changed ? 'changed' : ''}>
                    <th scope="row">
                      {origin === 'implicit' && '+ '}
                      {name}
                    </th>
                    {places.map(({ address, model }, index) => (
                      <td key={data.profiles[index]?.profile}>
                        <code>{address.replace(/^0000:/, '')}</code> {changed && model}
                      </td>
                    ))}
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
