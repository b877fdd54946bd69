import { checkArguments, isFunction, isGuest } from '../basics/index.ts';
import type { Guest, GuestBus, GuestFunction, PredictedFunction } from '../guest/index.ts';

/** The lines of `lspci -D` in the guest. */
export function lspciList(guest: Guest): readonly string[] {
  checkArguments('lspciList', {
    guest: [guest, isGuest],
  });
  const { functions } = guest;
  return functions.map(({ address, identity }) => {
    const { class: className, name, revision = 0 } = identity;
    return `${address} ${className}: ${name}${revision === 0 ? '' : ` (rev ${hex(revision)})`}`;
  });
}

/** The lines of `lspci -tv` in the guest; `describe` gives other names than those of lspci, and only buses that are there are shown then. */
export function lspciTree(guest: Guest, describe?: (one: PredictedFunction) => string): readonly string[] {
  checkArguments('lspciTree', {
    guest: [guest, isGuest],
    describe: [describe === undefined ? nameOfLspci : describe, isFunction],
  });
  const { roots, functions } = guest;
  const byFunction = new Map(functions.map((one) => [one.fn, one]));
  const nameOf = (fn: GuestFunction): string => {
    const one = byFunction.get(fn);
    return one === undefined ? '' : (describe ?? nameOfLspci)(one);
  };
  // lspci begins with this bus, there or not.
  const isFirstThere = roots.some(({ domain, number }) => domain === 0 && number === 0);
  const first = isFirstThere || describe !== undefined ? [] : [['[0000:00]-']];
  const found = roots.map((root) =>
    below(`[${root.domain.toString(16).padStart(4, '0')}:${hex(root.number)}]-`, busLines(root, nameOf)),
  );
  return branch([...first, ...found])
    .map((line) => `-${line}`)
    .map((line, place) => (place === 0 ? line : ` ${line.slice(1)}`));
}

const nameOfLspci = ({ identity }: PredictedFunction): string => identity.name;

type NameOf = (fn: GuestFunction) => string;

/** A bus: nothing, one function on the same line, or a branch for each. */
function busLines({ functions }: GuestBus, nameOf: NameOf): readonly string[] {
  const blocks = functions.map((fn) => functionLines(fn, nameOf));
  const [only = []] = blocks;
  return functions.length === 1 ? below('--', only) : branch(blocks);
}

function functionLines(fn: GuestFunction, nameOf: NameOf): readonly string[] {
  const place = `${hex(fn.slot)}.${fn.function}`;
  const { behind } = fn;
  if (behind === undefined) return [`${place}  ${nameOf(fn)}`.trimEnd()];
  const { number, subordinate } = behind;
  const range = subordinate === number ? hex(number) : `${hex(number)}-${hex(subordinate)}`;
  return below(`${place}-[${range}]--`, busLines(behind, nameOf));
}

/** The blocks under one another, joined by a line at their left. */
function branch(blocks: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = blocks;
  if (others.length === 0) return first;
  return blocks.flatMap((block, position) => {
    const isLast = position === blocks.length - 1;
    return block.map(
      (line, row) => `${row > 0 ? (isLast ? ' ' : '|') : isLast ? '\\' : '+'}${row > 0 ? ' ' : '-'}${line}`,
    );
  });
}

/** The text before the first line, and as much room before the others. */
function below(text: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [text];
  return lines.map((line, row) => `${row === 0 ? text : ' '.repeat(text.length)}${line}`);
}

const hex = (value: number): string => value.toString(16).padStart(2, '0');
