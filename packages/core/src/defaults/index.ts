export { applyDefaults, applyLateDefaults } from './apply-defaults.ts';
export type { Completion } from './completion.ts';
