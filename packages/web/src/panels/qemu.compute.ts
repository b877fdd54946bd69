import { qemuArgs } from '@rootport/core';
import type { Compute } from './panel.ts';

export interface QemuInput {
  readonly syntax: 'text' | 'json';
}

export const compute: Compute<readonly string[] | undefined, QemuInput> = ({ result }, { syntax }) => {
  if (!result.ok) return undefined;
  const words = qemuArgs(result.plan, { syntax });
  // An option and its value on one line.
  return words.flatMap((word, index) => (index % 2 === 0 ? [`${word} ${quoted(words[index + 1] ?? '')}`] : []));
};

const quoted = (word: string): string => (/^[\w.,=:+/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
