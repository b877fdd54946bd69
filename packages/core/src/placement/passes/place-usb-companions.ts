import { type Controller, type Domain, NO_ADDRESS, pciAddressOf } from '../../domain/index.ts';
import { decide, requestOf, searchAndReserve, writeAddress } from '../assign.ts';
import { reportDevice, reportRefusal } from '../report.ts';
import { reserve } from '../reserve.ts';
import type { AddressSet, Placement } from '../state.ts';

/** Functions of the members of an ICH9 USB2 set (A-USB2). */
const COMPANIONS = {
  'ich9-uhci1': { fn: 0, multifunction: 'on' },
  'ich9-uhci2': { fn: 1, multifunction: undefined },
  'ich9-uhci3': { fn: 2, multifunction: undefined },
  'ich9-ehci1': { fn: 7, multifunction: undefined },
} as const;

export type CompanionModel = keyof typeof COMPANIONS;

/** True for a model that belongs to an ICH9 USB2 set. */
export function isCompanionModel(model: string | undefined): model is CompanionModel {
  return model !== undefined && Object.hasOwn(COMPANIONS, model);
}

/** The controllers that belong to an ICH9 USB2 set, by index. */
export function usbSets({ devices }: Domain): ReadonlyMap<number, readonly Controller[]> {
  const members = devices.controller.filter(({ type, model }) => type === 'usb' && isCompanionModel(model));
  const sets = new Map<number, Controller[]>();
  for (const member of members) {
    const known = sets.get(member.index);
    if (known === undefined) sets.set(member.index, [member]);
    else known.push(member);
  }
  return sets;
}

/** A-USB2: beside a member of the set that has an address, else in a slot of its own. */
export function placeCompanion(run: Placement, set: AddressSet, device: Controller): boolean {
  if (!isCompanionModel(device.model)) return true;
  const { fn, multifunction } = COMPANIONS[device.model];
  const member = run.usbSets.get(device.index)?.find(({ address }) => pciAddressOf(address) !== undefined);
  const beside = member === undefined ? undefined : pciAddressOf(member.address);
  const request = requestOf(run, device);
  if (beside !== undefined) {
    if (run.hasZpci && refusesCopiedId(run, device, member)) return false;
    const at = { ...beside, function: fn };
    const reserved = reserve(run, set, request, at, 'user', 'function');
    if (!reserved.ok) {
      reportRefusal(run, device, reserved.refusal);
      return false;
    }
    // The ids go with the address that is copied.
    device.address = NO_ADDRESS;
    writeAddress(device, at, multifunction);
    decide(run, device, at, 'companion', 'A-USB2');
    return true;
  }
  const found = searchAndReserve(run, set, request, { cause: 'no-room', device }, 'function', fn);
  // A-USB2-DRY: not stored in the dry pass, so that the next member takes yet another slot there.
  if (found === undefined || set.isDry) return found !== undefined;
  writeAddress(device, found.address, multifunction);
  decide(run, device, found.address, 'search', 'A-USB2', found);
  return true;
}

// The whole address of the member is copied, its zPCI ids too, and those are taken by the member itself. A member with
// one of the two was given the other when the addresses were collected.
function refusesCopiedId(run: Placement, device: Controller, member: Controller | undefined): boolean {
  const { uid, fid } = (member?.address.type === 'pci' ? member.address.zpci : undefined) ?? {};
  const hex = (id: number, digits: number): string => `0x${id.toString(16).padStart(digits, '0')}`;
  if (uid !== undefined) reportDevice(run, 'RP3024', device, { id: 'uid', value: hex(uid, 4) });
  else if (fid !== undefined) reportDevice(run, 'RP3024', device, { id: 'fid', value: hex(fid, 8) });
  else return false;
  return true;
}
