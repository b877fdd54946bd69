import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { placeDevices, planDomain, readHost } from '@rootport/core';
import { describe, expect, test } from 'vitest';
import { hasBrowser, openText, server } from '../browser.ts';

const folder = fileURLToPath(new URL('../../../../fixtures/hosts/two-switches/', import.meta.url));
const read = (name: string): string => readFileSync(folder + name, 'utf8');

/** The guest of the host with its cards in it. */
function placedGuest(): string {
  const { host } = readHost(['lspci.txt', 'hwloc.xml'].map((file) => ({ file, text: read(file) })));
  if (host === undefined) throw new Error('the host cannot be read');
  const placed = placeDevices(read('guest.xml'), (xml) => planDomain(xml), { host, policy: 'switch' });
  if (!placed.ok) throw new Error(placed.diagnostics.map(({ code }) => code).join());
  return placed.xml;
}

describe.skipIf(!hasBrowser)('the host', () => {
  test('stands beside the guest, with the levels of all pairs', async () => {
    const { page } = await server.open();
    await openText(page, placedGuest(), 'placed.xml');
    await page.locator('#tab-host').click();
    await page.getByLabel('Files about the host').setInputFiles([
      { name: 'lspci.txt.gz', mimeType: '', buffer: gzipSync(read('lspci.txt')) },
      { name: 'hwloc.xml', mimeType: '', buffer: Buffer.from(read('hwloc.xml')) },
    ]);
    const levels = page.locator('#panel td');
    await levels.first().waitFor();
    const told = await levels.allTextContents();
    expect(told.length % 2).toBe(0);
    // Switches are as on the host, and so are all levels.
    for (let at = 0; at < told.length; at += 2) expect(told[at + 1]).toBe(told[at]);
    expect(new Set(told)).toEqual(new Set(['PIX', 'SYS']));
    const width = await page.locator('.host-picture').evaluate((image: HTMLImageElement) => image.naturalWidth);
    expect(width).toBeGreaterThan(500);
    await page.getByLabel('Files about the host').setInputFiles({ name: 'a', mimeType: '', buffer: Buffer.from('x') });
    await page.locator('#panel .hint').filter({ hasText: 'RP5500' }).waitFor();
  });
});
