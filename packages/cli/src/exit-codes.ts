/** What the program answers to the shell. */
export const EXIT = {
  /** Everything was done. */
  fine: 0,
  /** A document was refused, or `--check` found something to change. */
  findings: 1,
  /** The call was wrong or an input could not be read. */
  usage: 2,
  /** A fault of rootport itself. */
  bug: 3,
  /** It cannot be told: `bars` without the sizes or the processor that decide. */
  unknown: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The worse of two answers; several documents are answered with the worst of theirs. */
export function worse(a: ExitCode, b: ExitCode): ExitCode {
  return a > b ? a : b;
}
