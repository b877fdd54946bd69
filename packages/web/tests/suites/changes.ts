import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { downloadedDocument, hasBrowser, openText, server, settled } from '../browser.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../../fixtures/examples/${name}.xml`, import.meta.url), 'utf8');

/** Two NICs, a disk and a sound device, none of them with an address. */
const SMALL = `<domain type='kvm'>
  <name>small</name>
  <memory unit='GiB'>1</memory>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <features><acpi/></features>
  <devices>
    <controller type='usb' model='none'/>
    <interface type='network'><mac address='52:54:00:00:00:01'/><source network='default'/><model type='virtio'/></interface>
    <interface type='network'><mac address='52:54:00:00:00:02'/><source network='default'/><model type='virtio'/></interface>
    <disk type='file' device='disk'><source file='/a'/><target dev='vda' bus='virtio'/></disk>
    <sound model='ich6'/>
    <memballoon model='none'/>
  </devices>
</domain>
`;

const box = (page: Page, device: string): Locator => page.locator(`.picture [data-device="${device}"]`).first();
const said = (page: Page, text: RegExp | string): Promise<void> =>
  page.locator('.announcement').filter({ hasText: text }).waitFor();

/** The address that each device has in the picture. */
const places = (page: Page): Promise<Record<string, string>> =>
  page
    .locator('.picture [data-device]')
    .evaluateAll((boxes) =>
      Object.fromEntries(
        boxes
          .filter((one) => !(one as HTMLElement).id.startsWith('free-'))
          .map((one) => [one.getAttribute('data-device'), one.querySelector('.address')?.textContent ?? '']),
      ),
    );

async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  await from.scrollIntoViewIfNeeded();
  const start = await from.boundingBox();
  await page.mouse.move((start?.x ?? 0) + 40, (start?.y ?? 0) + 12);
  await page.mouse.down();
  await page.mouse.move((start?.x ?? 0) + 60, (start?.y ?? 0) + 20, { steps: 3 });
  const end = await to.boundingBox();
  await page.mouse.move((end?.x ?? 0) + 20, (end?.y ?? 0) + 10, { steps: 4 });
}

describe.skipIf(!hasBrowser)('changing a document', () => {
  test('a drag moves one device and no other, says so, and is undone by the message', async () => {
    const { page } = await server.open();
    await openText(page, SMALL, 'small.xml');
    const before = await places(page);
    await drag(page, box(page, 'interface-1'), page.locator('#free-6'));
    await page.locator('.drag-note.fine', { hasText: 'nothing else moves' }).waitFor();
    await page.mouse.up();
    await said(page, /moved to 06:00\.0\. Nothing else moved\./);
    await settled(page);
    expect(await places(page)).toEqual({ ...before, 'interface-1': '06:00.0' });
    await page.locator('.message').getByRole('button', { name: 'Undo' }).click();
    await settled(page);
    expect(await downloadedDocument(page)).toBe(SMALL);
  });

  test('a drag onto a taken place says with whom it changes places, and does', async () => {
    const { page } = await server.open();
    await openText(page, SMALL, 'small.xml');
    const before = await places(page);
    await drag(page, box(page, 'interface-1'), box(page, 'disk-0'));
    await page.locator('.drag-note.fine', { hasText: 'changes places with disk vda' }).waitFor();
    await page.mouse.up();
    await said(page, /and disk vda changed places\. Nothing else moved\./);
    await settled(page);
    const [nic = '', disk = ''] = [before['interface-1'], before['disk-0']];
    expect(await places(page)).toEqual({ ...before, 'interface-1': disk, 'disk-0': nic });
  });

  test('what is refused is refused for the true reason, and a free slot of a bridge takes what fits', async () => {
    const { page } = await server.open();
    await openText(page, SMALL, 'small.xml');
    await drag(page, box(page, 'interface-1'), page.locator('[data-node="reserved"]').first());
    await page.locator('.drag-note.refused', { hasText: 'taken by the ICH9 LPC bridge' }).waitFor();
    await page.keyboard.press('Escape');
    await page.mouse.up();
    expect(await downloadedDocument(page)).toBe(SMALL);
    await drag(page, box(page, 'sound-0'), page.locator('#free-4'));
    await page.locator('.drag-note.fine').waitFor();
    await page.mouse.up();
    await said(page, /sound ich6 moved to 04:.*Nothing else moved/);
  });

  test('the dialog shows what each way would move, and what is wrong with an address', async () => {
    const { page } = await server.open();
    await openText(page, SMALL, 'small.xml');
    await box(page, 'interface-1').click();
    await page.locator('.card').getByRole('button', { name: 'Move …' }).click();
    const field = page.getByLabel('To', { exact: true });
    await field.fill('00:2g');
    await page.locator('.refusal', { hasText: '"g" is in no address' }).waitFor();
    await field.fill('00:20.0');
    await page.locator('.refusal', { hasText: 'Slots end at 1f' }).waitFor();
    await field.fill('06:00.0');
    await page.locator('.ways', { hasText: 'written, too: nothing else moves' }).waitFor();
    const alone = page.locator('.ways label', { hasText: /place the rest: \d others move/ });
    await alone.waitFor();
    await alone.click();
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    await said(page, /moved to 06:00\.0\. \d others: /);
    await settled(page);
    expect((await downloadedDocument(page)).match(/<address/g)).toHaveLength(1);
  });

  test('the card says why, pins, unpins and deletes; Undo is a button and a key wherever the focus is', async () => {
    const { page } = await server.open();
    await openText(page, SMALL, 'small.xml');
    await box(page, 'sound-0').click();
    const card = page.locator('.card');
    await card.locator('.why li').nth(2).waitFor();
    expect(await card.locator('.why .rule').count()).toBeGreaterThan(0);
    await card.getByRole('button', { name: 'Pin its address' }).click();
    await said(page, /is pinned to 04:01\.0/);
    await card.getByRole('button', { name: 'Unpin its address' }).click();
    await said(page, /is libvirt's choice again at 04:01\.0/);
    await settled(page);
    await card.getByRole('button', { name: 'Delete' }).click();
    await said(page, /sound ich6 is deleted\. Nothing else moved\./);
    await settled(page);
    expect(await downloadedDocument(page)).not.toContain('<sound');
    await page.locator('#tab-explain').focus();
    await page.keyboard.press('Control+z');
    await page.locator('.toolbar').getByRole('button', { name: 'Undo', exact: true }).click();
    await page.locator('.pane-topology h2').click();
    await page.keyboard.press('Control+z');
    await settled(page);
    expect(await downloadedDocument(page)).toBe(SMALL);
    await page.keyboard.press('Control+y');
    await settled(page);
    expect(await downloadedDocument(page)).not.toBe(SMALL);
  });

  test('what is added is complete, goes where libvirt has it, and moves nothing', async () => {
    const { page } = await server.open();
    const text = SMALL.replace(/<devices>[\s\S]*<\/devices>/, '<!-- <devices></devices> --><devices/>');
    await openText(page, text, 'empty.xml');
    const menu = page.locator('summary', { hasText: 'Add device' });
    await menu.click();
    await page.getByRole('button', { name: 'PCIe root port' }).click();
    await said(page, /is added at 00:.*Nothing else moved/);
    await settled(page);
    const after = await downloadedDocument(page);
    expect(after).toContain('<!-- <devices></devices> --><devices>');
    expect(after).toMatch(/<controller type='pci' index='\d+' model='pcie-root-port'/);
  });

  test('a document with changes is asked for before another one, which leaves it one click away', async () => {
    const { page } = await server.open();
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('<!-- mine -->');
    await settled(page);
    const mine = await page.evaluate(() => document.title);
    expect(mine).toBe('• q35-web-server.xml – rootport');
    await page.getByLabel('Open an example').selectOption('many-disks.xml');
    const question = page.locator('dialog.question');
    await question.waitFor();
    await question.getByRole('button', { name: 'Cancel' }).click();
    expect(await page.locator('.document-name').textContent()).toBe('q35-web-server.xml');
    await page.getByLabel('Open an example').selectOption('many-disks.xml');
    await question.getByRole('button', { name: 'Open many-disks.xml' }).click();
    await page.locator('.document-name', { hasText: 'many-disks.xml' }).waitFor();
    await page.getByRole('button', { name: '← q35-web-server.xml' }).click();
    await page.locator('.document-name', { hasText: 'q35-web-server.xml' }).waitFor();
    await settled(page);
    expect(await downloadedDocument(page)).toBe(`<!-- mine -->${fixture('q35-web-server')}`);
  });

  test('a draft is there again after the page was loaded anew, and a link follows the text', async () => {
    const { page } = await server.open();
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('<!-- draft -->');
    await settled(page);
    await page.reload();
    await page.locator('.cm-content', { hasText: '<!-- draft -->' }).waitFor();
    await said(page, 'are here again');
    await settled(page);
    expect(await downloadedDocument(page)).toBe(`<!-- draft -->${fixture('q35-web-server')}`);
    await page.getByRole('button', { name: 'Share' }).click();
    await said(page, 'copied');
    const first = await page.evaluate(() => location.hash);
    await page.locator('.cm-content').click();
    await page.keyboard.type('<!-- more -->');
    await expect.poll(() => page.evaluate(() => location.hash)).not.toBe(first);
    const other = await server.open({ fragment: await page.evaluate(() => location.hash) });
    expect(await downloadedDocument(other.page)).toContain('<!-- more -->');
  });

  test('a damaged link and an unreadable file open nothing, and say so', async () => {
    const { page } = await server.open({ fragment: '#s=AAAA' });
    await said(page, 'The link is damaged');
    expect((await page.locator('.cm-content').textContent())?.trim()).toBe('');
    const other = await server.open();
    const before = await downloadedDocument(other.page);
    await other.page.getByLabel('Open a domain XML file').setInputFiles({
      name: 'image.xml',
      mimeType: 'text/xml',
      buffer: Buffer.from([0xff, 0xfe, 0, 1]),
    });
    await said(other.page, 'image.xml could not be opened: it is not UTF-8 text');
    expect(await downloadedDocument(other.page)).toBe(before);
  });

  test('a finger chooses, and the card moves', async () => {
    const { page } = await server.open({ hasTouch: true, viewport: { width: 390, height: 800 } });
    await page.getByRole('button', { name: 'Topology', exact: true }).tap();
    await box(page, 'interface-0').tap();
    await page.locator('.card').getByRole('button', { name: 'Move …' }).tap();
    await page.getByLabel('To', { exact: true }).fill('0c:00.0');
    await page.locator('.ways', { hasText: 'written, too: nothing else moves' }).waitFor();
    await page.getByRole('button', { name: 'Move', exact: true }).tap();
    await said(page, /moved to 0c:00\.0\. Nothing else moved\./);
  });
});
