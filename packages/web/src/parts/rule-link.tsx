/** The name of a rule, such as `T-GROW-2 row 6` or `A-PLUG-1, A-PLUG-2`, as a link to its text. */
export function RuleLink({ rule }: { readonly rule: string }) {
  const name = rule.split(/[ ,.]/)[0]?.toLowerCase();
  return (
    <a class="rule" href={`./rules.html#${name}`} target="_blank" rel="noreferrer">
      {rule}
    </a>
  );
}
