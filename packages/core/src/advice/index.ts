export type { Planner, PlannerResult } from './edited-document.ts';
export { planLocked } from './plan-locked.ts';
