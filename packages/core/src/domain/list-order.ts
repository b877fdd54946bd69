import { groupBy } from '../basics/index.ts';
import type { Controller, Disk, Video } from './device.ts';

/**
 * A-LIST-2: the disks of one bus stand together, where the first of them was met, by rising target number; equal
 * numbers, and the namespaces of NVMe controllers, keep the order of the document. Where the list is made before their
 * bus is chosen, disks that name none are a group of their own (V-NOBUS).
 */
export function orderDisks(disks: readonly Disk[], isBeforeBus: boolean): Disk[] {
  const byBus = new Map<string, Disk[]>();
  for (const disk of disks) {
    const bus = disk.isBusWritten || !isBeforeBus ? disk.bus : '';
    const group = byBus.get(bus);
    if (group === undefined) byBus.set(bus, [disk]);
    else group.push(disk);
  }
  return [...byBus].flatMap(([bus, group]) =>
    bus === 'nvme' ? group : group.sort((a, b) => a.targetNumber - b.targetNumber),
  );
}

/** A-LIST-3: the controllers of one type stand together, where the first of them was met. */
export function orderControllers(controllers: readonly Controller[]): Controller[] {
  return [...groupBy(controllers, ({ type }) => type).values()].flatMap(orderGroup);
}

interface Numbered {
  readonly controller: Controller;
  /** Those without a number that stand behind it. */
  readonly followers: Controller[];
}

/**
 * Each is put before the first that comes after it, one without a number to the end: so it follows whichever was the
 * last then. Sorting does this in less than quadratic time.
 */
function orderGroup(group: readonly Controller[]): readonly Controller[] {
  const leading: Controller[] = [];
  const numbered: Numbered[] = [];
  let last: Numbered | undefined;
  for (const controller of group) {
    if (controller.index < 0) {
      (last?.followers ?? leading).push(controller);
      continue;
    }
    const one = { controller, followers: [] };
    numbered.push(one);
    if (last === undefined || !comesAfter(last.controller, controller)) last = one;
  }
  numbered.sort((a, b) => order(a.controller, b.controller));
  return [...leading, ...numbered.flatMap(({ controller, followers }) => [controller, ...followers])];
}

const order = (a: Controller, b: Controller): number => Number(comesAfter(a, b)) - Number(comesAfter(b, a));

/** In the order of indexes; of one index, a USB companion comes behind its master. */
export function comesAfter(other: Controller, controller: Controller): boolean {
  if (other.index !== controller.index) return other.index > controller.index;
  return controller.masterStartPort === undefined && other.masterStartPort !== undefined;
}

/** V-23: puts the USB controllers of the list into the order of their indexes. */
export function sortUsbControllers(list: Controller[]): void {
  const isUsb = ({ type }: Controller): boolean => type === 'usb';
  const sorted = list.filter(isUsb).sort(order);
  const rest = sorted.values();
  for (const [place, controller] of list.entries())
    if (isUsb(controller)) list[place] = rest.next().value ?? controller;
}

/** A-LIST-5: displays marked primary go first. */
export function orderVideos(videos: readonly Video[]): Video[] {
  return [...videos.filter(({ primary }) => primary), ...videos.filter(({ primary }) => !primary)];
}
