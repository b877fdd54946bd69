import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { downloaded, downloadedDocument, hasBrowser, openText, server, settled } from '../browser.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../../fixtures/examples/${name}.xml`, import.meta.url), 'utf8');

const box = (page: Page, device: string) => page.locator(`.picture [data-device="${device}"]`);

/** A q35 domain with so many virtio disks, each on a port that libvirt adds; 300 devices with their ports. */
function large(disks: number): string {
  const lines = Array.from({ length: disks }, (_, index) => {
    const name = `vd${index < 26 ? '' : String.fromCharCode(96 + Math.floor(index / 26))}${String.fromCharCode(97 + (index % 26))}`;
    return `    <disk type='block' device='disk'><source dev='/dev/d${index}'/><target dev='${name}' bus='virtio'/></disk>`;
  });
  return `<domain type='kvm'>\n  <name>large</name>\n  <memory>1</memory>\n  <os><type arch='x86_64' machine='q35'>hvm</type></os>\n  <devices>\n${lines.join('\n')}\n  </devices>\n</domain>\n`;
}

describe.skipIf(!hasBrowser)('the page', () => {
  test('plans what is pasted into the editor', async () => {
    const { page } = await server.open();
    await page.evaluate((text) => navigator.clipboard.writeText(text), fixture('i440fx-legacy'));
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Control+V');
    await settled(page);
    expect(await page.locator('.pane-topology h2').textContent()).toContain('pc · libvirt');
    expect(await downloadedDocument(page)).toBe(fixture('i440fx-legacy'));
  });

  test('takes a text pasted anywhere, and a dropped file, and keeps its line ends', async () => {
    const { page } = await server.open();
    await page.evaluate((text) => navigator.clipboard.writeText(text), fixture('aarch64-virt'));
    await page.locator('.pane-topology h2').click();
    await page.keyboard.press('Control+V');
    await page.locator('.document-name', { hasText: 'pasted.xml' }).waitFor();
    await settled(page);
    expect(await page.locator('.pane-topology h2').textContent()).toContain('virt');
    const dos = fixture('q35-web-server').replaceAll('\n', '\r\n');
    await page.evaluate((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'dropped.xml'));
      const target = document.querySelector('.cm-content');
      target?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    }, dos);
    await page.locator('.document-name', { hasText: 'dropped.xml' }).waitFor();
    await settled(page);
    expect(await downloadedDocument(page)).toBe(dos);
  });

  test('underlines what is wrong, says it at the place, and goes there', async () => {
    const { page } = await server.open();
    await page.getByLabel('Open an example').selectOption('collisions.xml');
    await page.locator('.verdict', { hasText: 'refused' }).waitFor();
    await page.locator('#tab-problems').click();
    const first = page.locator('.problems li.error').first();
    expect(await first.textContent()).toMatch(/disk vdb wants 0000:00:05.0, which is taken by disk vda RP3010/);
    await first.getByRole('button', { name: /^line / }).click();
    const mark = page.locator('.cm-lintRange-error').first();
    await mark.hover({ position: { x: 20, y: 8 } });
    expect(await page.locator('.cm-tooltip .cm-diagnostic').first().textContent()).toContain('RP3010');
  });

  test('applies a fix from the list and from the underlined place, and undoes it', async () => {
    const { page } = await server.open();
    await openText(page, fixture('collisions'), 'collisions.xml');
    await page.locator('#tab-problems').click();
    const errors = page.locator('.problems li.error');
    await errors.first().waitFor();
    const before = await errors.count();
    await errors
      .first()
      .getByRole('button', { name: /^remove the address of disk vdb/ })
      .click();
    await settled(page);
    await expect.poll(() => errors.count()).toBe(before - 1);
    await errors
      .first()
      .getByRole('button', { name: /^line / })
      .click();
    await page
      .locator('.cm-lintRange-error')
      .first()
      .hover({ position: { x: 20, y: 8 } });
    await page.locator('.cm-tooltip .cm-diagnosticAction').first().click();
    await settled(page);
    await expect.poll(() => errors.count()).toBe(before - 2);
    while ((await errors.count()) > 0) {
      const left = await errors.count();
      await errors.first().locator('button:not(.link)').first().click();
      await expect.poll(() => errors.count()).toBeLessThan(left);
      await settled(page);
    }
    expect(await page.locator('.verdict').textContent()).toBe('planned');
    await page.locator('.cm-content').first().click();
    for (let step = 0; step < before; step += 1) await page.keyboard.press('Control+Z');
    await settled(page);
    expect(await downloadedDocument(page)).toBe(fixture('collisions'));
  });

  test('opens the problems of a broken document by itself, and mends it with one click', async () => {
    const { page } = await server.open();
    await openText(page, fixture('collisions'), 'collisions.xml');
    await page.locator('#tab-problems[aria-selected="true"]').waitFor();
    await page.locator('.frame mark').first().waitFor();
    expect(await page.locator('a.code').first().getAttribute('href')).toMatch(/^\.\/codes\.html#rp\d{4}$/);
    await page.getByRole('button', { name: /^Fix all safe/ }).click();
    await settled(page);
    await page.locator('.verdict', { hasText: 'planned' }).waitFor();
    await page.locator('.message').getByRole('button', { name: 'Undo' }).click();
    await settled(page);
    expect(await downloadedDocument(page)).toBe(fixture('collisions'));
  });

  test('puts the answer into the document, in one step that can be undone', async () => {
    const { page } = await server.open();
    const before = await downloadedDocument(page);
    const placed = await downloaded(page, 'Placed XML');
    await page.locator('#tab-placed').click();
    await page.locator('.merge .cm-content').waitFor();
    await page.getByRole('button', { name: 'Write into the document' }).click();
    await settled(page);
    expect(await downloadedDocument(page)).toBe(placed);
    await page.locator('.cm-content').first().click();
    await page.keyboard.press('Control+Z');
    await settled(page);
    expect(await downloadedDocument(page)).toBe(before);
  });

  test('compares profiles', async () => {
    const { page } = await server.open();
    await page.locator('#tab-profiles').click();
    await page.getByRole('checkbox', { name: 'libvirt 2.5' }).check();
    const header = page.locator('.panel thead th');
    await expect.poll(() => header.allTextContents()).toEqual(['device', '2.5', '9.0', '11.3', 'latest']);
    expect(await page.locator('.panel tbody tr').count()).toBeGreaterThan(0);
    await page.getByRole('combobox', { name: 'Profile' }).selectOption('libvirt-6.5');
    await page.locator('.pane-topology h2', { hasText: 'libvirt 6.5' }).waitFor();
  });

  test('says what the guest notices of an edit', async () => {
    const { page } = await server.open();
    await box(page, 'rng-0').click();
    await page.locator('.cm-line', { hasText: "<rng model='virtio'>" }).click();
    await page.keyboard.press('Home');
    await page.keyboard.type("<vsock model='virtio'/>");
    await settled(page);
    await page.locator('#tab-diff').click();
    await page.locator('.panel tbody tr', { hasText: 'vsock' }).waitFor();
  });

  test('says how much still fits, and converts a guest to q35', async () => {
    const { page } = await server.open();
    await page.locator('#tab-capacity').click();
    await page.locator('.panel th', { hasText: 'PCI Express devices' }).waitFor();
    await openText(page, fixture('i440fx-legacy'));
    await page.locator('#tab-convert').click();
    await page.getByRole('button', { name: 'Convert the document' }).click();
    await page.locator('.pane-topology h2', { hasText: 'q35' }).waitFor();
    expect(await downloadedDocument(page)).toContain('machine="q35"');
  });

  test('keeps places free for hotplug', async () => {
    const { page } = await server.open();
    await page.locator('#tab-reserve').click();
    await page.getByLabel('places free for hotplug').fill('6');
    await page.locator('.panel', { hasText: '6 afterwards' }).waitFor();
    await page.getByRole('button', { name: 'Reserve in the document' }).click();
    await page.locator('.panel', { hasText: '6 for PCI Express devices are free now' }).waitFor();
    expect((await downloadedDocument(page)).match(/model='pcie-root-port'/g)?.length).toBeGreaterThan(6);
  });

  test('says what the guest will call its interfaces', async () => {
    const { page } = await server.open();
    await openText(page, fixture('q35-web-server'));
    await page.locator('#tab-guest').click();
    await page
      .locator('.panel tbody strong', { hasText: /^enp\d+s0$/ })
      .first()
      .waitFor();
    await page.locator('.panel pre', { hasText: '0000:00:00.0' }).waitFor();
  });

  test('keeps all of its state in a link', async () => {
    const { page } = await server.open();
    await openText(page, fixture('many-disks').replace('</name>', ' ü €</name>'), 'shared.xml');
    await page.getByRole('combobox', { name: 'Profile' }).selectOption('libvirt-9.0');
    await page.getByLabel('QEMU').fill('6.2');
    await settled(page);
    const plan = await downloaded(page, 'Plan as JSON');
    await page.getByRole('button', { name: 'Share' }).click();
    await page.locator('.announcement', { hasText: 'copied' }).waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const other = await server.open({ fragment: new URL(link).hash });
    await other.page.locator('.document-name', { hasText: 'shared.xml' }).waitFor();
    await settled(other.page);
    expect(await downloadedDocument(other.page)).toBe(await downloadedDocument(page));
    expect(await downloaded(other.page, 'Plan as JSON')).toBe(plan);
    expect(other.requests.filter((url) => url.includes('#s=') || url.includes('s='))).toEqual([]);
  });

  test('says that a link is damaged', async () => {
    const { page } = await server.open({ fragment: '#s=AAAA' });
    await page.locator('.announcement', { hasText: 'The link is damaged' }).waitFor();
  });

  test('needs no network once it was loaded', async () => {
    const { page } = await server.open();
    await page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === 'activated');
    await page.context().setOffline(true);
    await page.reload();
    await page.locator('.cm-content').waitFor();
    await page.getByLabel('Open an example').selectOption('gpu-passthrough.xml');
    await page.locator('.picture', { hasText: 'pcie-expander-bus' }).waitFor();
    await page.locator('#tab-qemu').click();
    await page.locator('.listing', { hasText: 'pxb-pcie' }).waitFor();
  });

  test('takes keys while a plan of 300 devices is made', async () => {
    const { page } = await server.open();
    await openText(page, large(140), 'large.xml');
    const { devices, controllers } = JSON.parse(await downloaded(page, 'Plan as JSON'));
    expect(devices.length + controllers.length).toBeGreaterThan(285);
    await page.locator('.cm-content').click();
    for (const key of ['Control+Home', 'ArrowDown', 'End']) await page.keyboard.press(key);
    // While the worker gets nothing to do, each key shows at once: the page itself plans nothing.
    const worker = await page.evaluateHandle(() => {
      const { postMessage } = Worker.prototype;
      const held: { readonly kind: string; send(): void }[] = [];
      Worker.prototype.postMessage = function (...given: unknown[]) {
        const [{ kind }] = given as [{ kind: string }];
        held.push({ kind, send: () => Reflect.apply(postMessage, this, given) });
      };
      return {
        held,
        goOn() {
          Worker.prototype.postMessage = postMessage;
          for (const { send } of held) send();
        },
      };
    });
    let shown = 0;
    for (let keys = 1; keys <= 60; keys += 1) {
      await page.keyboard.press('Space');
      const text = await page.locator('.cm-content').textContent();
      if (text?.includes(`</name>${' '.repeat(keys)}`)) shown += 1;
    }
    expect(shown).toBe(60);
    // What is typed while a plan is made waits, and becomes one plan. Slow typing also asks what may be written.
    expect(await worker.evaluate(({ held }) => held.filter(({ kind }) => kind === 'plan').length)).toBe(1);
    await worker.evaluate((one) => one.goOn());
    await settled(page);
    expect(await downloadedDocument(page)).toContain(`</name>${' '.repeat(60)}`);
  });

  test.each([
    ['a text that is no XML', 'this is not XML', /RP1/],
    ['an element that is not closed', "<domain type='kvm'><devices><disk></domain>", /RP1001/],
    ['nothing', '', /RP1/],
    ['another document', '<network/>', /RP1002/],
    ['characters that XML does not have', "<domain type='kvm'>\u0001\u{1f600}</domain>", /RP/],
  ])('says what is wrong with %s', async (_, text, code) => {
    const { page } = await server.open();
    await openText(page, text, 'wrong.xml');
    expect(await page.locator('.verdict').textContent()).toBe('refused');
    await page.locator('#tab-problems').click();
    await page.locator('.problems li').first().waitFor();
    expect(await page.locator('.problems').textContent()).toMatch(code);
  });

  test('takes a document of 5 MB, and goes on', async () => {
    const { page } = await server.open();
    const filler = `    <!-- ${'x'.repeat(990)} -->\n`.repeat(5200);
    await openText(page, fixture('q35-web-server').replace('  <devices>\n', `  <devices>\n${filler}`), 'huge.xml');
    expect(await page.locator('.verdict').textContent()).toBe('planned');
    await page.locator('.cm-content').first().click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('<!-- x -->');
    await settled(page);
    expect((await downloadedDocument(page)).startsWith('<!-- x -->')).toBe(true);
    await page.getByRole('button', { name: 'Share' }).click();
    await page
      .locator('.announcement')
      .filter({ hasText: /copied|too large/ })
      .waitFor();
  });

  test('loads no more at first than was promised', async () => {
    // The service worker fetches everything, later.
    const { page, requests } = await server.open({ serviceWorkers: 'block' });
    await page.locator('.picture [data-node]').first().waitFor();
    // The editor's chunks are not counted, and the checks come when there is a picture.
    const first = requests.filter((url) => !/xml-editor|appearance|merge-view/.test(url));
    const checks = first.findIndex((url) => /\/check-[^/]*\.js$/.test(url));
    const untilPicture = checks < 0 ? first : first.slice(0, checks);
    const bodies = await Promise.all([...new Set(untilPicture)].map(async (url) => page.request.get(url)));
    const sizes = await Promise.all(bodies.map(async (body) => gzipSync(await body.body()).length));
    expect(untilPicture.length).toBeGreaterThan(4);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(162_000);
  });
});
