import pc from 'picocolors';
import type { Io, OutputStream } from '../system/io.ts';

export type Colours = ReturnType<typeof pc.createColors>;

/** Colours for one stream: on a terminal only, never with NO_COLOR, always with FORCE_COLOR. */
export function coloursFor(stream: OutputStream, io: Io): Colours {
  return pc.createColors(wantsColour(stream, io));
}

/** Whether colours are wanted. NO_COLOR wins over FORCE_COLOR; both count only when they are not empty. */
export function wantsColour(stream: OutputStream, { env }: Io): boolean {
  if (env['NO_COLOR']) return false;
  const force = env['FORCE_COLOR'];
  if (force) return force !== '0' && force !== 'false';
  return stream.isTTY && env['TERM'] !== 'dumb';
}
