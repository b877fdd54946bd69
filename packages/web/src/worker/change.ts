import {
  addableDevices,
  addToPlan,
  describeDiagnostic,
  deviceSummaries,
  moveInPlan,
  type NewDevice,
  newDeviceSpec,
  type PlacedChange,
  type Plan,
  planDomain,
  removeFromPlan,
  renumberInPlan,
  unpinInPlan,
} from '@rootport/core';
import { type Current, optionsOf } from './answers.ts';
import type { ChangeAsk, ChangeVerdict } from './protocol.ts';

/** What a change of one device does to the document, and to the other devices. */
export function judgeChange(current: Current, ask: ChangeAsk): ChangeVerdict {
  const { result, request } = current;
  if (!result.ok) return refused('The document is refused; mend it first (see Problems).');
  const { plan } = result;
  const options = optionsOf(request.settings);
  const planner = (xml: string) => planDomain(xml, options);
  switch (ask.kind) {
    case 'move':
      return moved(plan, ask, moveInPlan(plan, ask.device, ask.address, planner, { alone: ask.alone === true }));
    case 'pin':
      return pinned(plan, ask.device, planner);
    case 'unpin': {
      const change = unpinInPlan(plan, ask.device, planner);
      const name = nameOf(plan, ask.device);
      if (change === undefined) return refused(`${name} has no address of its own to take away.`);
      return verdict(change, `The address of ${name} is libvirt's choice again${at(change)}.`);
    }
    case 'delete': {
      const change = removeFromPlan(plan, ask.device, planner);
      const name = nameOf(plan, ask.device);
      if (change === undefined) return refused(`libvirt adds ${name} by itself, so it cannot be deleted.`);
      return verdict(change, `${name} is deleted.`);
    }
    case 'renumber': {
      const change = renumberInPlan(plan, ask.device, ask.index, planner);
      const name = nameOf(plan, ask.device);
      if (change === undefined) return refused(`${name} has no index that could be written.`);
      return verdict(change, `${name} has index ${ask.index} now.`);
    }
    case 'add': {
      const spec = newDeviceSpec(plan, ask.id);
      const change = spec === undefined ? undefined : addToPlan(plan, spec, planner);
      if (change === undefined) return refused('This device cannot be added.');
      const added = change.result.ok ? nameOf(change.result.plan, change.added ?? '') : '';
      return verdict(change, `${added} is added${at(change)}.`);
    }
  }
}

/** What the machine can have, for the menu. */
export function addable({ result, request }: Current): readonly NewDevice[] {
  const options = optionsOf(request.settings);
  return result.ok ? addableDevices(result.plan, (xml) => planDomain(xml, options)) : [];
}

type Planner = Parameters<typeof moveInPlan>[3];

function moved(plan: Plan, ask: ChangeAsk & { kind: 'move' }, change: PlacedChange | undefined): ChangeVerdict {
  const name = nameOf(plan, ask.device);
  if (change === undefined) return refused(`${name} has no PCI address to change.`);
  const to = short(ask.address);
  const done =
    change.partner === undefined ? `${name} moved to ${to}.` : `${name} and ${change.partner} changed places.`;
  return verdict(change, done);
}

/** Writes the address that a device has; with those of all others only where they would go elsewhere without. */
function pinned(plan: Plan, device: string, planner: Planner): ChangeVerdict {
  const address = addressOf(plan, device);
  const name = nameOf(plan, device);
  const alone = moveInPlan(plan, device, address, planner, { alone: true });
  const change = alone?.others.length === 0 ? alone : moveInPlan(plan, device, address, planner);
  if (change === undefined) return refused(`${name} has no PCI address to pin.`);
  return verdict(change, `${name} is pinned to ${short(address)}.`);
}

const refused = (reason: string): ChangeVerdict => ({ ok: false, steps: [], reason, others: [], done: '' });

function verdict(change: PlacedChange, done: string): ChangeVerdict {
  const { result, steps, partner, added } = change;
  const common = {
    ...(partner === undefined ? {} : { partner }),
    ...(added === undefined ? {} : { added }),
  };
  if (!result.ok) {
    const [error] = result.diagnostics.filter(({ severity }) => severity === 'error');
    return { ...refused(error === undefined ? '' : describeDiagnostic(error).message), ...common };
  }
  const others = change.others.map(({ label, before, after }) =>
    before === undefined
      ? `${label} is new${after === undefined ? '' : ` at ${short(after.address)}`}`
      : after === undefined
        ? `${label} goes`
        : `${label} ${short(before.address)} → ${short(after.address)}`,
  );
  const rest =
    others.length === 0
      ? 'Nothing else moved.'
      : `${others.length} ${others.length === 1 ? 'other' : 'others'}: ${listed(others)}.`;
  return { ok: true, steps, reason: '', others, done: `${done} ${rest}`, ...common };
}

const MOST = 3;

const listed = (others: readonly string[]): string =>
  `${others.slice(0, MOST).join('; ')}${others.length > MOST ? `; and ${others.length - MOST} more` : ''}`;

const nameOf = (plan: Plan, id: string): string => deviceSummaries(plan).get(id)?.label ?? 'The device';
const addressOf = (plan: Plan, id: string): string => deviceSummaries(plan).get(id)?.address ?? '';

const at = ({ result, added, subjects }: PlacedChange): string => {
  if (!result.ok) return '';
  const address = addressOf(result.plan, added ?? subjects[0] ?? '');
  return address === '' || address === 'present' ? '' : ` at ${short(address)}`;
};

const short = (address: string): string => address.replace(/^0000:/, '');
