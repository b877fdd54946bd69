import { mkdirSync, writeFileSync } from 'node:fs';
import { isOracleAvailable, openLiveOracle } from './oracle.ts';
import { type Ask, askSubject } from './values/ask-values.ts';
import { SUBJECTS } from './values/subjects.ts';

const [folder = '.', only] = process.argv.slice(2);
if (!(await isOracleAvailable())) throw new Error('the oracle cannot be loaded');
const oracle = await openLiveOracle(2);
const known = new Map<string, Promise<string | undefined>>();
const ask: Ask = (xml) => {
  const asked =
    known.get(xml) ??
    oracle.ask({ id: 'v', machine: '', xml }).then((answer) => (answer.ok ? undefined : answer.message));
  known.set(xml, asked);
  return asked;
};
const result: Record<string, unknown> = {};
for (const subject of SUBJECTS) {
  if (only !== undefined && !subject.name.includes(only)) continue;
  const began = performance.now();
  result[subject.name] = await askSubject(subject, ask, () => []);
  if (performance.now() - began > 5000) console.log('slow', subject.name, Math.round(performance.now() - began));
}
await oracle.close();
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/${oracle.version}.json`, JSON.stringify(result, null, 1));
console.log(oracle.version, known.size);
