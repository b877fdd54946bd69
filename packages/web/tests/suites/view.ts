import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, server, settled } from '../browser.ts';

const main = fileURLToPath(new URL('../../../cli/dist/main.js', import.meta.url));
const example = fileURLToPath(new URL('../../../../fixtures/examples/i440fx-legacy.xml', import.meta.url));

describe.skipIf(!hasBrowser)('the page of rootport view', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rootport-page-'));
  const file = join(folder, 'guest.xml');
  let command: ChildProcess | undefined;
  let url = '';

  beforeAll(async () => {
    if (!hasBrowser) return;
    writeFileSync(file, readFileSync(example));
    command = spawn(process.execPath, [main, 'view', file], { stdio: ['ignore', 'pipe', 'inherit'] });
    url = await new Promise((resolve) => command?.stdout?.once('data', (text: Buffer) => resolve(`${text}`.trim())));
  });

  afterAll(async () => {
    const ended = command?.exitCode === null ? once(command, 'exit') : undefined;
    command?.kill('SIGINT');
    await ended;
    if (command !== undefined) expect(command.exitCode).toBe(0);
    rmSync(folder, { recursive: true });
  });

  test('opens the file, saves it, and does not save over a change of somebody else', async () => {
    const { page, errors } = await server.open({ url });
    expect(await page.locator('.document-name').textContent()).toBe('guest.xml');
    expect(await page.getByRole('button', { name: 'Share' }).count()).toBe(0);
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('<!-- saved -->');
    await settled(page);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.announcement', { hasText: 'guest.xml is saved.' }).waitFor();
    expect(readFileSync(file, 'utf8')).toBe(`<!-- saved -->${readFileSync(example, 'utf8')}`);
    writeFileSync(file, '<domain/>');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const question = page.locator('dialog.question');
    await question.filter({ hasText: 'was changed meanwhile [RP5062]' }).waitFor();
    await question.locator('.merge .cm-content').waitFor();
    expect(readFileSync(file, 'utf8')).toBe('<domain/>');
    await question.getByRole('button', { name: 'Reload' }).click();
    await page.getByRole('button', { name: '← guest.xml' }).click();
    await settled(page);
    // Another document never goes into the file without a question, nor does what is no domain.
    const before = readFileSync(file, 'utf8');
    await page.locator('.cm-content').click();
    await page.keyboard.type('<!-- in no file -->');
    await settled(page);
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(new File(['<network/>'], 'dropped.xml'));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    });
    await question.getByRole('button', { name: 'Open dropped.xml' }).click();
    await page.locator('.document-name', { hasText: 'dropped.xml' }).waitFor();
    await page.keyboard.press('Control+s');
    await question.filter({ hasText: 'Write dropped.xml into guest.xml?' }).waitFor();
    await question.getByRole('button', { name: 'Replace guest.xml' }).click();
    await question.filter({ hasText: 'Save a text that is not a domain?' }).waitFor();
    await question.getByRole('button', { name: 'Cancel' }).click();
    expect(readFileSync(file, 'utf8')).toBe(before);
    // After the end of the command every panel is still there.
    command?.kill('SIGINT');
    await page.locator('.announcement', { hasText: 'rootport view has ended' }).waitFor();
    await page.getByRole('button', { name: '← guest.xml' }).click();
    await page.locator('.document-name', { hasText: 'guest.xml' }).waitFor();
    for (const tab of ['#tab-qemu', '#tab-guest', '#tab-capacity', '#tab-placed']) {
      await page.locator(tab).click();
      await page.locator('.panel > *').first().waitFor();
    }
    await page.locator('.merge .cm-content').waitFor();
    // The browser notes the refusal, too.
    expect(errors.splice(0).filter((one) => !/412|ERR_|Failed to load/.test(one))).toEqual([]);
  });
});
