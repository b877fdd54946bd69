import { createHash } from 'node:crypto';
import { createDiagnostic, type PlanOptions } from '@rootport/core';
import type { FileFaults } from '../../config/file-faults.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import type { Announcement } from '../../fleet/batches.ts';
import type { Question } from '../../fleet/question.ts';
import type { Outcome } from '../../outcome.ts';
import { callFault, type PlannerFlags } from '../../planning/plan-options.ts';
import { refuseFaults } from '../../planning/planned-document.ts';
import { wrongCall } from '../../reports/faults.ts';
import { referDocuments } from '../../sources/references.ts';
import type { Io } from '../../system/io.ts';
import { callOf, headOf, prepare } from './fleet.ts';
import { openRun, type QueueFlags, withoutPassword, wrongRun } from './queue-run.ts';

export interface SubmitFlags extends PlannerFlags, QueueFlags {
  readonly filesFrom?: string;
  /** Documents of a batch. */
  readonly batch?: number;
}

/** Fewer cost more on the way, more are lost with a worker that dies (I-Q-SPEED). */
const BATCH = 200;

/** Puts a question about documents into a queue; they are read by the workers. */
export async function submitFleet(
  command: string,
  files: readonly string[],
  flags: SubmitFlags,
  ask: (options: PlanOptions) => Outcome<Question, FileFaults>,
  io: Io,
): Promise<ExitCode> {
  const call = callOf(command, {});
  const refuse = (faults: FileFaults): ExitCode => refuseFaults(faults, call, io);
  if (files.length === 0 && flags.filesFrom === undefined) {
    return refuse(callFault(wrongCall('submit needs a FILE, a folder or --files-from', command)));
  }
  const prepared = await prepare(flags, ask, io);
  if (!prepared.ok) return refuse(prepared.problem);
  const { question, settings } = prepared.value;
  const choice = { command, settings, mayIgnore: true, quiet: flags.quiet === true, filesFrom: flags.filesFrom };
  const batches = await referDocuments(files, { ...choice, isSorted: true, size: flags.batch ?? BATCH }, io);
  if (!batches.ok) return refuse(batches.problem);
  const found = batches.value.at(-1)?.to ?? 0;
  if (found === 0) {
    return refuse(callFault(createDiagnostic('RP5541', { values: { argument: files.join(', ') } })));
  }
  const { node, run, redis } = flags;
  const announcement: Announcement = {
    head: { ...headOf(question), ...(node === undefined ? {} : { node }) },
    of: batches.value.length,
    found,
    digest: createHash('sha256').update(JSON.stringify(batches.value)).digest('hex'),
  };
  const opened = await openRun(flags, io);
  if (!opened.ok) return refuse(callFault(opened.problem));
  const { queue, name } = opened.value;
  try {
    const text = JSON.stringify(announcement);
    if ((await queue.announce(text)) !== text) {
      return refuse(callFault(wrongRun(name, 'was submitted with another question or other documents')));
    }
    const width = String(announcement.of).length;
    await queue.add(
      batches.value.map((batch, index) => ({
        id: `batch-${String(index + 1).padStart(width, '0')}`,
        data: { index, ...batch },
      })),
    );
    const { done } = await queue.counts();
    const work = `rootport fleet work --redis ${withoutPassword(redis)} --run ${run}`;
    io.stdout.write(
      `${name}: ${found} documents in ${announcement.of} batches, ${done} of them answered\n` +
        `${work}${node === undefined ? '' : ` --node ${node}`} --results FOLDER\n`,
    );
    return EXIT.fine;
  } finally {
    await queue.close();
  }
}
