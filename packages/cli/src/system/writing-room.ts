import { randomBytes } from 'node:crypto';
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  rmdirSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mayLive, processMark } from './process-mark.ts';

/** How long a writer waits for its turn; a turn takes less than a millisecond. */
const PATIENCE_MS = 10_000;

/**
 * The folder beside a file in which its writers prepare and take turns. It exists while somebody writes, or until the
 * next run when a writer was killed. Every file in it has a name of its own that is never used again and says which
 * process made it; that makes it safe to remove one whose process has ended.
 */
export interface WritingRoom {
  readonly folder: string;
  /** Creates a file with an unpredictable name; returns its descriptor. */
  create(suffix: 'new' | 'turn'): { readonly path: string; readonly descriptor: number };
  /**
   * Waits until nobody else has the turn and takes it. Returns what gives it back and what tells whether it is still
   * held, or undefined when `isPointless` says so, or who does not give it back.
   */
  takeTurn(isPointless: () => boolean): Promise<Turn | { readonly holder: string } | undefined>;
  /** Removes what is left, and the folder if nobody else is in it. */
  leave(): void;
}

export interface Turn {
  isHeld(): boolean;
  giveBack(): void;
}

/** Somebody else's folder has the name, or something that is no folder. */
export class RoomTaken extends Error {}

/** Opens the writing room of a file and removes what killed writers left there. */
export function enterWritingRoom(target: string): WritingRoom {
  const folder = roomOf(target);
  const mine = new Set<string>();
  let isEntered = false;
  const create: WritingRoom['create'] = (suffix) => {
    for (let attempt = 1; ; attempt++) {
      makeRoom(folder);
      isEntered = true;
      const path = join(folder, `${processMark()}-${randomBytes(9).toString('hex')}.${suffix}`);
      try {
        const descriptor = openSync(path, 'wx', 0o600);
        mine.add(path);
        return { path, descriptor };
      } catch (error) {
        // Whoever left last has taken the folder away.
        if (codeOf(error) !== 'ENOENT' || attempt === 100) throw error;
      }
    }
  };
  const remove = (path: string): void => {
    mine.delete(path);
    removeIfThere(path);
  };
  return {
    folder,
    create,
    async takeTurn(isPointless) {
      const deadline = performance.now() + PATIENCE_MS;
      for (let attempt = 0; ; attempt++) {
        // Everybody first shows and then looks, so that of two at least one sees the other and steps back.
        const { path, descriptor } = create('turn');
        closeSync(descriptor);
        const holder = liveFiles(folder).find((name) => name.endsWith('.turn') && name !== basename(path));
        if (holder === undefined) return { isHeld: () => isThere(path), giveBack: () => remove(path) };
        remove(path);
        if (isPointless()) return undefined;
        if (performance.now() > deadline) return { holder: join(folder, holder) };
        await sleep(1 + Math.random() * Math.min(2 ** attempt, 50));
      }
    },
    leave() {
      for (const path of mine) remove(path);
      if (isEntered) removeFolder(folder);
    },
  };
}

/** Removes what killed writers of a file have left beside it. */
export function sweepWritingRoom(path: string): void {
  const folder = roomOf(realpathSync(path));
  if (!isThere(folder) || !isOurs(folder)) return;
  liveFiles(folder);
  removeFolder(folder);
}

// Cut, because a file's name may be as long as the file system allows; to share the room with another file is harmless.
function roomOf(target: string): string {
  return join(dirname(target), `.${basename(target).slice(0, 60)}.rootport`);
}

function makeRoom(folder: string): void {
  try {
    mkdirSync(folder, 0o700);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    // In a folder for everybody, such as /tmp, somebody may have put it there to get at what we write.
    if (!isOurs(folder)) throw new RoomTaken(folder);
  }
}

function isOurs(folder: string): boolean {
  const facts = lstatSync(folder, { throwIfNoEntry: false });
  return facts === undefined || (facts.isDirectory() && facts.uid === (process.geteuid?.() ?? facts.uid));
}

/** The names of the files whose processes may still be at work; those of others are removed. */
function liveFiles(folder: string): readonly string[] {
  return namesIn(folder).filter((name) => {
    const isLive = mayLive(name, () => ageOf(join(folder, name)));
    if (isLive === false) removeIfThere(join(folder, name));
    return isLive === true;
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    return [];
  }
}

/** Against the folder, which was changed just now, so that clocks of other machines do not matter. */
function ageOf(path: string): number {
  const facts = statSync(path, { throwIfNoEntry: false });
  return facts === undefined ? 0 : statSync(dirname(path)).mtimeMs - facts.mtimeMs;
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

function removeFolder(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    // Somebody else is in it, or has removed it.
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(codeOf(error))) throw error;
  }
}

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
