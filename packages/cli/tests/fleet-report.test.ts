import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planDomain, topologySvg } from '@rootport/core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../src/fleet/answer.ts';
import { fleetHtml } from '../src/fleet/html-report.ts';
import { createSummary } from '../src/fleet/summary.ts';
import { BARE } from './documents.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = process.env['ROOTPORT_CHROMIUM'] ?? CHROMIUM.find((path) => existsSync(path)) ?? '';
if (executablePath === '')
  process.stdout.write(
    'skipped: the report of a fleet in a browser: there is no chromium (apt-get install chromium)\n',
  );

const EVIL = `<img src=x onerror="hacked=1"></script><script>hacked=1</script>\u202e'"&`;

/** 10,000 guests, half of them as before. */
function answers(): readonly Answer[] {
  const result = planDomain(BARE, {});
  if (!result.ok) throw new Error('the document is refused');
  const picture = topologySvg(result.plan);
  return Array.from({ length: 10_000 }, (_, n): Answer => {
    const common = { n, id: `dumps/${n}.xml`, shape: 'x86_64 q35', severity: 'none', kinds: [] } as const;
    if (n % 2 === 0) return { ...common, state: 'same' };
    if (n % 5 === 0) {
      const moved = {
        ...common,
        state: 'changed',
        severity: 'breaking',
        kinds: ['disk moved'],
        details: ['vda: 3 to 4'],
      } as const;
      return n === 5 ? { ...moved, pictures: [picture, picture] } : moved;
    }
    if (n % 3 === 0)
      return { ...common, id: `${EVIL}${n}`, state: 'unread', severity: 'warning', shape: '', why: EVIL };
    return { ...common, state: 'changed', severity: 'notice', kinds: [EVIL], details: [EVIL], unsure: [EVIL] };
  });
}

describe.skipIf(executablePath === '')('the report of a fleet', () => {
  let browser: Browser;
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rootport-report-'));
    const summary = createSummary();
    for (const answer of answers()) summary.add(answer);
    writeFileSync(join(folder, 'report.html'), fleetHtml(summary.end()));
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  async function open(options: Parameters<Browser['newPage']>[0]): Promise<{ page: Page; faults: string[] }> {
    const page = await browser.newPage(options);
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => {
      if (!/^(?:file|data):/.test(request.url())) faults.push(request.url());
    });
    await page.goto(`file://${join(folder, 'report.html')}`);
    return { page, faults };
  }

  const shown = (page: Page) => page.locator('.group:visible');

  test('filters groups by words and severities, and shows what was before and after', async () => {
    const { page, faults } = await open({ viewport: { width: 1440, height: 900 } });
    expect(await page.locator('body').innerText()).toContain('10,000 guests');
    expect(await shown(page).count()).toBe(3);
    expect(await page.locator('[name=severity]').count()).toBe(3);
    await page.fill('#find', 'vda');
    expect(await shown(page).count()).toBe(1);
    expect(await page.locator('#shown').innerText()).toBe('1 of 3 groups');
    await page.uncheck('[value=breaking]');
    expect(await shown(page).count()).toBe(0);
    await page.check('[value=breaking]');
    await shown(page).locator('summary').click();
    const images = shown(page).locator('img');
    expect(await images.count()).toBe(2);
    await images.first().scrollIntoViewIfNeeded();
    const image = "document.querySelector('.group[open] img')";
    const width = (): Promise<number> => page.evaluate(`${image}.decode().then(() => ${image}.width)`);
    const before = await width();
    expect(before).toBeGreaterThan(300);
    await images.first().click();
    expect(await width()).toBeGreaterThan(before);
    await page.fill('#find', '');
    expect(await page.evaluate('typeof hacked')).toBe('undefined');
    expect(await page.locator('main img').count()).toBe(2);
    expect(faults).toEqual([]);
    await page.close();
  });

  test.each(['light', 'dark'] as const)('fits a phone, %s', async (colorScheme) => {
    const { page, faults } = await open({ viewport: { width: 390, height: 844 }, colorScheme });
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    // Bars are as wide as their share, not squeezed away by the words beside them.
    const bar = await page.locator('.bar').first().boundingBox();
    expect(bar?.width).toBeGreaterThan(100);
    const ground = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(ground).toBe(colorScheme === 'dark' ? 'rgb(20, 25, 31)' : 'rgb(255, 255, 255)');
    expect(faults).toEqual([]);
    await page.close();
  });
});
