/** A value, or one line saying why there is none. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** The outcome that went well. */
export function success<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

/** The outcome that did not; `problem` is one line without a full stop. */
export function failure(problem: string): Outcome<never> {
  return { ok: false, problem };
}
