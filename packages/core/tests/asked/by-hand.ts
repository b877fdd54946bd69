// What is said of single documents by hand: findings with the edits of their fixes, the guest, its room for BARs.
import {
  type CheckResult,
  checkDomain,
  describeDiagnostic,
  fixDomain,
  type Plan,
  type PlannerResult,
  type ProfileName,
  planDomain,
  predictGuest,
  SCHEME_DISTRIBUTIONS,
  type WindowsOptions,
  windowsBudget,
  windowsFindings,
} from '../../src/index.ts';
import { BARE, controller, hostdev, nic, rootPort } from '../build.ts';
import { type ByHand, documentsByHand } from '../documents-by-hand.ts';
import { documentOf, MACHINES, type MachineName } from '../variations.ts';
import { ALL_RULES } from './all-rules.ts';
import { type AnswerFile, saidLines } from './answer-file.ts';
import { findingsOf, guestsOfPlan, newLines, windowLines } from './documents.ts';

/** All but the one that plans at every release. */
const RULES = { ...ALL_RULES, RP6014: 'off' as const };

function saidOf({ name, xml, options = {}, checks = {}, windows = [], isWithoutGuest = false }: ByHand): string {
  const planner = (text: string, profile?: ProfileName): PlannerResult =>
    planDomain(text, { ...options, ...(profile && { profile }) });
  const rules = { ...RULES, ...checks.rules };
  const check = (text: string): CheckResult => checkDomain(text, planner, { ...options, ...checks, rules });
  const lines = [...findingsOf(xml, check)];
  const fixed = fixDomain(xml, planner, { ...options, unsafe: true });
  if (fixed.applied.length > 0) {
    lines.push(`  fixed: ${fixed.applied.map(({ code, line }) => `${code} in line ${line}`).join(', ')}`);
    lines.push(`  left: ${fixed.result.diagnostics.map(({ code }) => code).join(', ')}`);
    lines.push(...newLines(xml, fixed.xml).map((line) => `    ${line.trim()}`));
  }
  const { plan } = check(xml);
  const guests = plan === undefined || isWithoutGuest ? '' : guestsOfPlan('guest', plan, ['7.2', '11.1']);
  const rooms = plan === undefined ? [] : windows.flatMap((asked) => windowLines(plan, { ...options, ...asked }, true));
  const advice = plan === undefined ? [] : windows.map((asked) => adviceFor(plan, { ...options, ...asked }));
  return [name, ...lines, ...guests.split('\n'), ...[...rooms, ...advice].map((line) => `  ${line}`)].join('\n');
}

function adviceFor(plan: Plan, asked: WindowsOptions): string {
  const budget = windowsBudget(plan, asked);
  return budget === undefined
    ? '-'
    : windowsFindings(plan, budget)
        .map((one) => `${one.span?.start ?? '-'} ${describeDiagnostic(one).help}`)
        .join(' | ');
}

/** How sure a name is under the scheme of each distribution. */
function distributions(): string {
  const result = planDomain(documentOf('q35', [...BARE, nic()]), { profile: 'libvirt-9.0' });
  if (!result.ok) return '';
  const lines = SCHEME_DISTRIBUTIONS.map((scheme) => {
    const found = predictGuest(result.plan, { scheme, qemu: '7.2' });
    const told = found.ok ? found.guest.interfaces.map(({ name, reasons }) => [name, ...reasons].join('; ')) : [];
    return `  ${scheme}: ${told.join(', ')}`;
  });
  return ['distributions', ...lines].join('\n');
}

/** The root buses of a guest: one alone, by host bridge, by expander, by function. */
function roots(): string {
  const bridge = controller('pci', { index: 1, model: 'pci-root' });
  const expander = controller('pci', { index: 1, model: 'pcie-expander-bus', content: "<target busNr='200'/>" });
  const guests: readonly (readonly [MachineName, readonly string[]])[] = [
    ['pc', [nic()]],
    ['q35', [expander, rootPort(2, '01:00.0'), nic()]],
    ['pseries', [bridge, nic('virtio', '01:01.0')]],
    ['s390x', [hostdev('c1:00.0'), hostdev('c2:00.0')]],
  ];
  const lines = guests.map(([machine, devices]) => {
    const result = planDomain(documentOf(machine, devices), MACHINES[machine].options);
    const found = result.ok ? predictGuest(result.plan, { qemu: '7.2' }) : undefined;
    const buses = found?.ok ? found.guest.roots : [];
    return `  ${machine}: ${buses.map((one) => `${one.domain} ${one.number} to ${one.subordinate}`).join(', ')}`;
  });
  return ['roots', ...lines].join('\n');
}

export const BY_HAND: AnswerFile = {
  file: 'by-hand.txt',
  questions: [
    ...documentsByHand().map((one) => ({ name: one.name, ask: () => saidOf(one) })),
    { name: 'distributions', ask: distributions },
    { name: 'roots', ask: roots },
  ],
  textOf: saidLines,
};
