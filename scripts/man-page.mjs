// Makes the manual page and the completions of packages/cli/dist of the command's grammar, as a part of the build, so
// that they are never behind. "npm run docs:man" makes them alone.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, writePages } from './write-page.mjs';

const { createProgram } = await import('../packages/cli/build/program.js');
const { grammarReference } = await import('../packages/cli/build/reference/grammar-reference.js');
const { completionScript } = await import('../packages/cli/build/reference/completions.js');
const { manPage } = await import('../packages/cli/build/reference/man-page.js');

const { version } = JSON.parse(readFileSync(join(ROOT, 'packages/cli/package.json'), 'utf8'));
// Nothing is run: of the streams only the width matters, which is that of a pipe.
const stream = { isTTY: false, columns: undefined, write: () => undefined };
const program = createProgram({ stdin: stream, stdout: stream, stderr: stream, files: {}, env: {} }, () => undefined);
const commands = grammarReference(program);
const dist = join(ROOT, 'packages/cli/dist');
writePages(
  new Map([
    [join(dist, 'man/rootport.1'), manPage(commands, version)],
    // Named as each shell looks for them.
    [join(dist, 'completions/rootport'), completionScript('bash', commands)],
    [join(dist, 'completions/_rootport'), completionScript('zsh', commands)],
    [join(dist, 'completions/rootport.fish'), completionScript('fish', commands)],
  ]),
);
