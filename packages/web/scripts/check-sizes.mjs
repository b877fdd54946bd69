// Measures the built page as a browser loads it, compressed, and fails when it has grown beyond what was promised.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const size = (name) => gzipSync(readFileSync(dist + name), { level: 9 }).length;
const assets = readdirSync(`${dist}assets`).map((name) => `assets/${name}`);
const html = readFileSync(`${dist}index.html`, 'utf8');

const worker = withImports(assets.filter((name) => /planner-[^/]*\.js$/.test(name)));
const drawing = withImports(assets.filter((name) => /draw-plan-[^/]*\.js$/.test(name)));
if (worker.length === 0 || drawing.length === 0) throw new Error('the chunks of the worker have other names');

const first = new Set(['index.html', ...assets.filter((name) => html.includes(name)), ...worker, ...drawing]);

const LIMITS = [
  { what: 'first load without the editor', files: first, limit: 160_000 },
  { what: 'core', files: worker, limit: 97_000 },
];

for (const { what, files, limit } of LIMITS) {
  const bytes = [...files].reduce((sum, name) => sum + size(name), 0);
  process.stdout.write(`${what}: ${(bytes / 1000).toFixed(1)} kB gzip of at most ${limit / 1000}\n`);
  if (bytes <= limit) continue;
  process.stderr.write(`${what}: the build ends here, since more than that makes the page slow to open\n`);
  process.exitCode = 1;
}

/** The files and what they import before they run. */
function withImports(names) {
  const all = new Set(names);
  for (const name of all) {
    const text = readFileSync(dist + name, 'utf8');
    for (const [, file] of text.matchAll(/(?:from|import)"\.\/([^"]+\.js)"/g)) all.add(`assets/${file}`);
  }
  return [...all];
}
