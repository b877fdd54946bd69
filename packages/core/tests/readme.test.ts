import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkDomain, diagnosticText, fixDomain, patchXml, planDomain, treeText } from '../src/index.ts';

const ROOT = new URL('../../../', import.meta.url);
const readme = readFileSync(new URL('README.md', ROOT), 'utf8');

/** The block of the README after the comment `<!-- name -->`. */
function block(name: string): string {
  const text = new RegExp(`<!-- ${name} -->\\n\`\`\`\\w+\\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1];
  if (text === undefined) throw new Error(`README.md has no block ${name}`);
  return text;
}

/** What the command prints about an example. */
function messages(file: string): string {
  const source = readFileSync(new URL(file, ROOT), 'utf8');
  const { diagnostics } = planDomain(source);
  return diagnostics.map((one) => `${diagnosticText(one, { file, source })}\n`).join('');
}

test('the example of the README is what planning it gives', () => {
  const result = planDomain(block('before'));
  if (!result.ok) throw new Error('the example is refused');
  expect(block('after')).toBe(patchXml(result.plan));
  expect(block('tree').trimEnd()).toBe(treeText(result.plan).trimEnd());
});

test('the messages of the README are what planning the examples gives', () => {
  expect(block('broken')).toBe(messages('fixtures/examples/broken.xml'));
  expect(messages('fixtures/examples/collisions.xml').startsWith(block('collisions'))).toBe(true);
});

test('the path of a newcomer with a refused domain', () => {
  const file = 'fixtures/examples/refused.xml';
  const source = readFileSync(new URL(file, ROOT), 'utf8');
  expect(planDomain(source).ok).toBe(false);
  const { diagnostics } = checkDomain(source, (xml) => planDomain(xml));
  expect(block('refused')).toBe(diagnostics.map((one) => `${diagnosticText(one, { file, source })}\n`).join(''));
  const fixed = fixDomain(source, (xml) => planDomain(xml));
  const said = fixed.applied.map(({ code, line, title }) => `${file}:${line}: fixed: ${title} [${code}]\n`);
  expect(block('repaired')).toBe(said.join(''));
  expect(planDomain(fixed.xml).ok).toBe(true);
});
