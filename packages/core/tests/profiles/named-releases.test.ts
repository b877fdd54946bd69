import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { RELEASES } from '../../src/profiles/tables/releases.ts';
import { blank } from '../source-code.ts';

const PACKAGES = fileURLToPath(new URL('../../../', import.meta.url));
const HELP = 'an example of a call or an option, for people';
const SUBJECT = 'the libvirt that is asked or that booted what was recorded';
const MEASURED = 'what is measured, so that figures stay comparable';

/** Where a release may be named besides the tables, and why. */
const ALLOWED: Readonly<Record<string, string>> = {
  'core/src/profiles/': 'the tables, and what reads them',
  'core/src/guest/tables/schemes.ts': "the guest's distributions, which are no libvirt",
  'core/src/guest/tables/behaviours.ts': 'the tables of the guest: versions of QEMU and of machine types',
  'core/src/guest/tables/guest-machines.ts': 'with which QEMU guests were booted',
  'core/src/guest/predict-guest.ts': HELP,
  'core/src/lints/rules/conventional-on-express.ts': 'advice for people',
  'cli/src/commands/': HELP,
  'kubevirt/src/command.ts': HELP,
  'mcp/src/tools.ts': HELP,
  'conformance/src/attach-rows.ts': SUBJECT,
  'conformance/src/boots/boot-guest.ts': SUBJECT,
  'conformance/src/corpus-main.ts': SUBJECT,
  'conformance/src/corpus.ts': SUBJECT,
  'conformance/src/differential-main.ts': SUBJECT,
  'conformance/src/known-differences.ts': SUBJECT,
  'conformance/src/known-refusals.ts': SUBJECT,
  'conformance/src/kubevirt-main.ts': SUBJECT,
  'conformance/src/kubevirt/trial.ts': SUBJECT,
  'conformance/src/managers-main.ts': SUBJECT,
  'conformance/src/places-main.ts': SUBJECT,
  'conformance/src/values/value-table.ts': SUBJECT,
  'conformance/src/verify-main.ts': SUBJECT,
  'conformance/src/verify-recorded.ts': SUBJECT,
  'conformance/src/manifest.ts': SUBJECT,
  'conformance/src/fuzz/host-inputs.ts': 'speeds of links, which are no releases',
  'conformance/src/mutate/odd-mutations.ts': 'versions that are written into machine types',
  'conformance/src/bench-main.ts': MEASURED,
  'conformance/src/fleet-kills-main.ts': MEASURED,
  'conformance/src/fleet-main.ts': MEASURED,
  'conformance/src/fuzz/laws.ts': MEASURED,
  'conformance/src/growth/calls.ts': MEASURED,
};

const NUMBERS = [...new Set(RELEASES.flatMap(({ release, qemu }) => [release, qemu]))].filter((one) => /^\d/.test(one));
const NAMED = new RegExp(
  [
    String.raw`\b(?:libvirt|QEMU)[ -]?\d+\.\d+`,
    String.raw`\b(?:debian|fedora|rhel|sles|ubuntu)-\d+`,
    `(['"\`])(?:${NUMBERS.map((one) => one.replace('.', String.raw`\.`)).join('|')})\\1`,
  ].join('|'),
  'i',
);

function namingFiles(): readonly string[] {
  const packages = readdirSync(PACKAGES).filter((name) => readdirSync(join(PACKAGES, name)).includes('src'));
  return packages.flatMap((name) =>
    readdirSync(join(PACKAGES, name, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path))
      .map((path) => `${name}/src/${path}`)
      .filter((path) => NAMED.test(blank(readFileSync(join(PACKAGES, path), 'utf8'), 'comments'))),
  );
}

const isBelow = (path: string, place: string): boolean =>
  place.endsWith('/') ? path.startsWith(place) : path === place;

test('no release is named outside of the tables, but for examples and for what is asked', () => {
  const naming = namingFiles();
  const allowed = Object.keys(ALLOWED);
  expect(naming.filter((path) => !allowed.some((place) => isBelow(path, place)))).toEqual([]);
  expect(allowed.filter((place) => !naming.some((path) => isBelow(path, place)))).toEqual([]);
});
