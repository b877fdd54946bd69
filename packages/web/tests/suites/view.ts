import { type ChildProcess, spawn } from 'node:child_process';
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
    const ended = new Promise((resolve) => command?.once('exit', resolve));
    command?.kill('SIGINT');
    if (command !== undefined) expect(await ended).toBe(0);
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
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.announcement', { hasText: 'RP5062' }).waitFor();
    expect(readFileSync(file, 'utf8')).toBe('<domain/>');
    // The browser notes the refusal, too.
    expect(errors.splice(0)).toEqual([expect.stringContaining('412')]);
  });
});
