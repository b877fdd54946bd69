import type { Device } from '../domain/index.ts';
import type { PciAddress } from '../topology/index.ts';

/**
 * How an address came about. `document`: given by the user; `chipset`: fixed by the machine; `companion`: beside another
 * member of its USB2 set; `search`: the first place that fits; `moved`: given, and raised by T-GROW-3.
 */
export type DecisionSource = 'document' | 'chipset' | 'companion' | 'search' | 'moved';

/** Why a bus was passed over (T-FIT-2, T-OCC-4). */
export interface BusRefusal {
  readonly bus: number;
  readonly reason: 'kind' | 'no-auto' | 'no-hotplug' | 'integrated' | 'full' | 'other-group';
}

/** Why a device has the address that it has. */
export interface Decision {
  readonly device: Device;
  readonly address: PciAddress;
  readonly source: DecisionSource;
  /** What the document gives, where that was raised (`moved`). */
  readonly given?: PciAddress;
  /** The rule of the specification that decided. */
  readonly rule: string;
  /** The buses tried before, in order; only the first `refusedCount` belong to this decision. */
  readonly refused: readonly BusRefusal[];
  readonly refusedCount: number;
}
