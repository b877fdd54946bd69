import { deviceIds, type Explanation, explainPlan, explainRefusal } from '@rootport/core';
import type { Compute } from './panel.ts';

/** Of the device in focus; else of the whole plan, or of what found no place. */
export const compute: Compute<readonly Explanation[]> = ({ result, options, focus }) => {
  if (!result.ok) return explainRefusal(result.failedSearches ?? []);
  const device = [...deviceIds(result.plan)].find(([, id]) => id === focus)?.[0];
  return [explainPlan(result.plan, device && { type: 'device', device }, options.host)];
};
