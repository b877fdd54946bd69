/** A word as a POSIX shell takes it; plain ones stay as they are. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * Words of a command in lines that a shell joins again: an option with its value on each, after the first word if that
 * is the command.
 */
export function shellLines(words: readonly string[]): string {
  const lines: string[] = [];
  for (const word of words) {
    const text = shellWord(word);
    const last = lines.at(-1);
    const isValue = !word.startsWith('-') && last?.startsWith('-') === true && !last.includes(' ');
    if (isValue) lines[lines.length - 1] = `${last} ${text}`;
    else lines.push(text);
  }
  return `${lines.join(' \\\n  ')}\n`;
}
