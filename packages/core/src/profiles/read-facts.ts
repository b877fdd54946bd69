import type { ReadFacts } from '../domain/index.ts';
import { archesLike, knowsArch } from './architectures.ts';
import type { HostFacts } from './host-facts.ts';
import type { Profile } from './profile.ts';
import { inForce, rowsInForce } from './releases.ts';
import { resolveMachine } from './select-machine.ts';
import { ELEMENTS, type ElementRow } from './tables/elements.ts';
import { INPUT_BUSES } from './tables/input-buses.ts';
import { NIC_MODELS } from './tables/nic-models.ts';
import { LINK_SETTINGS } from './tables/port-links.ts';
import { SAID_BY_MODELS } from './tables/reads.ts';
import { valueFacts } from './value-facts.ts';

const ELEMENTS_BY_NAME: ReadonlyMap<string, ElementRow> = new Map(ELEMENTS.map((row) => [row.name, row]));

const FALLBACK_ARCH = 'x86_64';

/** What reading a document has to know, as a profile and the host answer it. */
export function readFacts(profile: Profile, host: HostFacts, hostArch = FALLBACK_ARCH): ReadFacts {
  const { release, switches } = profile;
  const pools = new Set(host.hostdevNetworks);
  return {
    resolveMachine: (arch, name) => resolveMachine(release, arch ?? hostArch, name),
    knowsArch: (arch) => knowsArch(release, arch),
    archesLike: (arch) => archesLike(release, arch),
    inputBus: ({ arch }, type) =>
      rowsInForce(INPUT_BUSES, release).find(
        ({ arches, types }) => (arches?.includes(arch) ?? true) && (types?.includes(type) ?? true),
      )?.bus ?? 'usb',
    nicModel: (written) =>
      switches.nicModelsIgnoreCase
        ? (NIC_MODELS.find((model) => model.toLowerCase() === written.toLowerCase()) ?? written)
        : written,
    emptyNicModels: switches.emptyNicModels,
    minusOneTargets: switches.minusOneTargets,
    elementSince: (name) => {
      const row = ELEMENTS_BY_NAME.get(name);
      return row === undefined || inForce(row, release) ? undefined : row.since;
    },
    values: valueFacts(release),
    isHostdevNetwork: (name) => pools.has(name),
    wrapsPorts: switches.characterPortsWrap,
    binaryNumbers: switches.binaryNumbers,
    wideDomains: switches.wideDomains,
    linkSettings: switches.portLinkSettings ? LINK_SETTINGS : [],
    numaCellForHotplug: switches.numaCellForHotplug,
    videoTypeOf: switches.videoTypeOf,
    saidByModels: SAID_BY_MODELS,
    lastParts: switches.lastParts,
    disksSortedBeforeBus: switches.disksSortedBeforeBus,
  };
}
