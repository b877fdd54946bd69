import { createLock, type Diagnostic, printLock, visible } from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { failure, type Outcome, success } from '../../outcome.ts';
import { defaultLockFile } from '../../planning/lock-input.ts';
import type { PlannerFlags } from '../../planning/plan-options.ts';
import { planCall, refuseCall } from '../../planning/planned-document.ts';
import { writeDocument } from '../../planning/write-document.ts';
import { reportFault, unreadable, wrongCall } from '../../reports/faults.ts';
import { LIMIT } from '../../system/input.ts';
import type { Io } from '../../system/io.ts';

export interface LockFlags extends PlannerFlags {
  readonly output?: string;
}

/** `rootport lock`: writes down where every device of a document is. */
export async function lockCommand(file: string | undefined, flags: LockFlags, io: Io): Promise<ExitCode> {
  const call = { command: 'lock', isJson: false, formatVersion: '' };
  const argument = file ?? (io.stdin.isTTY ? undefined : '-');
  const target = flags.output ?? (argument === undefined || argument === '-' ? undefined : defaultLockFile(argument));
  if (argument === '-' && target === undefined) {
    return refuseCall(wrongCall('standard input has no name; say -o LOCKFILE or -o -', 'lock'), call, io);
  }
  // Before the document: who changes the lock from now on has seen a document that is as new or newer.
  const before = target === undefined || target === '-' ? success(undefined) : await lockBefore(target, io);
  if (!before.ok) return refuse(before.problem, io);
  const planned = await planCall(argument, flags, call, io);
  if (!planned.ok) return planned.problem;
  const text = printLock(createLock(planned.value.plan));
  if (target === undefined || target === '-') {
    io.stdout.write(text);
    return EXIT.fine;
  }
  const quiet = flags.quiet === true;
  const written = await writeDocument(target, { text, before: before.value, isWhole: true }, { io, quiet });
  if (!written.ok) return EXIT.usage;
  if (!quiet) io.stderr.write(`${visible(target)}: written\n`);
  return EXIT.fine;
}

/** What the lock file holds until now; undefined where there is none. */
async function lockBefore(target: string, io: Io): Promise<Outcome<Uint8Array | undefined, Diagnostic>> {
  if (!(await io.files.exists(target))) return success(undefined);
  const bytes = await io.files.read(target, LIMIT, 'regular');
  return bytes.ok ? bytes : failure(unreadable(target, bytes.problem));
}

function refuse(fault: Parameters<typeof reportFault>[0], io: Io): ExitCode {
  reportFault(fault, io);
  return EXIT.usage;
}
