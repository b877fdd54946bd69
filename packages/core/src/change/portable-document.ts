import { checkArguments, isFunction, isText } from '../basics/index.ts';
import { type ProfilePlanner, signature } from '../compare/index.ts';
import { createDiagnostic, type Diagnostic, describeDiagnostic } from '../diagnostics/index.ts';
import { patchXml } from '../outputs/index.ts';
import type { Plan } from '../plan/index.ts';
import { isProfile, type ProfileChoice, type ProfileName, profileOf, profileSpan } from '../profiles/index.ts';

/** A document that all releases of a span accept and place alike; or what cannot be had. */
export type PortableDocument =
  | { readonly ok: true; readonly xml: string; readonly plan: Plan; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Codes for what a release passes over or refuses since it does not know it. */
const UNKNOWN: readonly string[] = ['RP4004', 'RP4006'];

/**
 * Completes a document so that every libvirt from one to another accepts it and gives the same places. It is completed
 * as the oldest does, which writes nothing that the others would not know; newer ones keep what is written.
 */
export function portableDocument(
  xml: string,
  oldest: ProfileChoice,
  newest: ProfileChoice,
  planner: ProfilePlanner,
): PortableDocument {
  checkArguments('portableDocument', {
    xml: [xml, isText],
    oldest: [oldest, isProfile],
    newest: [newest, isProfile],
    planner: [planner, isFunction],
  });
  const [from, to] = [profileOf(oldest), profileOf(newest)];
  const span = profileSpan(from, to);
  if (span === undefined) return { ok: false, diagnostics: [createDiagnostic('RP4360', { values: { from, to } })] };
  const missing = span.flatMap((profile) => {
    const answer = planner(xml, profile);
    const told = answer.diagnostics.filter(({ code, severity }) => severity === 'error' || UNKNOWN.includes(code));
    return told.slice(0, 1).map((first) => notPortable(profile, first));
  });
  if (missing.length > 0) return { ok: false, diagnostics: onePerPlace(missing) };
  let differing: ProfileName | undefined;
  for (const base of span) {
    const answer = planner(xml, base);
    if (!answer.ok) continue;
    const completed = patchXml(answer.plan);
    const places = span.map((profile) => {
      const again = planner(completed, profile);
      return again.ok ? signature(again.plan) : undefined;
    });
    const own = places[span.indexOf(base)];
    differing = span.find((_, position) => own === undefined || places[position] !== own);
    if (differing === undefined)
      return { ok: true, xml: completed, plan: answer.plan, diagnostics: answer.diagnostics };
  }
  return { ok: false, diagnostics: [createDiagnostic('RP4362', { values: { from, to, differing: differing ?? to } })] };
}

function notPortable(profile: ProfileName, first: Diagnostic): Diagnostic {
  return createDiagnostic('RP4361', {
    values: { profile },
    ...(first.span === undefined ? {} : { span: first.span }),
    related: [
      {
        message: `${describeDiagnostic(first).message} [${first.code}]`,
        ...(first.span === undefined ? {} : { span: first.span }),
      },
    ],
  });
}

// Every release of the span that refuses for the same reason need not be told.
function onePerPlace(all: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return all.filter(({ span, related }) => {
    const key = `${span?.start} ${related[0]?.message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
