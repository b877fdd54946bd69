import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A file of a process that cannot be asked, on another machine or in another container, is given up after this time. */
const FOREIGN_FOR_MS = 60_000;

const MARK = /^(\d+)-(\d+)-([0-9a-f]{12})(?=-)/;

let own: string | undefined;

/**
 * Names this process in the name of a file, so that a later run can tell whether it still lives: its id, when it
 * started (ids are used again) and the space of ids that it is one of.
 */
export function processMark(): string {
  own ??= `${process.pid}-${startOf(process.pid) ?? 0}-${idSpace()}`;
  return own;
}

/**
 * Whether the process that a file's name begins with may still be at work; undefined where the name is none of ours.
 * `ageMs`: how much older the file is than one made now, by the clock of its file system.
 */
export function mayLive(name: string, ageMs: () => number): boolean | undefined {
  const [, pid, start, space] = MARK.exec(name) ?? [];
  if (pid === undefined) return undefined;
  if (space !== idSpace()) return ageMs() < FOREIGN_FOR_MS;
  // Where nothing tells when a process started, an id that is in use has to be taken for the same one.
  return startOf(process.pid) === undefined ? isInUse(Number(pid)) : `${startOf(Number(pid))}` === start;
}

/** In ticks since the machine started; undefined for one that has ended, and where /proc does not tell. */
function startOf(pid: number): string | undefined {
  try {
    const facts = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program is in parentheses and may hold anything.
    const fields = facts.slice(facts.lastIndexOf(')') + 2).split(' ');
    return /[ZX]/.test(fields[0] ?? '') ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function isInUse(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

let space: string | undefined;

function idSpace(): string {
  space ??= createHash('sha256').update(spaceName()).digest('hex').slice(0, 12);
  return space;
}

function spaceName(): string {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}
