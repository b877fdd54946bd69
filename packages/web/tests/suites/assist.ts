import { describe, expect, test } from 'vitest';
import { downloadedDocument, hasBrowser, openText, server, settled } from '../browser.ts';

const guest = (devices: string): string => `<domain type='qemu'>
  <name>help</name>
  <memory>1</memory>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <devices>
${devices}
  </devices>
</domain>
`;

describe.skipIf(!hasBrowser)('who writes in the editor', () => {
  test('is offered values, attributes and elements, and closing tags', async () => {
    const { page } = await server.open();
    await openText(page, guest("    <disk type='file'>\n      <target dev='vda' />\n    </disk>"));
    await page.locator('.cm-line', { hasText: 'target' }).click();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    const offered = page.locator('.cm-tooltip-autocomplete li');
    await page.keyboard.type('bu');
    await offered.filter({ hasText: /^bus$/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type('virt');
    await offered.filter({ hasText: /^virtio$/ }).waitFor();
    await page.keyboard.press('Enter');
    await settled(page);
    expect(await downloadedDocument(page)).toContain("<target dev='vda' bus='virtio'/>");
    await page.locator('.cm-line', { hasText: '</disk>' }).click();
    await page.keyboard.press('End');
    await page.keyboard.type('<interf');
    await offered.filter({ hasText: /^interface$/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type('>');
    await settled(page);
    expect(await downloadedDocument(page)).toContain('</disk><interface></interface>');
  });

  test('is told what the pointer rests on', async () => {
    const { page } = await server.open();
    await openText(page, guest("    <interface type='user'><model type='virtio'/></interface>"));
    await page.locator('.cm-line', { hasText: 'interface' }).getByText('interface', { exact: true }).first().hover();
    const box = page.locator('.hover-box');
    await box.waitFor();
    expect(await box.textContent()).toContain('The guest calls it enp1s0');
  });
});
