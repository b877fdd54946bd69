export { validateSystem } from './system.ts';
export { validateDomain } from './validate.ts';
