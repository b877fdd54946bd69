import type { Device, Domain } from '../domain/index.ts';
import { acpiIndex, MAX_ACPI_INDEX } from './acpi-index.ts';
import type { Environment } from './environment.ts';
import type { GuestBus, GuestFunction } from './guest-buses.ts';
import { type GuestSlots, isClosedBus } from './slots.ts';
import type { SchemeRow } from './tables/schemes.ts';

/** The names that udev computes for an interface; it takes the first that exists (G-NAME-POLICY). */
export interface UdevNames {
  readonly onboard?: string;
  readonly slot?: string;
  readonly path: string;
}

/** Why an `<acpi index>` has no effect, or how far it reaches (G-NAME-ONBOARD). */
export type IndexReach = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** What names depend on. */
export interface NameInputs {
  readonly environment: Environment;
  readonly domain: Domain;
  readonly slots: GuestSlots;
  /** The place of each device in the order in which QEMU makes them; of one that is several, the last. */
  readonly madeAt: ReadonlyMap<Device, number>;
}

/** The names of an interface under a scheme. */
export function udevNames(fn: GuestFunction, scheme: SchemeRow, inputs: NameInputs): UdevNames {
  const index = onboardIndex(fn, inputs);
  const slot = fn.zpci === undefined ? slotNumber(fn, scheme, inputs.slots) : fidNumber(fn.zpci.fid, scheme);
  // A fid is unique in the guest, other slots in their domain.
  const ofDomain = fn.bus.domain === 0 ? '' : `P${fn.bus.domain}`;
  const ofSlot = fn.zpci !== undefined && scheme.readsFid ? '' : ofDomain;
  const suffix = fn.function > 0 || fn.multifunction ? `f${fn.function}` : '';
  return {
    ...(index !== undefined && index <= scheme.maxOnboard ? { onboard: `eno${index}` } : {}),
    ...(slot === undefined ? {} : { slot: `en${ofSlot}s${slot}${suffix}` }),
    path: `en${ofDomain}p${fn.bus.number}s${fn.slot}${suffix}`,
  };
}

/** G-NAME-ZPCI: the number that udev makes of a slot that is named by eight hexadecimal digits. */
function fidNumber(fid: number, { readsFid }: SchemeRow): number | undefined {
  const text = fid.toString(16).padStart(8, '0');
  const number = readsFid
    ? fid
    : /^0[0-7]+$/.test(text)
      ? Number.parseInt(text, 8)
      : /^[1-9]\d*$/.test(text)
        ? Number(text)
        : 0;
  return number === 0 ? undefined : number;
}

/** G-NAME-SUN, then G-NAME-SLOT: the number of the slot that gives the name. */
function slotNumber(fn: GuestFunction, scheme: SchemeRow, slots: GuestSlots): number | undefined {
  const own = scheme.ownSlotFirst ? slots.acpiNumberOf(fn) : undefined;
  if (own !== undefined && own > 0) return own;
  const number = slots.numberOf(fn.bus, fn.slot);
  if (number !== undefined) return number;
  for (let above = fn.bus.bridge; above !== undefined; above = above.bus.bridge) {
    const passed = slots.numberOf(above.bus, above.slot);
    if (passed === undefined) continue;
    const isUsed = scheme.bridgeSlots === 'used' || (scheme.bridgeSlots === 'multifunction' && fn.multifunction);
    return isUsed ? passed : undefined;
  }
  return undefined;
}

/** The index that the guest reads: it asks by slot, and the function made last in the slot answers (G-NAME-ONBOARD). */
export function onboardIndex(fn: GuestFunction, inputs: NameInputs): number | undefined {
  if (fn.zpci !== undefined) return fn.zpci.uid;
  if (!indexReach(fn, inputs).ok) return undefined;
  const answering = inputs.slots.acpiNumberOf(fn) === undefined ? fn.device : lastMade(fn, inputs);
  const index = answering === undefined ? undefined : acpiIndex(answering);
  return index === undefined || index > MAX_ACPI_INDEX ? undefined : index;
}

/** The device of a slot that QEMU makes last. */
function lastMade({ bus, slot }: GuestFunction, { madeAt }: NameInputs): Device | undefined {
  const made = bus.functions.flatMap(({ slot: own, device }) => {
    const at = own === slot && device !== undefined ? madeAt.get(device) : undefined;
    return at === undefined ? [] : [{ device, at }];
  });
  return made.sort((a, b) => a.at - b.at).at(-1)?.device;
}

/** Whether an `<acpi index>` of a function comes through to the guest. */
export function indexReach(fn: GuestFunction, { environment, domain, slots }: NameInputs): IndexReach {
  if (fn.zpci !== undefined) return { ok: false, reason: 'the number is the uid of the zPCI function' };
  if (!environment.hasAcpi) return { ok: false, reason: 'the guest has no ACPI tables' };
  if (fn.bus.expander !== undefined) return { ok: false, reason: 'it is below an expander bus' };
  if (slots.acpiNumberOf(fn) !== undefined) return { ok: true };
  const isClosed = isClosedBus(fn.bus, domain, environment);
  if (isClosed && environment.behaviours.has('index-on-closed-buses')) return { ok: true };
  const { qemu } = environment;
  if (fn.function > 0) return { ok: false, reason: `QEMU ${qemu} announces it for function 0 of a slot only` };
  if (!isClosed) return { ok: false, reason: 'the guest handles hotplug on this bus itself, without ACPI' };
  return { ok: false, reason: `QEMU ${qemu} announces it only where ${placeWithout(fn.bus)} can be hot-plugged` };
}

function placeWithout({ bridge }: GuestBus): string {
  return bridge === undefined ? 'devices' : 'devices behind its port';
}
