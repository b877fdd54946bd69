import { complain, type Io } from './io.ts';

/** Admits a fault of our own in one line, naming the document it came up with; the stack is for those who ask. */
export function reportCrash(error: unknown, io: Io, file?: string): void {
  const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0];
  const where = file === undefined ? '' : `${file}: `;
  complain(io, `${where}this is a bug in rootport, please report it: ${reason} (ROOTPORT_DEBUG=1 shows more)`);
  if (io.env['ROOTPORT_DEBUG'] && error instanceof Error && error.stack !== undefined) {
    io.stderr.write(`${error.stack}\n`);
  }
}
