import type * as core from '../packages/core/src/index.ts';

interface CodeCase {
  readonly about?: string;
  readonly noCase?: string;
  readonly bytes?: Uint8Array;
  readonly options: object;
}

export const CASES: string;
export const PAGES: string;
export function readCase(code: string): CodeCase;
export function runCase(
  from: typeof core,
  code: string,
  parts: CodeCase,
): { readonly diagnostics: readonly core.Diagnostic[]; readonly text: string };
export function codePages(from: typeof core): Map<string, string>;
export function strayPages(from: typeof core): readonly string[];
