// What the planner, the checks, the guest and its windows say of every document of the project, as text files. They prove
// nothing; a change of an answer is a line of a diff, to be looked at. `npx vitest run answers -u` writes them anew.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { textOf } from './asked/answer-file.ts';
import { DECISIONS, FINDINGS_AND_FIXES, GUESTS, WINDOWS_OF_GUESTS } from './asked/documents.ts';

test.each([DECISIONS, FINDINGS_AND_FIXES, GUESTS, WINDOWS_OF_GUESTS])('$file', async (asked) => {
  await expect(textOf(asked)).toMatchFileSnapshot(join(import.meta.dirname, 'answers', asked.file));
});
