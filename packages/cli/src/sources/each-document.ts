import { createDiagnostic } from '@rootport/core';
import { EXIT, type ExitCode, worse } from '../exit-codes.ts';
import { reportDiagnostics } from '../reports/report.ts';
import type { Io, OutputStream } from '../system/io.ts';
import type { Documents, FoundDocument, Tally } from './choose-documents.ts';
import { openProgress } from './progress.ts';

interface Doing {
  readonly io: Io;
  readonly quiet: boolean;
  /** So many documents are under way at a time; 1 without. */
  readonly atOnce?: number;
}

/**
 * Does something with each document; the exit code is the worst, and 2 where all that was found was passed over. Where
 * several are under way at once, what they write comes in the order of the documents all the same.
 */
export async function eachDocument(
  documents: Documents,
  { io, quiet, atOnce = 1 }: Doing,
  one: (document: FoundDocument) => Promise<ExitCode>,
): Promise<ExitCode> {
  const progress = openProgress(documents.total, io);
  let code: ExitCode = EXIT.fine;
  let count = 0;
  const running: Running[] = [];
  const take = async (): Promise<void> => {
    const first = running.shift();
    if (first === undefined) return;
    code = worse(code, await first.outcome);
    first.tell();
    count += 1;
    progress.step();
  };
  for await (const document of documents.all) {
    running.push(atOnce === 1 ? { outcome: one(document), tell: () => undefined } : begin(document, one));
    if (running.length >= atOnce) await take();
  }
  while (running.length > 0) await take();
  progress.end();
  return worse(code, reportSkipped(documents.tally, count, { io, quiet }));
}

interface Running {
  readonly outcome: Promise<ExitCode>;
  /** Writes what waits to be written. */
  readonly tell: () => void;
}

function begin(document: FoundDocument, one: (document: FoundDocument) => Promise<ExitCode>): Running {
  const waiting: (() => void)[] = [];
  const later = (stream: OutputStream): OutputStream => {
    return { ...stream, write: (text) => void waiting.push(() => stream.write(text)) };
  };
  const { io } = document;
  const outcome = one({ ...document, io: { ...io, stdout: later(io.stdout), stderr: later(io.stderr) } });
  // It is awaited in its turn; until then it must not count as forgotten.
  outcome.catch(() => undefined);
  return {
    outcome,
    tell: () => {
      for (const write of waiting) write();
    },
  };
}

/** RP5542: what was passed over; RP5543 where that was everything, since a check of nothing would pass. */
function reportSkipped(
  { others, ignored }: Readonly<Tally>,
  count: number,
  { io, quiet }: { readonly io: Io; readonly quiet: boolean },
): ExitCode {
  if (others + ignored === 0) return EXIT.fine;
  const values = { others, ignored };
  const note = createDiagnostic(count === 0 && others > 0 ? 'RP5543' : 'RP5542', { values });
  reportDiagnostics([note], { file: 'rootport', source: '' }, { io, quiet });
  return note.severity === 'error' ? EXIT.usage : EXIT.fine;
}
