import { closeMatches } from './close-matches.ts';

/** What is wrong with a value, in words that follow its name: `has to be a string, not null`, or `.qemu has to be …` of a part; undefined where nothing is. */
export type ArgumentCheck = (value: unknown) => string | undefined;

/**
 * Looks at what a caller of a public function has given, so that a wrong call is told by the name of the argument and
 * not by whatever it breaks inside. Throws a `TypeError`.
 */
export function checkArguments(call: string, given: Readonly<Record<string, readonly [unknown, ArgumentCheck]>>): void {
  for (const [name, [value, check]] of Object.entries(given)) {
    const problem = check(value);
    if (problem !== undefined) throw new TypeError(`${call}: ${name}${problem.startsWith('.') ? '' : ' '}${problem}`);
  }
}

/** `a string`, `a list`: the value has to be one. */
const kind =
  (words: string, has: (value: unknown) => boolean): ArgumentCheck =>
  (value) =>
    has(value) ? undefined : `has to be ${words}, not ${shown(value)}`;

export const isText: ArgumentCheck = kind('a string', (value) => typeof value === 'string');
export const isNumber: ArgumentCheck = kind('a number', (value) => typeof value === 'number' && !Number.isNaN(value));
export const isCount: ArgumentCheck = kind(
  'a whole number from 0',
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
);
export const isFlag: ArgumentCheck = kind('true or false', (value) => typeof value === 'boolean');
export const isFunction: ArgumentCheck = kind('a function', (value) => typeof value === 'function');
export const isBytes: ArgumentCheck = kind('a Uint8Array', (value) => value instanceof Uint8Array);
export const isList: ArgumentCheck = kind('a list', (value) => Array.isArray(value));
export const isMap: ArgumentCheck = kind('a Map', (value) => value instanceof Map);
export const isObject: ArgumentCheck = kind('an object', isRecord);

/** A plan, not the result that has it. */
export const isPlan: ArgumentCheck = kind(
  'a plan, as planDomain returns it in "plan"',
  (value) => isRecord(value) && 'domain' in value && 'buses' in value && 'decisions' in value,
);

export const isOneOf = (...words: readonly string[]): ArgumentCheck =>
  kind(words.map((word) => `"${word}"`).join(' or '), (value) => words.some((word) => word === value));

/** A list of one sort; the first wrong entry is told. */
export const isListOf =
  (check: ArgumentCheck): ArgumentCheck =>
  (value) => {
    if (!Array.isArray(value)) return isList(value);
    for (const [position, entry] of value.entries()) {
      const problem = check(entry);
      if (problem !== undefined) return `has entry ${position}, which ${problem}`;
    }
    return undefined;
  };

/** Options by name; each may be left out, and a name that is not known is told with what it may be a slip of. */
export const areOptions =
  <Options extends object>(checks: Readonly<Record<keyof Required<Options> & string, ArgumentCheck>>): ArgumentCheck =>
  (value) => {
    if (!isRecord(value)) return isObject(value);
    const known: Readonly<Record<string, ArgumentCheck>> = checks;
    for (const [name, option] of Object.entries(value)) {
      if (!Object.hasOwn(known, name)) {
        const [near] = closeMatches(name, Object.keys(known));
        return `has no "${name}"${near === undefined ? `; it takes ${Object.keys(known).join(', ')}` : `; did you mean "${near}"?`}`;
      }
      const problem = option === undefined ? undefined : known[name]?.(option);
      if (problem !== undefined) return `.${name} ${problem}`;
    }
    return undefined;
  };

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'string') return `"${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
