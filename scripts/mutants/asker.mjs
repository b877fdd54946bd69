// A process of its own, since a mutant may loop for ever: asks the questions behind the files of answers, and says at
// which one a file would be another.

import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import { Worker } from 'node:worker_threads';

const WATCH = `
const { workerData: limits } = require('node:worker_threads');
setInterval(() => {
  const { user, system } = process.cpuUsage();
  if (user + system > limits[0]) process.kill(process.pid, 'SIGKILL');
}, 100);`;

/** Processor time at which this process ends, in microseconds. */
const limits = new Float64Array(new SharedArrayBuffer(8));
limits[0] = Number.POSITIVE_INFINITY;
new Worker(WATCH, { eval: true, workerData: limits }).unref();

const used = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

function load(code) {
  const exports = {};
  const made = { exports };
  compileFunction(code, ['require', 'module', 'exports'])(createRequire(import.meta.url), made, exports);
  return made.exports.ANSWER_FILES;
}

function answerTo(question) {
  try {
    return question.ask();
  } catch (error) {
    return `throws ${error}`;
  }
}

/** The answers of the unchanged core, and which questions reach each probe. */
function askAll(code) {
  const reached = new Map();
  let key = '';
  globalThis.probe = (number) => {
    const questions = reached.get(number) ?? [];
    reached.set(number, questions);
    if (questions.at(-1) !== key) questions.push(key);
  };
  const files = load(code);
  reached.clear();
  const answers = files.map(({ questions }, file) =>
    questions.map((question, number) => {
      key = `${file} ${number}`;
      return answerTo(question);
    }),
  );
  return {
    answers,
    reached: [...reached],
    texts: files.map(({ file, textOf }, index) => ({ file, text: textOf(answers[index]) })),
  };
}

/** The first question whose answer makes its file another. */
function findOther({ code, answers, order }) {
  let files;
  try {
    files = load(code);
  } catch (error) {
    return { name: `the core: ${error}` };
  }
  for (const [file, number] of order) {
    const { file: name, questions, textOf } = files[file];
    const expected = answers[file];
    const answer = answerTo(questions[number]);
    if (answer === expected[number]) continue;
    if (answer.startsWith('throws ') || textOf(expected.with(number, answer)) !== textOf(expected))
      return { file, number, name: `${name}: ${questions[number].name}` };
  }
  return undefined;
}

/** Nobody may listen any more. */
const tell = (message) => process.send(message, () => undefined);

let answers;
process.on('message', (message) => {
  if (message.answers !== undefined) answers = message.answers;
  if (message.all !== undefined) tell(askAll(message.all));
  if (message.code !== undefined) {
    limits[0] = used() + message.seconds * 1e6;
    const other = findOther({ ...message, answers });
    limits[0] = Number.POSITIVE_INFINITY;
    tell({ other });
  }
});
process.on('disconnect', () => process.exit());
