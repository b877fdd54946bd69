// All files of answers, for `npm run mutants`.
import type { AnswerFile } from './answer-file.ts';
import { BY_HAND } from './by-hand.ts';
import { CASES_OF_CODES } from './codes.ts';
import { CONTROLLERS_BY_HAND, MODELS_IN_GUEST, WINDOWS_BY_VERSION } from './controllers.ts';
import { DECISIONS, FINDINGS_AND_FIXES, GUESTS, WINDOWS_OF_GUESTS } from './documents.ts';
import { FIXING } from './fixing.ts';
import { ROOMS } from './rooms.ts';
import { RULES } from './rules.ts';
import { SETTING_MESSAGES } from './settings.ts';
import { SMALL_DOCUMENTS } from './small-documents.ts';

export const ANSWER_FILES: readonly AnswerFile[] = [
  ...SMALL_DOCUMENTS,
  SETTING_MESSAGES,
  DECISIONS,
  CONTROLLERS_BY_HAND,
  BY_HAND,
  FIXING,
  RULES,
  MODELS_IN_GUEST,
  WINDOWS_BY_VERSION,
  GUESTS,
  WINDOWS_OF_GUESTS,
  ROOMS,
  FINDINGS_AND_FIXES,
  ...CASES_OF_CODES,
];
