// Packs what is published: npm run pack -- [FOLDER], by default "packed". Each package is packed in a copy, so that a
// package.json which prepack.mjs has changed is never seen by what runs at the same time. publint judges the result,
// and attw the types of what has some.

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ROOT } from './write-page.mjs';

const to = resolve(process.argv[2] ?? join(ROOT, 'packed'));
mkdirSync(to, { recursive: true });
const copy = mkdtempSync(join(tmpdir(), 'rootport-pack-'));
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const tool = (name, ...args) => run(process.execPath, [join(ROOT, 'node_modules', name), ...args], to);

try {
  for (const path of ['LICENSE', 'scripts', 'packages/cli/package.json'])
    cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  for (const name of readdirSync(join(ROOT, 'packages'))) {
    const folder = join(ROOT, 'packages', name);
    if (!existsSync(join(folder, 'package.json'))) continue;
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    if (manifest.publishConfig === undefined) continue;
    const there = join(copy, 'packages', name);
    for (const path of ['package.json', 'README.md', ...manifest.files.filter((path) => !path.startsWith('!'))]) {
      cpSync(join(folder, path), join(there, path), { recursive: true });
    }
    const [{ filename, size, unpackedSize }] = JSON.parse(
      run('npm', ['pack', '--json', '--pack-destination', to], there),
    );
    tool('publint/src/cli.js', 'run', filename, '--strict');
    if (manifest.types !== undefined) tool('@arethetypeswrong/cli/dist/index.js', filename);
    process.stdout.write(
      `${join(to, filename)}: ${Math.ceil(size / 1000)} kB, ${Math.ceil(unpackedSize / 1000)} kB unpacked\n`,
    );
  }
} finally {
  rmSync(copy, { recursive: true });
}
