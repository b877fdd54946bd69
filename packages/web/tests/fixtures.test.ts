import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { downloaded, hasBrowser, openText, servePage } from './browser.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const fixtures = readdirSync(join(root, 'fixtures'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.xml'))
  .map((path) => join('fixtures', path));

interface CliPlan {
  readonly ok: boolean;
  readonly file?: string;
  readonly diagnostics: readonly { readonly code: string }[];
}

function planByCommand(path: string): CliPlan {
  const main = join(root, 'packages/cli/dist/main.js');
  const { stdout } = spawnSync(process.execPath, [main, 'plan', '-o', 'json', path], { cwd: root, encoding: 'utf8' });
  return JSON.parse(stdout) as CliPlan;
}

describe.skipIf(!hasBrowser)('the page and the command agree on', () => {
  const server = servePage();
  let page: Page;
  beforeAll(async () => {
    ({ page } = await server.open());
  });

  test.each(fixtures)('%s', async (path) => {
    await openText(page, readFileSync(join(root, path), 'utf8'), basename(path));
    const { file: _, diagnostics, ...plan } = planByCommand(path);
    await page.locator('#tab-problems').click();
    const shown = page.locator('.problems > li > p:first-child > code');
    await expect.poll(() => shown.allTextContents()).toEqual(diagnostics.map(({ code }) => code));
    if (plan.ok) expect(JSON.parse(await downloaded(page, 'Plan as JSON'))).toEqual(plan);
    else expect(await page.locator('.verdict').textContent()).toBe('refused');
  });
});
