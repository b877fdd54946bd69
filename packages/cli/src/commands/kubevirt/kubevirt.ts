import {
  comparePlans,
  KUBEVIRT_FORMULAS,
  type KubevirtFormula,
  type KubevirtStart,
  type PlanOptions,
  planDomain,
  simulateKubevirt,
  treeText,
  visible,
  visibleLines,
} from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { type Outcome, success } from '../../outcome.ts';
import { callFault, type PlannerFlags } from '../../planning/plan-options.ts';
import { type Call, openCall, printJson, refuseDocument, refuseFaults } from '../../planning/planned-document.ts';
import { wrongCall } from '../../reports/faults.ts';
import { reportDiagnostics } from '../../reports/report.ts';
import type { Io } from '../../system/io.ts';
import { coloursFor } from '../../terminal/colours.ts';
import { type ConvertedVmi, vmiDomain } from './vmi-domain.ts';

const KUBEVIRT_FORMAT_VERSION = '1.0';

export interface SimulateFlags extends PlannerFlags {
  readonly output?: 'text' | 'xml' | 'json';
  readonly formula?: KubevirtFormula;
  readonly slotCount?: number;
  readonly rootComplex?: boolean;
}

type Started = Extract<KubevirtStart, { ok: true }>;

/** `rootport kubevirt simulate`: the definitions of one start, and where the other formulas would put devices. */
export async function simulateCommand(argument: string | undefined, flags: SimulateFlags, io: Io): Promise<ExitCode> {
  const { output = 'text' } = flags;
  const call: Call = {
    command: 'kubevirt simulate',
    isJson: output === 'json',
    formatVersion: KUBEVIRT_FORMAT_VERSION,
  };
  const opened = await openCall(argument, flags, call, io);
  if (!opened.ok) return opened.problem;
  const { file, source, options } = opened.value;
  const converted = convertedOf(source);
  if (!converted.ok) return refuseFaults(callFault(wrongCall(`${file}: ${converted.problem}`, call.command)), call, io);
  const { formula = 'v3' } = flags;
  const start = simulate(converted.value, formula, flags, options);
  if (!start.ok) {
    const { diagnostics } = start;
    reportDiagnostics(diagnostics, { file, source: converted.value.xml }, { io, quiet: false });
    return refuseDocument({ code: EXIT.findings, file, source: converted.value.xml, diagnostics }, call, io);
  }
  if (output === 'xml') io.stdout.write(start.xml);
  else if (output === 'json') printJson(json(file, formula, start), io);
  else {
    const others = KUBEVIRT_FORMULAS.filter((one) => one !== formula).map((one) => {
      return { formula: one, start: simulate(converted.value, one, flags, options) };
    });
    io.stdout.write(visibleLines(text({ formula, start }, others, io)));
  }
  return EXIT.fine;
}

/** A domain is what the converter wrote; anything else is read as a VMI. */
function convertedOf(source: string): Outcome<ConvertedVmi> {
  return source.trimStart().startsWith('<') ? success({ xml: source, rootComplex: false }) : vmiDomain(source);
}

function simulate(
  { xml, slotCount, rootComplex }: ConvertedVmi,
  formula: KubevirtFormula,
  flags: SimulateFlags,
  options: PlanOptions,
): KubevirtStart {
  const slots = flags.slotCount ?? slotCount;
  return simulateKubevirt(xml, (document) => planDomain(document, options), {
    formula,
    rootComplex: flags.rootComplex ?? rootComplex,
    ...(slots === undefined ? {} : { slotCount: slots }),
  });
}

function json(file: string, formula: KubevirtFormula, { counts, passes, xml }: Started): object {
  const definitions = passes.map(({ number, xml: given, plan }) => ({ number, xml: given, devices: placesOf(plan) }));
  return { formatVersion: KUBEVIRT_FORMAT_VERSION, file, ok: true, formula, counts, definitions, xml };
}

/** Each device with its PCI address, by label. */
function placesOf(plan: Started['plan']): Readonly<Record<string, string>> {
  const { devices } = comparePlans(plan, plan);
  return Object.fromEntries(
    devices.flatMap(({ label, after }) => (after === undefined ? [] : [[label, after.address]])),
  );
}

interface Simulated {
  readonly formula: KubevirtFormula;
  readonly start: KubevirtStart;
}

function text({ formula, start }: Simulated & { start: Started }, others: readonly Simulated[], io: Io): string {
  const { bold } = coloursFor(io.stdout, io);
  const { counts, passes } = start;
  const head = [
    `${formula}: ${counts.interfaces} interfaces, ${counts.portsInUse} ports in use, ${Math.floor(counts.memory / 2 ** 20)} MiB`,
    `${counts.placeholders} placeholders, ${counts.extraPorts} extra ports`,
  ];
  const definitions = passes.map(
    ({ number, plan }) => `${bold(`Definition ${number}`)}\n${treeText(plan).trimEnd()}\n`,
  );
  const moves = others.map((other) => movesText(formula, start, other));
  return [`${head.join('\n')}\n`, ...definitions, ...moves].join('\n');
}

/** What is elsewhere with another formula; ports themselves are left out. */
function movesText(formula: KubevirtFormula, { plan }: Started, { formula: other, start }: Simulated): string {
  if (!start.ok) return `With ${other}, libvirt refuses the guest.\n`;
  const moved = comparePlans(plan, start.plan).devices.filter(
    ({ kind, status }) => kind !== 'controller' && status === 'moved',
  );
  if (moved.length === 0) return `With ${other}, every device is where ${formula} has it.\n`;
  const lines = moved.map(
    ({ label, before, after }) =>
      `  ${visible(label)}: ${before?.address} with ${formula}, ${after?.address} with ${other}`,
  );
  return `With ${other}, these are elsewhere:\n${lines.join('\n')}\n`;
}
