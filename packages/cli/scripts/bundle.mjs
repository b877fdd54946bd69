// Bundles the command over dist/main.js, because loading a hundred small modules takes longer than planning a domain.
// It starts from the sources, so that a second run never takes a bundle for its input. Not minified: that saves
// hardly any time, and users send us stacks.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

const bundle = await rolldown({
  input: { main: join(root, 'src/main.ts') },
  platform: 'node',
  // write-file-atomic, an older module, makes its temporary names from it.
  transform: { define: { __filename: 'import.meta.url' } },
  resolve: { conditionNames: ['@rootport/source', 'node', 'import', 'default'] },
});
// Old chunks first: nothing would load them, but a package would carry them.
rmSync(join(dist, 'chunks'), { recursive: true, force: true });
const { output } = await bundle.write({ dir: dist, format: 'es', chunkFileNames: 'chunks/[name].js' });
await bundle.close();

// The map that tsc wrote belongs to the file that the bundle replaces.
rmSync(join(dist, 'main.js.map'), { force: true });
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), licenses(packagesIn(output)));

/** The folders of the packages whose code is in the bundle. */
function packagesIn(chunks) {
  const ids = chunks.flatMap((chunk) => (chunk.type === 'chunk' ? Object.keys(chunk.modules) : []));
  const folders = ids.map((id) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0]);
  return [...new Set(folders)].filter((folder) => folder !== undefined).sort();
}

/** Name, version and licence of each package, as their licences ask of those who pass the code on. */
function licenses(folders) {
  const texts = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
    return `${name} ${version} (${license})\n${text}`;
  });
  return `dist/main.js and dist/chunks contain code of these packages.\n\n${texts.join(`\n${'-'.repeat(72)}\n\n`)}`;
}
