// A Vite plugin that leaves the tables of XML 1.1 out of the page: the core has saxes read every document as XML 1.0.
export function leanXml() {
  return {
    name: 'rootport-lean-xml',
    enforce: 'pre',
    transform(code, id) {
      if (id.endsWith('/core/src/xml/parse.ts') && !code.includes("defaultXMLVersion: '1.0', forceXMLVersion: true"))
        throw new Error(`${id} may read XML 1.1`);
      return id.endsWith('/xmlchars/xml/1.1/ed2.js') ? { code: 'exports.isChar = undefined;' } : undefined;
    },
  };
}
