// Every row of the profiles' tables is reached by a document of the tests: planning one of them asks for it. For a switch
// the demand is stronger: with another value some document gets another answer.
// Rows that no document reaches are listed with the reason; ROOTPORT_REPORT=1 prints the document that reaches each row.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CATALOGUE, canonicalXml, PROFILES, type ProfileName, planDomain } from '../../src/index.ts';
import { connectionRow, getProfile, inForce, type ReleaseRange } from '../../src/profiles/index.ts';
import { CONNECTIONS } from '../../src/profiles/tables/connections.ts';
import { PCI_CONTROLLERS } from '../../src/profiles/tables/controllers.ts';
import { SWITCHES, type SwitchName } from '../../src/profiles/tables/switches.ts';
import { ROW_DOCUMENTS, type RowDocument } from './row-documents.ts';

const FOLDERS = ['cases', 'codes'].map((name) => join(import.meta.dirname, '..', name));
const documents = new Map<string, RowDocument>(Object.entries(ROW_DOCUMENTS));
for (const folder of FOLDERS) {
  for (const name of readdirSync(folder)) {
    const files = readdirSync(join(folder, name));
    if (!files.includes('domain.xml')) continue;
    const text = readFileSync(join(folder, name, 'domain.xml'), 'utf8');
    if (text.length < 20_000) documents.set(name, { xml: text });
  }
}

const NAMES = PROFILES.map(({ name }) => name);

function answer({ xml, options }: RowDocument, profile: ProfileName): string {
  const result = planDomain(xml, { ...options, profile });
  if (result.ok) return canonicalXml(result.plan);
  return result.diagnostics.map(({ code, values }) => `${CATALOGUE[code].kind} ${JSON.stringify(values)}`).join('\n');
}

/** Values that a switch has in some release. */
const valuesOf = (name: SwitchName): readonly unknown[] => SWITCHES[name].values.map(({ value }) => value);

/** Whether the answer to a document changes when the switch has another of its values. */
function isReaching(name: SwitchName, document: string, profile: ProfileName): boolean {
  const row = documents.get(document);
  if (row === undefined) return false;
  const switches: Record<string, unknown> = getProfile(profile).switches;
  const own = switches[name];
  const before = answers(document, profile);
  return valuesOf(name).some((value) => {
    if (value === own) return false;
    switches[name] = value;
    const after = answer(row, profile);
    switches[name] = own;
    return after !== before;
  });
}

/** The first document that shows a switch, and the release. */
function reaching(name: SwitchName): readonly [document: string, profile: ProfileName] | undefined {
  const found = FOUND[name];
  if (found !== undefined && isReaching(name, ...found)) return found;
  for (const profile of NAMES) {
    for (const document of documents.keys()) if (isReaching(name, document, profile)) return [document, profile];
  }
  return undefined;
}

/** Where each switch was found to show; looked at first, since the search takes minutes. */
const FOUND_FILE = join(import.meta.dirname, 'switch-documents.json');
const FOUND: Partial<Record<SwitchName, readonly [document: string, profile: ProfileName]>> = JSON.parse(
  readFileSync(FOUND_FILE, 'utf8'),
);

const known = new Map<string, string>();
function answers(document: string, profile: ProfileName): string {
  const key = `${document} ${profile}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const row = documents.get(document);
  const made = row === undefined ? '' : answer(row, profile);
  known.set(key, made);
  return made;
}

/** Switches that no document can show, and why. */
const UNREACHED_SWITCHES: Readonly<Partial<Record<SwitchName, string>>> = {
  chipsetErrorsAsUser: "it changes the class of libvirt's error and neither the verdict nor a message of ours",
  genericSwitchPorts: 'no release has it yet; next-release.test.ts turns it on',
  portLinkSettings: 'no release has it yet; next-release.test.ts turns it on',
};

const isReported = process.env['ROOTPORT_REPORT'] === '1';
const report = (row: string, found: string | undefined): void => {
  if (isReported) process.stdout.write(`${row}: ${found ?? 'none'}\n`);
};

const names = Object.keys(SWITCHES).filter((name): name is SwitchName => name in SWITCHES);
const reachedBy = new Map<SwitchName, readonly [document: string, profile: ProfileName]>();

test.each(names.filter((name) => UNREACHED_SWITCHES[name] === undefined))(
  'switch %s decides about a document',
  (name) => {
    const found = reaching(name);
    report(`${name} (${SWITCHES[name].rule})`, found?.join(' '));
    expect(found).toBeDefined();
    if (found !== undefined) reachedBy.set(name, found);
  },
);

test('the documents are those of the file', async () => {
  const rows = [...reachedBy].map(
    ([name, found]) => `  ${JSON.stringify(name)}: ${JSON.stringify(found).replace(',', ', ')}`,
  );
  await expect(`{\n${rows.join(',\n')}\n}\n`).toMatchFileSnapshot(FOUND_FILE);
});

// All documents are planned at all releases for each of them.
if (process.env['CI'] === undefined) process.stdout.write('skipped: switches that no document shows: CI is not set\n');
test.runIf(process.env['CI'] !== undefined).each(names.filter((name) => UNREACHED_SWITCHES[name] !== undefined))(
  'switch %s decides about none, as its reason says',
  (name) => {
    expect(reaching(name)).toBeUndefined();
  },
);

describe('table rows', () => {
  const reached = new Map<object, string>();
  for (const [document, { xml, options }] of documents) {
    for (const name of NAMES) {
      const result = planDomain(xml, { ...options, profile: name });
      if (!result.ok) continue;
      const profile = getProfile(name);
      for (const device of Object.values(result.plan.domain.devices).flat()) {
        const isPci = device.kind === 'controller' && device.type === 'pci';
        const row = isPci ? profile.pciControllers.get(device.model ?? '') : connectionRow(profile, device);
        if (row !== undefined && !reached.has(row)) reached.set(row, `${document} (${name})`);
      }
    }
  }
  const releases = PROFILES.map(({ release }) => release);
  /** A row that begins and ends between two profiles cannot be asked for. */
  const isInProfile = (row: ReleaseRange): boolean => releases.some((release) => inForce(row, release));

  test('every connection row is reached by a document', () => {
    for (const row of CONNECTIONS) report(`${row.device} ${row.models.join('|')} (${row.rule})`, reached.get(row));
    const missing = CONNECTIONS.filter((row) => isInProfile(row) && !reached.has(row));
    expect(missing.map(({ device, models }) => `${device} ${models.join('|')}`)).toEqual(Object.keys(UNREACHED_ROWS));
  });

  test('every PCI controller row is reached by a document', () => {
    for (const row of PCI_CONTROLLERS) report(`${row.model} (${row.rule})`, reached.get(row));
    expect(PCI_CONTROLLERS.filter((row) => isInProfile(row) && !reached.has(row)).map(({ model }) => model)).toEqual(
      [],
    );
  });
});

/** Connection rows that no accepted document can reach, and why. */
const UNREACHED_ROWS: Readonly<Record<string, string>> = {};
