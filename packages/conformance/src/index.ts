export { type WindowCase, windowDocument } from './boots/window-cases.ts';
export { compareArgs, compareDocuments } from './compare.ts';
export type { Comparison, Difference } from './difference.ts';
