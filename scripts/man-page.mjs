// Makes packages/cli/dist/man/rootport.1 of the command's grammar, as a part of the build, so that it is never behind.
// "npm run docs:man" makes it alone.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, writePages } from './write-page.mjs';

const { createProgram } = await import('../packages/cli/dist/program.js');
const { grammarReference } = await import('../packages/cli/dist/reference/grammar-reference.js');
const { manPage } = await import('../packages/cli/dist/reference/man-page.js');

const { version } = JSON.parse(readFileSync(join(ROOT, 'packages/cli/package.json'), 'utf8'));
// Nothing is run: of the streams only the width matters, which is that of a pipe.
const stream = { isTTY: false, columns: undefined, write: () => undefined };
const program = createProgram({ stdin: stream, stdout: stream, stderr: stream, files: {}, env: {} }, () => undefined);
writePages(new Map([[join(ROOT, 'packages/cli/dist/man/rootport.1'), manPage(grammarReference(program), version)]]));
