// Runs before npm packs the package in the current folder: what every package needs is put in, and what only this
// workspace needs is left out of its package.json. postpack.mjs puts that one back.

import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from './write-page.mjs';

const folder = process.cwd();
const text = readFileSync('package.json', 'utf8');
const { devDependencies: _, scripts: __, ...manifest } = JSON.parse(text);
if (!existsSync('dist')) throw new Error(`${manifest.name} is not built: run npm run build first`);

// The address of the project stands once: whoever publishes sets it in the package of the command.
const { homepage } = JSON.parse(readFileSync(join(ROOT, 'packages/cli/package.json'), 'utf8'));
const published = {
  ...manifest,
  homepage,
  repository: { type: 'git', url: `git+${homepage}.git`, directory: relative(ROOT, folder) },
  bugs: { url: `${homepage}/issues` },
  exports: withoutSources(manifest.exports),
};
writeFileSync('package.json.kept', text);
writeFileSync('package.json', `${JSON.stringify(published, undefined, 2)}\n`);
copyFileSync(join(ROOT, 'LICENSE'), 'LICENSE');

/** Without the condition by which the packages of this workspace use each other's sources. */
function withoutSources(entries) {
  if (typeof entries === 'string') return entries;
  const kept = Object.entries(entries).filter(([condition]) => condition !== '@rootport/source');
  const left = kept.map(([condition, entry]) => [condition, withoutSources(entry)]);
  // What has nothing but sources is for this workspace alone.
  return Object.fromEntries(left.filter(([, entry]) => typeof entry === 'string' || Object.keys(entry).length > 0));
}
