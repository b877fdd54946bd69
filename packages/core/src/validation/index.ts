export { validateDomain } from './validate.ts';
