import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = process.env['ROOTPORT_CHROMIUM'] ?? CHROMIUM.find((path) => existsSync(path));
const root = fileURLToPath(new URL('..', import.meta.url));

/** Prints why the tests of the page are skipped where there is no browser. */
export const hasBrowser = executablePath !== undefined;
if (!hasBrowser)
  process.stdout.write('skipped: the page in a browser: there is no chromium (apt-get install chromium)\n');

export interface OpenPage {
  readonly page: Page;
  /** What the page asked for, and what went wrong in it. */
  readonly requests: readonly string[];
  readonly errors: string[];
}

export interface PageOptions {
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
  /** What follows the address of the page. */
  readonly fragment?: string;
  /** Instead of the address of the page. */
  readonly url?: string;
}

/** The built page on a server of its own, and a browser, for the tests of one file. */
export function servePage(): {
  open(options?: PageOptions): Promise<OpenPage>;
  address(): string;
  stop(): Promise<void>;
} {
  let browser: Browser | undefined;
  let address = '';
  let close = async (): Promise<void> => undefined;
  const opened: (OpenPage & { readonly home: string })[] = [];
  beforeAll(async () => {
    if (!hasBrowser) return;
    if (!existsSync(`${root}dist/index.html`)) throw new Error('the page is not built: npm run page');
    const { preview } = await import('vite');
    const server = await preview({ root, logLevel: 'error', preview: { port: 0, host: '127.0.0.1' } });
    close = async () => server.close();
    address = server.resolvedUrls?.local[0] ?? '';
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    for (const { errors, requests, home } of opened) {
      expect(errors).toEqual([]);
      expect(requests.filter((one) => !one.startsWith(home) && !/^(blob|data):/.test(one))).toEqual([]);
    }
    await browser?.close();
    await close();
  });
  return {
    address: () => address,
    stop: () => close(),
    async open({ fragment = '', url, ...options } = {}) {
      if (browser === undefined) throw new Error('no browser');
      const context = await browser.newContext({ ...options, acceptDownloads: true });
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const page = await context.newPage();
      const requests: string[] = [];
      const errors: string[] = [];
      opened.push({ page, requests, errors, home: new URL(url ?? address).origin });
      context.on('request', (request) => requests.push(request.url()));
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      await page.goto(url ?? `${address}${fragment}`);
      await page.locator('.cm-content').waitFor();
      await settled(page);
      return { page, requests, errors };
    },
  };
}

/** Waits until the page has planned what the editor shows. */
export async function settled(page: Page): Promise<void> {
  await page.locator('.verdict[data-settled="true"]').waitFor();
}

/** Opens a text as a file of the user's. */
export async function openText(page: Page, text: string, name = 'test.xml'): Promise<void> {
  await page.getByLabel('Open a domain XML file').setInputFiles({
    name,
    mimeType: 'application/xml',
    buffer: Buffer.from(text),
  });
  await page.locator('.document-name', { hasText: name }).waitFor();
  await settled(page);
}

/** What the editor holds, as "This document" downloads it. */
export const downloadedDocument = (page: Page): Promise<string> => downloaded(page, 'This document');

/** A file that the page gives, by its name in the menu. */
export async function downloaded(page: Page, title: string): Promise<string> {
  await page.locator('summary', { hasText: 'Download' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: title, exact: true }).click(),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}
