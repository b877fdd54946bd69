// Repeats the figures of the promises: runs the command of each, and writes what it printed into docs/promises.json and
// docs/promises.md. A figure that has changed is a line of the difference.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ROOT, writePages } from './write-page.mjs';

const DATA = join(ROOT, 'docs/promises.json');
const PAGE = join(ROOT, 'docs/promises.md');
const promises = JSON.parse(readFileSync(DATA, 'utf8'));
const asked = process.argv.slice(2);
const isPageOnly = asked.join() === '--page';
const known = promises.map(({ name }) => name);
const unknown = isPageOnly ? [] : asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  const isHelp = unknown.every((name) => name === '--help' || name === '-h');
  const usage = `npm run promises [-- NAME...]            all of them, or these
node scripts/promises.mjs --page         the page of the figures as they are

Promises: ${known.join(', ')}
`;
  if (isHelp) process.stdout.write(usage);
  else process.stderr.write(`no promise ${unknown.join(', ')}\n\n${usage}`);
  process.exit(isHelp ? 0 : 2);
}

const renewed = promises.map((promise) => {
  if (asked.length > 0 && !asked.includes(promise.name)) return promise;
  process.stdout.write(`${promise.name}: ${promise.command}\n`);
  const { stdout, stderr, status } = spawnSync('bash', ['-c', promise.command], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  const found = [...stripVTControlCharacters(`${stdout}\n${stderr}`).matchAll(new RegExp(promise.figureOf, 'gm'))].at(
    -1,
  );
  const figure =
    found === undefined ? `not shown: the command ended with ${status}` : found[0].trim().replace(/\s+/g, ' ');
  process.stdout.write(`  ${figure}\n`);
  if (found === undefined || status !== 0) process.exitCode = 1;
  return { ...promise, figure };
});

const head = `# Promises

What you can rely on, the figure that was last seen, and the test that holds it.
\`npm run promises\` repeats the figures (\`npm run promises -- NAME\` one of them); they
stand in [promises.json](promises.json), so that a changed figure is a line of a
difference. Each is what its command printed. The long runs behind [fidelity](fidelity.md)
and [speed](speed.md) are not repeated here.
`;
const parts = renewed.map(
  ({ name, promise, figure, command, heldBy, limits }) =>
    `\n## ${name}\n\n${promise}\n\n- Figure: ${figure === null ? 'not run' : `\`${figure}\``}\n- Command: \`${command}\`\n- Held by: ${heldBy.map((path) => `[${path}](../${path})`).join(', ')}\n${limits === undefined ? '' : `- Not shown: ${limits}\n`}`,
);
writePages(
  new Map([
    [DATA, `${JSON.stringify(renewed, undefined, 2)}\n`],
    [PAGE, `${head}${parts.join('')}`],
  ]),
);
spawnSync('npx', ['biome', 'format', '--write', DATA], { cwd: ROOT, stdio: 'inherit' });
