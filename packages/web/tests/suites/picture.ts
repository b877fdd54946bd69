import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hasBrowser, openExample, openText, server, settled } from '../browser.ts';

const box = (page: Page, device: string) => page.locator(`.picture [data-device="${device}"]`).first();

/** A q35 domain with so many virtio disks, each on a port that libvirt adds. */
function disks(count: number): string {
  const lines = Array.from({ length: count }, (_, index) => {
    const letter = String.fromCharCode(97 + (index % 26));
    const name = `vd${index < 26 ? '' : String.fromCharCode(96 + Math.floor(index / 26))}${letter}`;
    return `    <disk type='block' device='disk'><source dev='/dev/d${index}'/><target dev='${name}' bus='virtio'/></disk>`;
  });
  return `<domain type='kvm'>\n  <name>large</name>\n  <memory>1</memory>\n  <os><type arch='x86_64' machine='q35'>hvm</type></os>\n  <devices>\n${lines.join('\n')}\n  </devices>\n</domain>\n`;
}

describe.skipIf(!hasBrowser)('the picture', () => {
  test('shows all of the first example at 1440x900: what people know each by, then the address', async () => {
    const { page } = await server.open({ viewport: { width: 1440, height: 900 } });
    const [inside, needed] = await page.locator('.picture').evaluate((one) => [one.clientHeight, one.scrollHeight]);
    expect(needed).toBeLessThanOrEqual(inside ?? 0);
    expect(await page.locator('.minimap').count()).toBe(0);
    const texts = await box(page, 'interface-0').locator('text').allTextContents();
    expect(texts[0]).toMatch(/^enp\d+s0 · …21:01$/);
    expect(texts.slice(1)).toEqual(['02:00.0', 'port 2 · virtio']);
    // A port is a part of what is in it; what the chipset has is words.
    expect(await page.locator('.picture [data-device="controller-pci-2"]').count()).toBe(0);
    expect(await page.locator('#elsewhere').textContent()).toContain('Not on PCI:');
  });

  test('hovering lights, and only choosing changes the panels', async () => {
    const { page } = await server.open();
    await page.locator('#tab-explain').click();
    await page.locator('.explanation h3', { hasText: 'the plan' }).waitFor();
    await box(page, 'disk-0').hover();
    await page.locator('.device-line.lit', { hasText: '<disk' }).waitFor();
    expect(await page.locator('.explanation h3').textContent()).toContain('the plan');
    await box(page, 'disk-0').click();
    await page.locator('.explanation h3', { hasText: 'disk vda' }).waitFor();
    await page.locator('.device-line.chosen', { hasText: '<disk' }).waitFor();
    await page.locator('.cm-line', { hasText: "model='virtio-scsi'" }).click();
    await page.locator('.picture g.chosen', { hasText: 'scsi 0' }).waitFor();
  });

  test('finds and reads one of 300 devices with three keys, and filters by kind', async () => {
    const { page } = await server.open();
    await openText(page, disks(140), 'large.xml');
    // They are one box until they are asked for.
    await page.locator('.picture [data-node="run"]', { hasText: /1\d\d disks/ }).waitFor();
    await page.locator('.pane-topology h2').click();
    await page.keyboard.press('/');
    await page.keyboard.type('dcm');
    await page.locator('.found [role="option"]', { hasText: 'vdcm' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.picture g.chosen', { hasText: 'vdcm' }).waitFor();
    await page.locator('.card', { hasText: 'disk vdcm' }).waitFor();
    await page.locator('.minimap').waitFor();
    await page.getByLabel('Find a device by name, MAC or address').fill('free');
    await page.locator('.chip', { hasText: 'disks' }).click();
    expect(await page.locator('.chip', { hasText: 'disks' }).getAttribute('aria-pressed')).toBe('true');
    await page.getByRole('button', { name: 'fit' }).click();
    const width = await page.locator('.picture svg').evaluate((one) => one.getBoundingClientRect().height);
    expect(width).toBeLessThanOrEqual(await page.locator('.picture').evaluate((one) => one.clientHeight));
  });

  test('draws what can be drawn of a refused document, clashes in red on both holders', async () => {
    const { page } = await server.open();
    await openExample(page, 'collisions.xml');
    await page.locator('.stale-note', { hasText: 'what can be drawn' }).waitFor();
    const clashes = page.locator('.picture g:has(> .clash)');
    await clashes.first().waitFor();
    expect((await clashes.locator('.label').allTextContents()).join()).toMatch(/vda.*vdb/);
    const red = await clashes
      .first()
      .locator('.box')
      .evaluate((one) => getComputedStyle(one).stroke);
    expect(red).toBe('rgb(180, 35, 24)');
  });

  test('shows before and after of edits, and of the way to q35', async () => {
    const { page } = await server.open();
    await page.locator('.cm-line', { hasText: "<interface type='bridge'>" }).click();
    await page.keyboard.press('Home');
    await page.keyboard.type("<vsock model='virtio'/>");
    await settled(page);
    await page.locator('#tab-diff').click();
    await page.locator('.compared', { hasText: 'as it was opened' }).waitFor();
    await page.locator('#tab-explain').click();
    await page.locator('.compared').waitFor({ state: 'detached' });
    await openText(
      page,
      readFileSync(new URL('../../../../fixtures/examples/i440fx-legacy.xml', import.meta.url), 'utf8'),
    );
    await page.locator('#tab-convert').click();
    await page.locator('.compared', { hasText: 'on q35' }).waitFor();
    expect(await page.locator('.picture g:has(> .moved) .address').first().textContent()).toContain('→');
  });

  test('is saved as SVG and PNG, and is that of the command', async () => {
    const { page } = await server.open();
    const save = async (title: string): Promise<Buffer> => {
      await page.locator('summary', { hasText: 'Picture' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: title, exact: true }).click(),
      ]);
      return readFileSync(await download.path());
    };
    const svg = (await save('Save as SVG')).toString('utf8');
    expect(svg).toContain('prefers-color-scheme');
    expect(svg).toContain('data-device="interface-0"');
    expect(svg).not.toContain('href');
    expect((await save('Save as PNG')).subarray(1, 4).toString()).toBe('PNG');
    await page.locator('summary', { hasText: 'Picture' }).click();
    await page.getByRole('button', { name: 'Copy as PNG' }).click();
    await page.locator('.announcement', { hasText: 'copied as PNG' }).waitFor();
  });
});
