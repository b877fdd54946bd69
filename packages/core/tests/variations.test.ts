// What is said of small documents by table, as a text file like those of answers.test.ts: `npx vitest run variations -u`
// writes it anew. It proves nothing of libvirt; a change of an answer is a line of a diff, to be looked at.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { allDevices } from '../src/domain/index.ts';
import { canonicalXml, describeDiagnostic, planDomain } from '../src/index.ts';
import { BARE } from './build.ts';
import { documentOf, MACHINES, type MachineName, type Variation, variations } from './variations.ts';

/** The lines of a bare guest, which those of others are told without. */
const plain = new Map(
  (Object.keys(MACHINES) as MachineName[]).map((machine) => {
    const result = planDomain(documentOf(machine, BARE), MACHINES[machine].options);
    return [machine, new Set(result.ok ? canonicalXml(result.plan).split('\n') : [])];
  }),
);

/** Lines that say nothing of placement. */
const BESIDE = /^<(?:\/|source|backend|driver name|path|cid|alias)/;

/** `<address>` of PCI in short, in lines without brackets. */
const short = (line: string): string =>
  line
    .trim()
    .replace(/<address type='pci' domain='0x0000' bus='0x(..)' slot='0x(..)' function='0x(.)'/, '<$1:$2.$3')
    .replace(/^<|\/?>$/g, '');

/** What is refused, or the lines that an empty guest does not have; of equal ones how many. */
function answerOf({ machine, xml, options }: Variation): string {
  const result = planDomain(xml, options);
  const told = result.diagnostics.map((one) => `${one.code} ${describeDiagnostic(one).message}`);
  if (!result.ok) return [...new Set(told)].join('; ');
  const { decisions, domain, growth } = result.plan;
  const rules = [
    ...[...decisions.values()].map(({ rule, source }) => `${source} ${rule}`),
    ...growth.map(({ rule }) => rule),
    ...allDevices(domain).flatMap(({ impliedBy }) => impliedBy ?? []),
  ];
  const by = rules.length === 0 ? [] : [`by ${[...new Set(rules)].join(', ')}`];
  const counts = new Map<string, number>();
  for (const line of canonicalXml(result.plan).split('\n')) {
    if (plain.get(machine)?.has(line) === true || BESIDE.test(line.trim())) continue;
    counts.set(short(line), (counts.get(short(line)) ?? 0) + 1);
  }
  return [...told, ...[...counts].map(([line, count]) => (count === 1 ? line : `${count} ${line}`)), ...by].join(' | ');
}

test.each(Object.keys(MACHINES))('small documents by table: %s', async (machine) => {
  const groups = new Map<string, Map<string, string[]>>();
  for (const variation of variations()) {
    if (variation.machine !== machine) continue;
    const group = groups.get(variation.group) ?? new Map<string, string[]>();
    groups.set(variation.group, group);
    const answer = answerOf(variation);
    group.set(answer, [...(group.get(answer) ?? []), variation.name]);
  }
  const lines = [...groups].flatMap(([title, answers]) => [
    title,
    ...[...answers].map(([answer, names]) => `  ${names.join(', ')}: ${answer}`),
  ]);
  const file = join(import.meta.dirname, 'answers', 'variations', `${machine}.txt`);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(file);
});
