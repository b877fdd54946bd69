import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { downloadedDocument, hasBrowser, server, settled } from '../browser.ts';

interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/** What axe finds by the rules of WCAG 2.2 AA. */
async function findings(page: Page, within = 'body'): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async (context) => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { axe: tool } = window as unknown as {
      axe: { run(context: string, options: unknown): Promise<{ violations: Finding[] }> };
    };
    return (await tool.run(context, { runOnly: { type: 'tag', values: tags } })).violations;
  }, within);
  return found.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${impact} ${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}

describe.skipIf(!hasBrowser)('for everybody, the page', () => {
  test.each(['light', 'dark'] as const)('has no finding of axe in %s colours', async (colorScheme) => {
    const { page } = await server.open({ colorScheme });
    expect(await findings(page)).toEqual([]);
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      await page.waitForTimeout(150);
      expect(await findings(page, '#panel')).toEqual([]);
    }
    await page.getByLabel('Open an example').selectOption('collisions.xml');
    await page.locator('#tab-problems').click();
    await page.locator('.problems li').first().waitFor();
    expect(await findings(page)).toEqual([]);
  });

  test('fits 360 pixels, and has no finding there', async () => {
    const { page } = await server.open({ viewport: { width: 360, height: 700 } });
    for (const view of ['XML', 'Topology', 'Panels']) {
      await page.getByRole('button', { name: view, exact: true }).click();
      await page.waitForTimeout(200);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      expect(await findings(page)).toEqual([]);
    }
  });

  test('shows the topology as a tree', async () => {
    const { page } = await server.open();
    const tree = page.getByRole('tree');
    expect(await tree.getAttribute('aria-label')).toContain('PCI topology');
    const levels = await tree.getByRole('treeitem').evaluateAll((items) => items.map((item) => item.ariaLevel));
    expect(levels.slice(0, 3)).toEqual(['1', '2', '2']);
    expect(Math.max(...levels.map(Number))).toBeGreaterThan(2);
    expect(await tree.locator('[tabindex="0"]').count()).toBe(1);
  });

  test('does everything by keyboard alone', async () => {
    const { page } = await server.open();
    const before = await downloadedDocument(page);
    const press = (...keys: readonly string[]) =>
      keys.reduce((chain, key) => chain.then(() => page.keyboard.press(key)), Promise.resolve());
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.id ?? '');
    // To the tree: Tab leaves the editor, too.
    await page.locator('.cm-content').focus();
    for (let step = 0; step < 30 && (await focused()) !== 'bus-0'; step += 1) await press('Tab');
    expect(await focused()).toBe('bus-0');
    await press('ArrowRight');
    expect(await focused()).toBe('place-0-01-0');
    await press(' ');
    await page.locator('.device-line.chosen', { hasText: '<video>' }).waitFor();
    // Moving it.
    await press('m');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('0000:00:1f.0');
    await press('Enter');
    await page.locator('.refusal', { hasText: 'taken by' }).waitFor();
    await press('Control+A');
    await page.keyboard.type('0000:00:07.0');
    await press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await settled(page);
    const moved = await downloadedDocument(page);
    expect(moved).toContain("slot='0x07'");
    // Undoing it in the editor.
    await page.locator('.cm-content').focus();
    await press('Control+z');
    await settled(page);
    expect(await downloadedDocument(page)).toBe(before);
    // Panels.
    await page.locator('#tab-explain').focus();
    await press('ArrowRight');
    expect(await focused()).toBe('tab-placed');
    expect(await page.locator('#tab-placed').getAttribute('aria-selected')).toBe('true');
    // Adding a device from the palette.
    await page.locator('summary', { hasText: 'Add device' }).focus();
    await press('Enter');
    await page.locator('.menu-list button', { hasText: 'Disk, virtio' }).waitFor();
    await press('Tab', 'Enter');
    await settled(page);
    await expect.poll(() => downloadedDocument(page)).toContain("dev='vdc'");
  });
});
