// The scripts that make pages are plain JavaScript; these are their types.

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

/** scripts/profiles-page.mjs */
export async function profilesPageScript(): Promise<ProfilesPageScript> {
  return await import(new URL('../../../scripts/profiles-page.mjs', import.meta.url).href);
}

/** scripts/rules.mjs */
export async function rulesScript(): Promise<RulesScript> {
  return await import(new URL('../../../scripts/rules.mjs', import.meta.url).href);
}
