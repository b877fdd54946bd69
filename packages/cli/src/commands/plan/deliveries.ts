import {
  canonicalXml,
  type Diagnostic,
  PLAN_FORMAT_VERSION,
  type Plan,
  type PlanResult,
  patchEdits,
  patchXml,
  planJson,
  treeText,
  visible,
  visibleLines,
} from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { writeDocument } from '../../planning/write-document.ts';
import { diagnosticsJson } from '../../reports/diagnostic-json.ts';
import type { Io } from '../../system/io.ts';
import { coloursFor } from '../../terminal/colours.ts';
import { jsonText } from '../../terminal/json-text.ts';

/** What became of one document, ready to be handed over. */
interface Delivery {
  /** As written on the command line. */
  readonly argument: string;
  /** As shown in messages. */
  readonly file: string;
  readonly result: PlanResult;
  /** Empty when the document could not be read. */
  readonly source: string;
  /** What was said about the options of the call. */
  readonly notes: readonly Diagnostic[];
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
  canonical: forPlans(({ plan, io }) => {
    io.stdout.write(canonicalXml(plan));
    return EXIT.fine;
  }),
  tree: forPlans(({ plan, file, several, io }) => {
    const heading = several ? `${coloursFor(io.stdout, io).bold(visible(file))}\n` : '';
    io.stdout.write(`${heading}${visibleLines(treeText(plan)).trimEnd()}\n${several ? '\n' : ''}`);
    return EXIT.fine;
  }),
  check: forPlans(({ plan, source, file, quiet, io }) => {
    if (isUnchanged(plan, source)) return EXIT.fine;
    if (!quiet) io.stdout.write(`${visible(file)}: would change\n`);
    return EXIT.findings;
  }),
  'in-place': forPlans(async ({ plan, source, argument, file, quiet, io }) => {
    const text = isUnchanged(plan, source) ? source : patchXml(plan);
    const written = await writeDocument(argument, { text, before: source }, { io, quiet });
    if (!written.ok) return EXIT.usage;
    if (!quiet && text !== source) io.stderr.write(`${visible(file)}: changed\n`);
    return EXIT.fine;
  }),
  json: deliverJson,
} as const satisfies Readonly<Record<string, Deliver>>;

// With a lock the plan is one of the document with the lock in it.
function isUnchanged(plan: Plan, source: string): boolean {
  return patchEdits(plan).length === 0 && plan.domain.document.source === source;
}

type PlannedDelivery = Omit<Delivery, 'result'> & { readonly plan: Plan };

/** The deliveries that have nothing to say about a document without a plan. */
function forPlans(deliver: (planned: PlannedDelivery) => Promise<ExitCode> | ExitCode): Deliver {
  return ({ result, ...delivery }) => (result.ok ? deliver({ ...delivery, plan: result.plan }) : EXIT.findings);
}

function deliverJson({ result, source, notes, file, several, io }: Delivery): ExitCode {
  const diagnostics = diagnosticsJson([...notes, ...result.diagnostics], source);
  const answer = result.ok ? { ...planJson(result.plan), diagnostics } : { ok: false, diagnostics };
  // One line per document whenever a program may be reading; indented only for a person who asks about one.
  const indent = io.stdout.isTTY && !several ? 2 : undefined;
  io.stdout.write(`${jsonText({ formatVersion: PLAN_FORMAT_VERSION, file, ...answer }, indent)}\n`);
  return result.ok ? EXIT.fine : EXIT.findings;
}
