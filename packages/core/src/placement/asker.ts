import type { Owner, Placement } from './state.ts';

/** Whom an added controller is for: the device that made it necessary; any other owner itself. */
export function askerOf(run: Placement, owner: Owner): Owner {
  if (owner.kind !== 'controller' || owner.type !== 'pci' || owner.element !== undefined) return owner;
  const grown = run.growth.find(({ index, model }) => index === owner.index && model === owner.model);
  return grown?.device === undefined || grown.device === owner ? owner : askerOf(run, grown.device);
}
