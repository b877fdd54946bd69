/** A value, or why there is none: one line without a full stop, unless the caller says otherwise. */
export type Outcome<T, Problem = string> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

/** The outcome that went well. */
export function success<T>(value: T): Outcome<T, never> {
  return { ok: true, value };
}

/** The outcome that did not. */
export function failure<Problem>(problem: Problem): Outcome<never, Problem> {
  return { ok: false, problem };
}
