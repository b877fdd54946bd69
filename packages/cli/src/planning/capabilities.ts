import { CAPABILITY_NAMES, closeMatches, createDiagnostic, type Diagnostic } from '@rootport/core';
import { failure, type Outcome, success } from '../outcome.ts';

/** Far more than any QEMU has, and short enough to be looked at one by one. */
const MOST_NAMES = 5000;
const LONGEST_NAME = 100;

/** The names in a list separated by commas or white space, in order, each once. `#` comments up to the line's end. */
export function parseCapabilities(text: string): Outcome<readonly string[]> {
  const names = text
    .replace(/#.*/g, '')
    .split(/[\s,]+/)
    .filter((name) => name !== '');
  if (names.length > MOST_NAMES)
    return failure(`it has ${names.length} words; no QEMU has more than ${MOST_NAMES} capabilities`);
  const strange = names.find((name) => name.length > LONGEST_NAME || !/^[\w.+-]+$/.test(name));
  if (strange !== undefined)
    return failure(
      `"${strange.length > 40 ? `${strange.slice(0, 37)}...` : strange}" is not the name of a QEMU capability, such as pcie-root-port`,
    );
  return success([...new Set(names)]);
}

/** A complete list from libvirt has hundreds of names that planning does not look at; nobody reads as many notes. */
const MOST_NOTES = 3;

/** RP4001 for the names that planning does not know: each that may be a slip, and of the others only a few. */
export function unknownCapabilities(names: readonly string[]): readonly Diagnostic[] {
  const known = new Set(CAPABILITY_NAMES);
  const missing = CAPABILITY_NAMES.filter((name) => !names.includes(name));
  const unknown = names
    .filter((name) => !known.has(name))
    .map((name) => ({ name, meant: closeMatches(name, missing)[0] }));
  const slips = unknown.flatMap(({ name, meant }) =>
    meant === undefined ? [] : [note(name, `did you mean ${meant}?`)],
  );
  const others = unknown.filter(({ meant }) => meant === undefined).map(({ name }) => name);
  const [first] = others;
  if (first === undefined || others.length <= MOST_NOTES) return [...slips, ...others.map((name) => note(name))];
  return [...slips, note(first, `nor are ${others.length - 1} other names of the list`)];
}

function note(name: string, message?: string): Diagnostic {
  return createDiagnostic('RP4001', { values: { name }, related: message === undefined ? [] : [{ message }] });
}
