import { type CheckPlanner, checkDomain, fixDomain, planDomain } from '@rootport/core';
import { type Current, optionsOf, pageDiagnostics } from './answers.ts';
import type { PageDiagnostic } from './protocol.ts';

/** What libvirt refuses and what else is likely a mistake, with fixes. */
export function findings(current: Current): Promise<readonly PageDiagnostic[]> {
  const { text, settings } = current.request;
  const { diagnostics } = checkDomain(text, plannerOf(current), optionsOf(settings));
  return pageDiagnostics(diagnostics, text);
}

/** The text with every safe fix that can be applied. */
export function fixed(current: Current): { readonly xml?: string; readonly applied: readonly string[] } {
  const { text, settings } = current.request;
  const { xml, applied } = fixDomain(text, plannerOf(current), optionsOf(settings));
  return { ...(xml === text ? {} : { xml }), applied: applied.map(({ title }) => title) };
}

/** The plan that there is is not made again. */
function plannerOf({ request: { text, settings }, result }: Current): CheckPlanner {
  const options = optionsOf(settings);
  return (xml, profile) =>
    xml === text && profile === undefined
      ? result
      : planDomain(xml, profile === undefined ? options : { ...options, profile });
}
