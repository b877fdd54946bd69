// Writes generated pages, or compares them with what is there.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** Writes the pages that differ from what is there, and tells which. `pages` maps paths to texts. */
export function writePages(pages) {
  let written = 0;
  for (const [path, text] of pages) {
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    process.stdout.write(`wrote ${relative(ROOT, path)}\n`);
    written += 1;
  }
  process.stdout.write(`${pages.size} pages, ${written} written\n`);
}

/** Words in lines of at most 78 characters. */
export function wrap(text, first = '', rest = '') {
  const lines = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(/\s+/)) {
    if (!isEmpty && line.length + 1 + word.length > 78) {
      lines.push(line);
      line = rest;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  lines.push(line);
  return lines.join('\n');
}
