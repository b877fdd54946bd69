// A Vite plugin that leaves the words and the rules of refusals, switches, capabilities and of what is available out of their
// tables: they are for the history of the releases and for readers, which the page does not show, and would be 2 kB of its
// first chunk.
const RULE = /'[A-Z]+-[A-Z0-9-]+'/g;

export function leanTables() {
  return {
    name: 'rootport-lean-tables',
    enforce: 'pre',
    transform(code, id) {
      if (/\/profiles\/(?:capabilities|tables\/availability)\.ts$/.test(id))
        return { code: without(code, id, [/\brule: '[A-Z0-9-]+',/g], '', 500) };
      if (id.endsWith('/profiles/tables/switches.ts')) return { code: without(code, id, [RULE], "''", 300) };
      if (!id.endsWith('/profiles/tables/refusals.ts')) return undefined;
      const words = [/\babout: (?:'[^'\n]*'|"[^"\n]*"),?/g, /\bconcerns: having\([^()]*\),?/g];
      return { code: without(without(code, id, words, '', 1000), id, [RULE], "''", 300) };
    },
  };
}

/** For the worker alone: it plans, while the page shows what profiles are called and when they were new. */
export function leanProfiles() {
  return {
    name: 'rootport-lean-profiles',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/profiles\/tables\/(?:distributions|releases)\.ts$/.test(id)) return undefined;
      const words = [/(?<=\b(?:title|source|date): )'[^'\n]*'(?=,| \})/g];
      return { code: without(code, id, words, "''", 500) };
    },
  };
}

function without(code, id, patterns, instead, least) {
  const left = patterns.reduce((text, pattern) => text.replace(pattern, instead), code);
  if (left.length > code.length - least) throw new Error(`${id}: the words are written in another way`);
  return left;
}
