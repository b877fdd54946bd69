import { createLock, printLock, visible } from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { defaultLockFile } from '../../planning/lock-input.ts';
import type { PlannerFlags } from '../../planning/plan-options.ts';
import { planDocument, readOptionsAndProfile } from '../../planning/planned-document.ts';
import { reportFault, unwritable, wrongCall } from '../../reports/faults.ts';
import type { Io } from '../../system/io.ts';

export interface LockFlags extends PlannerFlags {
  readonly output?: string;
  readonly profile?: string;
  readonly quiet?: boolean;
}

/** `rootport lock`: writes down where every device of a document is. */
export async function lockCommand(file: string | undefined, flags: LockFlags, io: Io): Promise<ExitCode> {
  const argument = file ?? (io.stdin.isTTY ? undefined : '-');
  const target = flags.output ?? (argument === undefined || argument === '-' ? undefined : defaultLockFile(argument));
  if (argument === undefined) return refuse(wrongCall('no FILE, and nothing is piped in', 'lock'), io);
  if (target === undefined) return refuse(wrongCall('standard input has no name; say -o LOCKFILE or -o -', 'lock'), io);
  const options = await readOptionsAndProfile(flags, flags.profile, io);
  if (!options.ok) return refuse(options.problem, io);
  const planned = await planDocument(argument, options.value, { io, quiet: flags.quiet === true });
  if (!planned.ok) return planned.problem.code;
  const text = printLock(createLock(planned.value.plan));
  if (target === '-') {
    io.stdout.write(text);
    return EXIT.fine;
  }
  const written = await io.files.replace(target, text, 'create');
  if (!written.ok) return refuse(unwritable(target, written.problem), io);
  if (flags.quiet !== true) io.stderr.write(`${visible(target)}: written\n`);
  return EXIT.fine;
}

function refuse(fault: Parameters<typeof reportFault>[0], io: Io): ExitCode {
  reportFault(fault, io);
  return EXIT.usage;
}
