import { comparePlans, type PlanComparison } from '@rootport/core';
import type { Compute } from './panel.ts';

export type DiffAnswer = PlanComparison | 'refused' | 'original refused';

/** The text to compare with. */
export type DiffInput = string | undefined;

export const compute: Compute<DiffAnswer, DiffInput> = ({ text, result, planner }, original) => {
  if (!result.ok) return 'refused';
  const before = planner(original ?? text);
  return before.ok ? comparePlans(before.plan, result.plan) : 'original refused';
};
