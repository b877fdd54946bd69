// What is said of small documents by table, as a text file like those of answers.test.ts: `npx vitest run variations -u`
// writes it anew. It proves nothing of libvirt; a change of an answer is a line of a diff, to be looked at.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { textOf } from './asked/answer-file.ts';
import { SMALL_DOCUMENTS } from './asked/small-documents.ts';

test.each(SMALL_DOCUMENTS)('small documents by table: $file', async (asked) => {
  await expect(textOf(asked)).toMatchFileSnapshot(join(import.meta.dirname, 'answers', asked.file));
});
