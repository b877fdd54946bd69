import { type Device, deviceLabel, eachAddressedDevice, pciAddressOf } from '../domain/index.ts';
import type { Growth, SetBus } from '../placement/index.ts';
import { freePlaces } from '../plan/index.ts';
import { KIND, MARK } from '../topology/index.ts';
import { acceptWords } from './explain-needs.ts';
import { type Context, countOf, deviceNames, type ExplanationStep, step } from './explanation.ts';

/**
 * Why a controller was added that nobody wrote; `inside` is the device that is being explained, if it is not the
 * controller itself.
 */
export function whyAdded(context: Context, growth: Growth, inside?: Device): ExplanationStep {
  const subject = inside === undefined ? 'It is not in the document; libvirt adds it' : 'That controller was added';
  return step('added', `${subject} ${addedFor(context, growth, inside)}.`, { rule: growth.rule });
}

/** Of the two passes of placement the first only counts what is needed. */
export const NO_ROOM = 'since no bus had room when libvirt counted what is needed';

/** `for disk vda, …`: the cause of an added controller. */
export function addedFor({ plan }: Context, { cause, device, index }: Growth, inside?: Device): string {
  const name = device === undefined ? undefined : deviceLabel(device);
  const forWhom = device === inside ? 'this device' : (name ?? 'the next device');
  switch (cause) {
    case 'no-room': {
      // The first pass only counts what is needed: what ends up on the bus may be another device.
      const holder = occupants(plan.buses[index])[0];
      const other =
        holder === undefined || holder === device || inside !== undefined
          ? ''
          : `; in the end it holds ${deviceLabel(holder)}`;
      return `for ${forWhom}, ${NO_ROOM}${other}`;
    }
    case 'given-address':
      return `since ${device === inside ? 'this device' : name} is given an address on bus ${pciAddressOf(device?.address ?? { type: 'none' })?.bus ?? index}, and every bus up to it has to exist`;
    case 'index-gap':
      return `to fill a gap: the document has a PCI controller with a higher index than ${index}`;
    case 'open-port':
      return 'to have one port free for hotplug, as always when a definition gets its first root ports';
    case 'reserved-slot':
      return 'since one slot is always kept free for one more device';
    case 'controller':
      return `for ${forWhom}, which is an added controller itself and had no room`;
  }
}

/** What the bus of a controller takes, holds and has free. */
export function explainBus(context: Context, index: number): readonly ExplanationStep[] {
  const bus = context.plan.buses[index];
  if (bus === undefined) return [];
  const free = freePlaces(bus).length;
  const slots = bus.lastSlot - bus.firstSlot + 1;
  return [
    step('holds', `Its bus ${index} has ${countOf(slots, 'slot')} for ${acceptWords(bus.accepts)}.`, {
      rule: 'T-BUS-1',
    }),
    holdsStep(context, bus),
    ...(free === 0 ? [] : [step('free', `${countOf(free, 'slot is', 'slots are')} free, ${openTo(bus)}.`)]),
  ];
}

function holdsStep({ plan }: Context, bus: SetBus): ExplanationStep {
  const devices: Device[] = [];
  eachAddressedDevice(plan.domain, (device) => {
    if (pciAddressOf(device.address)?.bus === bus.index) devices.push(device);
  });
  if (devices.length === 0) return step('holds', `Bus ${bus.index} is empty.`);
  return step('holds', `On bus ${bus.index} ${devices.length === 1 ? 'is' : 'are'} ${deviceNames(devices)}.`);
}

/** What the free slots of a bus are good for. */
export function openTo({ accepts }: SetBus): string {
  if ((accepts & (KIND.PCI | KIND.PCIE)) === 0) return 'for controllers only';
  if ((accepts & MARK.AUTO) === 0) {
    return 'for controllers; other devices go there only by an address written by hand';
  }
  return (accepts & MARK.HOT) === 0
    ? 'for devices at definition'
    : 'for devices at definition and while the guest runs';
}

function occupants(bus: SetBus | undefined): readonly Device[] {
  return (bus?.holdings ?? []).flatMap(({ owner }) => (owner.kind === 'reserved' ? [] : [owner]));
}
