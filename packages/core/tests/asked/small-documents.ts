// What is said of small documents by table.
import { allDevices } from '../../src/domain/index.ts';
import { canonicalXml, describeDiagnostic, planDomain } from '../../src/index.ts';
import { BARE } from '../build.ts';
import { seldom } from '../seldom.ts';
import { documentOf, MACHINES, type MachineName, type Variation, variations } from '../variations.ts';
import { type AnswerFile, linesOf } from './answer-file.ts';

const plain = new Map<MachineName, ReadonlySet<string>>();

/** The lines of a bare guest, which those of others are told without. */
function plainOf(machine: MachineName): ReadonlySet<string> {
  const known = plain.get(machine);
  if (known !== undefined) return known;
  const result = planDomain(documentOf(machine, BARE), MACHINES[machine].options);
  const lines = new Set(result.ok ? canonicalXml(result.plan).split('\n') : []);
  plain.set(machine, lines);
  return lines;
}

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
    if (plainOf(machine).has(line) || BESIDE.test(line.trim())) continue;
    counts.set(short(line), (counts.get(short(line)) ?? 0) + 1);
  }
  return [...told, ...[...counts].map(([line, count]) => (count === 1 ? line : `${count} ${line}`)), ...by].join(' | ');
}

function answersOf(machine: MachineName, asked: readonly Variation[]): AnswerFile {
  return {
    file: `variations/${machine}.txt`,
    questions: asked.map((one) => ({ name: `${one.group}, ${one.name}`, ask: () => answerOf(one) })),
    textOf: (answers) => {
      const groups = new Map<string, Map<string, string[]>>();
      for (const [at, { group, name }] of asked.entries()) {
        const said = answers[at] ?? '';
        const names = groups.get(group) ?? new Map<string, string[]>();
        groups.set(group, names.set(said, [...(names.get(said) ?? []), name]));
      }
      return linesOf(
        [...groups].flatMap(([title, names]) => [
          title,
          ...[...names].map(([said, of]) => `  ${of.join(', ')}: ${said}`),
        ]),
      );
    },
  };
}

const all = [...variations(), ...seldom()];

export const SMALL_DOCUMENTS: readonly AnswerFile[] = (Object.keys(MACHINES) as MachineName[]).map((machine) =>
  answersOf(
    machine,
    all.filter((one) => one.machine === machine),
  ),
);
