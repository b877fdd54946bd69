import { type Diagnostic, decodeXml } from '@rootport/core';
import type { Io } from './io.ts';

/** The name under which messages speak of standard input. */
const STDIN = '<stdin>';

/** No domain definition comes near it; a wrong file name such as a disk image goes far beyond. */
const LIMIT = 128 * 2 ** 20;

export type Input =
  | { readonly kind: 'text'; readonly source: string }
  /** Read, but not text that XML could be. */
  | { readonly kind: 'undecodable'; readonly diagnostic: Diagnostic }
  | { readonly kind: 'unreadable'; readonly problem: string };

/** The name of an argument in messages. */
export function displayName(argument: string): string {
  return argument === '-' ? STDIN : argument;
}

/** Reads one FILE argument; `-` is standard input. */
export async function readInput(argument: string, io: Io): Promise<Input> {
  const bytes = argument === '-' ? await io.stdin.read(LIMIT) : await io.files.read(argument, LIMIT);
  if (!bytes.ok) return { kind: 'unreadable', problem: `cannot read ${displayName(argument)}: ${bytes.problem}` };
  const decoded = decodeXml(bytes.value);
  if (!decoded.ok) return { kind: 'undecodable', diagnostic: decoded.diagnostic };
  return { kind: 'text', source: decoded.source };
}

/** Reads a file of ours that goes with the call, such as the one of `--host`. */
export async function readSideFile(path: string, io: Io): Promise<string | { readonly problem: string }> {
  const bytes = await io.files.read(path, LIMIT);
  if (!bytes.ok) return { problem: `cannot read ${path}: ${bytes.problem}` };
  return new TextDecoder().decode(bytes.value);
}
