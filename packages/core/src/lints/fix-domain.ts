import { areOptions, checkArguments, isFlag, isFunction, isText } from '../basics/index.ts';
import { comparePlans } from '../compare/index.ts';
import { createDiagnostic, type DiagnosticCode, type Fix } from '../diagnostics/index.ts';
import type { Plan } from '../plan/index.ts';
import { applyEdits, createLineIndex, type Span, type TextEdit } from '../text/index.ts';
import { CHECK_OPTIONS, type CheckResult, checkDomain } from './check-domain.ts';
import type { CheckOptions, CheckPlanner } from './lint.ts';

export interface FixOptions extends CheckOptions {
  /** Apply the fixes that are not safe, too. */
  readonly unsafe?: boolean;
}

/** A fix that was applied. */
export interface AppliedFix {
  readonly code: DiagnosticCode;
  readonly title: string;
  /** The place of the finding, in the text that the fix was applied to. */
  readonly line: number;
}

/** A document after its fixes. */
export interface FixedDomain {
  readonly xml: string;
  /** In the order of application. */
  readonly applied: readonly AppliedFix[];
  /** What there is to say about the document as it is now. */
  readonly result: CheckResult;
}

/** One finding's fix, and what tells the finding from others. */
interface Candidate {
  readonly key: string;
  readonly code: DiagnosticCode;
  readonly fix: Fix;
  readonly line: number;
}

/** A finding may show others, and these yet others; fixes that bring back what others remove end here. */
const MOST_ROUNDS = 20;

/** Each attempt reads the whole text anew. So many characters are read in all, and one attempt costs at least a thousand. */
const MOST_READ = 4_000_000;
const LEAST_READ = 1000;

/**
 * Applies fixes until there is none left to apply. A fix is kept only if its finding is gone afterwards, if a document
 * that libvirt accepts is still accepted, and, for a safe one, if the guest has no trouble with the change. RP7400 in
 * the result says how many were not tried, since the document is too large to try them all.
 */
export function fixDomain(xml: string, planner: CheckPlanner, options: FixOptions = {}): FixedDomain {
  checkArguments('fixDomain', {
    xml: [xml, isText],
    planner: [planner, isFunction],
    options: [options, areOptions<FixOptions>({ ...CHECK_OPTIONS, unsafe: isFlag })],
  });
  const bench: Bench = {
    check: (text) => checkDomain(text, planner, options),
    isUnsafe: options.unsafe === true,
    read: 0,
    rejected: new Set(),
  };
  let state: State = { xml, result: bench.check(xml) };
  const applied: AppliedFix[] = [];
  for (let round = 0; round < MOST_ROUNDS && !isSpent(bench); round += 1) {
    const candidates = untried(state, bench);
    if (candidates.length === 0) break;
    const batch = withoutOverlaps(candidates);
    const step = applyMost(state, batch, bench);
    applied.push(...step.kept.map(({ code, fix, line }) => ({ code, title: fix.title, line })));
    if (step.kept.length > 0) bench.rejected.clear();
    state = step.state;
  }
  const { result } = state;
  const left = untried(state, bench).length;
  if (left === 0 || !isSpent(bench)) return { xml: state.xml, applied, result };
  const note = createDiagnostic('RP7400', { values: { count: left } });
  return { xml: state.xml, applied, result: { ...result, diagnostics: [note, ...result.diagnostics] } };
}

/** What attempts are made with, and what they have cost so far. */
interface Bench {
  readonly check: (xml: string) => CheckResult;
  readonly isUnsafe: boolean;
  read: number;
  /** Fixes that do not do what they should to the present text; to another one they may. */
  readonly rejected: Set<string>;
}

const isSpent = ({ read }: Bench): boolean => read >= MOST_READ;

interface State {
  readonly xml: string;
  readonly result: CheckResult;
}

function candidatesOf({ xml, result }: State, { isUnsafe }: Bench): readonly Candidate[] {
  const lines = createLineIndex(xml);
  return result.diagnostics.flatMap(({ code, fixes, span, values }) => {
    const fix = fixes.find(({ safe }) => safe || isUnsafe);
    if (fix === undefined) return [];
    return [{ key: keyOf(code, values), code, fix, line: lines.position(span?.start ?? 0).line }];
  });
}

function untried(state: State, bench: Bench): readonly Candidate[] {
  return candidatesOf(state, bench).filter(({ key }) => !bench.rejected.has(key));
}

const keyOf = (code: DiagnosticCode, values: object): string => `${code} ${JSON.stringify(values)}`;

/** The candidates whose edits do not touch those of an earlier one; the others get their turn in the next round. */
function withoutOverlaps(candidates: readonly Candidate[]): readonly Candidate[] {
  // By their place; no two touch.
  const taken: Span[] = [];
  return candidates.filter(({ fix: { edits } }) => {
    const spans = joined(edits);
    if (spans.some((span) => touchesOne(taken, span))) return false;
    for (const span of spans) taken.splice(placeOf(taken, span), 0, span);
    return true;
  });
}

/** The spans of one fix, those that touch as one: a fix may remove neighbours. */
function joined(edits: readonly TextEdit[]): readonly Span[] {
  const spans: Span[] = [];
  for (const { span } of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    const last = spans.at(-1);
    if (last === undefined || !touches(last, span)) spans.push(span);
    else spans[spans.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
  }
  return spans;
}

/** How many of the spans begin before this one does. */
function placeOf(sorted: readonly Span[], { start }: Span): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const span = sorted[middle];
    if (span !== undefined && span.start < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

function touchesOne(sorted: readonly Span[], span: Span): boolean {
  const place = placeOf(sorted, span);
  return [sorted[place - 1], sorted[place]].some((other) => other !== undefined && touches(span, other));
}

const touches = (a: Span, b: Span): boolean => a.start <= b.end && b.start <= a.end;

interface Step {
  readonly kept: readonly Candidate[];
  readonly state: State;
}

/** All of a batch, or of each half of it as many as go together. */
function applyMost(state: State, batch: readonly Candidate[], bench: Bench): Step {
  const none: Step = { kept: [], state };
  if (batch.length === 0 || isSpent(bench)) return none;
  const together = attempt(state, batch, bench);
  if (together !== undefined) return { kept: batch, state: together };
  const [only] = batch;
  if (batch.length === 1 && only !== undefined) {
    bench.rejected.add(only.key);
    return none;
  }
  const middle = batch.length >> 1;
  const first = applyMost(state, batch.slice(0, middle), bench);
  const keys = new Set(batch.slice(middle).map(({ key }) => key));
  // After the first half the others may have other places, or be gone.
  const rest = first.kept.length === 0 ? batch.slice(middle) : candidatesOf(first.state, bench);
  const second = applyMost(first.state, withoutOverlaps(rest.filter(({ key }) => keys.has(key))), bench);
  return { kept: [...first.kept, ...second.kept], state: second.state };
}

/** The document after some fixes; undefined if one of them does not do what it should. */
function attempt(before: State, candidates: readonly Candidate[], bench: Bench): State | undefined {
  const xml = applyEdits(
    before.xml,
    candidates.flatMap(({ fix }) => fix.edits),
  );
  bench.read += Math.max(xml.length, LEAST_READ);
  const result = bench.check(xml);
  const left = new Set(result.diagnostics.map(({ code, values }) => keyOf(code, values)));
  if (candidates.some(({ key }) => left.has(key))) return undefined;
  const isSafe = candidates.every(({ fix }) => fix.safe);
  if (isSafe && unseenIn(result) > unseenIn(before.result)) return undefined;
  if (before.result.plan === undefined) return { xml, result };
  if (result.plan === undefined) return undefined;
  return isSafe && !isHarmless(before.result.plan, result.plan) ? undefined : { xml, result };
}

/** How many devices the guest never sees. */
const unseenIn = ({ diagnostics }: CheckResult): number => diagnostics.filter(({ code }) => code === 'RP7101').length;

const isHarmless = (before: Plan, after: Plan): boolean =>
  ['none', 'notice'].includes(comparePlans(before, after).severity);
