import type * as core from '../src/index.ts';

// The scripts that make pages are plain JavaScript; these are their types.

interface CodeCase {
  readonly about?: string;
  readonly noCase?: string;
  readonly bytes?: Uint8Array;
  readonly options: object;
}

export interface CodePagesScript {
  readonly CASES: string;
  readonly PAGES: string;
  readCase(code: string): CodeCase;
  runCase(
    from: typeof core,
    code: string,
    parts: CodeCase,
  ): { readonly diagnostics: readonly core.Diagnostic[]; readonly text: string };
  codePages(from: typeof core): Map<string, string>;
  strayPages(from: typeof core): readonly string[];
}

export interface ProfilesPageScript {
  readonly PAGE: string;
  profilesPage(text: string, facts: object): string;
}

export interface RulesScript {
  readonly RULES: string;
  readRules(): readonly {
    readonly name: string;
    readonly title: string;
    readonly isBackground: boolean;
    readonly page: string;
  }[];
}

/** scripts/code-pages.mjs */
export async function codePagesScript(): Promise<CodePagesScript> {
  return await import(new URL('../../../scripts/code-pages.mjs', import.meta.url).href);
}

/** scripts/profiles-page.mjs */
export async function profilesPageScript(): Promise<ProfilesPageScript> {
  return await import(new URL('../../../scripts/profiles-page.mjs', import.meta.url).href);
}

/** scripts/rules.mjs */
export async function rulesScript(): Promise<RulesScript> {
  return await import(new URL('../../../scripts/rules.mjs', import.meta.url).href);
}
