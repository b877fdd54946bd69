import { checkArguments, isHost, isPlan } from '../basics/index.ts';
import { type Host, type HostRow, hostRows, type RowLink, rowsSvg } from '../host/index.ts';
import type { Plan } from '../plan/index.ts';
import { type GuestPlace, guestPlaces } from './guest-places.ts';
import { type PeerPair, peerPairs } from './peers.ts';

/** Host and guest beside each other, with a line from each device to itself; coloured by its nearest peer in the guest. */
export function peersSvg(plan: Plan, host: Host): string {
  checkArguments('peersSvg', { plan: [plan, isPlan], host: [host, isHost] });
  const places = guestPlaces(plan);
  const pairs = peerPairs(plan, host, places);
  const passed = host.devices.filter(({ address }) => places.has(address)).map(({ address }) => address);
  const levels = levelsOf(pairs);
  const links = passed.map((address): RowLink => {
    return { from: address, to: address, tone: ORDER.find((one) => levels.get(address)?.has(one) === true) ?? 'plain' };
  });
  const worse = pairs.filter(({ isWorse }) => isWorse).length;
  return rowsSvg(
    'The host and the guest',
    [
      { title: 'Host', rows: hostRows(host, passed) },
      { title: 'Guest', rows: guestRows(places, passed) },
    ],
    links,
    [
      { tone: 'PIX', text: 'PIX or PXB to its nearest peer in the guest: below one switch' },
      { tone: 'PHB', text: 'PHB: the same cell' },
      { tone: 'SYS', text: 'SYS: another cell' },
      { tone: 'plain', text: `no peer; ${worse} of ${pairs.length} pairs are farther apart than on the host` },
    ],
  );
}

const ORDER = ['PIX', 'PXB', 'PHB', 'SYS'];

/** What each device is to any of its peers in the guest. */
function levelsOf(pairs: readonly PeerPair[]): ReadonlyMap<string, ReadonlySet<string>> {
  const levels = new Map<string, Set<string>>();
  for (const { devices, guest } of pairs) {
    for (const address of devices) levels.set(address, (levels.get(address) ?? new Set()).add(guest));
  }
  return levels;
}

function guestRows(places: ReadonlyMap<string, GuestPlace>, passed: readonly string[]): readonly HostRow[] {
  const placed = passed.flatMap((host) => {
    const place = places.get(host);
    return place === undefined ? [] : [{ host, place }];
  });
  placed.sort((a, b) => a.place.node - b.place.node || (a.place.address < b.place.address ? -1 : 1));
  const rows: HostRow[] = [];
  const told = new Set<string>();
  for (const { host, place } of placed) {
    const node = place.node === -1 ? 'near no node' : `node ${place.node}`;
    if (!told.has(node)) rows.push({ depth: 0, tone: 'node', text: node });
    told.add(node);
    const bus = Number(place.root).toString(16).padStart(2, '0');
    if (!told.has(`root ${bus}`)) rows.push({ depth: 1, tone: 'root', text: `pci0000:${bus}` });
    told.add(`root ${bus}`);
    for (const [depth, { index, model = '' }] of place.way.entries()) {
      if (told.has(`${index}`)) continue;
      told.add(`${index}`);
      rows.push({ depth: 2 + depth, tone: 'bridge', text: `pci ${index} ${model.replace('pcie-', '')}` });
    }
    rows.push({ depth: 2 + place.way.length, tone: 'device', text: `${place.address} is ${host}`, device: host });
  }
  return rows;
}
