export { closeMatches } from './close-matches.ts';
export { invariant } from './invariant.ts';
export { unreachable } from './unreachable.ts';
