/**
 * What is worked out of an object once: kept in the object itself, where nobody else sees it. A WeakMap would keep all that
 * the answer refers to through each small collection of garbage, which made a fleet a sixth slower.
 */
export function remember<Answer extends object>(owner: object, slot: symbol, work: () => Answer): Answer {
  const known = (owner as Readonly<Record<symbol, Answer | undefined>>)[slot];
  if (known !== undefined) return known;
  const answer = work();
  // A frozen object remembers nothing.
  Reflect.defineProperty(owner, slot, { value: answer });
  return answer;
}

/** A caller or a document that makes names up must not fill the memory. */
const MOST_KEYS = 256;
const LONGEST_KEY = 200;

/** What is worked out of names that documents and callers write: the first few of them are remembered. */
export function rememberBy<Answer>(known: Map<string, Answer>, key: string, work: () => Answer): Answer {
  const answer = known.get(key);
  if (answer !== undefined || known.has(key)) return answer as Answer;
  const worked = work();
  if (known.size < MOST_KEYS && key.length <= LONGEST_KEY) known.set(key, worked);
  return worked;
}
