export { invariant } from './invariant.ts';
export { unreachable } from './unreachable.ts';
