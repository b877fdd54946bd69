import { type ArgumentCheck, isObject, isRecord, joined } from './arguments.ts';
import { closeMatches } from './close-matches.ts';

/**
 * Options by name; each may be left out but for those that are `needed`. A name that is not known is passed over, as it
 * may be of another function that gets the same object; a slip of a known one (`profil`) is told.
 */
export const areOptions =
  <Options extends object>(
    checks: Readonly<Record<keyof Required<Options> & string, ArgumentCheck>>,
    needed: readonly (keyof Options & string)[] = [],
  ): ArgumentCheck =>
  (value) => {
    if (!isRecord(value)) return isObject(value);
    const known: Readonly<Record<string, ArgumentCheck>> = checks;
    for (const name of Object.keys(value)) {
      if (Object.hasOwn(known, name)) continue;
      const [near] = closeMatches(name, Object.keys(known));
      if (near !== undefined && value[near] === undefined) return `has no "${name}"; did you mean "${near}"?`;
    }
    for (const name in known) {
      const given = value[name];
      const problem = given === undefined && !needed.some((one) => one === name) ? undefined : known[name]?.(given);
      if (problem !== undefined) return joined(`.${name}`, problem);
    }
    return undefined;
  };
