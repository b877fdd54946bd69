import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CASES, codePages, PAGES, readCase, runCase, strayPages } from '../../../scripts/code-pages.mjs';
import * as core from '../src/index.ts';

const codes = Object.keys(core.CATALOGUE);
const provoked = codes.filter((code) => readCase(code).bytes !== undefined);

/** Codes that speak of no place in the text: of the whole file, or of an option. */
const WITHOUT_PLACE = ['RP1004', 'RP1005', 'RP4002', 'RP4003'];

/** Codes that no document causes; the reason is told to the user and stands in the case's no-case.md. */
const NOT_PROVOKED = [
  // Every need for hotplug comes with one for automatic placement, which an address by hand is excused from.
  'RP3005',
  // The search passes over such buses.
  'RP3006',
  // Reading the address finds it first (RP2001).
  'RP3009',
  // They are about attaching and detaching (attach.test.ts, detach.test.ts).
  'RP3050',
  'RP3051',
  'RP3052',
  'RP3053',
  'RP3054',
  'RP3055',
  'RP3056',
  'RP3057',
  'RP3058',
  'RP3059',
  // They are about reserving places (reserve-places.test.ts).
  'RP3060',
  'RP3061',
  // Likewise about detaching.
  'RP3063',
  'RP3064',
  'RP3065',
  'RP3066',
  // It is told by capacity and reserve (capacity.test.ts); planning does not look at firmware.
  'RP3068',
  'RP3069',
  // They take a lock beside the document (plan-locked.test.ts).
  'RP3070',
  'RP3071',
  'RP3072',
  'RP3073',
  'RP3074',
  'RP3075',
  // They are about conversions (convert-machine.test.ts).
  'RP3080',
  'RP3081',
  'RP3082',
  'RP3083',
  'RP3084',
  'RP3085',
  // Nothing reports it yet.
  'RP4001',
  // They are about the machine that a plain QEMU starts (qemu-command.test.ts).
  'RP7001',
  'RP7002',
  'RP7003',
  // They are about what the guest sees (predict-guest.test.ts).
  'RP7100',
  'RP7101',
  'RP7102',
  'RP7103',
  'RP7104',
  'RP7105',
  'RP7106',
  'RP7107',
  'RP7108',
  // They are about what a real QEMU answers (verify.test.ts of the command).
  'RP7010',
  'RP7200',
  'RP7201',
  'RP7202',
  'RP7203',
  'RP7011',
  'RP7012',
  'RP7013',
  'RP7014',
  'RP7015',
  // They are about spans of releases and about no release at all (portable.test.ts; plan.test.ts of the command).
  'RP4360',
  'RP4361',
  'RP4362',
  'RP7360',
  'RP7361',
  'RP7440',
  'RP7362',
  // It is about documents of a megabyte (fix-domain.test.ts).
  'RP7400',
  // It is about hosts with more devices than any (hostile-hosts.test.ts of the command).
  'RP3400',
  // They are about topology files (nccl-file.test.ts).
  'RP3530',
  'RP3531',
  'RP7531',
  // They are about placing devices of a host (tests/change/place-devices.test.ts).
  'RP3500',
  'RP3501',
  'RP3502',
  'RP3503',
  'RP3504',
  'RP3505',
  'RP3506',
  'RP3507',
  'RP3508',
  'RP3509',
  'RP3510',
  'RP3511',
  'RP3512',
  'RP3513',
  'RP3514',
  'RP3515',
  'RP3516',
  'RP3517',
  'RP7500',
  'RP7501',
  'RP7502',
  'RP7503',
  'RP7504',
  'RP7505',
  'RP7506',
  'RP7507',
  // It is about a configuration of Proxmox (proxmox.test.ts).
  'RP6560',
  // They are about what firmware gives (windows.test.ts).
  'RP7020',
  'RP7021',
  'RP7022',
  'RP7023',
  'RP7024',
  'RP7380',
  'RP7381',
  'RP7460',
  'RP7461',
  'RP7462',
  'RP7463',
];

/** RP5 is about calls of the command, and is tested there. */
const isOfCommand = (code: string): boolean => code.startsWith('RP5');

describe('codes', () => {
  test.each(codes)('%s has a case with a paragraph about it', (code) => {
    const { about, bytes, noCase } = readCase(code);
    expect(about, `${CASES}/${code}/about.md`).toMatch(/\w/);
    expect(bytes === undefined, 'either domain.xml or no-case.md').toBe(noCase !== undefined);
  });

  test('are provoked by a document, but for those with a reason', () => {
    const others = codes.filter((code) => !provoked.includes(code) && !isOfCommand(code));
    expect([...others].sort()).toEqual([...NOT_PROVOKED].sort());
  });

  test('are in the catalogue, when they have a case', () => {
    expect(readdirSync(CASES).filter((name) => !codes.includes(name))).toEqual([]);
  });

  test('have kinds and titles of their own', () => {
    const entries = Object.values(core.CATALOGUE);
    expect(new Set(entries.map(({ kind }) => kind)).size).toBe(entries.length);
    expect(new Set(entries.map(({ title }) => title)).size).toBe(entries.length);
  });
});

describe.each(provoked)('the case of %s', (code) => {
  const { diagnostics, text } = runCase(core, code, readCase(code));

  test('gives this code and no other, at the same places and in the same words', async () => {
    expect([...new Set(diagnostics.map((one) => one.code))]).toEqual([code]);
    await expect(`${text}\n`).toMatchFileSnapshot(join(CASES, code, 'expected.txt'));
  });

  test('has a place in the text', () => {
    const places = diagnostics.map(({ span }) => span !== undefined);
    expect(places).toEqual(diagnostics.map(() => !WITHOUT_PLACE.includes(code)));
  });

  test('fills every place of its message', () => {
    expect(text).not.toMatch(/\{\w+\}/);
  });
});

describe('docs/codes', () => {
  const pages = [...codePages(core)].map(([path, page]) => ({ name: basename(path), path, page }));
  test.each(pages)('$name is up to date (npm run docs:codes)', async ({ path, page }) => {
    expect(existsSync(path)).toBe(true);
    await expect(page).toMatchFileSnapshot(path);
  });

  test('has no other files', () => {
    expect(strayPages(core).map((name) => join(PAGES, name))).toEqual([]);
  });
});
