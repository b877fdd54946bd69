import {
  type DeviceSummary,
  deviceIds,
  deviceSummaries,
  type Explanation,
  explainPlan,
  type Plan,
  predictGuest,
  type TopologyView,
  topologyView,
} from '@rootport/core';
import { type Current, optionsOf } from './answers.ts';
import type { Card } from './protocol.ts';

/** What there is to say about a device of the plan; undefined where there is none of that id. */
export function cardOf({ result, request }: Current, id: string): Card | undefined {
  if (!result.ok) return undefined;
  const { plan } = result;
  const device = [...deviceIds(plan)].find(([, one]) => one === id)?.[0];
  const summaries = deviceSummaries(plan);
  const summary = summaries.get(id);
  if (device === undefined || summary === undefined) return undefined;
  const { steps } = explainPlan(plan, { type: 'device', device }, optionsOf(request.settings).host);
  const around = surroundings(topologyView(plan), id);
  const source = plan.decisions.get(device)?.source;
  const guest = guestOf(plan, optionsOf(request.settings).qemu, summary);
  const line = steps.find(({ topic }) => topic === 'exists')?.line;
  const named = (ids: readonly string[]) => ids.map((one) => ({ id: one, label: summaries.get(one)?.label ?? one }));
  const [holder] = around.holder === undefined ? [] : named([around.holder]);
  return {
    id,
    ...summary,
    name: guest?.name ?? '',
    ...(line === undefined ? {} : { line }),
    why: threeOf(steps).map(({ text, rule }) => ({ text, ...(rule === undefined ? {} : { rule }) })),
    ...(guest === undefined ? {} : { guest }),
    ...(holder === undefined ? {} : { holder }),
    attached: named(around.attached),
    isPci: device.address.type === 'pci',
    isGiven: device.element !== undefined && (source === 'document' || source === 'moved'),
    ...(device.kind === 'controller' && device.index > 0 ? { index: device.index } : {}),
  };
}

const MOST = 3;
const FIRST = ['chosen', 'needs', 'added', 'running', 'exists', 'holds', 'free', 'passed-over'];

/** The sentences that say most, in the order of the chain. */
function threeOf(steps: Explanation['steps']): Explanation['steps'] {
  const ranked = [...steps].sort((a, b) => FIRST.indexOf(a.topic) - FIRST.indexOf(b.topic)).slice(0, MOST);
  return steps.filter((step) => ranked.includes(step));
}

function guestOf(plan: Plan, qemu: string | undefined, { label, address }: DeviceSummary): Card['guest'] {
  const predicted = predictGuest(plan, qemu === undefined ? {} : { qemu });
  if (!predicted.ok) return undefined;
  const { functions, interfaces } = predicted.guest;
  const inGuest = functions.find(({ planned }) => planned === address)?.address;
  const name = interfaces.find((one) => one.label === label)?.name;
  if (inGuest === undefined && name === undefined) return undefined;
  return { ...(inGuest === undefined ? {} : { address: inGuest }), ...(name === undefined ? {} : { name }) };
}

interface Surroundings {
  readonly holder?: string;
  readonly attached: readonly string[];
}

/** The port or controller above a device, and what sits on it. */
function surroundings({ roots, elsewhere }: TopologyView, id: string): Surroundings {
  let found: Surroundings = { attached: [] };
  const visit = (device: TopologyView['elsewhere'][number], holder: string | undefined): void => {
    const attached = (device.attached ?? []).map((one) => one.id);
    if (device.id === id) found = { ...(holder === undefined ? {} : { holder }), attached };
    for (const one of device.attached ?? []) visit(one, device.id);
    if (device.bus !== undefined) visitBus(device.bus, device.id);
  };
  const visitBus = (bus: TopologyView['roots'][number], holder: string | undefined): void => {
    for (const { owner } of bus.slots.flatMap(({ functions }) => functions)) {
      if (owner.type === 'device') visit(owner, holder);
    }
  };
  for (const root of roots) visitBus(root, undefined);
  for (const device of elsewhere) visit(device, undefined);
  return found;
}
