import { type Device, eachAddressedDevice } from '../../domain/index.ts';
import { needsOf } from '../needs.ts';
import { reportDevice } from '../report.ts';
import type { Placement } from '../state.ts';

const CHARACTER_DEVICES = ['serial', 'parallel', 'console', 'channel'];

/**
 * zPCI ids (A-ZPCI): given ones are kept free, then every PCI device takes the lowest free uid and fid, in scan
 * order.
 */
export function assignZpciIds(run: Placement): void {
  if (!run.hasZpci) return;
  const uids: Ids = { taken: new Set(), next: 1 };
  const fids: Ids = { taken: new Set(), next: 0 };
  const devices = zpciDevices(run);
  completeCharacterDevices(run);
  for (const device of devices) reserveGiven(run, device, uids, fids);
  for (const device of devices) {
    // What had one of the two has both by now. There are more uids than places on PCI.
    if (device.address.type !== 'pci' || device.address.zpci?.uid !== undefined) continue;
    device.address = { ...device.address, zpci: { uid: lowestFree(uids), fid: lowestFree(fids) } };
  }
}

function zpciDevices(run: Placement): readonly Device[] {
  const devices: Device[] = [];
  const { zpciForGrown } = run.facts.profile.switches;
  eachAddressedDevice(run.domain, (device) => {
    if (CHARACTER_DEVICES.includes(device.kind) || device.address.type !== 'pci') return;
    const isGrown = device.kind === 'controller' && device.element === undefined;
    if (!(isGrown && !zpciForGrown) && needsOf(run, device) !== 0) devices.push(device);
  });
  return devices;
}

/** Character devices get no ids and take none from others; of those that are written, a missing one reads as 0. */
function completeCharacterDevices({ domain }: Placement): void {
  eachAddressedDevice(domain, (device) => {
    if (!CHARACTER_DEVICES.includes(device.kind) || device.address.type !== 'pci') return;
    const { zpci } = device.address;
    if (zpci?.uid === undefined && zpci?.fid === undefined) return;
    device.address = { ...device.address, zpci: { uid: zpci.uid ?? 0, fid: zpci.fid ?? 0 } };
  });
}

function reserveGiven(run: Placement, device: Device, uids: Ids, fids: Ids): void {
  const given = device.address.type === 'pci' ? device.address.zpci : undefined;
  const both = [
    ['uid', given?.uid, uids],
    ['fid', given?.fid, fids],
  ] as const;
  for (const [id, value, ids] of both) {
    if (value === undefined) continue;
    if (ids.taken.has(value)) {
      reportDevice(run, 'RP3024', device, { id, value: `0x${value.toString(16).padStart(id === 'uid' ? 4 : 8, '0')}` });
      return;
    }
    ids.taken.add(value);
  }
  if (device.address.type !== 'pci' || given === undefined || (given.uid === undefined) === (given.fid === undefined))
    return;
  // A device with one id only gets the other at once; before 6.5 the missing one was read as 0.
  const { zpciIdsIndependent } = run.facts.profile.switches;
  const uid = given.uid ?? (zpciIdsIndependent ? lowestFree(uids) : 0);
  const fid = given.fid ?? (zpciIdsIndependent ? lowestFree(fids) : 0);
  fids.taken.add(fid);
  device.address = { ...device.address, zpci: { uid, fid } };
}

/** Numbers in use. They are only taken, so that each search goes on where the last ended. */
interface Ids {
  readonly taken: Set<number>;
  next: number;
}

function lowestFree(ids: Ids): number {
  while (ids.taken.has(ids.next)) ids.next += 1;
  ids.taken.add(ids.next);
  return ids.next;
}
