import { type Controller, forgetOrders, sortUsbControllers } from '../../domain/index.ts';
import type { Completion } from '../completion.ts';

const ICH9_USB2 = ['ich9-ehci1', 'ich9-uhci1', 'ich9-uhci2', 'ich9-uhci3'];

/** A-IDX: a controller without index gets the lowest one that its type leaves free. */
export function numberControllers({ domain, facts }: Completion): void {
  const list = domain.devices.controller;
  const used = new Map<string, Set<number>>();
  for (const { type, index } of list) {
    if (index < 0) continue;
    const indexes = used.get(type) ?? new Set<number>();
    indexes.add(index);
    used.set(type, indexes);
  }
  const nextFree = new Map<string, number>();
  const usbMembers = new Set(list.filter(({ type, index }) => type === 'usb' && index >= 0).map(memberName));
  let previousUsb: Controller | undefined;
  let isOpen = false;
  for (const controller of list) {
    if (controller.index < 0) {
      // The first of all controllers has none before it to look at.
      isOpen ||= isMember(controller) && controller !== list[0];
      const indexes = used.get(controller.type) ?? new Set<number>();
      const companion = companionIndex(controller, previousUsb, usbMembers);
      controller.index = companion ?? lowestFree(indexes, nextFree, controller.type);
      indexes.add(controller.index);
      used.set(controller.type, indexes);
    }
    if (controller.type !== 'usb') continue;
    usbMembers.add(memberName(controller));
    previousUsb = controller;
  }
  if (isOpen && facts.profile.switches.insertControllers === 'byIndex') sortUsbControllers(list);
  forgetOrders(list);
}

const isMember = ({ type, model }: Pick<Controller, 'type'> & { readonly model?: string | undefined }): boolean =>
  type === 'usb' && ICH9_USB2.includes(model ?? '');

// A member of an ICH9 USB2 set takes the index of the set before it, unless that set has such a member.
function companionIndex(
  { type, model }: Controller,
  previousUsb: Controller | undefined,
  usbMembers: ReadonlySet<string>,
): number | undefined {
  if (!isMember({ type, model })) return undefined;
  if (previousUsb === undefined || !ICH9_USB2.includes(previousUsb.model ?? '')) return undefined;
  const { index } = previousUsb;
  return usbMembers.has(memberName({ index, model })) ? undefined : index;
}

const memberName = ({ index, model }: { readonly index: number; readonly model?: string | undefined }): string =>
  `${index} ${model}`;

// Indexes are only added, so the lowest free one of a type never falls.
function lowestFree(used: ReadonlySet<number>, nextFree: Map<string, number>, type: string): number {
  let index = nextFree.get(type) ?? 0;
  while (used.has(index)) index += 1;
  nextFree.set(type, index);
  return index;
}
