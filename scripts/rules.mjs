// Reads the rules out of docs/spec, and makes packages/cli/dist/rules.json of them, as a part of the build: what
// "rootport rules" prints. How a rule is written is said in docs/spec/README.md.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, writePages } from './write-page.mjs';

const SPEC = join(ROOT, 'docs/spec');
export const RULES = join(ROOT, 'packages/cli/dist/rules.json');

/** The pages, in the order in which they build on each other. */
const PAGES = ['topology.md', 'devices.md', 'assignment.md', 'versions.md', 'guest.md', 'hosts.md', 'integrations.md'];

/**
 * All rules in order: `name`; `title` without a full stop; `isBackground`: no code rests on it; `isSeen`: in booted
 * guests; `page`: the path of its file and its anchor; `text` in Markdown, without the title.
 */
export function readRules() {
  const missing = readdirSync(SPEC).filter((name) => name !== 'README.md' && !PAGES.includes(name));
  if (missing.length > 0) throw new Error(`docs/spec has pages that nobody reads: ${missing.join(', ')}`);
  return PAGES.flatMap((page) => {
    const [, ...sections] = readFileSync(join(SPEC, page), 'utf8').split(/^(?=#{1,3} )/m);
    return sections.filter((section) => section.startsWith('### ')).map((section) => ruleOf(page, section));
  });
}

function ruleOf(page, section) {
  const [, name, title, seen, background, text] =
    /^### (\S+)\n\n\*\*([^\n]+?)\.\*\*( ●)?( \*Background\.\*)?([\s\S]*)$/.exec(section) ?? [];
  if (name === undefined) throw new Error(`docs/spec/${page} has a rule that is not written as one: ${section}`);
  return {
    name,
    title,
    isBackground: background !== undefined,
    isSeen: seen !== undefined,
    page: `docs/spec/${page}#${name.toLowerCase()}`,
    text: text.trim(),
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writePages(new Map([[RULES, `${JSON.stringify(readRules(), undefined, 1)}\n`]]));
}
