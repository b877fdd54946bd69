import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { downloaded, hasBrowser, openText, server } from '../browser.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const fixtures = readdirSync(join(root, 'fixtures'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.xml'))
  .map((path) => join('fixtures', path));

type Report = Readonly<Record<string, unknown>> & { readonly ok: boolean };

/** What the command answers in JSON about one file. */
function byCommand(command: string, path: string): Report {
  const main = join(root, 'packages/cli/dist/main.js');
  const args = [main, command, '-o', 'json', path];
  return JSON.parse(spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' }).stdout) as Report;
}

const codesOf = ({ diagnostics }: Report): readonly string[] =>
  (diagnostics as readonly { readonly code: string }[]).map(({ code }) => code);

describe.skipIf(!hasBrowser)('the page and the command agree on', () => {
  let page: Page;
  beforeAll(async () => {
    if (hasBrowser) ({ page } = await server.open({ isKept: true }));
  });

  test.each(fixtures)('%s', async (path) => {
    await openText(page, readFileSync(join(root, path), 'utf8'), basename(path));
    const { file: _, diagnostics: __, ...plan } = byCommand('plan', path);
    if (plan.ok) expect(JSON.parse(await downloaded(page, 'Plan as JSON'))).toEqual(plan);
    else expect(await page.locator('.verdict').textContent()).toBe('refused');
    await page.locator('#tab-problems').click();
    const shown = page.locator('.problems > li > p:first-child > a.code');
    await expect.poll(() => shown.allTextContents()).toEqual(codesOf(byCommand('check', path)));
  });
});
