// A Vite plugin that leaves what is for XML 1.1 and for namespaces out of the page: the core has saxes read every document as
// XML 1.0, and names of namespaces are its own.

/** Methods of saxes that are then never called. */
const DEAD = ['getCode11', 'pushAttribNS', 'resolve', 'qname', 'processAttribsNS'];

export function leanXml() {
  return {
    name: 'rootport-lean-xml',
    enforce: 'pre',
    transform(code, id) {
      if (id.endsWith('/core/src/xml/parse.ts') && !code.includes("defaultXMLVersion: '1.0', forceXMLVersion: true"))
        throw new Error(`${id} may read XML 1.1`);
      if (id.endsWith('/core/src/xml/parse.ts') && /\bxmlns: /.test(code))
        throw new Error(`${id} may have saxes look at namespaces`);
      if (id.endsWith('/saxes/saxes.js'))
        return { code: DEAD.reduce((text, name) => withoutBody(text, name, id), code) };
      if (id.endsWith('/xmlchars/xml/1.1/ed2.js')) return { code: 'exports.isChar = undefined;' };
      return id.endsWith('/xmlchars/xmlns/1.0/ed3.js') ? { code: 'exports.isNCNameChar = undefined;' } : undefined;
    },
  };
}

/** The method with nothing in it; its end is the brace of the same indentation. */
function withoutBody(code, name, id) {
  const left = code.replace(new RegExp(`^( +)${name}\\(([^)]*)\\) \\{\\n[^]*?^\\1\\}`, 'm'), `$1${name}() {}`);
  if (left === code) throw new Error(`${id}: ${name} is written in another way`);
  return left;
}
