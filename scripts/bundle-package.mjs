// Bundles src/main.ts of a package, and all that it uses, into one file of its dist.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { licenses, packagesIn } from './licenses.mjs';

/** `folder`: URL of the package; `format`: `es` or `cjs`. `ROOTPORT_VERSION` in the code becomes the package's version. */
export async function bundlePackage(folder, format) {
  const root = fileURLToPath(folder);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const bundle = await rolldown({
    input: join(root, 'src/main.ts'),
    platform: 'node',
    resolve: { conditionNames: ['@rootport/source', 'node', format === 'es' ? 'import' : 'require', 'default'] },
    transform: {
      define: {
        ROOTPORT_VERSION: JSON.stringify(version),
        ...(format === 'cjs' ? { 'import.meta.url': '"file:///rootport"' } : {}),
      },
    },
  });
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const file = join(root, `dist/main.${format === 'es' ? 'js' : 'cjs'}`);
  const { output } = await bundle.write({ file, format, codeSplitting: false });
  await bundle.close();
  writeFileSync(join(root, 'dist/THIRD-PARTY-LICENSES.txt'), licenses(packagesIn(output), file.slice(root.length)));
}
