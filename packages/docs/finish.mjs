import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT, writePages } from '../../scripts/write-page.mjs';

/**
 * Makes a folder exactly these pages, a map of paths to texts. With "--check" nothing is written: what is behind is
 * listed, and the exit code is 1.
 */
export function finish(pages, folder) {
  const there = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  const spare = there.filter((path) => !pages.has(path));
  if (process.argv.includes('--check')) {
    const old = [...pages].filter(([path, text]) => !there.includes(path) || readFileSync(path, 'utf8') !== text);
    const behind = [...spare, ...old.map(([path]) => path)];
    for (const path of behind) process.stdout.write(`${relative(ROOT, path)} is behind\n`);
    process.exitCode = behind.length === 0 ? 0 : 1;
    return;
  }
  for (const path of spare) rmSync(path);
  writePages(pages);
}
