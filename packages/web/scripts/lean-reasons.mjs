// A Vite plugin that keeps the reasons of refused settings out of the first chunk: the worker has their numbers, and
// what describes a diagnostic, which is loaded with the first thing there is to say, has the words.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const core = fileURLToPath(new URL('../../core/src/', import.meta.url));
const WORDS = '\0rootport-reasons';
// XML has no such character, so no value of a document looks like a number of a reason.
const MARK = '\\u0001';

/** Where reasons are written, how (as the only texts with blanks, or behind a name), and how many there are at least. */
const TEXTS = /'([^'\n]*)'/g;
const NAMED = /(?<=(?:reason: |need: |what: |help: |complain\((?:'[^'\n]*', |`[^`\n]*`, )?))'([^'\n]*)'/g;
const SOURCES = [
  ['profiles/tables/device-settings.ts', TEXTS, 90],
  ['profiles/tables/disk-settings.ts', TEXTS, 50],
  ['validation/os-settings.ts', TEXTS, 15],
  ['profiles/tables/availability.ts', NAMED, 30],
  ['xml/saxes-faults.ts', /(?<=', )'([^'\n]*)'(?=\],)/g, 10],
  ...readdirSync(`${core}validation`)
    .filter((name) => name !== 'os-settings.ts')
    .map((name) => [`validation/${name}`, NAMED, name.endsWith('device-settings.ts') ? 8 : 0]),
];

function readReasons() {
  const found = SOURCES.flatMap(([file, pattern, least]) => {
    const reasons = [...readFileSync(core + file, 'utf8').matchAll(pattern)]
      .map(([, reason]) => reason)
      .filter((reason) => reason.includes(' '));
    if (reasons.length < least) throw new Error(`${file}: its reasons are written in another way`);
    return reasons;
  });
  return [...new Set(found)];
}

export function leanReasons() {
  const reasons = readReasons();
  return {
    name: 'rootport-lean-reasons',
    enforce: 'pre',
    resolveId: (source) => (source === WORDS ? WORDS : undefined),
    load: (id) => (id === WORDS ? `export const REASONS = ${JSON.stringify(reasons)};` : undefined),
    transform(code, id) {
      if (id.endsWith('/diagnostics/describe.ts')) {
        const words = code.replace(
          'String(values[name] ?? whole)',
          `String(values[name] ?? whole).replace(/^${MARK}(\\d+)$/, (_, number) => REASONS[number] ?? '')`,
        );
        if (words === code) throw new Error(`${id}: sentences are filled in another way`);
        return { code: `import { REASONS } from '${WORDS.replace('\0', '\\0')}';\n${words}` };
      }
      const source = SOURCES.find(([file]) => id.endsWith(`/core/src/${file}`));
      if (source === undefined) return undefined;
      return {
        code: code.replace(source[1], (text, reason) =>
          reason.includes(' ') ? `'${MARK}${reasons.indexOf(reason)}'` : text,
        ),
      };
    },
  };
}
