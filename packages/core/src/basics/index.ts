export { closeMatches } from './close-matches.ts';
export { groupBy, pushTo } from './group.ts';
export { invariant } from './invariant.ts';
export { unreachable } from './unreachable.ts';
