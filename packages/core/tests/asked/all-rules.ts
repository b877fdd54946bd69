import { CATALOGUE, type DiagnosticCode, isSettable } from '../../src/index.ts';

/** Settings of `rules` that make every rule speak. */
export const ALL_RULES = Object.fromEntries(
  (Object.keys(CATALOGUE) as DiagnosticCode[]).filter(isSettable).map((code) => [code, 'warning'] as const),
);
