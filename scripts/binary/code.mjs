// Writes V8's code beside each chunk of the command: node code.mjs FOLDER DOCUMENT. It has the functions that usual calls
// use, so that these are not compiled at each start.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chunkLoader } from './chunks.mjs';

const [folder, document] = process.argv.slice(2);
const CALLS = [
  ...['--version', '--help', 'plan --help', `plan ${document}`, `plan -o json ${document}`, `check ${document}`],
  ...[`explain ${document} vda`, `names ${document}`, `capacity ${document}`, 'plan none.xml', 'nothing'],
];

const { load, compile, scripts } = chunkLoader((name) => ({ text: readFileSync(join(folder, name), 'latin1') }));
const { processIo, run } = load('calls.cjs');
const silent = { isTTY: false, columns: undefined, write: () => undefined };
for (const call of CALLS) await run(call.split(' '), { ...processIo(), stdout: silent, stderr: silent });
for (const name of readdirSync(folder)) {
  if (name.endsWith('.cjs') && !scripts.has(name)) compile(name);
}
for (const [name, script] of scripts) writeFileSync(join(folder, `${name}.code`), script.createCachedData());
