/** Stands where a panel would show a plan that there is not. */
export function Refused() {
  return <p class="hint">This document is refused; see Problems.</p>;
}
