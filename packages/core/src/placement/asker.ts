import type { Growth, Owner, Placement } from './state.ts';

/** Whom an added controller is for: the device that made it necessary; any other owner itself. */
export function askerOf(run: Placement, owner: Owner): Owner {
  const isGrowth = ({ index, model }: Growth): boolean =>
    owner.kind === 'controller' && index === owner.index && model === owner.model;
  const device = run.growth.find(isGrowth)?.device;
  return device === undefined ? owner : askerOf(run, device);
}
