// Golden cases: every folder of cases/ holds a document, and what a libvirt answered to it
// (expected.PROFILE.xml, or expected.PROFILE.refused with the sort of the refusal); see scripts/record-cases.mjs.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareDocuments } from '@rootport/conformance';
import { describe, expect, test } from 'vitest';
import { canonicalXml, patchXml, planDomain } from '../src/index.ts';
import { isProfileName } from '../src/profiles/index.ts';
import { planned, refusals } from './build.ts';

const CASES = join(import.meta.dirname, 'cases');

interface Expectation {
  readonly name: string;
  readonly profile: string;
  readonly file: string;
  readonly isRefused: boolean;
}

const expectations: readonly Expectation[] = readdirSync(CASES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) =>
    readdirSync(join(CASES, name)).flatMap((file): readonly Expectation[] => {
      const match = /^expected\.(?<profile>.+)\.(?<sort>xml|refused)$/.exec(file);
      const profile = match?.groups?.['profile'];
      return profile === undefined ? [] : [{ name, profile, file, isRefused: match?.groups?.['sort'] === 'refused' }];
    }),
  );

const read = (name: string, file: string): string => readFileSync(join(CASES, name, file), 'utf8');

function profileOf({ profile }: Expectation): Parameters<typeof planned>[1] {
  if (!isProfileName(profile)) throw new Error(`no profile ${profile}`);
  return profile;
}

/** Our word for a recorded sort of refusal. */
const SAME_REFUSAL: Readonly<Record<string, string>> = {
  'address-taken': 'pci-address-in-use',
  'cannot-add-bus': 'no-bus-for-device',
  'model-name-unknown': 'value-unknown-to-profile',
};

type CompareOptions = NonNullable<Parameters<typeof compareDocuments>[2]>;

describe('golden cases', () => {
  test('every folder has a document, one line of notes and an answer', () => {
    const incomplete = readdirSync(CASES).filter((name) => {
      const files = readdirSync(join(CASES, name));
      const isComplete = files.includes('domain.xml') && files.some((file) => file.startsWith('expected.'));
      return !isComplete || !/^[^\n]+\n$/.test(read(name, 'notes.md'));
    });
    expect(incomplete).toEqual([]);
  });

  test.each(expectations.filter(({ isRefused }) => isRefused))(
    '$name is refused for the same reason ($profile)',
    (expectation) => {
      const { name, file } = expectation;
      const fault = read(name, file).trim();
      const ours = refusals(read(name, 'domain.xml'), profileOf(expectation));
      if (fault === 'unsorted') expect(ours).not.toEqual([]);
      else expect([...new Set(ours)]).toEqual([SAME_REFUSAL[fault] ?? fault]);
    },
  );

  describe.each(expectations.filter(({ isRefused }) => !isRefused))('$name ($profile)', (expectation) => {
    const { name, file } = expectation;
    const profile = profileOf(expectation);
    const xml = read(name, 'domain.xml');
    const answer = read(name, file);

    test('has the same controllers and addresses, in the same order', () => {
      expect(differencesOf(answer, canonicalXml(planned(xml, profile)))).toEqual([]);
    });

    test('the document itself is completed to the same', () => {
      const completed = patchXml(planned(xml, profile));
      expect(differencesOf(answer, completed, { ignoreOrder: true, asWritten: true })).toEqual([]);
    });

    test('planned again, nothing changes', () => {
      const once = patchXml(planned(xml, profile));
      expect(patchXml(planned(once, profile))).toBe(once);
    });

    test("libvirt's own answer is taken as it is", () => {
      expect(differencesOf(answer, patchXml(planned(answer, profile)), { ignoreOrder: true })).toEqual([]);
    });

    const isRefusedLater = expectations.some((other) => other.name === name && other.isRefused);
    test.skipIf(isRefusedLater)('the newest profile takes it, too', () => {
      expect(planDomain(xml).ok).toBe(true);
    });
  });
});

function differencesOf(expected: string, actual: string, options: CompareOptions = {}): readonly string[] {
  return compareDocuments(expected, actual, { all: true, ...options }).differences.map(({ text }) => text);
}
