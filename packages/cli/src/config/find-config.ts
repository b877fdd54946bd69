import { dirname, join, resolve } from 'node:path';
import { createLineIndex } from '@rootport/core';
import { failure, type Outcome, success } from '../outcome.ts';
import { readSideFile } from '../system/input.ts';
import type { Io } from '../system/io.ts';
import type { Config, ReadConfig } from './config.ts';
import type { FileFaults } from './file-faults.ts';

/** The name of a configuration file. */
export const CONFIG_FILE = '.rootport.json';

/** The file of JavaScript projects, and the part of it that is a configuration. */
const PACKAGE_FILE = 'package.json';
const PACKAGE_PART = 'rootport';

/** A configuration and where it is from. */
export interface FoundConfig {
  readonly file: string;
  /** The folder that its paths start from. */
  readonly folder: string;
  readonly config: Config;
  /** The line of a setting, from 1; undefined where the file does not have it. */
  readonly lineOf: (setting: Parameters<ReadConfig['placeOf']>[0]) => number | undefined;
}

/** Undefined: there is none. */
type Found = Outcome<FoundConfig | undefined, FileFaults>;

/** Answers for each document which configuration holds for it; every file is read once. */
export type ConfigFinder = (argument: string) => Promise<Found>;

/** The finder that a call asks for: with a file of its own, with none at all, or with the nearest one. */
export function configFinder(given: string | false | undefined, io: Io): ConfigFinder {
  if (given === false) return () => Promise.resolve(success(undefined));
  if (given === undefined) return nearestConfig(io);
  let found: Promise<Found> | undefined;
  return () => {
    found ??= loadConfig(given, [], io);
    return found;
  };
}

/** The nearest configuration in the folder of a document or above it; for standard input, of the current folder. */
function nearestConfig(io: Io): ConfigFinder {
  const byFolder = new Map<string, Promise<Found>>();
  const inFolder = (folder: string): Promise<Found> => {
    const known = byFolder.get(folder);
    if (known !== undefined) return known;
    const found = search(folder);
    byFolder.set(folder, found);
    return found;
  };
  const search = async (folder: string): Promise<Found> => {
    const own = await configIn(folder, io);
    const above = dirname(folder);
    return own ?? (above === folder ? success(undefined) : inFolder(above));
  };
  return (argument) => inFolder(argument === '-' ? io.cwd : dirname(resolve(io.cwd, argument)));
}

async function configIn(folder: string, io: Io): Promise<Found | undefined> {
  const own = join(folder, CONFIG_FILE);
  if (await io.files.exists(own)) return loadConfig(own, [], io);
  const shared = join(folder, PACKAGE_FILE);
  if (!(await io.files.exists(shared))) return undefined;
  // Most packages are not about us: their files need not even be sound.
  const text = await readSideFile(shared, io);
  return text.ok && hasPart(text.value) ? loadConfig(shared, [PACKAGE_PART], io) : undefined;
}

function hasPart(text: string): boolean {
  if (!text.includes(`"${PACKAGE_PART}"`)) return false;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && Object.hasOwn(value, PACKAGE_PART);
  } catch {
    return false;
  }
}

async function loadConfig(file: string, below: readonly string[], io: Io): Promise<Found> {
  const text = await readSideFile(file, io);
  if (!text.ok) return failure({ file, source: '', diagnostics: [text.problem] });
  const source = text.value;
  const { readConfig } = await import('./read-config.ts');
  const read = readConfig(source, below);
  if (!read.ok) return failure({ file, source, diagnostics: read.problem });
  const { config, placeOf } = read.value;
  const lineOf: FoundConfig['lineOf'] = (setting) => {
    const place = placeOf(setting);
    return place && createLineIndex(source).position(place.start).line;
  };
  return success({ file, folder: dirname(resolve(io.cwd, file)), config, lineOf });
}
