// Bundles the command as dist, because loading a hundred small modules takes longer than planning a domain.
// It starts from the sources, so that a second run never takes a bundle for its input. Not minified: that saves
// hardly any time, and users send us stacks.
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { licenses, packagesIn } from '../../../scripts/licenses.mjs';
import { PARTS } from './parts.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

const bundle = await rolldown({
  input: {
    main: join(root, 'src/main.ts'),
    // A thread of a fleet begins with two files: piscina's, which it looks for beside itself, and ours.
    'chunks/worker': join(dirname(createRequire(import.meta.url).resolve('piscina')), 'worker.js'),
    'fleet/worker': join(root, 'src/fleet/worker.ts'),
  },
  // A native program that piscina does without.
  external: ['@napi-rs/nice'],
  transform: { define: { __dirname: 'import.meta.dirname' } },
  platform: 'node',
  resolve: { conditionNames: ['@rootport/source', 'node', 'import', 'default'] },
});
// All of it is made anew: what is old would be carried by the package.
rmSync(dist, { recursive: true, force: true });
const { output } = await bundle.write({
  dir: dist,
  format: 'es',
  chunkFileNames: 'chunks/[name].js',
  codeSplitting: PARTS,
});
await bundle.close();

// What "rootport view" serves. Its service worker is left out: the command is at another address each time.
const page = fileURLToPath(new URL('../../web/dist', import.meta.url));
cpSync(page, join(dist, 'page'), { recursive: true, filter: (path) => !path.endsWith('sw.js') });

writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), licenses(packagesIn(output), 'dist/main.js and dist/chunks'));
