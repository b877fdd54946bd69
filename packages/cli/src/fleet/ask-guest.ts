import {
  CHANGE_SEVERITIES,
  type ChangeSeverity,
  changedInterfaceNames,
  checkDomain,
  comparePlans,
  type DeviceChange,
  type Diagnostic,
  describeDiagnostic,
  openSlots,
  type Plan,
  type PlanResult,
  planDomain,
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
  const results =
    question.kind === 'upgrade'
      ? [planSide(question.from, question, xml), planSide(question.to, question, xml)]
      : [planDomain(xml, question.options)];
  return results.flatMap((result) => (result.ok ? [topologySvg(result.plan)] : []));
}

type SidePlan = PlanResult & { readonly unsure?: readonly string[] };

/** The plan of one side: of the dump as it is, or of what the manager makes of it there. */
function planSide({ options, kubevirt }: Side, question: UpgradeQuestion, xml: string): SidePlan {
  if (question.regenerate === undefined) return planDomain(xml, options);
  const { rootPorts } = question;
  const planner = (text: string): PlanResult => planDomain(text, options);
  const forgotten = regenerate(xml, question.regenerate, planner, {
    ...(rootPorts === undefined ? {} : { rootPorts }),
    ...(kubevirt === undefined ? {} : { kubevirt }),
  });
  return forgotten.ok ? { ...planner(forgotten.xml), unsure: forgotten.unsure } : forgotten;
}

function askUpgrade(question: UpgradeQuestion, { n, id, xml }: Guest): Answer {
  const before = planSide(question.from, question, xml);
  const after = planSide(question.to, question, xml);
  const unsure = [...new Set([...(before.unsure ?? []), ...(after.unsure ?? [])])];
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
  const { devices, severity, machines } = comparePlans(before, after);
  const moved = devices.filter(({ status }) => status !== 'same').map(deviceChange);
  const [from, to] = machines;
  const machine: Change[] = from === to ? [] : [{ kind: 'machine', severity, detail: `machine ${from}, then ${to}` }];
  // Names, room and windows follow from places: where none differs, they are the same.
  if (moved.length === 0) return machine;
  return [...machine, ...moved, ...renamed(before, after), ...lessRoom(before, after), ...windows(before, after)];
}

function deviceChange({ kind, label, status, severity, before, after }: DeviceChange): Change {
  const [from, to] = [before?.address ?? 'absent', after?.address ?? 'absent'];
  const models = before?.model === after?.model ? '' : `, ${before?.model ?? 'no model'} to ${after?.model ?? 'none'}`;
  const detail = from === to ? `${label}: another place in the guest${models}` : `${label}: ${from} to ${to}${models}`;
  return { kind: `${kind} ${status}`, severity, detail };
}

function renamed(before: Plan, after: Plan): readonly Change[] {
  return changedInterfaceNames(before, after).map(({ label, before: old = 'unnamed', after: now = 'unnamed' }) => {
    return { kind: 'interface renamed', severity: 'breaking', detail: `${label}: ${old} to ${now}` };
  });
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
  const [had, has] = [windowsBudget(before)?.verdict, windowsBudget(after)?.verdict];
  if (has !== 'short' || had === 'short') return [];
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
