// What the user wrote changes only where a decision says so, and every such change is on record.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  createLineIndex,
  type Plan,
  patchEdits,
  patchXml,
  planDomain,
  planJson,
  replacedNotes,
} from '../../src/index.ts';
import { i440fx, planned, q35 } from '../build.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const FOLDERS = [
  'fixtures/documents',
  'fixtures/examples',
  'fixtures/guide',
  'fixtures/convert',
  'packages/core/tests/cases',
];

function documents(): readonly (readonly [name: string, xml: string])[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.xml'))
      .map((entry) => join(entry.parentPath, entry.name)),
  ).map((file) => [file.slice(ROOT.length + 1), readFileSync(file, 'utf8')] as const);
}

/** The lines in which the patch takes something away that the user wrote. */
function touchedLines(plan: Plan): readonly number[] {
  const { source } = plan.domain.document;
  const lines = createLineIndex(source);
  const touched = patchEdits(plan).filter(({ span, newText }) => {
    const was = source.slice(span.start, span.end);
    // `<a/>` that is opened to hold something loses nothing.
    return was.trim() !== '' && !(/^\s*\/>$/.test(was) && newText.startsWith('>'));
  });
  return touched.map(({ span, newText }) => {
    const blanks = newText === '' ? source.slice(span.start, span.end).search(/\S/) : 0;
    return lines.position(span.start + blanks).line;
  });
}

test('every change of what the user wrote has its decision, with a rule of the specification', () => {
  const spec = join(ROOT, 'docs/spec');
  const headings = readdirSync(spec)
    .map((file) => readFileSync(join(spec, file), 'utf8'))
    .join('\n');
  const rules = new Set<string>();
  const unexplained = documents().flatMap(([name, xml]) => {
    const result = planDomain(xml, { profile: 'libvirt-9.0' });
    if (!result.ok) return [];
    const { replaced } = planJson(result.plan);
    for (const { rule } of replaced) rules.add(rule.replace(/\.\d+$/, ''));
    expect(replacedNotes(result.plan)).toHaveLength(replaced.length);
    const touched = touchedLines(result.plan);
    return touched.length === replaced.length ? [] : [`${name}: ${touched} / ${replaced.map(({ line }) => line)}`];
  });
  expect(unexplained).toEqual([]);
  expect(rules.size).toBeGreaterThan(2);
  expect([...rules].filter((rule) => !headings.includes(`### ${rule}\n`))).toEqual([]);
});

describe('a default does not take the place of what is written', () => {
  test('the action of a watchdog', () => {
    const xml = q35({ devices: ["<watchdog model='itco' action='poweroff'/>"] });
    const plan = planned(xml, 'libvirt-latest');
    expect(patchXml(plan)).toContain("<watchdog model='itco' action='poweroff'/>");
    expect(planJson(plan).replaced).toEqual([]);
  });

  test.each([
    ["<controller type='pci' index='1' model='pci-bridge'><model name='mine'/></controller>", "<model name='mine'/>"],
    ["<redirdev bus='usb' type='tcp'><source mode='connect' host='h' service='1'/></redirdev>", "bus='usb' type='tcp'"],
    ["<video><model type='qxl' ram='1'/></video>", "type='qxl' ram='1'"],
  ])('%s', (device, kept) => {
    const result = planDomain(i440fx({ devices: [device] }), { profile: 'libvirt-9.0' });
    if (result.ok) expect(patchXml(result.plan)).toContain(kept);
  });
});

test('what is replaced is named with its place, its rule and both values', () => {
  const xml = i440fx({ devices: ["<controller type='scsi' index='0' model='auto'/>"] });
  const [only, ...more] = planJson(planned(xml, 'libvirt-9.0')).replaced;
  expect(more).toEqual([]);
  expect(only).toMatchObject({
    element: expect.stringContaining('/controller'),
    attribute: 'model',
    was: 'auto',
    becomes: 'lsilogic',
    rule: 'D-SCSI',
  });
});

test('an element that is taken away is on record, too', () => {
  const address = "<address type='pci' domain='0' bus='0' slot='7' function='0'/>";
  const plan = planned(i440fx({ devices: [`<memballoon model='none'>${address}</memballoon>`] }), 'libvirt-9.0');
  const [only] = planJson(plan).replaced;
  expect(only).toMatchObject({ was: address, rule: 'T-ADDR-1' });
  expect(only).not.toHaveProperty('becomes');
});
