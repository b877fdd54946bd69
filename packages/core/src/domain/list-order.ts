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
  const byType = new Map<string, TypeGroup>();
  for (const controller of controllers) {
    const group = byType.get(controller.type) ?? { members: [], highest: -1 };
    byType.set(controller.type, group);
    // Most lists are written in order; looking through them each time would take quadratic time.
    const isHighest = controller.index > group.highest;
    const place = isHighest ? group.members.length : placeAmong(group.members, controller);
    if (place === group.members.length) group.members.push(controller);
    else group.members.splice(place, 0, controller);
    group.highest = Math.max(group.highest, controller.index);
  }
  return [...byType.values()].flatMap(({ members }) => members);
}

interface TypeGroup {
  readonly members: Controller[];
  highest: number;
}

/** Where A-LIST-3 puts a controller among those of its type. */
function placeAmong(group: readonly Controller[], controller: Controller): number {
  if (controller.index < 0) return group.length;
  const place = group.findIndex((other) => comesAfter(other, controller));
  return place < 0 ? group.length : place;
}

/** In the order of indexes; of one index, a USB companion comes behind its master. */
export function comesAfter(other: Controller, controller: Controller): boolean {
  if (other.index !== controller.index) return other.index > controller.index;
  return controller.masterStartPort === undefined && other.masterStartPort !== undefined;
}

/** V-23: puts the USB controllers of the list into the order of their indexes. */
export function sortUsbControllers(list: Controller[]): void {
  const isUsb = ({ type }: Controller): boolean => type === 'usb';
  const sorted = list.filter(isUsb).sort((a, b) => Number(comesAfter(a, b)) - Number(comesAfter(b, a)));
  const rest = sorted.values();
  for (const [place, controller] of list.entries())
    if (isUsb(controller)) list[place] = rest.next().value ?? controller;
}

/** A-LIST-5: displays marked primary go first. */
export function orderVideos(videos: readonly Video[]): Video[] {
  return [...videos.filter(({ primary }) => primary), ...videos.filter(({ primary }) => !primary)];
}
