import { relative, resolve, sep } from 'node:path';
import { createDiagnostic, type Diagnostic } from '@rootport/core';
import type { FileFaults } from '../config/file-faults.ts';
import type { FoundConfig } from '../config/find-config.ts';
import { failure, type Outcome, success } from '../outcome.ts';
import { wrongCall } from '../reports/faults.ts';
import { reportDiagnostics } from '../reports/report.ts';
import { LIMIT } from '../system/input.ts';
import type { Io } from '../system/io.ts';
import { callFault } from './plan-options.ts';
import type { SettingsFinder } from './settings.ts';

/** The documents that a call is about. */
export interface Documents {
  readonly named: readonly string[];
  /** Where they are read: standard input may have been looked at. */
  readonly io: Io;
}

interface Choice {
  readonly command: string;
  readonly settings: SettingsFinder;
  /** Documents that the configuration ignores are left out. */
  readonly mayIgnore: boolean;
  readonly quiet: boolean;
}

/** The documents named; where none is and nothing is piped in, those of the configuration of the current folder. */
export async function chooseDocuments(
  files: readonly string[],
  choice: Choice,
  io: Io,
): Promise<Outcome<Documents, FileFaults>> {
  if (files.length === 0) return unnamedDocuments(choice, io);
  if (files.filter((argument) => argument === '-').length > 1) {
    return failure(callFault(wrongCall('standard input can be read only once', choice.command)));
  }
  return success({ named: choice.mayIgnore ? await withoutIgnored(files, choice, io) : files, io });
}

async function unnamedDocuments({ command, settings }: Choice, io: Io): Promise<Outcome<Documents, FileFaults>> {
  const found = await settings('-');
  if (!found.ok) return found;
  const { config } = found.value;
  if (config?.config.files === undefined) {
    if (!io.stdin.isTTY) return success({ named: ['-'], io });
    return failure(callFault(wrongCall('no FILE, and nothing is piped in', command)));
  }
  if (!io.stdin.isTTY) {
    const input = await io.stdin.read(LIMIT);
    const read = async () => input;
    if (!input.ok || input.value.length > 0)
      return success({ named: ['-'], io: { ...io, stdin: { isTTY: false, read } } });
  }
  return findDocuments(config, config.config.files, io);
}

async function findDocuments(
  { file, folder, config }: FoundConfig,
  patterns: readonly string[],
  io: Io,
): Promise<Outcome<Documents, FileFaults>> {
  const found = await io.files.find(folder, patterns, config.ignore ?? []);
  const named = found.map((path) => relative(io.cwd, resolve(folder, path)));
  if (named.length > 0) return success({ named, io });
  const values = { file, patterns: patterns.join(', ') };
  return failure(callFault(createDiagnostic('RP5261', { values })));
}

/** RP5260 for each document that is left out. Faults of a configuration are told when the document is looked at. */
async function withoutIgnored(
  files: readonly string[],
  { settings, quiet }: Choice,
  io: Io,
): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const argument of files) {
    const found = argument === '-' ? undefined : await settings(argument);
    const config = found?.ok === true ? found.value.config : undefined;
    if (config !== undefined && (await isIgnored(argument, config, io))) {
      reportDiagnostics([ignored(argument, config.file)], { file: 'rootport', source: '' }, { io, quiet });
    } else kept.push(argument);
  }
  return kept;
}

const ignored = (document: string, file: string): Diagnostic =>
  createDiagnostic('RP5260', { values: { document, file } });

/** Whether a configuration ignores a document. */
export async function isIgnored(argument: string, { folder, config }: FoundConfig, io: Io): Promise<boolean> {
  const { ignore = [] } = config;
  if (ignore.length === 0) return false;
  const { default: picomatch } = await import('picomatch');
  return picomatch([...ignore])(relative(folder, resolve(io.cwd, argument)).split(sep).join('/'));
}
