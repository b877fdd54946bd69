import {
  type Diagnostic,
  EXPLANATION_FORMAT_VERSION,
  type Explanation,
  type ExplanationStep,
  explainPlan,
  explainRefusal,
  findSubject,
  type HostFacts,
  type Plan,
  visible,
} from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import type { PlannerFlags } from '../../planning/plan-options.ts';
import { answerDocument, planCall, refuseDocument, type Unplanned } from '../../planning/planned-document.ts';
import { reportFault } from '../../reports/faults.ts';
import type { Io } from '../../system/io.ts';
import { coloursFor } from '../../terminal/colours.ts';
import { ruleHint } from '../../terminal/rule-hint.ts';
import { wrap } from '../../terminal/table.ts';

export interface ExplainFlags extends PlannerFlags {
  readonly output?: 'text' | 'json' | 'names';
}

/** `rootport explain`: why devices, addresses and controllers are as they are; what was tried, when it is refused. */
export async function explainCommand(
  argument: string | undefined,
  names: readonly string[],
  flags: ExplainFlags,
  io: Io,
): Promise<ExitCode> {
  const isJson = flags.output === 'json';
  const call = { command: 'explain', isJson, formatVersion: EXPLANATION_FORMAT_VERSION };
  const planned = await planCall(argument, flags, call, io, (unplanned) => refuse(unplanned, isJson, io));
  if (!planned.ok) return planned.problem;
  const { file, source, plan, diagnostics, options } = planned.value;
  if (flags.output === 'names') {
    io.stdout.write(
      subjectNames(plan)
        .map((name) => `${name}\n`)
        .join(''),
    );
    return EXIT.fine;
  }
  const { explanations, unknown } = explainAll(plan, names, options.host);
  for (const fault of unknown) reportFault(fault, io);
  const ok = unknown.length === 0;
  const { profile } = plan;
  if (isJson)
    answerDocument(
      { file, source, diagnostics: [...diagnostics, ...unknown] },
      { formatVersion: EXPLANATION_FORMAT_VERSION, ok, profile, explanations },
      io,
    );
  else io.stdout.write(explanationsText(explanations, io));
  return ok ? EXIT.fine : EXIT.findings;
}

/** A short name of each device and controller, as a call may have it. Only words that every shell takes as they are. */
function subjectNames(plan: Plan): readonly string[] {
  const { controller, disk, interface: interfaces, ...others } = plan.domain.devices;
  const names = [
    ...disk.flatMap(({ target }) => target ?? []),
    ...interfaces.map((_, index) => `net${index}`),
    ...controller.map(({ type, index }) => (type === 'pci' ? `pci.${index}` : `${type}${index}`)),
    ...Object.entries(others).flatMap(([kind, devices]) => devices.map((_, index) => `${kind}${index}`)),
  ];
  return [...new Set(names)].filter((name) => /^[\w.-]+$/.test(name) && findSubject(plan, name).ok);
}

function explainAll(
  plan: Plan,
  names: readonly string[],
  host: HostFacts | undefined,
): { readonly explanations: readonly Explanation[]; readonly unknown: readonly Diagnostic[] } {
  if (names.length === 0) return { explanations: [explainPlan(plan, undefined, host)], unknown: [] };
  const found = names.map((name) => findSubject(plan, name));
  return {
    explanations: found.flatMap((one) => (one.ok ? [explainPlan(plan, one.subject, host)] : [])),
    unknown: found.flatMap((one) => (one.ok ? [] : [one.diagnostic])),
  };
}

function refuse(unplanned: Unplanned, isJson: boolean, io: Io): ExitCode {
  const explanations = explainRefusal(unplanned.failedSearches);
  if (!isJson) io.stdout.write(explanationsText(explanations, io));
  return refuseDocument(unplanned, { isJson, formatVersion: EXPLANATION_FORMAT_VERSION }, io, { explanations });
}

function explanationsText(explanations: readonly Explanation[], io: Io): string {
  const rules = explanations.flatMap(({ steps }) => steps.map(({ rule }) => rule));
  return explanations.map((one) => explanationText(one, io)).join('\n') + ruleHint(rules);
}

/** A heading, then a sentence a line, each with its rule. */
function explanationText({ subject, address, steps }: Explanation, io: Io): string {
  const colours = coloursFor(io.stdout, io);
  const width = Math.min(io.stdout.columns ?? 80, 100);
  const place = address === undefined || address === subject ? '' : ` at ${visible(address)}`;
  const lines = steps.map((one) => `- ${wrap(sentence(one), width, 2)}\n`);
  const dimmed = lines.map((line) => line.replace(/\[[^[\]]+\]\n$/, (rule) => `${colours.dim(rule.trimEnd())}\n`));
  return `${colours.bold(`${visible(subject)}${place}`)}\n${dimmed.join('')}`;
}

const sentence = ({ text, rule }: ExplanationStep): string =>
  visible(rule === undefined ? text : `${text} [${rule.replaceAll(' ', '\u00a0')}]`);
