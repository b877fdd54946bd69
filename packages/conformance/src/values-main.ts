import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { callerPath, programArguments, runProgram, UsageError } from './command-line.ts';
import { openLiveOracle } from './oracle.ts';
import { PROJECT_ROOT } from './shared-folder.ts';
import { type Ask, askSubject, isRead, type SubjectAnswer } from './values/ask-values.ts';
import { type Answers, recordValues } from './values/record-values.ts';
import { SUBJECTS, type Subject } from './values/subjects.ts';
import { valueRows } from './values/value-rows.ts';
import { valueTable } from './values/value-table.ts';

const USAGE = `usage: npm run values -- --answers DIR [--table]

Asks the real libvirt about the values of every setting of every device and
keeps its answers as DIR/VERSION.json. With --table nothing is asked: the
recording and the core's table of values are made from all answers in DIR.
`;

const RECORDING = join(PROJECT_ROOT, 'packages', 'conformance', 'recorded', 'values.json');
const TABLE = join(PROJECT_ROOT, 'packages', 'core', 'src', 'profiles', 'tables', 'value-lists.ts');

const deviceOf = ({ xml }: Subject): string => /^<([\w-]+)/.exec(xml)?.[1] ?? '';

async function askAll(ask: Ask): Promise<Answers> {
  const own: Record<string, SubjectAnswer> = {};
  for (const subject of SUBJECTS) own[subject.name] = await askSubject(subject, ask);
  const closed = Object.values(own)
    .flatMap(({ settings }) => settings)
    .filter(({ free }) => !free)
    .map(({ place }) => place);
  const all: Record<string, Answers[string]> = {};
  for (const subject of SUBJECTS) {
    const answer = own[subject.name];
    if (answer === undefined) continue;
    const written = new Set(answer.settings.map(({ place }) => place));
    const places = closed.filter((place) => place.split(/[/@]/)[0] === deviceOf(subject) && !written.has(place));
    const read = [...new Set(places)].map(async (place) => [place, await isRead(subject, place, ask)] as const);
    all[subject.name] = { ...answer, elsewhere: Object.fromEntries(await Promise.all(read)) };
  }
  return all;
}

async function record(folder: string): Promise<void> {
  const oracle = await openLiveOracle(2);
  const known = new Map<string, Promise<string | undefined>>();
  const answers = await askAll((xml) => {
    const asked =
      known.get(xml) ??
      oracle.ask({ id: 'values', machine: '', xml }).then((answer) => (answer.ok ? undefined : answer.message));
    known.set(xml, asked);
    return asked;
  });
  await oracle.close();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${oracle.version}.json`), `${JSON.stringify(answers)}\n`);
  process.stdout.write(`libvirt ${oracle.version}: ${known.size} domains asked\n`);
}

const rank = (file: string): number => {
  const [major = 0, minor = 0] = file.split('.').map(Number);
  return major * 1000 + minor;
};

function makeTable(folder: string): void {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const all = files
    .sort((a, b) => rank(a) - rank(b))
    .map((name): [string, Answers] => [
      name.replace(/\.json$/, ''),
      // What `record` wrote.
      JSON.parse(readFileSync(join(folder, name), 'utf8')) as Answers,
    ]);
  const recording = recordValues(Object.fromEntries(all));
  mkdirSync(join(RECORDING, '..'), { recursive: true });
  const places = Object.entries(recording.settings).map(
    ([place, told]) => `${JSON.stringify(place)}:${JSON.stringify(told)}`,
  );
  writeFileSync(RECORDING, `{"libvirt":${JSON.stringify(recording.libvirt)},"settings":{\n${places.join(',\n')}\n}}\n`);
  writeFileSync(TABLE, valueTable(valueRows(recording)));
}

const { values } = programArguments(USAGE, {
  options: { answers: { type: 'string' }, table: { type: 'boolean', default: false } },
});

process.exitCode = await runProgram(USAGE, async () => {
  if (values.answers === undefined) throw new UsageError('--answers is missing');
  const folder = callerPath(values.answers);
  if (values.table) makeTable(folder);
  else await record(folder);
  return 0;
});
