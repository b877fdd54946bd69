// The core with the questions of its tests in one script, where one file may be changed.

import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/**
 * The script, which gives `files`: what `AnswerFile`s there are.
 * @param {string} root
 * @param {(source: string, path: string) => string} change
 */
export async function bundle(root, change) {
  const build = await rolldown({
    input: resolve(root, 'packages/core/tests/asked/index.ts'),
    platform: 'node',
    external: /\/dist\//,
    treeshake: false,
    resolve: { conditionNames: ['@rootport/source', 'import', 'node', 'default'] },
    onLog() {},
    plugins: [
      {
        name: 'mutant',
        transform: {
          filter: { id: { exclude: /node_modules/ } },
          handler(code, id) {
            return change(code, id)
              .replaceAll('import.meta.dirname', JSON.stringify(dirname(id)))
              .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href));
          },
        },
      },
    ],
  });
  const { output } = await build.generate({ format: 'cjs' });
  await build.close();
  return output[0].code;
}
