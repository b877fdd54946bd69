// A Vite plugin that leaves the tables of XML 1.1 and of namespaces out of the page: the core has saxes read every document
// as XML 1.0, and names of namespaces are its own.
export function leanXml() {
  return {
    name: 'rootport-lean-xml',
    enforce: 'pre',
    transform(code, id) {
      if (id.endsWith('/core/src/xml/parse.ts') && !code.includes("defaultXMLVersion: '1.0', forceXMLVersion: true"))
        throw new Error(`${id} may read XML 1.1`);
      if (id.endsWith('/core/src/xml/parse.ts') && /\bxmlns: /.test(code))
        throw new Error(`${id} may have saxes look at namespaces`);
      if (id.endsWith('/xmlchars/xml/1.1/ed2.js')) return { code: 'exports.isChar = undefined;' };
      return id.endsWith('/xmlchars/xmlns/1.0/ed3.js') ? { code: 'exports.isNCNameChar = undefined;' } : undefined;
    },
  };
}
