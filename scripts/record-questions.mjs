// Asks the real libvirt about each question of packages/core/tests/validation/questions.json and keeps its answers there:
// one letter for each release of its list, "a" accepted, "r" refused, "-" not asked, since that libvirt has no emulator.
//
//   [ROOTPORT_ORACLE_SUITE=SUITE] node scripts/record-questions.mjs
//
// Needs the oracle (npm run oracle:setup), once for each release; answers of the others stay.
import { writeFileSync } from 'node:fs';
import { openLiveOracle } from '../packages/conformance/dist/oracle.js';
import { FILE, questionDocument, readQuestions } from '../packages/core/tests/validation/question-documents.mjs';

// What the oracles' machine lacks: what is refused for that alone is not answered. libvirt's own suite of 11.3 takes a
// display of RDP.
const HOST_LACKS = /emulator found|emulator binary|rdp graphics are not supported/;

// libvirt's own suite of 9.0 takes passt and external TPMs, Debian's 9.0 does not.
const DEBIAN_LACKS = { 9.0: /backend type='(?:passt|external)'/ };

const isUnanswered = (release, { ask }, { message }) =>
  (HOST_LACKS.test(message) && !(message.includes('rdp') && Number.parseFloat(release) < 11.3)) ||
  DEBIAN_LACKS[Number.parseFloat(release)]?.test(ask) === true;

const oracle = await openLiveOracle(2);
const recorded = readQuestions();
const release = oracle.version.split('.').slice(0, 2).join('.');
const at = recorded.libvirt.indexOf(release);
if (at < 0) throw new Error(`questions.json has no answers of libvirt ${release}`);
const questions = await Promise.all(
  recorded.questions.map(async (question) => {
    const answer = await oracle.ask({ id: 'question', machine: '', xml: questionDocument(question) });
    const letter = answer.ok ? 'a' : isUnanswered(release, question, answer) ? '-' : 'r';
    const answers = [...(question.answers ?? '').padEnd(recorded.libvirt.length, '-')];
    answers[at] = letter;
    return { ...question, answers: answers.join('') };
  }),
);
await oracle.close();
const lines = questions.map((question) => JSON.stringify(question)).join(',\n');
writeFileSync(FILE, `{"libvirt":${JSON.stringify(recorded.libvirt)},"questions":[\n${lines}\n]}\n`);
process.stdout.write(`libvirt ${oracle.version}: ${questions.length} questions\n`);
