import type { Answer } from './answer.ts';
import { askBatch } from './ask-batch.ts';
import type { Question } from './question.ts';
import type { Candidate } from './run.ts';

/** What a thread of the pool does. */
export default function work(task: {
  readonly question: Question;
  readonly batch: readonly Candidate[];
}): readonly Answer[] {
  return askBatch(task.question, task.batch);
}
