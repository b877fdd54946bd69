import { ownPath } from '../system/own-files.ts';
import type { Answer } from './answer.ts';
import { askBatch, unread } from './ask-batch.ts';
import type { Candidate, Question } from './question.ts';

/** Who answers. */
export interface Pool {
  /** How many batches are worth to be under way at once. */
  readonly depth: number;
  ask(question: Question, batch: readonly Candidate[]): Promise<readonly Answer[]>;
  close(): Promise<void>;
}

/**
 * A pool of so many threads. With one, the work is done here, unless this thread has something else to do meanwhile: who
 * plans does not renew locks (I-Q-LOCK).
 */
export async function openPool(jobs: number, { isBusy = false } = {}): Promise<Pool> {
  if (jobs <= 1 && !isBusy) {
    return { depth: 1, ask: async (question, batch) => askBatch(question, batch), close: async () => undefined };
  }
  const { Piscina } = await import('piscina');
  const pool = new Piscina<{ question: Question; batch: readonly Candidate[] }, readonly Answer[]>({
    filename: ownPath('dist/fleet/worker.js'),
    minThreads: jobs,
    maxThreads: jobs,
    // A document that wants more memory than this takes its thread with it, and not the run.
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  const ask: Pool['ask'] = async (question, batch) => {
    try {
      return await pool.run({ question, batch });
    } catch (error) {
      const [only] = batch;
      if (only === undefined) return [];
      if (batch.length === 1)
        return [unread(only, `its thread ended: ${error instanceof Error ? error.message : error}`)];
      const answers: Answer[] = [];
      for (const one of batch) answers.push(...(await ask(question, [one])));
      return answers;
    }
  };
  return { depth: jobs * 3, ask, close: () => pool.destroy() };
}
