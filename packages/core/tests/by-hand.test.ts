// What is said of documents by hand, as text files: `npx vitest run by-hand -u` writes them anew. They prove nothing; a change
// of an answer is a line of a diff, to be looked at.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { textOf } from './asked/answer-file.ts';
import { BY_HAND } from './asked/by-hand.ts';
import { FIXING } from './asked/fixing.ts';
import { RULES } from './asked/rules.ts';

test.each([BY_HAND, FIXING, RULES])('$file', async (asked) => {
  await expect(textOf(asked)).toMatchFileSnapshot(join(import.meta.dirname, 'answers', asked.file));
});
