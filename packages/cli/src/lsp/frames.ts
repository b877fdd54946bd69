/** A header is two short lines. */
const LONGEST_HEADER = 4096;
/** In bytes: a document of the longest sort, with what JSON adds to it. */
const LONGEST_MESSAGE = 128 * 1024 * 1024;

/** What comes is not a message of the protocol. */
export class FrameError extends Error {}

/**
 * Whole messages, headers included. The library would wait for ever for the end of what is none, or keep all of it. Throws
 * a {@link FrameError}.
 */
export async function* frames(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Buffer> {
  let kept: Buffer[] = [];
  let length = 0;
  /** The length of the message that is being read; undefined while its header is. */
  let wanted: number | undefined;
  for await (const chunk of chunks) {
    kept.push(Buffer.from(chunk));
    length += chunk.length;
    while (wanted === undefined || length >= wanted) {
      const [first = Buffer.alloc(0)] = kept;
      const all: Buffer = kept.length === 1 ? first : Buffer.concat(kept);
      kept = [all];
      if (wanted === undefined) {
        wanted = messageLength(all);
        if (wanted === undefined) break;
        continue;
      }
      yield all.subarray(0, wanted);
      kept = [all.subarray(wanted)];
      length -= wanted;
      wanted = undefined;
    }
  }
  if (length > 0) throw new FrameError('it ends in the middle of a message');
}

/** Header and content together; undefined while the header is incomplete. */
function messageLength(bytes: Buffer): number | undefined {
  const head = bytes.subarray(0, LONGEST_HEADER).toString('latin1');
  const end = head.indexOf('\r\n\r\n');
  const lines = (end < 0 ? head : head.slice(0, end)).split('\r\n');
  // The last line may be incomplete.
  const whole = end < 0 ? lines.slice(0, -1) : lines;
  if (whole.some((line) => !/^[\w-]+: ?[\x20-\x7e]*$/.test(line)) || (head !== '' && !/^[A-Za-z]/.test(head))) {
    throw new FrameError('it does not begin with a header');
  }
  if (end < 0) {
    if (bytes.length >= LONGEST_HEADER) throw new FrameError(`its header is longer than ${LONGEST_HEADER} bytes`);
    return undefined;
  }
  const written = /^content-length: ?(\d{1,12})$/im.exec(whole.join('\n'))?.[1];
  if (written === undefined) throw new FrameError('its header has no Content-Length');
  const content = Number(written);
  if (content > LONGEST_MESSAGE) throw new FrameError(`it is longer than ${LONGEST_MESSAGE / 2 ** 20} MiB`);
  return end + 4 + content;
}
