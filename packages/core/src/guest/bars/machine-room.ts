import type { Domain } from '../../domain/index.ts';
import { type FirmwareWindowsRow, HOST_BRIDGES, type HostBridgeRow, IO_WINDOWS } from '../../profiles/index.ts';
import { highRoom, hostBridgeRoom, lowMemoryEnd, memoryEnd, widePref } from './high-window.ts';
import type { Room } from './layout.ts';
import type { Processor } from './processors.ts';
import { memoryAtStart, memorySize, slotRoom } from './written-sizes.ts';

/** What a machine with its firmware has for BARs. Bytes; I/O ports in windows of 4 KiB. */
export interface MachineRoom {
  /** What the firmware does not give beyond `fits`, Linux gives up to `repairs` (G-LIM-IO). */
  readonly ports: { readonly fits: number; readonly effect: string; readonly repairs?: number };
  /** Below 4 GiB; `start` as far as alignment goes. */
  readonly low: { readonly start: number; readonly size: number };
  /** Above 4 GiB, where so much is wanted. */
  readonly high: (processor: Processor, wanted: Room) => number;
  /** Prefetchable room of an open port. */
  readonly portPref: (processor: Processor) => number;
}

/** The room of i440fx and q35 is left between memory and the firmware; that of `virt` is its host bridge's. Undefined: not known. */
export function machineRoom(domain: Domain, row: FirmwareWindowsRow): MachineRoom | undefined {
  const { family } = domain.machine;
  const bridge = row.highWindow.kind === 'host bridge' ? HOST_BRIDGES.find((one) => one.family === family) : undefined;
  return bridge === undefined ? roomOfPc(domain, row) : roomOfVirt(domain, row, bridge);
}

function roomOfPc(domain: Domain, row: FirmwareWindowsRow): MachineRoom | undefined {
  const { family } = domain.machine;
  const ports = IO_WINDOWS.find((one) => one.firmware === row.kind && one.family === family);
  if (ports === undefined) return undefined;
  const end = endOfMemory(domain);
  return {
    ports,
    low: { start: 0, size: row.lowEnd - lowMemoryEnd(family, memoryAtStart(domain) ?? 0) },
    high: (processor, wanted) => highRoom(row, processor, wanted, end),
    portPref: (processor) => widePref(row, processor, end),
  };
}

function roomOfVirt(domain: Domain, row: FirmwareWindowsRow, bridge: HostBridgeRow): MachineRoom {
  const { low, ports } = bridge;
  return {
    ports: { fits: ports, effect: 'further devices get no I/O ports', repairs: 0 },
    low: { start: low.start, size: low.end - low.start },
    high: (processor) => hostBridgeRoom(bridge, (memorySize(domain) ?? 0) + slotRoom(domain), processor),
    portPref: (processor) => widePref(row, processor, endOfMemory(domain)),
  };
}

function endOfMemory(domain: Domain): number {
  return memoryEnd(domain.machine.family, memorySize(domain) ?? 0) + slotRoom(domain);
}
