// What is said of each question of validation/questions.json, by release.
import { describeDiagnostic, type PlanOptions, planDomain } from '../../src/index.ts';
import { type Question, questionDocument, readQuestions } from '../validation/question-documents.mjs';
import { type AnswerFile, linesOf } from './answer-file.ts';

/** How each of the libvirts that were asked is planned for. */
const STATES: Readonly<Record<string, PlanOptions>> = {
  '7.0': { profile: 'libvirt-7.0', qemu: '5.2' },
  '9.0': { profile: 'libvirt-9.0', qemu: '7.2' },
  '11.3': { profile: 'libvirt-11.3', qemu: '10.0' },
  '12.9': { profile: 'libvirt-12.9', qemu: '11.1' },
};

const { libvirt, questions } = readQuestions();

/** A question to a release, and what that libvirt answered. */
export interface Setting {
  readonly question: Question;
  readonly release: string;
  readonly isTaken: boolean;
}

export const SETTINGS: readonly Setting[] = libvirt.flatMap((release, at) =>
  questions.flatMap((question) => {
    const recorded = question.answers[at];
    return recorded === '-' ? [] : [{ question, release, isTaken: recorded === 'a' }];
  }),
);

export const planSetting = ({ question, release }: Setting) => planDomain(questionDocument(question), STATES[release]);

export const messagesOf = ({ diagnostics }: ReturnType<typeof planDomain>): string =>
  diagnostics.map((one) => `${one.code} ${describeDiagnostic(one).message}`).join('\n');

export const SETTING_MESSAGES: AnswerFile = {
  file: 'settings.txt',
  questions: SETTINGS.map((setting) => ({
    name: `${setting.release}: ${setting.question.ask}`,
    ask: () => messagesOf(planSetting(setting)),
  })),
  textOf: (answers) => {
    const told = new Map<string, Map<string, string[]>>();
    for (const [at, { question, release }] of SETTINGS.entries()) {
      for (const message of answers[at]?.split('\n') ?? []) {
        if (message === '') continue;
        const releases = told.get(question.ask) ?? new Map<string, string[]>();
        told.set(question.ask, releases.set(message, [...(releases.get(message) ?? []), release]));
      }
    }
    return linesOf(
      [...told].flatMap(([ask, messages]) => [
        ask,
        ...[...messages].map(([message, releases]) => `  ${releases.join(', ')}: ${message}`),
      ]),
    );
  },
};
