import type { Answer } from './answer.ts';
import { askGuest } from './ask-guest.ts';
import type { Candidate, Question } from './question.ts';

/** Answers about some guests, in their order; a fault of ours in one leaves the others. */
export function askBatch(question: Question, batch: readonly Candidate[]): readonly Answer[] {
  return batch.map((candidate): Answer => {
    if (!('xml' in candidate)) return unread(candidate, candidate.why);
    try {
      return askGuest(question, candidate);
    } catch (error) {
      return unread(
        candidate,
        `a bug in rootport: ${(error instanceof Error ? error.message : String(error)).split('\n')[0]}`,
      );
    }
  });
}

/** The answer about a guest that nothing can be said of. */
export function unread({ n, id }: Pick<Candidate, 'n' | 'id'>, why: string): Answer {
  return { n, id, state: 'unread', severity: 'warning', shape: '', kinds: [], why };
}
