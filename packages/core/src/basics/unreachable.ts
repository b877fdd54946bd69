import { InvariantError } from './invariant.ts';

/** Makes a `switch` over a union exhaustive: a missing case fails to compile. */
export function unreachable(value: never): never {
  throw new InvariantError(`unexpected value ${JSON.stringify(value)}`);
}
