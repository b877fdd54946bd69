import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';

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
  readonly serviceWorkers?: 'allow' | 'block';
  /** What follows the address of the page. */
  readonly fragment?: string;
  readonly hasTouch?: boolean;
  /** For several tests, to the end of the file. */
  readonly isKept?: boolean;
  /** Instead of the address of the page. */
  readonly url?: string;
}

let browser: Browser | undefined;
let address = '';
let close = async (): Promise<void> => undefined;
const opened: (OpenPage & { readonly home: string; readonly isKept: boolean })[] = [];

/** Starts the built page on a server, and a browser: one of each for all tests of the page. To be called once. */
export function shareBrowser(): void {
  beforeAll(async () => {
    if (!hasBrowser) return;
    if (!existsSync(`${root}dist/index.html`)) throw new Error('the page is not built: npm run page');
    const { preview } = await import('vite');
    const served = await preview({ root, logLevel: 'error', preview: { port: 0, host: '127.0.0.1' } });
    close = async () => served.close();
    address = served.resolvedUrls?.local[0] ?? '';
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
  });
  const end = async (which: (one: (typeof opened)[number]) => boolean): Promise<void> => {
    const ending = opened.filter(which);
    opened.splice(0, opened.length, ...opened.filter((one) => !which(one)));
    for (const { page } of ending) await page.context().close();
    for (const { errors, requests, home } of ending) {
      expect(errors).toEqual([]);
      expect(requests.filter((one) => !one.startsWith(home) && !/^(blob|data):/.test(one))).toEqual([]);
    }
  };
  afterEach(() => end(({ isKept }) => !isKept));
  afterAll(async () => {
    await end(() => true);
    await browser?.close();
    await close();
  });
}

export const server = {
  address: () => address,
  async open({ fragment = '', url, isKept = false, ...options }: PageOptions = {}): Promise<OpenPage> {
    if (browser === undefined) throw new Error('no browser');
    const context = await browser.newContext({ ...options, acceptDownloads: true });
    // Leaving with changes is asked about; here the answer is yes.
    context.on('dialog', (dialog) => void dialog.accept().catch(() => undefined));
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    // A busy machine takes many times as long; the limit of the test finds what hangs.
    context.setDefaultTimeout(300_000);
    const page = await context.newPage();
    const requests: string[] = [];
    const errors: string[] = [];
    opened.push({ page, requests, errors, isKept, home: new URL(url ?? address).origin });
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
  // Where the document before has changes, the page asks first.
  const [opens, asks] = [page.locator('.document-name', { hasText: name }), page.locator('dialog.question .primary')];
  await opens.or(asks).first().waitFor();
  if (await asks.isVisible()) await asks.click();
  await opens.waitFor();
  await settled(page);
}

/** Opens one of the examples. */
export async function openExample(page: Page, file: string): Promise<void> {
  await page.getByLabel('Open an example').selectOption(file);
  await page.locator('.document-name', { hasText: file }).waitFor();
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
