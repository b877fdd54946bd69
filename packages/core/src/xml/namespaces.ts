import { type FaultLog, reportFault } from './faults.ts';
import type { XmlAttribute } from './tree.ts';

const XML_URI = 'http://www.w3.org/XML/1998/namespace';
const XMLNS_URI = 'http://www.w3.org/2000/xmlns/';

/** The prefixes in force, and how to undo the declarations of each open element. */
export interface Namespaces {
  readonly uris: Map<string, string>;
  readonly declarations: { readonly depth: number; readonly prefix: string; readonly before: string | undefined }[];
}

/** The bindings outside all elements. */
export function createNamespaces(): Namespaces {
  return { uris: new Map([['xml', XML_URI]]), declarations: [] };
}

/** Puts the `xmlns` attributes of an element at `depth` into force. */
export function declareNamespaces(
  namespaces: Namespaces,
  depth: number,
  attributes: readonly XmlAttribute[],
  log: FaultLog,
): void {
  for (const { name, value, span } of attributes) {
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) continue;
    const prefix = name.slice(6);
    const isReserved = prefix === 'xmlns' || value === XMLNS_URI || (prefix === 'xml') !== (value === XML_URI);
    if (isReserved) reportFault(log, span, `the namespace in ${name} is reserved`);
    // libvirt passes over it: the prefix stays undeclared.
    if (value === '' && prefix !== '') continue;
    namespaces.declarations.push({ depth, prefix, before: namespaces.uris.get(prefix) });
    namespaces.uris.set(prefix, value);
  }
}

/** Undoes the declarations of the element at `depth`. */
export function leaveNamespaces({ uris, declarations }: Namespaces, depth: number): void {
  for (let last = declarations.at(-1); last !== undefined && last.depth >= depth; last = declarations.at(-1)) {
    if (last.before === undefined) uris.delete(last.prefix);
    else uris.set(last.prefix, last.before);
    declarations.pop();
  }
}

/**
 * The namespace URI of a qualified name; none for a prefix that is not declared, as libvirt has it, which is then a
 * part of the name. Colons that separate no prefix are a part of it, too.
 */
export function resolveName(namespaces: Namespaces, name: string): string {
  const colon = name.indexOf(':');
  return namespaces.uris.get(colon === -1 ? '' : name.slice(0, colon)) ?? '';
}

/** Reports two attributes with the same namespace and local name, and notes the local names. */
export function checkPrefixedAttributes(
  namespaces: Namespaces,
  attributes: readonly XmlAttribute[],
  log: FaultLog,
): void {
  const seen = new Set<string>();
  for (const attribute of attributes) {
    const { name, span } = attribute;
    if (!name.includes(':') || name.startsWith('xmlns:')) continue;
    const nameSpan = { start: span.start, end: span.start + name.length };
    const expanded = `${name.slice(name.indexOf(':') + 1)} ${resolveName(namespaces, name)}`;
    if (seen.has(expanded)) reportFault(log, nameSpan, `the attribute ${name} is given twice`);
    seen.add(expanded);
    if (namespaces.uris.has(name.slice(0, name.indexOf(':')))) attribute.local = name.slice(name.indexOf(':') + 1);
  }
}
