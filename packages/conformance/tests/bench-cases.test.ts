import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { growthCases, standingCases } from '../src/bench-cases.ts';
import { libvirtTable } from '../src/bench-report.ts';

test('a growth case has as many endpoints as it says', () => {
  for (const { devices, xml } of growthCases()) expect(xml.match(/<(interface|disk) /g)).toHaveLength(devices);
});

// Recorded times are of these texts: a change of one makes them times of something else.
test('the standing cases are the documents of the recorded times', () => {
  const sums = standingCases().map(({ name, xml }) => [name, createHash('sha256').update(xml).digest('hex')]);
  expect(Object.fromEntries(sums)).toMatchInlineSnapshot(`
    {
      "pc-200": "283279b05448d4c2596b83d551c078f2fd840523dcd387591586b6d1334b5adc",
      "pc-7000": "cfc33dde2387bebc48558e69a99ec9dfb51e351a9aebe81cc071159314a2db55",
      "q35-28": "0b8c4ea38e445c772c46167bf2408280b379eb23dc51e6d010d41ee9d925e309",
      "q35-5": "8e55c50a5eab4bad7d131e3cfbf623f4f85a2e20546d4b7423d59541b81ea6f4",
    }
  `);
});

test('times of two machines are not divided by each other', () => {
  const timing = { best: 1, median: 1 };
  const libvirt = { define: 4, parse: 3, place: 1, format: 1 };
  const rows = [{ name: 'a', devices: 1, bytes: 9, ours: { plan: timing, whole: timing }, libvirt, steady: libvirt }];
  expect(libvirtTable(rows, true)[1]).toMatch(/ 0\.250 .* 0\.250$/);
  expect(libvirtTable(rows, false)[1]).toMatch(/ - .* -$/);
});
