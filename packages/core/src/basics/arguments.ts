/** What is wrong with a value, in words that follow its name: `has to be a string, not null`, or `.qemu has to be …` of a part; undefined where nothing is. */
export type ArgumentCheck = (value: unknown) => string | undefined;

/**
 * Looks at what a caller of a public function has given, so that a wrong call is told by the name of the argument and
 * not by whatever it breaks inside. Throws a `TypeError`. The page, whose calls the compiler has checked, is built
 * without this file (packages/web/scripts/without-argument-checks.mjs).
 */
export function checkArguments(call: string, given: Readonly<Record<string, readonly [unknown, ArgumentCheck]>>): void {
  for (const name in given) {
    const [value, check] = given[name] ?? [undefined, isAnything];
    const problem = check(value);
    if (problem !== undefined) throw new TypeError(joined(`${call}: ${name}`, problem));
  }
}

const isAnything: ArgumentCheck = () => undefined;

/** `a string`, `a list`: the value has to be one. */
export const isSome =
  (words: string, has: (value: unknown) => boolean): ArgumentCheck =>
  (value) =>
    has(value) ? undefined : `has to be ${words}, not ${shown(value)}`;

export const isText: ArgumentCheck = isSome('a string', (value) => typeof value === 'string');
export const isNumber: ArgumentCheck = isSome('a number', (value) => typeof value === 'number' && !Number.isNaN(value));
export const isCount: ArgumentCheck = isSome(
  'a whole number from 0',
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
);
export const isFlag: ArgumentCheck = isSome('true or false', (value) => typeof value === 'boolean');
export const isFunction: ArgumentCheck = isSome('a function', (value) => typeof value === 'function');
export const isBytes: ArgumentCheck = isSome('a Uint8Array', (value) => value instanceof Uint8Array);
export const isMap: ArgumentCheck = isSome('a Map', (value) => value instanceof Map);
export const isSet: ArgumentCheck = isSome('a Set', (value) => value instanceof Set);
export const isObject: ArgumentCheck = isSome('an object', isRecord);

/** An object that has at least these parts, each as its check wants it. */
export const isShape = (words: string, parts: Readonly<Record<string, ArgumentCheck>>): ArgumentCheck =>
  isSome(
    words,
    (value) => isRecord(value) && Object.keys(parts).every((name) => parts[name]?.(value[name]) === undefined),
  );

const isSomeList: ArgumentCheck = isSome('a list', (value) => Array.isArray(value));

/** A plan, not the result that has it. */
export const isPlan: ArgumentCheck = isShape('a plan, as planDomain returns it in "plan"', {
  domain: isObject,
  buses: isSomeList,
  decisions: isMap,
});

/** What `planDomain` returns. */
export const isAnswer: ArgumentCheck = isShape('what planDomain returns', { ok: isFlag, diagnostics: isSomeList });

export const isHost: ArgumentCheck = isShape('a host, as readHost returns it in "host"', {
  devices: isSomeList,
  bridges: isSomeList,
});

export const isDevice: ArgumentCheck = isShape('a device of a plan', { kind: isText, address: isObject });

export const isGuest: ArgumentCheck = isShape('a guest, as predictGuest returns it in "guest"', {
  functions: isSomeList,
  interfaces: isSomeList,
});

export const isDiagnostic: ArgumentCheck = isShape('a diagnostic', { code: isText, values: isObject });

export const isOneOf = (...words: readonly string[]): ArgumentCheck =>
  isSome(words.map((word) => `"${word}"`).join(' or '), (value) => words.some((word) => word === value));

/** A list of one sort; the first wrong entry is told. */
export const isListOf =
  (check: ArgumentCheck): ArgumentCheck =>
  (value) => {
    if (!Array.isArray(value)) return isSomeList(value);
    for (const [position, entry] of value.entries()) {
      const problem = check(entry);
      if (problem !== undefined) return joined(`[${position}]`, problem);
    }
    return undefined;
  };

/** An object with names that the caller chooses, and values of one sort. */
export const isRecordOf =
  (check: ArgumentCheck): ArgumentCheck =>
  (value) => {
    if (!isRecord(value)) return isObject(value);
    for (const name of Object.keys(value)) {
      const problem = check(value[name]);
      if (problem !== undefined) return joined(`.${name}`, problem);
    }
    return undefined;
  };

/** The argument may be left out. */
export const orNothing =
  (check: ArgumentCheck): ArgumentCheck =>
  (value) =>
    value === undefined ? undefined : check(value);

export const orNull =
  (check: ArgumentCheck): ArgumentCheck =>
  (value) =>
    value === null ? undefined : check(value);

/** A name and what is wrong with it or with a part of it. */
export const joined = (name: string, problem: string): string => `${name}${/^[.[]/.test(problem) ? '' : ' '}${problem}`;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'string') return `"${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
