import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import { elements, isElement } from './query.ts';
import type { XmlDocument, XmlElement } from './tree.ts';

export type FoundDomain =
  | { readonly ok: true; readonly domain: XmlElement }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

/**
 * The one `<domain>` of a document: the root, or a direct child of a wrapper (`domainsnapshot`, `domaincheckpoint`,
 * `domstatus` and the like). The `<inactiveDomain>` of a snapshot is not looked at.
 */
export function findDomain(document: XmlDocument): FoundDomain {
  const roots = document.children.filter(isElement);
  const [root] = roots;
  if (root === undefined) return { ok: false, diagnostic: createDiagnostic('RP1005') };
  const domains = roots.flatMap(domainsIn);
  const [domain, second] = domains;
  if (domain === undefined) {
    const diagnostic = createDiagnostic('RP1002', { span: root.startTag, values: { found: root.name } });
    return { ok: false, diagnostic };
  }
  if (second !== undefined) return { ok: false, diagnostic: severalDomains(domain, second, domains.length) };
  return { ok: true, domain };
}

function domainsIn(root: XmlElement): readonly XmlElement[] {
  if (root.name === 'domain') return [root];
  // <domainCapabilities> has a <domain>kvm</domain>, which is a word and no definition.
  return elements(root, 'domain').filter((each) => each.attributes.length > 0 || each.children.some(isElement));
}

function severalDomains(first: XmlElement, second: XmlElement, count: number): Diagnostic {
  return createDiagnostic('RP1003', {
    span: second.startTag,
    values: { count },
    related: [{ message: 'the first <domain> is here', span: first.startTag }],
  });
}
