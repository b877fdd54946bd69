const PROLOG = /^\uFEFF?(?:\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE[^>[]*(?:\[[\s\S]*?\])?[^>]*>)*/;

/** The name of a document's first element; undefined where what is there is no element. */
export function rootElement(xml: string): string | undefined {
  const start = PROLOG.exec(xml)?.[0].length ?? 0;
  return /^<([^\s/>!?]{1,80})/.exec(xml.slice(start, start + 100))?.[1];
}

/** Whether XML is of another kind than a domain, such as `<network>` or `<pool>`, and has no domain in it. */
export function isOtherKind(xml: string): boolean {
  const root = rootElement(xml);
  // A <domain> with neither attributes nor elements is a word, as in <domainCapabilities>.
  return root !== undefined && root !== 'domain' && !/<domain(?:\s+[\w:]|\s*>\s*<)/.test(xml);
}
