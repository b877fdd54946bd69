import { checkArguments, isText } from '../basics/index.ts';
import { type Domain, osOf } from '../domain/index.ts';
import type { Firmware } from '../profiles/index.ts';
import { attributeValue, child, textOf } from '../xml/index.ts';
import { GUEST_MACHINES, type GuestMachineRow } from './tables/guest-machines.ts';

/** What is known of the guests of a family of machines; undefined where nothing is. */
export function guestMachine(family: Domain['machine']['family']): GuestMachineRow | undefined {
  return GUEST_MACHINES.find((row) => row.family === family);
}

/** What boots the guest, as far as the document says. */
export function firmwareOf(domain: Domain): Firmware {
  const row = guestMachine(domain.machine.family);
  return (isEfi(domain) ? row?.efi : undefined) ?? row?.firmware ?? 'SeaBIOS';
}

/** The document asks for UEFI. */
export function isEfi({ element }: Domain): boolean {
  const os = osOf(element);
  if (os === undefined) return false;
  const loader = child(os, 'loader');
  const isFlash =
    loader !== undefined && (attributeValue(loader, 'type') === 'pflash' || /ovmf|edk2|aavmf/i.test(textOf(loader)));
  return attributeValue(os, 'firmware') === 'efi' || isFlash;
}

/** Whether a guest that this firmware starts has ACPI tables. */
export function hasGuestAcpi({ machine, hasAcpi }: Domain, firmware: Firmware): boolean {
  const row = guestMachine(machine.family);
  return hasAcpi && (row?.acpiNeedsEfi !== true || firmware === row.efi);
}

/** The firmwares that start guests of a family. */
export function firmwaresOf(family: Domain['machine']['family']): readonly Firmware[] {
  checkArguments('firmwaresOf', { family: [family, isText] });
  const row = guestMachine(family);
  return row === undefined ? [] : [row.firmware, ...(row.efi === undefined ? [] : [row.efi])];
}
