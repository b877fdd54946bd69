import { createDiagnostic } from '@rootport/core';
import { EXIT, type ExitCode, worse } from '../exit-codes.ts';
import { reportDiagnostics } from '../reports/report.ts';
import type { Io } from '../system/io.ts';
import type { Documents, FoundDocument, Tally } from './choose-documents.ts';
import { openProgress } from './progress.ts';

/** Does something with each document; the exit code is the worst, and 2 where all that was found was passed over. */
export async function eachDocument(
  documents: Documents,
  { io, quiet }: { readonly io: Io; readonly quiet: boolean },
  one: (document: FoundDocument) => Promise<ExitCode>,
): Promise<ExitCode> {
  const progress = openProgress(documents.total, io);
  let code: ExitCode = EXIT.fine;
  let count = 0;
  for await (const document of documents.all) {
    code = worse(code, await one(document));
    count += 1;
    progress.step();
  }
  progress.end();
  return worse(code, reportSkipped(documents.tally, count, { io, quiet }));
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
