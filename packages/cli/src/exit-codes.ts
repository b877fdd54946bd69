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

/** Before a guest is run. At every other moment a refusal would stop or kill what runs (I-HOOK-CALL). */
export const JUDGED_BY_HOOK: readonly string[] = ['prepare', 'migrate', 'restore'];

/**
 * The answer of a call that was wrong. libvirt kills a running guest when its hook fails (I-HOOK-LIMITS), so that `hook`
 * fails for it only where the operation is one that it judges; libvirt's own words come last: GUEST OPERATION SUB EXTRA.
 */
export function afterWrongCall(args: readonly string[]): ExitCode {
  return args[0] === 'hook' && !JUDGED_BY_HOOK.includes(args.at(-3) ?? '') ? EXIT.fine : EXIT.usage;
}

/** The answer of a call that could not be carried out; a comparison that cannot be made refuses no guest. */
export function afterCrash(args: readonly string[], code: ExitCode): ExitCode {
  return args[0] === 'hook' ? EXIT.fine : code;
}
