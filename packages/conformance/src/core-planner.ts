import {
  CATALOGUE,
  canonicalXml,
  capabilitiesFor,
  describeDiagnostic,
  type PlanOptions,
  patchXml,
  planDomain,
} from '@rootport/core';
import type { Planner } from './planner.ts';

/** The best times of each stage in milliseconds. */
export interface StageTimes {
  readonly read: number;
  readonly defaults: number;
  readonly placement: number;
  readonly patch: number;
}

/** The time of each stage, best of `rounds`. */
export function stageTimes(xml: string, options: PlanOptions, rounds: number): StageTimes {
  const best = {
    read: Number.POSITIVE_INFINITY,
    defaults: Number.POSITIVE_INFINITY,
    placement: Number.POSITIVE_INFINITY,
    patch: Number.POSITIVE_INFINITY,
  };
  for (let round = 0; round < rounds; round += 1) {
    const marks = new Map<string, number>();
    const start = performance.now();
    const result = planDomain(xml, { ...options, onStage: (stage) => marks.set(stage, performance.now()) });
    const planned = performance.now();
    if (result.ok) patchXml(result.plan);
    const at = (stage: string): number => marks.get(stage) ?? planned;
    best.read = Math.min(best.read, at('domain') - start);
    best.defaults = Math.min(best.defaults, at('defaults') - at('domain'));
    best.placement = Math.min(best.placement, at('placement') - at('defaults'));
    best.patch = Math.min(best.patch, performance.now() - planned);
  }
  return best;
}

/** The core as a planner. */
export const CORE_PLANNER: Planner = {
  plan(xml, options) {
    const result = planDomain(xml, options);
    if (result.ok) {
      const { plan } = result;
      return { ok: true, patched: () => patchXml(plan), canonical: () => canonicalXml(plan) };
    }
    const error = result.diagnostics.find(({ severity }) => severity === 'error');
    if (!error) return { ok: false, kind: '(none)', text: 'refused without an error' };
    const { kind } = CATALOGUE[error.code];
    return { ok: false, kind, text: `${error.code} ${kind}: ${describeDiagnostic(error).message}` };
  },
  capabilities(profile, arch) {
    const names = capabilitiesFor(profile, arch);
    if (!names) throw new Error(`the core does not tell the capabilities of ${profile} on ${arch}`);
    return names;
  },
};
