import { checkArguments, isListOf, isText } from './arguments.ts';
/** The candidates that `word` may be a slip of, closest first: at most one character in four differs. */
export function closeMatches(word: string, candidates: readonly string[]): readonly string[] {
  checkArguments('closeMatches', { word: [word, isText], candidates: [candidates, isListOf(isText)] });
  const plain = (text: string): string => text.toLowerCase().replaceAll('_', '-');
  const limit = Math.max(1, Math.floor(word.length / 4));
  return candidates
    .map((candidate) => ({ candidate, distance: editDistance(plain(word), plain(candidate)) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)
    .map(({ candidate }) => candidate);
}

/** How many characters have to be put in, taken out or replaced (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let line = 0; line < a.length; line += 1) {
    const next = [line + 1];
    for (let column = 0; column < b.length; column += 1) {
      const replaced = (row[column] ?? 0) + (a[line] === b[column] ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
