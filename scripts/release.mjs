// Gives every package one version: npm run release -- 0.2.0. CHANGELOG.md gets a heading of it for what is below
// "Next". Nothing is published: a tag v0.2.0 makes the release workflow do that.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './write-page.mjs';

const [version = ''] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) throw new Error('name a version: npm run release -- 0.2.0');

const manifests = [
  'package.json',
  ...readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}/package.json`),
];
for (const path of manifests) {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const manifest = JSON.parse(text);
  manifest.version = version;
  for (const kind of ['dependencies', 'devDependencies']) {
    for (const name of Object.keys(manifest[kind] ?? {})) {
      if (name === 'rootport' || name.startsWith('@rootport/')) manifest[kind][name] = version;
    }
  }
  writeFileSync(join(ROOT, path), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

const changelog = join(ROOT, 'CHANGELOG.md');
const text = readFileSync(changelog, 'utf8');
if (!text.includes('## Next')) throw new Error('CHANGELOG.md has nothing below "## Next"');
const date = new Date().toISOString().slice(0, 10);
writeFileSync(changelog, text.replace('## Next', `## Next\n\n## ${version} (${date})`));

execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts'], { cwd: ROOT, stdio: 'inherit' });
