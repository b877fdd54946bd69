import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../shared-folder.ts';

/** What the fuzzer begins with: the documents of the core's tests, and all fixtures, those of `fixtures/fuzz` among them. */
export function readSeeds(): readonly string[] {
  return ['packages/core/tests/codes', 'packages/core/tests/cases', 'fixtures'].flatMap((folder) => {
    const path = join(PROJECT_ROOT, folder);
    return readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.xml'))
      .sort()
      .map((name) => readFileSync(join(path, name), 'utf8'));
  });
}
