import { resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { findProfile, type ProfileName } from '@rootport/core';
import { PROJECT_ROOT } from './shared-folder.ts';

/** A wrong call, or one that lacks something on this machine: the text is for the user. */
export class UsageError extends Error {}

/**
 * The arguments of a program, read at its start; `--help`, `-h` and a wrong call are answered and end it. An option whose
 * default is a number takes a number, except those of `words`.
 */
export function programArguments<const Config extends ParseArgsConfig>(
  usage: string,
  config: Config,
  words: readonly string[] = [],
): ReturnType<typeof parseArgs<Config>> {
  const options: NonNullable<ParseArgsConfig['options']> = { ...config.options, help: { type: 'boolean', short: 'h' } };
  try {
    const given = parseArgs({ ...config, options });
    const values: Readonly<Record<string, unknown>> = given.values;
    if (values['help'] === true) {
      process.stdout.write(usage);
      process.exit(0);
    }
    for (const [name, value] of Object.entries(values)) {
      if (isNumber(options[name]?.default) && !isNumber(value) && !words.includes(name))
        throw new UsageError(`--${name} wants a number, not ${value}`);
    }
    return given as ReturnType<typeof parseArgs<Config>>;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exit(2);
  }
}

const isNumber = (value: unknown): boolean => typeof value === 'string' && /^\d+(?:\.\d+)?$/.test(value);

/** Runs a program; returns its exit code, 2 for a wrong call, which is answered with the usage. */
export async function runProgram(usage: string, run: () => number | Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${usage}`);
    return 2;
  }
}

/** The profile of an option. */
export function profileNamed(name: string): ProfileName {
  const found = findProfile(name);
  if (!found) throw new UsageError(`no profile ${name}; rootport profiles lists them`);
  return found;
}

/** A path as the caller meant it: npm runs scripts in the project's root and keeps the caller's folder in INIT_CWD. */
export function callerPath(path: string): string {
  return resolve(process.env['INIT_CWD'] ?? PROJECT_ROOT, path);
}
