// A Vite plugin that keeps the sentences of the catalogue out of the first chunk: what makes a diagnostic needs its
// severity only, and gets a list of these in place of the catalogue; what describes one still imports the catalogue.
const SEVERITIES = '\0rootport-severities';

export function leanCatalogue() {
  let catalogue;
  return {
    name: 'rootport-lean-catalogue',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (source !== './catalogue.ts' || importer?.endsWith('/diagnostics/create.ts') !== true) return undefined;
      catalogue = (await this.resolve(source, importer, { skipSelf: true }))?.id;
      return SEVERITIES;
    },
    async load(id) {
      if (id !== SEVERITIES) return undefined;
      const severities = {};
      let codes = 0;
      for (const file of [catalogue, catalogue.replace('catalogue.ts', 'lint-entries.ts')]) {
        this.addWatchFile(file);
        const text = await this.fs.readFile(file, { encoding: 'utf8' });
        codes += text.match(/^ {2}RP\d{4}: \{/gm)?.length ?? 0;
        for (const [, code, severity] of text.matchAll(/^ {2}(RP\d{4}): \{[^}]*?severity: '(\w+)'/gm)) {
          severities[code] = severity;
        }
      }
      // In few bytes: errors are what is not listed.
      const others = Object.entries(severities).filter(([, severity]) => severity !== 'error');
      if (codes === 0 || Object.keys(severities).length !== codes)
        throw new Error('the catalogue is written in another way');
      return `const others = ${JSON.stringify(Object.fromEntries(others))};
export const CATALOGUE = new Proxy({}, { get: (_, code) => ({ severity: others[code] ?? 'error' }) });`;
    },
  };
}
