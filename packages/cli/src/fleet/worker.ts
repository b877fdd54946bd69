import type { Answer } from './answer.ts';
import { askBatch } from './ask-batch.ts';
import type { Candidate, Question } from './question.ts';

/** What a thread of the pool does. */
export default function work(task: {
  readonly question: Question;
  readonly batch: readonly Candidate[];
}): readonly Answer[] {
  return askBatch(task.question, task.batch);
}
