import { areOptions, isHost, isListOf, isObject, isRecordOf, isText } from '../basics/index.ts';
import type { Host } from '../host/index.ts';
import type { Bar } from './tables/device-bars.ts';

/** What is known of one PCI device of the host (N-HOST). Unknown facts count as libvirt counts an absent device. */
export interface HostDeviceFacts {
  readonly present?: boolean;
  /** The device has the PCI Express capability. */
  readonly pcie?: boolean;
  readonly iommuGroup?: number;
  readonly numaNode?: number;
  /** Its base address registers, the option ROM as one of memory. */
  readonly bars?: readonly Bar[];
}

/** Facts about the host that a document does not hold. */
export interface HostFacts {
  /** By host address, `0000:03:00.0`. */
  readonly hostDevices?: Readonly<Record<string, HostDeviceFacts>>;
  /** Networks that are pools of host devices (N-NET). */
  readonly hostdevNetworks?: readonly string[];
  /** The whole host, where the facts are of version 2 or newer. */
  readonly machine?: Host;
}

export const isHostFacts = areOptions<HostFacts>({
  hostDevices: isRecordOf(isObject),
  hostdevNetworks: isListOf(isText),
  machine: isHost,
});
