// The built page on a server, and Debian's Chromium to open it.
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { preview } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Starts both; `open` gives the page when its first plan is there. */
export async function serveBuiltPage() {
  const server = await preview({ root, logLevel: 'error', preview: { port: 0, host: '127.0.0.1' } });
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  return {
    async open(options) {
      const page = await browser.newPage(options);
      await page.goto(server.resolvedUrls.local[0]);
      await page.locator('.cm-content').waitFor();
      await settled(page);
      return page;
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** Waits until the page has planned what the editor shows. */
export async function settled(page) {
  await page.locator('.verdict[data-settled="true"]').waitFor();
}
