export function documentOf(row: {
  readonly machine: string;
  readonly before?: string;
  readonly devices: string;
  readonly kind?: string;
}): string;
export function wordsOf(result: {
  readonly ok: boolean;
  readonly diagnostics: readonly { readonly severity: string; readonly code: string; readonly values: object }[];
}): readonly string[];
