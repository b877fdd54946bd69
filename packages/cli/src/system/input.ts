import { type Diagnostic, decodeXml } from '@rootport/core';
import { failure, type Outcome, success } from '../outcome.ts';
import { unreadable } from '../reports/faults.ts';
import type { Io } from './io.ts';

/** The name under which messages speak of standard input. */
const STDIN = '<stdin>';

/** No domain definition comes near it; a wrong file name such as a disk image goes far beyond. */
export const LIMIT = 128 * 2 ** 20;

/** The name of an argument in messages; `-#3` is the third document of standard input. */
export function displayName(argument: string): string {
  return argument === '-' || argument.startsWith('-#') ? `${STDIN}${argument.slice(1)}` : argument;
}

/** Reads the XML of one FILE argument; `-` is standard input. */
export async function readInput(argument: string, io: Io): Promise<Outcome<string, Diagnostic>> {
  const bytes = argument === '-' ? await io.stdin.read(LIMIT) : await io.files.read(argument, LIMIT);
  if (!bytes.ok) return failure(unreadable(displayName(argument), bytes.problem));
  const decoded = decodeXml(bytes.value);
  return decoded.ok ? success(decoded.source) : failure(decoded.diagnostic);
}

/** Reads a file of ours that goes with the call, such as the one of `--host`. */
export async function readSideFile(path: string, io: Io): Promise<Outcome<string, Diagnostic>> {
  // It may be found without being named. What the shell makes of <(...) is a pipe that has its writer.
  const wanted = /^\/(dev|proc)\//.test(path) ? 'any' : 'regular';
  const bytes = await io.files.read(path, LIMIT, wanted);
  return bytes.ok ? success(new TextDecoder().decode(bytes.value)) : failure(unreadable(path, bytes.problem));
}
