import type { ReadFacts } from '../domain/index.ts';
import { archesLike, knowsArch } from './architectures.ts';
import type { HostFacts } from './host-facts.ts';
import type { Profile } from './profile.ts';
import { inForce, isSince, type Release } from './releases.ts';
import { resolveMachine } from './select-machine.ts';
import { ELEMENTS } from './tables/elements.ts';
import { INPUT_BUSES } from './tables/input-buses.ts';
import { NIC_MODELS } from './tables/nic-models.ts';
import { VALUES } from './tables/values.ts';

const FALLBACK_ARCH = 'x86_64';

/** What reading a document has to know, as a profile and the host answer it. */
export function readFacts(profile: Profile, host: HostFacts, hostArch = FALLBACK_ARCH): ReadFacts {
  const { release, switches } = profile;
  const pools = new Set(host.hostdevNetworks);
  const newValues = valuesAfter(release);
  return {
    resolveMachine: (arch, name) => resolveMachine(release, arch ?? hostArch, name),
    knowsArch: (arch) => knowsArch(release, arch),
    archesLike: (arch) => archesLike(release, arch),
    inputBus: ({ arch }, type) =>
      INPUT_BUSES.find(
        (row) => inForce(row, release) && (row.arches?.includes(arch) ?? true) && (row.types?.includes(type) ?? true),
      )?.bus ?? 'usb',
    nicModel: (written) =>
      switches.nicModelsIgnoreCase
        ? (NIC_MODELS.find((model) => model.toLowerCase() === written.toLowerCase()) ?? written)
        : written,
    elementSince: (name) => {
      const row = ELEMENTS.find((element) => element.name === name);
      return row === undefined || inForce(row, release) ? undefined : row.since;
    },
    valueSince: (place, value) => newValues.get(place)?.get(value),
    isHostdevNetwork: (name) => pools.has(name),
    numaCellForHotplug: switches.numaCellForHotplug,
  };
}

type NewValues = ReadonlyMap<string, ReadonlyMap<string, Release>>;

const selected = new Map<Release, NewValues>();

// The values that come after a release, selected once.
function valuesAfter(release: Release): NewValues {
  const known = selected.get(release);
  if (known !== undefined) return known;
  const places = new Map<string, Map<string, Release>>();
  for (const { place, values, since } of VALUES) {
    if (isSince(release, since)) continue;
    const group = places.get(place) ?? new Map<string, Release>();
    for (const value of values) group.set(value, since);
    places.set(place, group);
  }
  selected.set(release, places);
  return places;
}
