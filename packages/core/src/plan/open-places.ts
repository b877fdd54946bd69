import { checkArguments, isPlan } from '../basics/index.ts';
import { KIND, MARK } from '../topology/index.ts';
import { isSlotFree } from './argument-places.ts';
import type { Plan } from './plan.ts';

/** A slot that nothing holds. */
export interface OpenSlot {
  readonly bus: number;
  readonly slot: number;
  /** The controller model that provides the bus. */
  readonly model: string;
  readonly hotpluggable: boolean;
  /** What plugs in: a PCI Express device, a conventional one, or both. */
  readonly takes: 'pcie' | 'pci' | 'none';
}

/** Every free slot, by bus and slot. */
export function openSlots(plan: Plan): readonly OpenSlot[] {
  checkArguments('openSlots', { plan: [plan, isPlan] });
  const open: OpenSlot[] = [];
  for (const bus of plan.buses) {
    const takes = (bus.accepts & KIND.PCIE) !== 0 ? 'pcie' : (bus.accepts & KIND.PCI) !== 0 ? 'pci' : 'none';
    const hotpluggable = (bus.accepts & MARK.HOT) !== 0;
    for (let slot = bus.firstSlot; slot <= bus.lastSlot; slot += 1) {
      if (isSlotFree(plan, bus, slot)) open.push({ bus: bus.index, slot, model: bus.model, hotpluggable, takes });
    }
  }
  return open;
}
