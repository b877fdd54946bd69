import type { Plan, PlanOptions } from '@rootport/core';
import * as core from '@rootport/core';
import type { Planner } from './planner.ts';

// Exports that the core may lack, so that the runners work with any state of it.
const EXPORTS: Readonly<Record<string, unknown>> = core;

/** The best times of each stage in milliseconds. */
export interface StageTimes {
  readonly read: number;
  readonly defaults: number;
  readonly placement: number;
  readonly patch: number;
}

type Printer = (plan: Plan) => string;
type CapabilityLookup = (profile: string, arch: string) => readonly string[] | undefined;
type StageTimer = (xml: string, options: PlanOptions, rounds: number) => StageTimes;

function isPrinter(value: unknown): value is Printer {
  return typeof value === 'function';
}

function isCapabilityLookup(value: unknown): value is CapabilityLookup {
  return typeof value === 'function';
}

function isStageTimer(value: unknown): value is StageTimer {
  return typeof value === 'function';
}

const canonicalXml = EXPORTS['canonicalXml'];
const capabilitiesFor = EXPORTS['capabilitiesFor'];
const measureStages = EXPORTS['measureStages'];

/** The time of each stage, best of `rounds`; undefined where the core cannot tell. */
export function stageTimes(xml: string, options: PlanOptions, rounds: number): StageTimes | undefined {
  return isStageTimer(measureStages) ? measureStages(xml, options, rounds) : undefined;
}

/** The core as a planner. */
export const CORE_PLANNER: Planner = {
  plan(xml, options) {
    const result = core.planDomain(xml, options);
    if (result.ok) {
      const { plan } = result;
      const patched = () => core.patchXml(plan);
      return isPrinter(canonicalXml)
        ? { ok: true, patched, canonical: () => canonicalXml(plan) }
        : { ok: true, patched };
    }
    const error = result.diagnostics.find(({ severity }) => severity === 'error');
    if (!error) return { ok: false, kind: '(none)', text: 'refused without an error' };
    const { kind } = core.CATALOGUE[error.code];
    return { ok: false, kind, text: `${error.code} ${kind}: ${core.describeDiagnostic(error).message}` };
  },
  capabilities(profile, arch) {
    const names = isCapabilityLookup(capabilitiesFor) ? capabilitiesFor(profile, arch) : undefined;
    if (!names) throw new Error(`the core does not tell the capabilities of ${profile} on ${arch}`);
    return names;
  },
};
