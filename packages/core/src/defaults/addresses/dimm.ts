import { foreignDimmBase } from '../../domain/index.ts';
import { type Completion, refuseDevice } from '../completion.ts';

/** Memory that takes no slot. */
const WITHOUT_SLOT = ['virtio-pmem', 'virtio-mem', 'sgx-epc'];

/** X-DIMM: memory slots, where the domain declares how many there are; an address of another type becomes one of theirs. */
export function assignMemorySlots(completion: Completion): boolean {
  const { memorySlots, devices } = completion.domain;
  if (memorySlots === undefined || memorySlots === 0) return true;
  const memory = devices.memory.filter(({ model }) => !WITHOUT_SLOT.includes(model));
  const used = new Set(memory.map(({ address }) => (address.type === 'dimm' ? address.slot : undefined)));
  for (const device of memory) {
    if (device.address.type === 'dimm') continue;
    let slot = 0;
    while (used.has(slot)) slot += 1;
    if (slot >= memorySlots) {
      refuseDevice(completion, 'RP2025', device, { slots: memorySlots });
      return false;
    }
    used.add(slot);
    const base = foreignDimmBase(device.address);
    device.address = { type: 'dimm', slot, ...(base === 0n ? {} : { base }) };
  }
  return true;
}
