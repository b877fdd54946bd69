import * as core from '@rootport/core';
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

type StageTimer = (xml: string, options: PlanOptions, rounds: number) => StageTimes;

function isStageTimer(value: unknown): value is StageTimer {
  return typeof value === 'function';
}

// Looked up by name: the core may come without it, and the benchmark then shows no stages.
const EXPORTS: Readonly<Record<string, unknown>> = core;
const measureStages = EXPORTS['measureStages'];

/** The time of each stage, best of `rounds`; undefined where the core cannot tell. */
export function stageTimes(xml: string, options: PlanOptions, rounds: number): StageTimes | undefined {
  return isStageTimer(measureStages) ? measureStages(xml, options, rounds) : undefined;
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
