import { visible } from '@rootport/core';
import type { ExitCode } from '../exit-codes.ts';
import type { PlannerFlags } from '../planning/plan-options.ts';
import { type Call, refuseCall, refuseFaults } from '../planning/planned-document.ts';
import { openSettings } from '../planning/settings.ts';
import { reportCrash } from '../reports/crash.ts';
import { wrongCall } from '../reports/faults.ts';
import { displayName } from '../system/input.ts';
import type { Io } from '../system/io.ts';
import { coloursFor } from '../terminal/colours.ts';
import { chooseDocuments, type Documents } from './choose-documents.ts';
import { eachDocument } from './each-document.ts';

export interface DocumentFlags extends PlannerFlags {
  readonly filesFrom?: string;
}

interface Judging {
  readonly call: Call;
  /** The answers are text for people, who want to know whose it is. */
  readonly hasHeadings: boolean;
  /** Documents that the configuration ignores are left out even where they are named. */
  readonly mayIgnore?: boolean;
  /** So many documents are under way at a time; 1 without. */
  readonly atOnce?: number;
  /** Why the call is wrong for these documents. */
  readonly objection?: (documents: Documents) => string | undefined;
}

/** Does what a command does with one document, to each document of a call. */
export async function judgeDocuments(
  files: readonly string[],
  flags: DocumentFlags,
  { call, hasHeadings, mayIgnore = false, atOnce = 1, objection }: Judging,
  io: Io,
  one: (argument: string, call: Call, io: Io) => Promise<ExitCode>,
): Promise<ExitCode> {
  const settings = await openSettings(flags, io);
  if (!settings.ok) return refuseFaults(settings.problem, call, io);
  const quiet = flags.quiet === true;
  const { command } = call;
  const choice = { command, settings: settings.value, mayIgnore, quiet, filesFrom: flags.filesFrom };
  const documents = await chooseDocuments(files, choice, io);
  if (!documents.ok) return refuseFaults(documents.problem, call, io);
  const { several } = documents.value;
  const problem = objection?.(documents.value);
  if (problem !== undefined) return refuseCall(wrongCall(problem, command), call, io);
  return eachDocument(documents.value, { io, quiet, atOnce }, async ({ argument, place, io: own }) => {
    const file = displayName(argument);
    // Whether standard input has several, its names tell.
    const hasHeading = hasHeadings && (several || argument.startsWith('-#'));
    if (hasHeading) own.stdout.write(`${coloursFor(own.stdout, own).bold(visible(file))}\n`);
    try {
      return await one(argument, { ...call, settings: () => settings.value(place) }, own);
    } catch (error) {
      return reportCrash(error, own, file).code;
    } finally {
      if (hasHeading) own.stdout.write('\n');
    }
  });
}
