// Takes the pictures of docs/screenshots from the built page: each example, light and dark, narrow and wide. They are
// made smaller where there is pngquant.
//   npm run docs:screenshots [-- FOLDER]
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveBuiltPage, settled } from './built-page.mjs';

const folder = resolve(process.argv[2] ?? fileURLToPath(new URL('../../../docs/screenshots', import.meta.url)));
const EXAMPLES = ['q35-web-server', 'i440fx-legacy', 'gpu-passthrough', 'aarch64-virt', 'broken'];
const SIZES = { wide: { width: 1440, height: 900 }, narrow: { width: 360, height: 740 } };

mkdirSync(folder, { recursive: true });
const served = await serveBuiltPage();
for (const colorScheme of ['light', 'dark']) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    const page = await served.open({ colorScheme, viewport });
    for (const example of EXAMPLES) {
      await page.getByLabel('Open an example').selectOption(`${example}.xml`);
      await page.locator('.document-name', { hasText: example }).waitFor();
      await settled(page);
      await page.locator('.verdict', { hasText: example === 'broken' ? 'refused' : 'planned' }).waitFor();
      await page.waitForTimeout(400);
      if (example === 'broken') await page.locator('#tab-problems').dispatchEvent('click');
      if (size === 'narrow') {
        await page.getByRole('button', { name: example === 'broken' ? 'Panels' : 'Topology' }).click();
      } else if (example !== 'broken') await page.locator('[data-device="interface-0"]').first().click();
      await page.waitForTimeout(400);
      const path = `${folder}/${example}-${size}-${colorScheme}.png`;
      await page.screenshot({ path });
      spawnSync('pngquant', ['--force', '--ext', '.png', '--speed', '1', '64', path]);
      if (size === 'narrow') await page.getByRole('button', { name: 'XML', exact: true }).click();
      await page.locator('#tab-placed').dispatchEvent('click');
    }
    await page.close();
  }
}
await served.close();
