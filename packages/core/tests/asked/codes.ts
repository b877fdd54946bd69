// What is said of the case of each code, in the words that a user reads (codes.test.ts).
import { readCase, runCase } from '../../../../scripts/code-pages.mjs';
import * as core from '../../src/index.ts';
import { type AnswerFile, linesOf } from './answer-file.ts';

export const CASES_OF_CODES: readonly AnswerFile[] = Object.keys(core.CATALOGUE)
  .filter((code) => readCase(code).bytes !== undefined)
  .map((code) => ({
    file: `../codes/${code}/expected.txt`,
    questions: [{ name: code, ask: () => runCase(core, code, readCase(code)).text }],
    textOf: linesOf,
  }));
