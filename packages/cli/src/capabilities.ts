import { failure, type Outcome, success } from './outcome.ts';

/** The names in a list separated by commas or white space, in order, each once. `#` comments up to the line's end. */
export function parseCapabilities(text: string): Outcome<readonly string[]> {
  const names = text
    .replace(/#.*/g, '')
    .split(/[\s,]+/)
    .filter((name) => name !== '');
  const strange = names.find((name) => !/^[\w.+-]+$/.test(name));
  if (strange !== undefined)
    return failure(`"${strange}" is not the name of a QEMU capability, such as pcie-root-port`);
  return success([...new Set(names)]);
}
