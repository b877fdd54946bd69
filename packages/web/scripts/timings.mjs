// Measures the built page in Chromium: what a keystroke costs until the picture is there, and what scrolling a large
// machine costs. "planned and drawn" is the worker's answer; "page" is script, style and layout of the page for all that
// follows a keystroke, its panels included; "all" is the processor time of the page's process, painting included.
//   npm run page:timings
import { readdirSync, readFileSync } from 'node:fs';
import { serveBuiltPage, settled } from './built-page.mjs';

const KEYS = 20;
const STEPS = 60;
const RESTS = 10;
/** Milliseconds between two keys. */
const PAUSE = 700;
/** Milliseconds of a tick of /proc/PID/stat. */
const TICK = 10;

const served = await serveBuiltPage();

for (const [disks, bus] of [
  [12, 'virtio'],
  [98, 'virtio'],
  [980, 'scsi'],
]) {
  const page = await opened(guest(disks, bus));
  const devices = await page.locator('[data-device]').count();
  await page.locator('.cm-content').click();
  // Into the name of the domain.
  for (const key of ['Control+Home', 'ArrowDown', ...Array(10).fill('ArrowRight')]) await page.keyboard.press(key);
  await typed(page, 5);
  const metrics = await openMetrics(page);
  const plans = await plansOf(page);
  // A blinking caret and the like cost their time with and without a key.
  const rest = (await cost(() => page.waitForTimeout(RESTS * PAUSE))) / RESTS;
  const before = await metrics();
  const all = (await cost(() => typed(page, KEYS))) / KEYS - rest;
  const perKey = ((await metrics()) - before) / KEYS;
  const planned = await plans();
  const picture = page.locator('.pane-topology');
  await picture.hover();
  let frames;
  const perStep =
    (await cost(async () => {
      frames = await scrolled(page);
    })) / STEPS;
  process.stdout.write(
    `${disks} disks, ${devices} boxes: a keystroke ${planned.toFixed(0)} ms planned and drawn, ${perKey.toFixed(0)} ms page, ` +
      `${all.toFixed(0)} ms all; a step of scrolling ${perStep.toFixed(1)} ms, ` +
      `frames of ${frames.median.toFixed(0)} ms (median) and ${frames.worst.toFixed(0)} ms (worst)\n`,
  );
  await page.context().close();
}
await served.close();

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
  const page = await served.open({ viewport: { width: 1440, height: 900 } });
  await page
    .getByLabel('Open a domain XML file')
    .setInputFiles({ name: 'large.xml', mimeType: 'application/xml', buffer: Buffer.from(text) });
  await page.locator('.document-name', { hasText: 'large.xml' }).waitFor();
  await settled(page);
  return page;
}

// Each key has time for its picture. What asks the page meanwhile would cost it time of its own.
async function typed(page, keys) {
  for (let n = 0; n < keys; n += 1) {
    await page.keyboard.press('x');
    await page.waitForTimeout(PAUSE);
  }
  await settled(page);
}

/** Milliseconds of script, style and layout of the page so far. */
async function openMetrics(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const seconds = metrics
      .filter(({ name }) => ['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'].includes(name))
      .reduce((sum, { value }) => sum + value, 0);
    return seconds * 1000;
  };
}

/** From now on the time from asking the worker for a plan to its answer; the median, in milliseconds. */
async function plansOf(page) {
  await page.evaluate(() => {
    const { postMessage } = Worker.prototype;
    const asked = new Map();
    globalThis.plans = [];
    Worker.prototype.postMessage = function (question, ...more) {
      if (question.kind === 'plan') {
        asked.set(question.id, performance.now());
        this.addEventListener('message', ({ data }) => {
          const began = asked.get(data.id);
          if (began !== undefined) globalThis.plans.push(performance.now() - began);
          asked.delete(data.id);
        });
      }
      return postMessage.call(this, question, ...more);
    };
  });
  return async () => {
    const times = await page.evaluate(() => globalThis.plans);
    return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
  };
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
