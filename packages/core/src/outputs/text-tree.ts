import { type Device, deviceLabel, eachAddressedDevice, pciAddressOf } from '../domain/index.ts';
import type { SetBus } from '../placement/index.ts';
import type { Plan } from '../plan/index.ts';
import { isSlotUsed, MARK } from '../topology/index.ts';

const HEX = (value: number, width: number): string => value.toString(16).padStart(width, '0');

/** The PCI topology as a tree of buses and slots, in plain text. Ends with a line end. */
export function treeText(plan: Plan): string {
  const byBus = devicesByBus(plan);
  const root = plan.buses[0];
  if (root === undefined) return `${plan.domain.machine.name}: no PCI\n`;
  const lines = [`${plan.domain.machine.name} (${plan.profile})`, `bus 0 ${root.model}`];
  drawBus(plan, byBus, root, '', lines);
  // Host bridges of pSeries stand beside bus 0.
  for (const bus of plan.buses.slice(1)) {
    if (bus.model !== 'pci-root') continue;
    lines.push(`bus ${bus.index} ${bus.model}`);
    drawBus(plan, byBus, bus, '', lines);
  }
  return `${lines.join('\n')}\n`;
}

function devicesByBus(plan: Plan): ReadonlyMap<number, readonly Device[]> {
  const byBus = new Map<number, Device[]>();
  eachAddressedDevice(plan.domain, (device) => {
    const at = pciAddressOf(device.address);
    if (at === undefined) return;
    const list = byBus.get(at.bus);
    if (list === undefined) byBus.set(at.bus, [device]);
    else list.push(device);
  });
  for (const list of byBus.values()) list.sort((a, b) => place(a) - place(b));
  return byBus;
}

function place(device: Device): number {
  const at = pciAddressOf(device.address);
  return at === undefined ? 0 : at.slot * 8 + at.function;
}

function drawBus(
  plan: Plan,
  byBus: ReadonlyMap<number, readonly Device[]>,
  bus: SetBus,
  indent: string,
  lines: string[],
): void {
  const devices = byBus.get(bus.index) ?? [];
  const free = freeText(bus);
  devices.forEach((device, position) => {
    const at = pciAddressOf(device.address);
    if (at === undefined) return;
    const isLast = position === devices.length - 1 && free === undefined;
    lines.push(`${indent}${isLast ? '└─' : '├─'} ${HEX(at.slot, 2)}.${at.function} ${describe(device)}`);
    const inner = device.kind === 'controller' && device.type === 'pci' ? plan.buses[device.index] : undefined;
    if (inner !== undefined && inner.index > bus.index)
      drawBus(plan, byBus, inner, `${indent}${isLast ? '   ' : '│  '}`, lines);
  });
  if (free !== undefined) lines.push(`${indent}└─ ${free}`);
}

function describe(device: Device): string {
  const mark = device.element === undefined ? ' +' : '';
  if (device.kind !== 'controller' || device.type !== 'pci') return `${deviceLabel(device)}${mark}`;
  return `bus ${device.index} ${device.model ?? ''}${mark}`;
}

function freeText(bus: SetBus): string | undefined {
  const free: number[] = [];
  for (let slot = bus.firstSlot; slot <= bus.lastSlot; slot += 1) if (!isSlotUsed(bus, slot)) free.push(slot);
  const [first] = free;
  if (first === undefined) return undefined;
  const word = (bus.accepts & MARK.HOT) !== 0 ? 'free, hotplug' : 'free';
  return `${ranges(free)} ${word}`;
}

function ranges(slots: readonly number[]): string {
  const runs: { first: number; last: number }[] = [];
  for (const slot of slots) {
    const run = runs[runs.length - 1];
    if (run !== undefined && run.last + 1 === slot) run.last = slot;
    else runs.push({ first: slot, last: slot });
  }
  return runs.map(({ first, last }) => (first === last ? HEX(first, 2) : `${HEX(first, 2)}-${HEX(last, 2)}`)).join(' ');
}
