import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Io } from '../system/io.ts';
import { writeDocument } from './write-document.ts';

/** A document that a command has made of another one. */
export interface MadeDocument {
  /** The file that it was made of, and what that held. */
  readonly argument: string;
  readonly before: string;
  readonly xml: string;
  /** What was done, for people. */
  report(): string;
}

export interface DeliveryFlags {
  readonly inPlace?: boolean;
  readonly output?: string;
  readonly quiet?: boolean;
}

/** Into the file, or to standard output as `-o` says; JSON has been printed already. */
export async function deliverDocument(made: MadeDocument, flags: DeliveryFlags, io: Io): Promise<ExitCode> {
  const { argument, before, xml } = made;
  if (flags.inPlace === true) {
    const quiet = flags.quiet === true;
    const written = await writeDocument(argument, { text: xml, before }, { io, quiet });
    if (!written.ok) return EXIT.usage;
    if (!quiet) io.stdout.write(made.report());
  } else if (flags.output === 'text') io.stdout.write(made.report());
  else if (flags.output !== 'json') io.stdout.write(xml);
  return EXIT.fine;
}
