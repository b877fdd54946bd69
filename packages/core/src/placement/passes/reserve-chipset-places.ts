import { type Controller, type Device, pciAddressOf, wantsPciAddress } from '../../domain/index.ts';
import { formatPciAddress, isSlotUsed, KIND, MARK, type PciAddress } from '../../topology/index.ts';
import { decide, placeBySearch, reservedFor } from '../assign.ts';
import { reportDevice, reportRefusal } from '../report.ts';
import { type Extent, ordinaryExtent, reserve } from '../reserve.ts';
import type { AddressSet, Owner, Placement } from '../state.ts';

/** Places that the machine's chipset gives to its devices (A-CHIP-440, A-CHIP-Q35); they are stored in both passes. */
export function reserveChipsetPlaces(run: Placement, set: AddressSet): boolean {
  switch (run.domain.machine.family) {
    case 'i440fx':
      return reserveI440fx(run, set);
    case 'q35':
      return reserveQ35(run, set);
    default:
      return true;
  }
}

/** Reports the devices that hold the place of a chipset device which the chipset step has written, but not reserved. */
export function checkChipsetDevices(run: Placement, set: AddressSet): void {
  for (const controller of run.domain.devices.controller) {
    const at = pciAddressOf(controller.address);
    const isWritten = run.decisions.get(controller)?.source === 'chipset' && controller.type === 'sata';
    if (isWritten && at !== undefined) take(run, set, controller, Q35_NEEDS, at, 'function');
  }
}

const onRoot = (slot: number, fn: number): PciAddress => ({ domain: 0, bus: 0, slot, function: fn });
const I440FX_NEEDS = KIND.PCI | MARK.AUTO;
const Q35_NEEDS = KIND.PCIE;

/** Devices of a chipset with one place only (F-440, F-Q35). */
const FIXED_PLACES = {
  ide: { at: onRoot(0x01, 1), rule: 'F-440' },
  usb: { at: onRoot(0x01, 2), rule: 'F-440' },
  sata: { at: onRoot(0x1f, 2), rule: 'F-Q35' },
} as const;

/** Functions of a chipset that no element of the definition stands for. */
const RESERVED = {
  i440fx: {
    slot: [{ at: onRoot(0x01, 0), what: 'the PIIX3 ISA bridge', extent: 'slot' }],
    isa: [{ at: onRoot(0x01, 0), what: 'the PIIX3 ISA bridge', extent: 'function' }],
    functions: [
      { at: onRoot(0x01, 0), what: 'the PIIX3 ISA bridge', extent: 'function' },
      { at: onRoot(0x01, 3), what: 'the PIIX4 power management', extent: 'function' },
    ],
  },
  q35: [
    { at: onRoot(0x1f, 0), what: 'the ICH9 LPC bridge', extent: 'function' },
    { at: onRoot(0x1f, 3), what: 'the ICH9 SMBus', extent: 'function' },
  ],
} as const satisfies Record<string, unknown>;

function reserveI440fx(run: Placement, set: AddressSet): boolean {
  const { i440fxSlot1 } = run.facts.profile.switches;
  let isFine = true;
  for (const controller of run.domain.devices.controller) {
    const fixed = i440fxPlace(controller);
    if (fixed === undefined) continue;
    if (!fixController(run, controller, fixed.at, fixed.rule)) isFine = false;
    else if (i440fxSlot1 === 'functions' && !take(run, set, controller, I440FX_NEEDS, fixed.at, 'function'))
      isFine = false;
  }
  for (const { at, what, extent } of RESERVED.i440fx[i440fxSlot1]) {
    if (!take(run, set, reservedFor(what, 'F-440'), I440FX_NEEDS, at, extent)) isFine = false;
  }
  return reserveDisplay(run, set, 0x02, I440FX_NEEDS) && isFine;
}

function i440fxPlace(controller: Controller): { readonly at: PciAddress; readonly rule: string } | undefined {
  if (controller.index !== 0) return undefined;
  if (controller.type === 'ide') return FIXED_PLACES.ide;
  const isPiix3 = controller.model === undefined || controller.model === 'piix3-uhci';
  return controller.type === 'usb' && isPiix3 ? FIXED_PLACES.usb : undefined;
}

function reserveQ35(run: Placement, set: AddressSet): boolean {
  let isFine = true;
  for (const controller of run.domain.devices.controller) {
    if (!reserveQ35Controller(run, set, controller)) isFine = false;
  }
  for (const { at, what, extent } of RESERVED.q35) {
    if (!take(run, set, reservedFor(what, 'F-Q35'), Q35_NEEDS, at, extent)) isFine = false;
  }
  return reserveDisplay(run, set, 0x01, Q35_NEEDS) && reserveSound(run, set) && isFine;
}

function reserveQ35Controller(run: Placement, set: AddressSet, controller: Controller): boolean {
  if (controller.type === 'sata' && controller.index === 0) {
    return fixController(run, controller, FIXED_PLACES.sata.at, FIXED_PLACES.sata.rule);
  }
  if (controller.address.type !== 'none') return true;
  if (controller.type === 'usb' && controller.model === 'ich9-uhci1') {
    const slot = [0x1d, 0x1a].find((candidate) => !isUsed(set, candidate));
    if (slot === undefined) return true;
    return takeAndWrite(run, set, controller, onRoot(slot, 0), 'function', 'on');
  }
  if (controller.type === 'pci' && controller.model === 'dmi-to-pci-bridge' && !isUsed(set, 0x1e)) {
    return takeAndWrite(run, set, controller, onRoot(0x1e, 0), ordinaryExtent(run));
  }
  return true;
}

// A-CHIP-Q35 step 4: only the first ich9 sound device.
function reserveSound(run: Placement, set: AddressSet): boolean {
  if (isUsed(set, 0x1b)) return true;
  const sound = run.domain.devices.sound.find(({ model, address }) => model === 'ich9' && wantsPciAddress(address));
  return sound === undefined || takeAndWrite(run, set, sound, onRoot(0x1b, 0), ordinaryExtent(run));
}

/** A-CHIP-VIDEO: the slot of the primary display. */
function reserveDisplay(run: Placement, set: AddressSet, slot: number, needs: number): boolean {
  const at = onRoot(slot, 0);
  const { displaySlotForced, videoNone, ramfb } = run.facts.profile.switches;
  const isSelectable = !displaySlotForced || run.facts.capabilities.has('device-video-primary');
  const first = run.domain.devices.video[0];
  const isDisplay =
    first !== undefined && !(videoNone && first.model === 'none') && !(ramfb && first.model === 'ramfb');
  if (!isDisplay) {
    if (isSelectable || isUsed(set, slot)) return true;
    return take(run, set, reservedFor('the place kept for a display', 'A-CHIP-VIDEO'), needs, at, ordinaryExtent(run));
  }
  if (!wantsPciAddress(first.address)) {
    if (isSelectable || samePlace(pciAddressOf(first.address), at)) return true;
    reportDevice(run, 'RP3015', first, { device: 'the primary display', address: formatPciAddress(at) });
    return false;
  }
  if (!isUsed(set, slot)) return takeAndWrite(run, set, first, at, ordinaryExtent(run), undefined, needs);
  if (isSelectable) return placeBySearch(run, set, first, 'A-CHIP-VIDEO');
  reportDevice(run, 'RP3016', first, { address: formatPciAddress(at) });
  return false;
}

const isUsed = (set: AddressSet, slot: number): boolean => set.buses[0] !== undefined && isSlotUsed(set.buses[0], slot);

function samePlace(a: PciAddress | undefined, b: PciAddress): boolean {
  return a !== undefined && a.domain === b.domain && a.bus === b.bus && a.slot === b.slot && a.function === b.function;
}

// A device with one place only: nothing is reserved here, the address is given or written.
function fixController(run: Placement, controller: Controller, at: PciAddress, rule: string): boolean {
  const given = pciAddressOf(controller.address);
  if (given === undefined) {
    controller.address = { type: 'pci', at };
    decide(run, controller, at, 'chipset', rule);
    return true;
  }
  if (samePlace(given, at)) {
    if (!run.decisions.has(controller)) decide(run, controller, at, 'document', 'A-COL-2');
    return true;
  }
  const device = `controller ${controller.type} 0`;
  reportDevice(run, 'RP3015', controller, { device, address: formatPciAddress(at) });
  return false;
}

function takeAndWrite(
  run: Placement,
  set: AddressSet,
  device: Device,
  at: PciAddress,
  extent: Extent,
  multifunction?: 'on',
  needs: number = Q35_NEEDS,
): boolean {
  if (!take(run, set, device, needs, at, extent)) return false;
  // What stood beside an empty address goes, ids of zPCI too.
  device.address = { type: 'pci', at, ...(multifunction && { multifunction }) };
  decide(run, device, at, 'chipset', run.domain.machine.family === 'q35' ? 'F-Q35' : 'F-440');
  return true;
}

function take(run: Placement, set: AddressSet, owner: Owner, needs: number, at: PciAddress, extent: Extent): boolean {
  const origin = run.facts.profile.switches.chipsetErrorsAsUser ? 'user' : 'auto';
  const reserved = reserve(run, set, { owner, needs, group: 0 }, at, origin, extent);
  if (!reserved.ok) reportRefusal(run, owner, reserved.refusal);
  return reserved.ok;
}
