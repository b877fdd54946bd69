import { checkDomain, planDomain } from '@rootport/core';
import { type Current, optionsOf, pageDiagnostics } from './answers.ts';
import type { PageDiagnostic } from './protocol.ts';

/** What libvirt refuses and what else is likely a mistake, with fixes. The plan that there is is not made again. */
export function findings({ request, result }: Current): Promise<readonly PageDiagnostic[]> {
  const { text, settings } = request;
  const options = optionsOf(settings);
  const { diagnostics } = checkDomain(
    text,
    (xml, profile) =>
      xml === text && profile === undefined
        ? result
        : planDomain(xml, profile === undefined ? options : { ...options, profile }),
    options,
  );
  return pageDiagnostics(diagnostics, text);
}
