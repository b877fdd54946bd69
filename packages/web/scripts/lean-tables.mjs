// A Vite plugin that leaves the words of refusals out of their table: they are for the history of the releases, which
// the page does not show, and would be 1 kB of its first chunk.
export function leanTables() {
  return {
    name: 'rootport-lean-tables',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('/profiles/tables/refusals.ts')) return undefined;
      const left = code
        .replace(/\babout: (?:'[^'\n]*'|"[^"\n]*"),?/g, '')
        .replace(/\bconcerns: having\([^()]*\),?/g, '');
      if (left.length > code.length - 1000) throw new Error(`${id}: the words are written in another way`);
      return { code: left };
    },
  };
}
