import type { Answer } from './answer.ts';
import { drawGuest } from './ask-guest.ts';
import type { Pool } from './pool.ts';
import type { Candidate, Question } from './question.ts';
import { createSummary, type Gallery } from './summary.ts';

/** Documents that go to a thread at once: fewer cost more on the way, more wait for each other. */
const BATCH = 50;

/**
 * Asks about guests, on all threads of the pool, and gives the answers in the order of the guests; of each group the first
 * one with its pictures. At most so many guests as the threads have work for are in memory.
 */
export async function* runQuestion(
  question: Question,
  candidates: AsyncIterable<Candidate>,
  pool: Pool,
  gallery: Gallery = createSummary(),
): AsyncIterable<Answer> {
  const running: { readonly batch: readonly Candidate[]; readonly answers: Promise<readonly Answer[]> }[] = [];
  const take = async function* (): AsyncIterable<Answer> {
    const first = running.shift();
    if (first === undefined) return;
    const { batch, answers } = first;
    for (const [position, answer] of (await answers).entries()) {
      const guest = batch[position];
      const isFirst = guest !== undefined && 'xml' in guest && gallery.wantsPictures(answer);
      const drawn = isFirst ? { ...answer, pictures: drawGuest(question, guest) } : answer;
      gallery.add(drawn);
      yield drawn;
    }
  };
  for await (const batch of batches(candidates)) {
    const answers = pool.ask(question, batch);
    // It is awaited in its turn; until then it must not count as forgotten.
    answers.catch(() => undefined);
    running.push({ batch, answers });
    if (running.length >= pool.depth) yield* take();
  }
  while (running.length > 0) yield* take();
}

async function* batches(candidates: AsyncIterable<Candidate>): AsyncIterable<readonly Candidate[]> {
  let batch: Candidate[] = [];
  for await (const candidate of candidates) {
    batch.push(candidate);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
