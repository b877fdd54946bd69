// An open string or comment ends with the text, so that no part of it is looked at twice.
const TOKEN = /"(?:[^"\\\n]|\\.)*"?|\/\/.*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?|[[{]|[\]}]/g;

/** No file of ours comes near it; to parse or to show what is nested thousands deep takes more stack than there is. */
export const MOST_NESTED = 100;

/** Where a text of JSON, with comments or without, opens more lists and objects in each other than that. */
export function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > MOST_NESTED) return index;
  }
  return undefined;
}
