import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the core's sources. */
export const SOURCES = fileURLToPath(new URL('../src/', import.meta.url));

export interface SourceFile {
  /** Relative to the sources: `xml/parse.ts`. */
  readonly path: string;
  readonly text: string;
}

/** All source files of the core, by path. */
export function sourceFiles(): readonly SourceFile[] {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => ({ path: relative(SOURCES, join(SOURCES, path)), text: readFileSync(join(SOURCES, path), 'utf8') }));
}

/** What a file imports or exports from elsewhere, as written. */
export function importsOf(text: string): readonly string[] {
  const code = blank(text, 'comments');
  return [...code.matchAll(/\b(?:from|import|import\s*\()\s*(['"])([^'"\n]+)\1/g)].map((match) => match[2] ?? '');
}

/** The text with comments, and the contents of strings and regular expressions if wanted, replaced by spaces. */
export function blank(text: string, what: 'comments' | 'comments and strings'): string {
  let result = '';
  let at = 0;
  // Depths of braces at which a template's text goes on.
  const templates: number[] = [];
  let depth = 0;
  const keep = (end: number): void => {
    result += text.slice(at, end);
    at = end;
  };
  const drop = (end: number): void => {
    result += text.slice(at, end).replace(/[^\n]/g, ' ');
    at = end;
  };
  const pass = (end: number): void => (what === 'comments' ? keep(end) : drop(end));
  while (at < text.length) {
    const two = text.slice(at, at + 2);
    const one = text.charAt(at);
    if (two === '//') drop(endOf(text, at, /\n|$/g, 0));
    else if (two === '/*') drop(endOf(text, at + 2, /\*\//g));
    else if (one === "'" || one === '"')
      pass(endOf(text, at + 1, one === "'" ? /(?<!\\)(?:\\\\)*'/g : /(?<!\\)(?:\\\\)*"/g));
    else if (one === '`' || (one === '}' && templates.at(-1) === depth)) {
      if (one === '}') templates.pop();
      const end = endOf(text, at + 1, /(?<!\\)(?:\\\\)*(?:`|\$\{)/g);
      if (text.charAt(end - 1) === '{') templates.push(depth);
      pass(end);
    } else if (one === '/' && /(?:^|[(,=:[!&|?{};+*~<>%^-]|\breturn)\s*$/.test(result)) {
      pass(endOf(text, at + 1, /(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])*\//gy));
    } else {
      if (one === '{') depth += 1;
      if (one === '}') depth -= 1;
      keep(at + 1);
    }
  }
  return result;
}

// The end of the first match from an offset on; of the text when there is none. `count` 0: where the match begins.
function endOf(text: string, from: number, pattern: RegExp, count: 0 | 1 = 1): number {
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  return match === null ? text.length : match.index + match[0].length * count;
}
