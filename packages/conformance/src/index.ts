export { compareArgs, compareDocuments } from './compare.ts';
export type { Comparison, Difference } from './difference.ts';
