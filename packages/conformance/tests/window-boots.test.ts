import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planDomain, windowsBudget } from '@rootport/core';
import { describe, expect, test } from 'vitest';
import { type WindowCase, type WindowRecord, windowVerdict } from '../src/boots/window-cases.ts';
import { PROJECT_ROOT, sharedPath } from '../src/shared-folder.ts';

const FOLDER = join(PROJECT_ROOT, 'fixtures', 'windows');
const read = (name: string): unknown => JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));

describe('what firmware gave the BARs of booted guests', () => {
  const cases = read('cases.json') as readonly WindowCase[];
  const records = read('boots.json') as readonly WindowRecord[];
  const boots = records.flatMap(({ name, runs }) =>
    runs.map((run) => {
      const one = cases.find((other) => other.name === name);
      if (one === undefined) throw new Error(`no case ${name}`);
      const isLost = run.hangs === true || run.lost.length > 0;
      return { name, run, one, isLost, title: `${name} (QEMU ${run.qemu}, ${run.firmware})` };
    }),
  );

  test('every case was booted: both firmwares of x86, three QEMUs, at least 40 boots', () => {
    expect(records.map(({ name }) => name).sort()).toEqual(cases.map(({ name }) => name).sort());
    const x86 = boots.filter(({ run }) => run.firmware === 'seabios' || run.firmware === 'ovmf');
    expect(x86.length).toBeGreaterThanOrEqual(40);
    expect(new Set(x86.map(({ run }) => run.firmware)).size).toBe(2);
    expect(new Set(x86.map(({ run }) => run.qemu)).size).toBeGreaterThanOrEqual(3);
    expect(boots.filter(({ isLost }) => isLost).length).toBeGreaterThanOrEqual(10);
  });

  test.each(boots.filter(({ isLost }) => isLost))('$title lost BARs, and "fits" is not said', ({ one, run }) => {
    expect(windowVerdict(one, run)).not.toBe('fits');
  });

  // A false alarm is no danger, but there are to be few.
  test('of the guests that lost nothing, nine of ten are said to fit', () => {
    const fine = boots.filter(({ isLost }) => !isLost);
    const alarms = fine.filter(({ one, run }) => windowVerdict(one, run) !== 'fits').map(({ title }) => title);
    expect(alarms.length, alarms.join('\n')).toBeLessThanOrEqual(fine.length / 10);
  });
});

/** Guests with large BARs that others booted, beside the project; skipped without them. */
const SHARED = sharedPath('guest', 'more', 'windows') ?? '';
const isThere = SHARED !== '';
if (!isThere) process.stdout.write('skipped: windows that others measured: there is no ../shared/guest/more\n');

describe.skipIf(!isThere)('windows that others measured', () => {
  const QEMU: Readonly<Record<string, string>> = { 5: '5.2', 7: '7.2', 10: '10.0', 11: '11.1' };
  const lines = isThere ? readFileSync(join(SHARED, 'measured.txt'), 'utf8').split('\n') : [];
  const boots = lines.flatMap((line) => {
    const [, name, qemu, firmware, how = '', seen = ''] = /^(w-\S+) (\d+)([so]) ?([^:]*): (.*)$/.exec(line) ?? [];
    return name === undefined || qemu === undefined
      ? []
      : [{ name, qemu: QEMU[qemu] ?? qemu, firmware: firmware === 's' ? 'seabios' : 'ovmf', how, seen }];
  });

  test.each(boots)('$name, QEMU $qemu, $firmware $how', ({ name, qemu, firmware, how, seen }) => {
    expect(readdirSync(SHARED)).toContain(`${name}.xml`);
    const text = readFileSync(join(SHARED, `${name}.xml`), 'utf8');
    const pages = "<cpu><feature policy='require' name='pdpe1gb'/></cpu>";
    const plan = planDomain(how.includes('gb=1') ? text.replace('<devices>', `${pages}<devices>`) : text, {
      profile: 'libvirt-9.0',
      qemu,
    });
    if (!plan.ok) throw new Error('no plan');
    const bits = /bits=(\d+)/.exec(how)?.[1];
    const verdict = windowsBudget(plan.plan, {
      firmware,
      qemu,
      ...(bits === undefined ? {} : { addressBits: Number(bits) }),
    })?.verdict;
    if (/NO BAR|NOT BOOTED/.test(seen)) expect(verdict).not.toBe('fits');
    // Given to QEMU beside the document.
    else if (!how.includes('fwcfg')) expect(verdict).toBe('fits');
  });
});
