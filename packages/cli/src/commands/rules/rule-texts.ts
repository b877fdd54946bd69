import { createDiagnostic, type Diagnostic } from '@rootport/core';
import { failure, type Outcome, success } from '../../outcome.ts';
import { ownFile } from '../../system/own-files.ts';

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

/** Where the build puts the rules in this package. */
export const RULES_PATH = 'dist/rules.json';

/** All rules in the order of docs/spec; RP5250 where the build has not put them. */
export function readRules(path: string): Outcome<readonly Rule[], Diagnostic> {
  try {
    return success(JSON.parse(new TextDecoder().decode(ownFile(path))));
  } catch {
    return failure(createDiagnostic('RP5250', { values: { path } }));
  }
}
