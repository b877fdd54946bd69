import type { Domain } from '../../domain/index.ts';
import {
  DEFAULT_HOLE64,
  type FirmwareWindowsRow,
  HOST_BRIDGES,
  type HostBridgeRow,
  IO_WINDOWS,
} from '../../profiles/index.ts';
import { highRoom, hostBridgeRoom, lowMemoryEnd, memoryEnd, widePref } from './high-window.ts';
import type { Room } from './layout.ts';
import type { Processor } from './processors.ts';
import { guestMemory, writtenHole64 } from './written-sizes.ts';

/** What a machine with its firmware has for BARs. Bytes; I/O ports in windows of 4 KiB. */
export interface MachineRoom {
  /** What the firmware does not give beyond `fits`, Linux gives up to `repairs` (G-LIM-IO). */
  readonly ports: { readonly fits: number; readonly effect: string; readonly repairs?: number };
  /** Below 4 GiB; so much was seen to fit. */
  readonly low: { readonly start: number; readonly size: number; readonly seen: number };
  /** Whether QEMU starts: not where the hole above memory does not end below the processor's last address (G-LIM-BAR64); with 32 bits it looks at no hole. */
  readonly starts: (processor: Processor) => boolean;
  /** Above 4 GiB, where so much is wanted. */
  readonly high: (processor: Processor, wanted: Room) => number;
  /** Prefetchable room of an open port. */
  readonly portPref: (processor: Processor) => number;
}

/** The room of i440fx and q35 is left between memory and the firmware; that of `virt` is its host bridge's. Undefined: not known. */
export function machineRoom(domain: Domain, row: FirmwareWindowsRow): MachineRoom | undefined {
  const { family, arch } = domain.machine;
  const bridge =
    row.highWindow.kind === 'host bridge'
      ? HOST_BRIDGES.find((one) => one.family === family && one.arch === arch)
      : undefined;
  if (bridge !== undefined) return roomOfVirt(domain, row, bridge);
  const ports = IO_WINDOWS.find((one) => one.firmware === row.kind && one.family === family);
  return ports === undefined ? undefined : roomOfPc(domain, row, ports);
}

function roomOfPc(domain: Domain, row: FirmwareWindowsRow, ports: MachineRoom['ports']): MachineRoom {
  const { family, name } = domain.machine;
  const memory = guestMemory(domain);
  const hole = writtenHole64(domain) ?? DEFAULT_HOLE64[family] ?? 0;
  const end = (processor: Processor): number => memoryEnd(name, memory, processor, hole);
  const starts = (processor: Processor): boolean =>
    processor.bits <= 32 || roundUp(end(processor)) + hole <= 2 ** processor.bits;
  const lowEnd = lowMemoryEnd(name, memory.start);
  const low = row.below4G[family]?.find(({ memory: most }) => lowEnd <= most);
  const start = Math.max(lowEnd, low?.at ?? 0);
  return {
    ports,
    low: { start, size: Math.min(row.lowEnd - start, low?.fits ?? Infinity), seen: low?.seen ?? 0 },
    starts,
    high: (processor, wanted) => (starts(processor) ? highRoom(row, processor, wanted, end(processor)) : 0),
    portPref: (processor) => widePref(row, processor, end(processor)),
  };
}

function roomOfVirt(domain: Domain, row: FirmwareWindowsRow, bridge: HostBridgeRow): MachineRoom {
  const { low, ports } = bridge;
  const { start, later } = guestMemory(domain);
  return {
    ports: { fits: ports, effect: 'further devices get no I/O ports', repairs: 0 },
    low: { start: low.start, size: low.end - low.start, seen: row.below4G[domain.machine.family]?.[0]?.seen ?? 0 },
    starts: () => true,
    high: (processor) => hostBridgeRoom(bridge, roundUp(start) + roundUp(later), processor),
    portPref: () => row.emptyPref,
  };
}

const GIB = 2 ** 30;

const roundUp = (size: number): number => Math.ceil(size / GIB) * GIB;
