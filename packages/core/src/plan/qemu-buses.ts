import { checkArguments, isPlan } from '../basics/index.ts';
import { type Device, pciController } from '../domain/index.ts';
import { getProfile, qemuRootBus, takesUserAliases } from '../profiles/index.ts';
import { attributeValue, child } from '../xml/index.ts';
import { factsOf, type Plan } from './plan.ts';

/** QEMU's names of the buses: `pcie.0`, `pci.0`, the id of the controller; on pSeries host bridges with `.0` behind. */
export function qemuBusNames(plan: Plan): ReadonlyMap<number, string> {
  checkArguments('qemuBusNames', { plan: [plan, isPlan] });
  const names = new Map<number, string>();
  for (const { index } of plan.buses) {
    const controller = pciController(plan.domain, index);
    const model = controller?.model;
    const alias = controller === undefined ? undefined : userAlias(plan, controller);
    if (index > 0) names.set(index, `${alias ?? `pci.${index}`}${model === 'pci-root' ? '.0' : ''}`);
    else names.set(0, qemuRootBus(factsOf(plan), plan.domain.machine.family, model ?? ''));
  }
  return names;
}

/** The user's own alias of a device, where libvirt hands it to QEMU. One of other characters it drops without a word. */
export function userAlias({ profile }: Plan, { element }: Device): string | undefined {
  const written = element === undefined ? undefined : child(element, 'alias');
  const alias = written === undefined ? undefined : attributeValue(written, 'name');
  const isTaken = alias !== undefined && /^ua-[\w-]*$/.test(alias) && takesUserAliases(getProfile(profile));
  return isTaken ? alias : undefined;
}
