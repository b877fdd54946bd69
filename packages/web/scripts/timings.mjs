// Measures the built page in Chromium: processor time from a keystroke to the picture, and while a large machine is
// scrolled. Times are those of the page's own process, its worker included, so that a busy machine changes them little.
//   npm run page:timings
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { preview } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const KEYS = 40;
const STEPS = 60;
const RESTS = 10;
/** Milliseconds between two keys. */
const PAUSE = 700;
/** Milliseconds of a tick of /proc/PID/stat. */
const TICK = 10;

const server = await preview({ root, logLevel: 'error', preview: { port: 0, host: '127.0.0.1' } });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });

for (const [disks, bus] of [
  [12, 'virtio'],
  [98, 'virtio'],
  [980, 'scsi'],
]) {
  const page = await opened(guest(disks, bus));
  const devices = await page.locator('[data-device]').count();
  await page.locator('.cm-content').click();
  for (const key of ['Control+Home', 'ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight'])
    await page.keyboard.press(key);
  for (let n = 0; n < 6; n += 1) await page.keyboard.press('ArrowRight');
  await typed(page, 5);
  // A blinking caret and the like cost their time with and without a key.
  const rest = (await cost(() => page.waitForTimeout(RESTS * PAUSE))) / RESTS;
  const perKey = (await cost(() => typed(page, KEYS))) / KEYS - rest;
  const picture = page.locator('.pane-topology');
  await picture.hover();
  let frames;
  const perStep =
    (await cost(async () => {
      frames = await scrolled(page);
    })) / STEPS;
  process.stdout.write(
    `${devices} devices drawn of ${disks} disks: ${perKey.toFixed(0)} ms a keystroke; scrolling: ${perStep.toFixed(1)} ms a step, ` +
      `frames of ${frames.median.toFixed(0)} ms (median) and ${frames.worst.toFixed(0)} ms (worst)\n`,
  );
  await page.context().close();
}
await browser.close();
await server.close();

function guest(disks, bus) {
  const letters = (n) => (n < 26 ? '' : letters(Math.floor(n / 26) - 1)) + String.fromCharCode(97 + (n % 26));
  const prefix = bus === 'virtio' ? 'vd' : 'sd';
  const lines = Array.from(
    { length: disks },
    (_, n) =>
      `    <disk type='block' device='disk'><source dev='/dev/d${n}'/><target dev='${prefix}${letters(n)}' bus='${bus}'/></disk>`,
  );
  return `<domain type='kvm'>\n  <name>large</name>\n  <memory>1</memory>\n  <os><type arch='x86_64' machine='q35'>hvm</type></os>\n  <devices>\n${lines.join('\n')}\n  </devices>\n</domain>\n`;
}

async function opened(text) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(server.resolvedUrls.local[0]);
  await page.locator('.cm-content').waitFor();
  await settled(page);
  await page
    .getByLabel('Open a domain XML file')
    .setInputFiles({ name: 'large.xml', mimeType: 'application/xml', buffer: Buffer.from(text) });
  await page.locator('.document-name', { hasText: 'large.xml' }).waitFor();
  await settled(page);
  return page;
}

async function settled(page) {
  await page.locator('.verdict[data-settled="true"]').waitFor();
}

// Each key has time for its picture. What asks the page meanwhile would cost it time of its own.
async function typed(page, keys) {
  for (let n = 0; n < keys; n += 1) {
    await page.keyboard.press('x');
    await page.waitForTimeout(PAUSE);
  }
  await settled(page);
}

async function scrolled(page) {
  await page.evaluate(() => {
    const times = [];
    let last = performance.now();
    const frame = (now) => {
      times.push(now - last);
      last = now;
      globalThis.handle = requestAnimationFrame(frame);
    };
    globalThis.times = times;
    globalThis.handle = requestAnimationFrame(frame);
  });
  for (let n = 0; n < STEPS; n += 1) await page.mouse.wheel(0, 120);
  await page.waitForTimeout(300);
  return page.evaluate(() => {
    cancelAnimationFrame(globalThis.handle);
    const sorted = globalThis.times.slice(1).sort((a, b) => a - b);
    return { median: sorted[Math.floor(sorted.length / 2)], worst: sorted.at(-1) };
  });
}

/** Milliseconds of processor time of all renderers while `work` runs. */
async function cost(work) {
  const before = renderers();
  await work();
  return renderers() - before;
}

function renderers() {
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer')) continue;
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // The process ended in between.
    }
  }
  return ticks * TICK;
}
