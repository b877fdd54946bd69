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
    // With the pointer: the editor takes Enter as a line end while a list is younger than 75 ms, by the page's clock.
    const type = async (text: string, accepted: string): Promise<void> => {
      await page.keyboard.type(text);
      await page.locator('.cm-tooltip-autocomplete li').getByText(accepted, { exact: true }).click();
    };
    await type('bu', 'bus');
    await type('virt', 'virtio');
    await settled(page);
    expect(await downloadedDocument(page)).toContain("<target dev='vda' bus='virtio'/>");
    await page.locator('.cm-line', { hasText: '</disk>' }).click();
    await page.keyboard.press('End');
    await type('<interf', 'interface');
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
