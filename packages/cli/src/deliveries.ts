import { PLAN_FORMAT_VERSION, type Plan, type PlanResult, patchXml, planJson, treeText } from '@rootport/core';
import { coloursFor } from './colours.ts';
import { diagnosticsJson } from './diagnostic-json.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { complain, type Io, printable } from './io.ts';

/** What became of one document, ready to be handed over. */
interface Delivery {
  /** As written on the command line. */
  readonly argument: string;
  /** As shown in messages. */
  readonly file: string;
  readonly outcome:
    | { readonly kind: 'unreadable'; readonly problem: string }
    | {
        readonly kind: 'planned';
        readonly result: PlanResult;
        readonly source: string;
      };
  readonly several: boolean;
  readonly quiet: boolean;
  readonly io: Io;
}

export type Deliver = (delivery: Delivery) => Promise<ExitCode> | ExitCode;

/** One function for each way in which results leave the program. */
export const deliveries = {
  xml: forPlans(({ plan, io }) => {
    io.stdout.write(patchXml(plan));
    return EXIT.fine;
  }),
  tree: forPlans(({ plan, file, several, io }) => {
    const heading = several ? `${coloursFor(io.stdout, io).bold(printable(file))}\n` : '';
    io.stdout.write(`${heading}${printable(treeText(plan)).trimEnd()}\n${several ? '\n' : ''}`);
    return EXIT.fine;
  }),
  check: forPlans(({ plan, source, file, quiet, io }) => {
    if (patchXml(plan) === source) return EXIT.fine;
    if (!quiet) io.stdout.write(`${printable(file)}: would change\n`);
    return EXIT.findings;
  }),
  'in-place': forPlans(async ({ plan, source, argument, file, quiet, io }) => {
    const text = patchXml(plan);
    if (text === source) return EXIT.fine;
    const written = await io.files.replace(argument, text);
    if (!written.ok) {
      complain(io, `cannot write ${file}: ${written.problem}`);
      return EXIT.usage;
    }
    if (!quiet) io.stderr.write(`${printable(file)}: changed\n`);
    return EXIT.fine;
  }),
  json: deliverJson,
} as const satisfies Readonly<Record<string, Deliver>>;

type PlannedDelivery = Omit<Delivery, 'outcome'> & {
  readonly plan: Plan;
  readonly source: string;
};

/** The deliveries that have nothing to say about a document without a plan. */
function forPlans(deliver: (planned: PlannedDelivery) => Promise<ExitCode> | ExitCode): Deliver {
  return ({ outcome, ...delivery }) => {
    if (outcome.kind === 'unreadable') return EXIT.usage;
    const { result, source } = outcome;
    return result.ok ? deliver({ ...delivery, plan: result.plan, source }) : EXIT.findings;
  };
}

function deliverJson({ outcome, file, several, io }: Delivery): ExitCode {
  const value = { formatVersion: PLAN_FORMAT_VERSION, file, ...resultJson(outcome) };
  // One line per document whenever a program may be reading; indented only for a person who asks about one.
  const indent = io.stdout.isTTY && !several ? 2 : undefined;
  io.stdout.write(`${JSON.stringify(value, undefined, indent)}\n`);
  return outcome.kind === 'planned' && outcome.result.ok ? EXIT.fine : EXIT.findings;
}

function resultJson(outcome: Delivery['outcome']): object {
  if (outcome.kind === 'unreadable') return { ok: false, problem: outcome.problem, diagnostics: [] };
  const { result, source } = outcome;
  const diagnostics = diagnosticsJson(result.diagnostics, source);
  return result.ok ? { ...planJson(result.plan), diagnostics } : { ok: false, diagnostics };
}
