import { createLock, type Diagnostic, printLock, visible } from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { failure, type Outcome, success } from '../../outcome.ts';
import { defaultLockFile } from '../../planning/lock-input.ts';
import { type Call, planCall } from '../../planning/planned-document.ts';
import { writeDocument } from '../../planning/write-document.ts';
import { reportFault, unreadable } from '../../reports/faults.ts';
import type { Documents } from '../../sources/choose-documents.ts';
import { type DocumentFlags, judgeDocuments } from '../../sources/judge-documents.ts';
import { LIMIT } from '../../system/input.ts';
import type { Io } from '../../system/io.ts';

export interface LockFlags extends DocumentFlags {
  readonly output?: string;
}

/** `rootport lock`: writes down where every device of a document is. */
export function lockCommand(files: readonly string[], flags: LockFlags, io: Io): Promise<ExitCode> {
  const call = { command: 'lock', isJson: false, formatVersion: '' };
  const objection = ({ several, unwritable }: Documents): string | undefined => {
    if (several && flags.output !== undefined) return '-o is for the lock of one document';
    if (unwritable === undefined || flags.output !== undefined) return undefined;
    return `${unwritable} has no name; say -o LOCKFILE or -o -`;
  };
  return judgeDocuments(files, flags, { call, hasHeadings: false, objection }, io, (argument, own, world) =>
    lockDocument(argument, flags, own, world),
  );
}

async function lockDocument(argument: string, flags: LockFlags, call: Call, io: Io): Promise<ExitCode> {
  const target = flags.output ?? defaultLockFile(argument);
  // Before the document: who changes the lock from now on has seen a document that is as new or newer.
  const before = target === '-' ? success(undefined) : await lockBefore(target, io);
  if (!before.ok) return refuse(before.problem, io);
  const planned = await planCall(argument, flags, call, io);
  if (!planned.ok) return planned.problem;
  const text = printLock(createLock(planned.value.plan));
  if (target === '-') {
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
