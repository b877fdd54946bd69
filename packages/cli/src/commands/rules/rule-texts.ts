import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createDiagnostic, type Diagnostic } from '@rootport/core';
import { failure, type Outcome, success } from '../../outcome.ts';

/** A rule of docs/spec, as scripts/rules.mjs reads it. */
export interface Rule {
  readonly name: string;
  /** Without a full stop. */
  readonly title: string;
  /** No code rests on it. */
  readonly isBackground: boolean;
  /** Seen in booted guests. */
  readonly isSeen: boolean;
  /** Path and anchor in the repository: `docs/spec/topology.md#t-grow-2`. */
  readonly page: string;
  /** Markdown, without the title. */
  readonly text: string;
}

/** Where the build puts the rules. By the package's name, because a path would depend on where the bundler puts this. */
export function rulesPath(): string {
  return join(dirname(createRequire(import.meta.url).resolve('rootport/package.json')), 'dist', 'rules.json');
}

/** All rules in the order of docs/spec; RP5250 where the build has not put them. */
export async function readRules(path: string): Promise<Outcome<readonly Rule[], Diagnostic>> {
  try {
    return success(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return failure(createDiagnostic('RP5250', { values: { path } }));
  }
}
