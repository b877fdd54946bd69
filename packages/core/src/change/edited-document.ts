import type { Diagnostic } from '../diagnostics/index.ts';
import type { Plan } from '../plan/index.ts';
import type { Span, TextEdit } from '../text/index.ts';

/** What a planner answers. */
export type PlannerResult =
  | { readonly ok: true; readonly plan: Plan; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** The pipeline, `(xml) => planDomain(xml, options)`; handed in, because advice must not know it. */
export type Planner = (xml: string) => PlannerResult;

/**
 * Diagnostics of an edited text as ones of the text before: places in inserted text become the place of the insertion.
 * Fixes are left out, since they are edits of the edited text.
 */
export function inOriginalText(diagnostics: readonly Diagnostic[], edits: readonly TextEdit[]): readonly Diagnostic[] {
  const back = backwards(edits);
  return diagnostics.map((diagnostic) => ({
    ...diagnostic,
    ...(diagnostic.span === undefined ? {} : { span: back(diagnostic.span) }),
    related: diagnostic.related.map((place) => ({
      ...place,
      ...(place.span === undefined ? {} : { span: back(place.span) }),
    })),
    fixes: [],
  }));
}

function backwards(edits: readonly TextEdit[]): (span: Span) => Span {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const offset = (at: number): number => {
    let shift = 0;
    for (const { span, newText } of sorted) {
      const start = span.start + shift;
      if (at < start) break;
      if (at < start + newText.length) return span.start;
      shift += newText.length - (span.end - span.start);
    }
    return at - shift;
  };
  return ({ start, end }) => {
    const first = offset(start);
    return { start: first, end: Math.max(first, offset(end)) };
  };
}
