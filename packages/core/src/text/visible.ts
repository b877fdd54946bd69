import { checkArguments, isText } from '../basics/index.ts';

/** Controls, format characters (bidirectional ones among them), line separators, halves of a pair. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const HIDDEN_IN_LINES = /[^\P{Cc}\n\t]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** What CI systems take for a command of a log: `::error::` before a word, `##[group]`, `##vso[`. */
const LOG_COMMAND = /(?<!\S)::|##(?=\w*\[)/g;

// Nearly every value: printable ASCII, with nothing twice that starts a command.
const PLAIN = /^(?:[ -"$-9;-~]|#(?!#)|:(?!:))*$/;

/**
 * A value of a document, or a file's name, as text that is shown: on one line, with every character that is not seen, or
 * that changes how others are seen, as an escape (`\n`, `\x1b`, `\u202e`), and nothing that a log would obey. Applied to
 * its own result it changes nothing.
 */
export function visible(value: string): string {
  checkArguments('visible', { value: [value, isText] });
  if (PLAIN.test(value)) return value;
  return value.replace(HIDDEN, escaped).replace(LOG_COMMAND, (command) => escaped(command[0] ?? '') + command.slice(1));
}

/** Text of ours as {@link visible}, with its line ends and tabs. */
export function visibleLines(text: string): string {
  checkArguments('visibleLines', { text: [text, isText] });
  return text.replace(HIDDEN_IN_LINES, escaped);
}

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const code = (character.codePointAt(0) ?? 0).toString(16);
  if (code.length <= 2) return `\\x${code.padStart(2, '0')}`;
  return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\u{${code}}`;
}
