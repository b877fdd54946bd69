import { dirname, join, resolve } from 'node:path';
import type { Diagnostic } from '@rootport/core';
import { failure, type Outcome, success } from '../outcome.ts';
import { readSideFile } from '../system/input.ts';
import type { Io } from '../system/io.ts';
import { type CheckConfig, readConfig } from './config.ts';

/** The name of a configuration file. */
export const CONFIG_FILE = '.rootport.json';

/** What is wrong with a configuration, and where. */
export interface ConfigProblem {
  readonly file: string;
  readonly source: string;
  readonly problems: readonly Diagnostic[];
}

type Found = Outcome<CheckConfig, ConfigProblem>;

/** Answers for each document which configuration holds for it; every file is read once. */
export type ConfigFinder = (argument: string) => Promise<Found>;

/** The configuration that is given for all documents. */
export function givenConfig(path: string, io: Io): ConfigFinder {
  const found = loadConfig(path, io);
  return () => found;
}

/** The nearest configuration in the folder of a document or above it; for standard input, of the current folder. */
export function nearestConfig(io: Io): ConfigFinder {
  const byFolder = new Map<string, Promise<Found>>();
  const inFolder = (folder: string): Promise<Found> => {
    const known = byFolder.get(folder);
    if (known !== undefined) return known;
    const found = search(folder);
    byFolder.set(folder, found);
    return found;
  };
  const search = async (folder: string): Promise<Found> => {
    const path = join(folder, CONFIG_FILE);
    if (await io.files.exists(path)) return loadConfig(path, io);
    const above = dirname(folder);
    return above === folder ? success({}) : inFolder(above);
  };
  return (argument) => inFolder(argument === '-' ? io.cwd : dirname(resolve(io.cwd, argument)));
}

async function loadConfig(file: string, io: Io): Promise<Found> {
  const text = await readSideFile(file, io);
  if (!text.ok) return failure({ file, source: '', problems: [text.problem] });
  const { config, problems } = readConfig(text.value);
  return problems.length === 0 ? success(config) : failure({ file, source: text.value, problems });
}
