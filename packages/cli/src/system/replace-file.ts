import { spawnSync } from 'node:child_process';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { failure, type Outcome, success } from '../outcome.ts';
import type { WriteProblem, Written } from './io.ts';
import { enterWritingRoom, RoomTaken, type WritingRoom } from './writing-room.ts';

/** Where systems have the program that copies what Node cannot: access control lists and extended attributes. */
const COPIERS = ['/bin/cp', '/usr/bin/cp', '/run/current-system/sw/bin/cp'];

/**
 * Replaces the content of a file in one step, if the file still holds what the caller has read; undefined: if there is
 * none. Follows symbolic links. Throws errors of the system.
 */
export async function replaceFile(
  path: string,
  text: string,
  expected: string | Uint8Array | undefined,
): Promise<Outcome<Written, WriteProblem>> {
  const target = targetOf(path);
  const hasChanged = (): boolean => !holds(target, expected);
  const facts = statSync(target, { throwIfNoEntry: false });
  if (facts !== undefined && !facts.isFile()) return failure({ kind: 'system', reason: 'not a regular file' });
  // Renaming over a read-only file would succeed; whoever made it read-only did not mean that.
  if (facts !== undefined) accessSync(target, constants.W_OK);
  if (hasChanged()) return failure({ kind: 'changed' });
  const room = enterWritingRoom(target);
  try {
    return await replaceIn(room, { target, text, facts, hasChanged });
  } catch (error) {
    if (error instanceof RoomTaken) return failure({ kind: 'busy', holder: room.folder });
    throw error;
  } finally {
    room.leave();
  }
}

interface Replacement {
  readonly target: string;
  readonly text: string;
  /** Of the old file. */
  readonly facts: Stats | undefined;
  readonly hasChanged: () => boolean;
}

async function replaceIn(
  room: WritingRoom,
  { target, text, facts, hasChanged }: Replacement,
): Promise<Outcome<Written, WriteProblem>> {
  const draft = room.create('new');
  let notKept: readonly string[];
  try {
    writeFileSync(draft.descriptor, text);
    notKept = facts === undefined ? giveDefaults(draft.descriptor) : takeOver(target, facts, draft);
    fsyncSync(draft.descriptor);
  } finally {
    closeSync(draft.descriptor);
  }
  const turn = await room.takeTurn(hasChanged);
  if (turn === undefined) return failure({ kind: 'changed' });
  if ('holder' in turn) return failure({ kind: 'busy', holder: turn.holder });
  try {
    if (hasChanged()) return failure({ kind: 'changed' });
    if (!turn.isHeld()) return failure({ kind: 'busy', holder: room.folder });
    renameSync(draft.path, target);
  } finally {
    turn.giveBack();
  }
  const isSynced = syncFolder(dirname(target));
  return success({
    notKept: isSynced ? notKept : [...notKept, 'safety from a power cut (its folder cannot be synced)'],
  });
}

/** What a path stands for in the end; it may be missing, but not be a link that leads nowhere. */
function targetOf(path: string): string {
  return lstatSync(path, { throwIfNoEntry: false }) === undefined ? resolve(path) : realpathSync(path);
}

function holds(target: string, expected: string | Uint8Array | undefined): boolean {
  if (statSync(target, { throwIfNoEntry: false }) === undefined) return expected === undefined;
  return expected !== undefined && readFileSync(target).equals(Buffer.from(expected));
}

function giveDefaults(descriptor: number): readonly string[] {
  fchmodSync(descriptor, 0o666 & ~process.umask());
  return [];
}

/** Gives the draft what belongs to the old file besides its content; returns what could not be given. */
function takeOver(
  target: string,
  facts: Stats,
  { path, descriptor }: { readonly path: string; readonly descriptor: number },
): readonly string[] {
  const isCopied = copyAttributes(target, path);
  attemptChange(() => fchownSync(descriptor, facts.uid, facts.gid));
  // A copied list has the mode in it, which may mean something else there.
  if (!isCopied) attemptChange(() => fchmodSync(descriptor, facts.mode & 0o7777));
  const now = fstatSync(descriptor);
  const others = facts.nlink - 1;
  return [
    ...(isCopied ? [] : ['access control lists and extended attributes, if it had any']),
    ...(now.uid === facts.uid ? [] : [`the owner (${facts.uid})`]),
    ...(now.gid === facts.gid ? [] : [`the group (${facts.gid})`]),
    ...((now.mode & 0o7777) === (facts.mode & 0o7777) ? [] : [`the mode (${(facts.mode & 0o7777).toString(8)})`]),
    ...(others === 0
      ? []
      : [`${others === 1 ? 'its other name' : `its ${others} other names`} (hard links; the old content is there)`]),
  ];
}

function copyAttributes(from: string, to: string): boolean {
  const copier = COPIERS.find((path) => existsSync(path));
  if (copier === undefined) return false;
  const args = ['--attributes-only', '--preserve=mode,ownership,xattr', '--', from, to];
  return spawnSync(copier, args, { stdio: 'ignore' }).status === 0;
}

/** What was not changed shows in the facts of the file. */
function attemptChange(change: () => void): void {
  try {
    change();
  } catch (error) {
    if (!(error instanceof Error && 'errno' in error)) throw error;
  }
}

/** So that the new name is still there after a power cut. */
function syncFolder(folder: string): boolean {
  // Windows cannot open folders, and needs not.
  if (process.platform === 'win32') return true;
  try {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    return true;
  } catch {
    return false;
  }
}
