import type { Lock, LockedDevice, Plan } from '@rootport/core';
import { devicesOf, givenAlias } from './elements.ts';

/**
 * A lock of an earlier start, for the definition of this one. A device of a VMI is known by its name there, which is its
 * alias: which `vda` it is depends on the disks before it, and a pod network gives another MAC address at each start.
 * What the VMI no longer has leaves the lock, so that nothing takes over its name.
 */
export function lockForVmi(lock: Lock, plan: Plan): Lock {
  const aliases = new Set<string>();
  const named = new Set<string>();
  for (const { kind, element } of devicesOf(plan)) {
    const alias = givenAlias(element);
    if (alias === undefined) continue;
    aliases.add(`${kind} ${alias}`);
    named.add(kind);
  }
  const macs = new Set(plan.domain.devices.interface.map(({ mac }) => mac?.toLowerCase()));
  return {
    ...lock,
    devices: lock.devices.flatMap((device): readonly LockedDevice[] => {
      const { kind, identity } = device;
      const { alias, mac, ...others } = identity;
      if (kind === 'controller') return [device];
      if (alias !== undefined && named.has(kind)) {
        return aliases.has(`${kind} ${alias}`) ? [{ ...device, identity: { alias } }] : [];
      }
      return mac !== undefined && !macs.has(mac) ? [{ ...device, identity: others }] : [device];
    }),
  };
}
