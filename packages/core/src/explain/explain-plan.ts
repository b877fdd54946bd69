import { type Controller, pciAddressOf, rootModel } from '../domain/index.ts';
import type { DecisionSource, Growth } from '../placement/index.ts';
import { endpointKinds, freePlacesFor, portCount } from '../plan/index.ts';
import { addedFor, NO_ROOM } from './explain-bus.ts';
import { explainDevice } from './explain-device.ts';
import {
  type Context,
  countOf,
  deviceNames,
  type Explanation,
  type ExplanationStep,
  lineOf,
  placeName,
  step,
} from './explanation.ts';

/** The whole plan in some sentences: the root, what the document gives, what was found, what was added and for whom. */
export function explainWholePlan(context: Context): Explanation {
  const { plan } = context;
  const { machine } = plan.domain;
  const root = rootModel(plan.domain);
  if (plan.buses.length === 0 || root === undefined) {
    const text = `Machine ${machine.name} (${machine.arch}) has no PCI under ${plan.profile}; nothing is placed.`;
    return { subject: 'the plan', steps: [step('exists', text, { rule: 'A-ROOT' })] };
  }
  const sort = root === 'pcie-root' ? 'its bus 0 is for PCI Express' : 'its bus 0 is for conventional PCI';
  return {
    subject: 'the plan',
    steps: [
      step('exists', `Machine ${machine.name} has ${root}: ${sort}.`, { rule: 'M-ROOT' }),
      ...sourceSteps(context),
      ...growthSteps(context),
      ...freeSteps(context),
    ],
  };
}

const SOURCES: readonly (readonly [source: DecisionSource, text: string, rule: string | undefined])[] = [
  ['document', 'placed by the document', 'A-COL-2'],
  ['moved', 'placed by the document and raised to a higher bus', 'T-GROW-3'],
  ['chipset', 'placed by the chipset', undefined],
  ['companion', 'placed beside a USB controller of the same set', 'A-USB2'],
  ['search', 'placed by libvirt, in the first free place that fits', 'A-NEXT-3'],
];

function sourceSteps({ plan }: Context): readonly ExplanationStep[] {
  const decisions = [...plan.decisions.values()];
  const chipset = plan.domain.machine.family === 'q35' ? 'A-CHIP-Q35' : 'A-CHIP-440';
  return SOURCES.flatMap(([source, text, rule]) => {
    const devices = decisions.filter((one) => one.source === source).map(({ device }) => device);
    if (devices.length === 0) return [];
    const ones = source === 'search' ? '' : `: ${deviceNames(devices)}`;
    return [
      step('chosen', `${countOf(devices.length, 'device is', 'devices are')} ${text}${ones}.`, {
        rule: rule ?? chipset,
      }),
    ];
  });
}

function growthSteps(context: Context): readonly ExplanationStep[] {
  const groups: Growth[][] = [];
  for (const growth of context.plan.growth) {
    const group = groups.at(-1);
    const [first] = group ?? [];
    const isLike =
      first?.rule === growth.rule &&
      first.model === growth.model &&
      first.cause === growth.cause &&
      (growth.device === first.device || growth.cause === 'no-room');
    if (group !== undefined && isLike) group.push(growth);
    else groups.push([growth]);
  }
  return groups.map((group) => addedStep(context, group));
}

function addedStep(context: Context, group: readonly Growth[]): ExplanationStep {
  const [first] = group;
  if (first === undefined) return step('added', '');
  const names =
    group.length === 1
      ? `Controller ${first.index} (${first.model}) was`
      : `Controllers ${first.index} to ${group.at(-1)?.index} (${first.model}) were`;
  const devices = group.flatMap(({ device }) => device ?? []);
  const why =
    first.cause === 'no-room' && group.length > 1
      ? `for ${deviceNames(devices)}, ${NO_ROOM}`
      : addedFor(context, first, undefined);
  return step('added', `${names} added ${why}.`, { rule: first.rule });
}

function freeSteps({ plan }: Context): readonly ExplanationStep[] {
  return endpointKinds(plan).map((kind) => {
    const { hotplug, definition } = freePlacesFor(plan, kind);
    const name = kind === 'pcie' ? 'PCI Express' : 'conventional';
    const ports = portCount(plan);
    const of = kind === 'pcie' ? ` (${ports.free} of ${countOf(ports.total, 'port')} empty)` : '';
    const more = definition.length === 0 ? '' : `, and ${definition.length} more to a new definition`;
    return step(
      'free',
      `${countOf(hotplug.length, 'place is', 'places are')} open to ${name} devices while the guest runs${of}${more}.`,
      { rule: 'A-PLUG-2' },
    );
  });
}

/** Why the controllers of one model are there; one alone in full. */
export function explainModel(context: Context, model: string, controllers: readonly Controller[]): Explanation {
  const [only] = controllers;
  if (only !== undefined && controllers.length === 1) return explainDevice(context, only);
  const growth = new Map(context.plan.growth.map((one) => [one.index, one]));
  const steps = controllers.map((controller) => {
    const at = pciAddressOf(controller.address);
    const place = at === undefined ? '' : ` at ${placeName(at)}`;
    const line = lineOf(context, controller);
    const why = growth.get(controller.index);
    const name = `Controller ${controller.index}${place}`;
    if (line !== undefined) return step('exists', `${name} is in the document, in line ${line}.`, { line });
    if (why === undefined) return step('exists', `${name} comes with the machine.`, { rule: controller.impliedBy });
    return step('added', `${name} was added ${addedFor(context, why)}.`, { rule: why.rule });
  });
  return { subject: `${controllers.length} controllers ${model}`, steps };
}
