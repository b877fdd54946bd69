import { comparePlans } from '../compare/index.ts';
import type { DiagnosticCode, Fix } from '../diagnostics/index.ts';
import type { Plan } from '../plan/index.ts';
import { applyEdits, createLineIndex, type TextEdit } from '../text/index.ts';
import { type CheckResult, checkDomain } from './check-domain.ts';
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

/**
 * Applies fixes until there is none left to apply. A fix is kept only if its finding is gone afterwards, if a document
 * that libvirt accepts is still accepted, and, for a safe one, if the guest has no trouble with the change.
 */
export function fixDomain(xml: string, planner: CheckPlanner, options: FixOptions = {}): FixedDomain {
  let state = { xml, result: checkDomain(xml, planner, options) };
  const applied: AppliedFix[] = [];
  // Those that do not do what they should to the present text; to another one they may.
  let rejected = new Set<string>();
  const check = (text: string): CheckResult => checkDomain(text, planner, options);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const candidates = candidatesOf(state, options.unsafe === true).filter(({ key }) => !rejected.has(key));
    if (candidates.length === 0) break;
    const batch = withoutOverlaps(candidates);
    const together = attempt(state, batch, check);
    // Where they do not go together, the first one that goes alone; the others are looked at again after it.
    const step = together === undefined ? firstAlone(state, batch, check) : { kept: batch, state: together };
    applied.push(...step.kept.map(({ code, fix, line }) => ({ code, title: fix.title, line })));
    rejected = step.kept.length === 0 ? new Set([...rejected, ...batch.map(({ key }) => key)]) : new Set();
    state = step.state;
  }
  return { xml: state.xml, applied, result: state.result };
}

interface State {
  readonly xml: string;
  readonly result: CheckResult;
}

function candidatesOf({ xml, result }: State, withUnsafe: boolean): readonly Candidate[] {
  const lines = createLineIndex(xml);
  return result.diagnostics.flatMap(({ code, fixes, span, values }) => {
    const fix = fixes.find(({ safe }) => safe || withUnsafe);
    if (fix === undefined) return [];
    return [{ key: keyOf(code, values), code, fix, line: lines.position(span?.start ?? 0).line }];
  });
}

const keyOf = (code: DiagnosticCode, values: object): string => `${code} ${JSON.stringify(values)}`;

/** The candidates whose edits do not touch those of an earlier one; the others get their turn in the next round. */
function withoutOverlaps(candidates: readonly Candidate[]): readonly Candidate[] {
  const taken: TextEdit[] = [];
  return candidates.filter(({ fix: { edits } }) => {
    if (edits.some((edit) => taken.some((other) => touches(edit, other)))) return false;
    taken.push(...edits);
    return true;
  });
}

const touches = (a: TextEdit, b: TextEdit): boolean => a.span.start <= b.span.end && b.span.start <= a.span.end;

interface Step {
  readonly kept: readonly Candidate[];
  readonly state: State;
}

function firstAlone(state: State, batch: readonly Candidate[], check: (xml: string) => CheckResult): Step {
  for (const candidate of batch) {
    const next = attempt(state, [candidate], check);
    if (next !== undefined) return { kept: [candidate], state: next };
  }
  return { kept: [], state };
}

/** The document after some fixes; undefined if one of them does not do what it should. */
function attempt(
  before: State,
  candidates: readonly Candidate[],
  check: (xml: string) => CheckResult,
): State | undefined {
  const xml = applyEdits(
    before.xml,
    candidates.flatMap(({ fix }) => fix.edits),
  );
  const result = check(xml);
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
