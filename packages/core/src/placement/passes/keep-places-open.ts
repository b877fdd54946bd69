import { rootModel } from '../../domain/index.ts';
import { isBusFull, KIND, MARK } from '../../topology/index.ts';
import { reservedFor, searchAndReserve } from '../assign.ts';
import type { AddressSet, Placement } from '../state.ts';

/** A-LEGACY: on pci-root machines one slot stays free for a device to come, unless every slot is taken already. */
export function keepSlotOpen(run: Placement, set: AddressSet): boolean {
  if (rootModel(run.domain) !== 'pci-root' || set.buses.every(isBusFull)) return true;
  const owner = reservedFor('the slot kept free for one more device', 'A-LEGACY');
  const request = { owner, needs: KIND.PCI | MARK.AUTO, group: 0 };
  return searchAndReserve(run, set, request, { cause: 'reserved-slot' }) !== undefined;
}

/**
 * A-OPEN: on pcie-root machines one port stays empty for hotplug, if the definition had no PCI controller but the root
 * and this placement has added one.
 */
export function keepPortOpen(run: Placement, set: AddressSet, countBefore: number): boolean {
  const { keepsPortOpen } = run.facts.profile.switches;
  if (!keepsPortOpen || !run.hasPcieRoot || countBefore > 1 || set.buses.length <= countBefore) return true;
  const owner = reservedFor('the port kept free for hotplug', 'A-OPEN');
  const request = { owner, needs: KIND.PCIE | MARK.AUTO, group: 0 };
  return searchAndReserve(run, set, request, { cause: 'open-port' }) !== undefined;
}
