import { createLock, printLock } from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { defaultLockFile } from '../../planning/lock-input.ts';
import type { PlannerFlags } from '../../planning/plan-options.ts';
import { planCall, refuseCall } from '../../planning/planned-document.ts';
import { reportFault, unwritable, wrongCall } from '../../reports/faults.ts';
import { type Io, printable } from '../../system/io.ts';

export interface LockFlags extends PlannerFlags {
  readonly output?: string;
}

/** `rootport lock`: writes down where every device of a document is. */
export async function lockCommand(file: string | undefined, flags: LockFlags, io: Io): Promise<ExitCode> {
  const call = { command: 'lock', isJson: false, formatVersion: '' };
  const argument = file ?? (io.stdin.isTTY ? undefined : '-');
  if (argument === '-' && flags.output === undefined) {
    return refuseCall(wrongCall('standard input has no name; say -o LOCKFILE or -o -', 'lock'), call, io);
  }
  const planned = await planCall(argument, flags, call, io);
  if (!planned.ok) return planned.problem;
  const target = flags.output ?? defaultLockFile(planned.value.argument);
  const text = printLock(createLock(planned.value.plan));
  if (target === '-') {
    io.stdout.write(text);
    return EXIT.fine;
  }
  const written = await io.files.replace(target, text, 'create');
  if (!written.ok) return refuse(unwritable(target, written.problem), io);
  if (flags.quiet !== true) io.stderr.write(`${printable(target)}: written\n`);
  return EXIT.fine;
}

function refuse(fault: Parameters<typeof reportFault>[0], io: Io): ExitCode {
  reportFault(fault, io);
  return EXIT.usage;
}
