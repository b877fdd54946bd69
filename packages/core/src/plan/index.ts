export { type OpenSlot, openSlots } from './open-places.ts';
export { createPlan, type Plan } from './plan.ts';
