// What checks, fixes and the guest make of controllers by hand, as a text file: `npx vitest run topologies -u` writes it
// anew. It proves nothing of libvirt or guests; a change of an answer is a line of a diff, to be looked at.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { textOf } from './asked/answer-file.ts';
import { CONTROLLERS_BY_HAND, MODELS_IN_GUEST, WINDOWS_BY_VERSION } from './asked/controllers.ts';
import { ROOMS } from './asked/rooms.ts';

test.each([CONTROLLERS_BY_HAND, MODELS_IN_GUEST, WINDOWS_BY_VERSION, ROOMS])('$file', async (asked) => {
  await expect(textOf(asked)).toMatchFileSnapshot(join(import.meta.dirname, 'answers', asked.file));
});
