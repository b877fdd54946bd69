/** The line below a text that names rules in brackets: how to look one up. Empty where the text names none. */
export function ruleHint(rules: readonly (string | undefined)[]): string {
  // "T-GROW-2 row 6" and "A-PLUG-1, A-PLUG-2" begin with a name.
  const name = rules.find((rule) => rule !== undefined)?.split(/[ ,]/)[0];
  return name === undefined ? '' : `\nRules are in brackets; to read one: rootport rules ${name}\n`;
}
