import {
  arePlacedAlike,
  CHANGE_SEVERITIES,
  type ChangeSeverity,
  checkDomain,
  comparePlans,
  type DeviceChange,
  type Diagnostic,
  describeDiagnostic,
  documentPlanner,
  openSlots,
  type Plan,
  type PlanResult,
  planDomain,
  type Regenerated,
  regenerate,
  reservePlaces,
  topologySvg,
  windowsBudget,
} from '@rootport/core';
import type { Answer } from './answer.ts';
import type { Guest, Question, RoomQuestion, Side, UpgradeQuestion } from './question.ts';

/** The answer about one guest; it depends on nothing but the question and the guest. */
export function askGuest(question: Question, guest: Guest): Answer {
  switch (question.kind) {
    case 'upgrade':
      return askUpgrade(question, guest);
    case 'inventory':
      return askInventory(question.options, guest);
    case 'room':
      return askRoom(question, guest);
  }
}

/** The topologies of a guest that the answer is about, before and after; fewer where one is refused. */
export function drawGuest(question: Question, { xml }: Guest): readonly string[] {
  return plansOf(question, xml).flatMap((result) => (result.ok ? [topologySvg(result.plan)] : []));
}

function plansOf(question: Question, xml: string): readonly PlanResult[] {
  if (question.kind !== 'upgrade') return [planDomain(xml, question.options)];
  const { before, after } = planSides(question, xml);
  return [before, after];
}

interface Sides {
  readonly before: PlanResult;
  readonly after: PlanResult;
  readonly unsure: readonly string[];
}

/** The plans of both sides: of the dump as it is, or of what the manager makes of it there. */
function planSides(question: UpgradeQuestion, xml: string): Sides {
  const { from, to } = question;
  const [old, now] = [written(from, question, xml), written(to, question, xml)];
  const planOld = old.ok ? documentPlanner(old.xml) : () => old;
  const isSameText = old.ok && now.ok && old.xml === now.xml;
  const planNow = isSameText ? planOld : now.ok ? documentPlanner(now.xml) : () => now;
  const unsure = [old, now].flatMap((side) => (side.ok ? side.unsure : []));
  return { before: planOld(from.options), after: planNow(to.options), unsure: [...new Set(unsure)] };
}

function written(
  { options, kubevirt }: Side,
  { regenerate: manager, rootPorts }: UpgradeQuestion,
  xml: string,
): Regenerated {
  if (manager === undefined) return { ok: true, xml, unsure: [] };
  return regenerate(xml, manager, (text) => planDomain(text, options), {
    ...(rootPorts === undefined ? {} : { rootPorts }),
    ...(kubevirt === undefined ? {} : { kubevirt }),
  });
}

function askUpgrade(question: UpgradeQuestion, { n, id, xml }: Guest): Answer {
  const { before, after, unsure } = planSides(question, xml);
  const more = unsure.length === 0 ? {} : { unsure };
  if (!after.ok || !before.ok) return { ...refusal({ n, id }, before, after), ...more };
  const changes = changesOf(before.plan, after.plan);
  const severity = worst(changes.map((change) => change.severity));
  const shape = shapeOf(before.plan);
  if (changes.length === 0) return { n, id, state: 'same', severity, shape, kinds: [], ...more };
  const kinds = [...new Set(changes.map(({ kind }) => kind))].sort();
  // One example of each kind tells more than ten of one.
  const details = kinds.map((kind) => changes.find((change) => change.kind === kind)?.detail ?? '');
  return { n, id, state: 'changed', severity, shape, kinds, details, ...more };
}

function refusal(head: { n: number; id: string }, before: PlanResult, after: PlanResult): Answer {
  const plan = before.ok ? before.plan : after.ok ? after.plan : undefined;
  const shape = plan === undefined ? '' : shapeOf(plan);
  if (after.ok) {
    // The old one refused it, so that it cannot run there now.
    const kinds = codesOf(before).map((code) => `refused before: ${code}`);
    return { ...head, state: 'changed', severity: 'notice', shape, kinds, details: sayings(before) };
  }
  const isNew = before.ok;
  const kinds = codesOf(after).map((code) => `${isNew ? 'refused' : 'refused by both'}: ${code}`);
  return { ...head, state: 'refused', severity: isNew ? 'breaking' : 'warning', shape, kinds, details: sayings(after) };
}

const errorsOf = ({ diagnostics }: PlanResult): readonly Diagnostic[] =>
  diagnostics.filter(({ severity }) => severity === 'error');

const codesOf = (result: PlanResult): readonly string[] =>
  [...new Set(errorsOf(result).map(({ code }) => code))].sort();

const MOST_DETAILS = 4;

function sayings(result: PlanResult): readonly string[] {
  return errorsOf(result)
    .slice(0, MOST_DETAILS)
    .map((one) => `${describeDiagnostic(one).message} [${one.code}]`);
}

interface Change {
  readonly kind: string;
  readonly severity: ChangeSeverity;
  readonly detail: string;
}

function changesOf(before: Plan, after: Plan): readonly Change[] {
  if (arePlacedAlike(before, after)) return otherMachine(before, after, 'notice');
  const { devices, severity } = comparePlans(before, after);
  const machine = otherMachine(before, after, severity);
  const moved = devices.filter(({ status }) => status !== 'same');
  // Room and windows follow from places: where none differs, they are the same.
  if (moved.length === 0) return machine;
  const others = [...moved.flatMap(renamed), ...lessRoom(before, after), ...windows(before, after)];
  return [...machine, ...moved.map(deviceChange), ...others];
}

function otherMachine(before: Plan, after: Plan, severity: ChangeSeverity): readonly Change[] {
  const [from, to] = [before.domain.machine.name, after.domain.machine.name];
  return from === to ? [] : [{ kind: 'machine', severity, detail: `machine ${from}, then ${to}` }];
}

function deviceChange({ kind, label, status, severity, before, after, consequences }: DeviceChange): Change {
  const [from, to] = [before?.address ?? 'absent', after?.address ?? 'absent'];
  const [old, now] = [before ?? after, after ?? before];
  const models = old?.model === now?.model ? [] : [`${old?.model ?? 'no model'} to ${now?.model ?? 'none'}`];
  const places = from === to ? [] : [`${from} to ${to}`];
  const what = [...places, ...models].join(', ');
  return { kind: `${kind} ${status}`, severity, detail: `${label}: ${what === '' ? consequences[0]?.text : what}` };
}

function renamed({ kind, label, before, after }: DeviceChange): readonly Change[] {
  if (kind !== 'interface' || before === undefined || after === undefined) return [];
  const { guestName: old = 'unnamed' } = before;
  const { guestName: now = 'unnamed' } = after;
  return old === now ? [] : [{ kind: 'interface renamed', severity: 'breaking', detail: `${label}: ${old} to ${now}` }];
}

function lessRoom(before: Plan, after: Plan): readonly Change[] {
  const [had, has] = [roomOf(before), roomOf(after)];
  if (has >= had) return [];
  return [
    { kind: 'less room for hotplug', severity: 'warning', detail: `${had} places free for hotplug, then ${has}` },
  ];
}

/** Places that a running guest finds free. */
const roomOf = (plan: Plan): number =>
  openSlots(plan).filter(({ hotpluggable, takes }) => hotpluggable && takes !== 'none').length;

function windows(before: Plan, after: Plan): readonly Change[] {
  if (windowsBudget(after)?.verdict !== 'short' || windowsBudget(before)?.verdict === 'short') return [];
  return [{ kind: 'windows too small', severity: 'breaking', detail: 'firmware has no longer room for all BARs' }];
}

const worst = (severities: readonly ChangeSeverity[]): ChangeSeverity =>
  CHANGE_SEVERITIES.findLast((severity) => severities.includes(severity)) ?? 'none';

function shapeOf({ domain, buses }: Plan): string {
  const { machine, devices } = domain;
  const marks = [
    ...(devices.hostdev.length > 0 ? ['host devices'] : []),
    ...(buses.some(({ model }) => model === 'pcie-expander-bus' || model === 'pci-expander-bus') ? ['expanders'] : []),
  ];
  return [`${machine.arch} ${machine.family}`, ...marks].join(', ');
}

function askInventory(options: UpgradeQuestion['from']['options'], { n, id, xml }: Guest): Answer {
  const result = planDomain(xml, options);
  if (!result.ok) return refused({ n, id }, result);
  const { plan } = result;
  const check = checkDomain(xml, (text) => planDomain(text, options), options);
  const odd = [...new Set(check.diagnostics.filter(({ severity }) => severity !== 'error').map(({ code }) => code))];
  const room = roomOf(plan);
  const kinds = [
    `machine ${plan.domain.machine.name}`,
    `${room === 0 ? 'no' : room < 4 ? 'one to three' : room < 16 ? 'four to fifteen' : 'sixteen or more'} places free`,
    ...odd.sort(),
  ];
  const counts = { devices: plan.decisions.size, free: room };
  return { n, id, state: 'same', severity: odd.length === 0 ? 'none' : 'notice', shape: shapeOf(plan), kinds, counts };
}

function refused(head: { n: number; id: string }, result: PlanResult): Answer {
  const kinds = codesOf(result).map((code) => `refused: ${code}`);
  return { ...head, state: 'refused', severity: 'breaking', shape: '', kinds, details: sayings(result) };
}

function askRoom({ options, free }: RoomQuestion, { n, id, xml }: Guest): Answer {
  const result = planDomain(xml, options);
  if (!result.ok) return refused({ n, id }, result);
  const shape = shapeOf(result.plan);
  const room = roomOf(result.plan);
  if (room >= free) return { n, id, state: 'same', severity: 'none', shape, kinds: [], counts: { free: room } };
  const reserved = reservePlaces(xml, (text) => planDomain(text, options), { free });
  const cure = reserved.ok ? `reserve adds ${reserved.added.length} controllers` : 'there is no room for that many';
  const details = [`${room} free; ${cure}: rootport reserve --free ${free}`];
  const kinds = [reserved.ok ? `fewer than ${free} free` : `no room for ${free}`];
  return {
    n,
    id,
    state: 'changed',
    severity: reserved.ok ? 'warning' : 'breaking',
    shape,
    kinds,
    details,
    counts: { free: room },
  };
}
