import { checkArguments, isPlan } from '../basics/index.ts';
import { deviceLabel, type Interface } from '../domain/index.ts';
import { interfaceNamesOf } from '../guest/index.ts';
import type { Plan } from '../plan/index.ts';

/** What a Linux guest with systemd calls an interface before and after a change; absent where none is predicted. */
export interface InterfaceName {
  readonly label: string;
  readonly before?: string;
  readonly after?: string;
}

/** The names of the interfaces in two plans; `pairs` says which are the same. */
export function interfaceNames(
  pairs: readonly (readonly [before: Interface, after: Interface])[],
  before: Plan,
  after: Plan,
): readonly InterfaceName[] {
  const [names, newNames] = [interfaceNamesOf(before), interfaceNamesOf(after)];
  return pairs.map(([left, right]) => {
    const [from, to] = [names.get(left), newNames.get(right)];
    return {
      label: deviceLabel(right),
      ...(from === undefined ? {} : { before: from }),
      ...(to === undefined ? {} : { after: to }),
    };
  });
}

/** The same for two plans of one document, whose interfaces are the same in order; only names that change. */
export function changedInterfaceNames(before: Plan, after: Plan): readonly InterfaceName[] {
  checkArguments('changedInterfaceNames', { before: [before, isPlan], after: [after, isPlan] });
  const pairs = before.domain.devices.interface.flatMap((nic, position) => {
    const partner = after.domain.devices.interface[position];
    return partner === undefined ? [] : [[nic, partner] as const];
  });
  return interfaceNames(pairs, before, after).filter((name) => name.before !== name.after);
}
