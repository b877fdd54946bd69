// Which rule finds what in the document of its code.
import { readCase } from '../../../../scripts/code-pages.mjs';
import { type ProfileName, planDomain } from '../../src/index.ts';
import type { Lint } from '../../src/lints/lint.ts';
import { LINTS } from '../../src/lints/lints.ts';
import { hostOf } from '../documents-by-hand.ts';
import { type AnswerFile, linesOf } from './answer-file.ts';

function foundBy({ code, onRequest, find }: Lint): string {
  const { bytes, options } = readCase(code);
  const xml = new TextDecoder().decode(bytes);
  const { hostFiles } = { hostFiles: undefined, ...options };
  const all = hostFiles === undefined ? options : { ...options, host: hostOf(hostFiles) };
  const result = planDomain(xml, all);
  if (!result.ok) return `${code}: refused`;
  const { plan } = result;
  const planner = (text: string, profile?: ProfileName) => planDomain(text, { ...all, ...(profile && { profile }) });
  const found = find({ xml, domain: plan.domain, plan, options: all, planner });
  return `${code}${onRequest === true ? ', on request' : ''}: ${found.map((one) => one.code).join(', ')}`;
}

export const RULES: AnswerFile = {
  file: 'rules.txt',
  questions: [{ name: 'rules', ask: () => LINTS.map(foundBy).join('\n') }],
  textOf: linesOf,
};
