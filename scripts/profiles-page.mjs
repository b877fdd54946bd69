// Fills the generated parts of docs/profiles.md: the profiles, the switches, the capability names. Run it with
// "npm run docs:profiles". Everything outside of the marked parts is written by hand.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, writePages } from './write-page.mjs';

export const PAGE = join(ROOT, 'docs/profiles.md');

/** The page with its generated parts renewed. `facts` has PROFILES, SWITCHES, CAPABILITY_NAMES, DEFAULT_PROFILE. */
export function profilesPage(text, facts) {
  const parts = {
    profiles: profileTable(facts),
    switches: switchTable(facts),
    capabilities: capabilityList(facts),
    history: historyTable(facts),
  };
  return Object.entries(parts).reduce((page, [name, part]) => replacePart(page, name, part), text);
}

function replacePart(page, name, part) {
  const pattern = new RegExp(`(<!-- begin ${name} -->\\n)[\\s\\S]*?(<!-- end ${name} -->)`);
  if (!pattern.test(page)) throw new Error(`docs/profiles.md has no part "${name}"`);
  return page.replace(pattern, (_, begin, end) => `${begin}${part}\n${end}`);
}

function profileTable({ PROFILES, DEFAULT_PROFILE }) {
  const rows = PROFILES.map(({ name, release, state, defaultQemu }) => {
    const mark = name === DEFAULT_PROFILE ? ' (default)' : '';
    return `| \`${name}\`${mark} | ${release} | ${state} | ${defaultQemu} |`;
  });
  return ['| Profile | Release | Stands for | QEMU |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function switchTable({ SWITCHES }) {
  const rows = Object.entries(SWITCHES).map(
    ([name, { rule, values }]) => `| \`${name}\` | ${rule} | ${history(values)} |`,
  );
  return ['| Switch | Rule | Values |', '| --- | --- | --- |', ...rows].join('\n');
}

function history(values) {
  return values.map(({ since, value }) => `${since === undefined ? '' : `since ${since} `}${show(value)}`).join('; ');
}

function show(value) {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value === Number.POSITIVE_INFINITY) return 'no limit';
  if (Array.isArray(value)) return `\`${value.map((each) => each[1] ?? each).join('`, `')}\``;
  return value === '' ? 'none' : `\`${value}\``;
}

const EFFECTS = { moves: 'devices may move', accepts: 'accepted or refused', writes: 'written otherwise' };

/** Release by release, the newest first: what changed and what an upgrade may do. */
function historyTable({ releaseChanges }) {
  const lines = [...releaseChanges()].reverse().map(({ release, after, isSeen, about, effect, rule }) => {
    const when = after !== undefined ? `after ${after}, by ${release}` : isSeen ? `by ${release}` : release;
    return `| ${when} | ${about.replaceAll('<', '`<').replaceAll('>', '>`')} | ${EFFECTS[effect]} | ${rule} |`;
  });
  return ['| Release | What changed | An upgrade | Rule |', '| --- | --- | --- | --- |', ...new Set(lines)].join('\n');
}

function capabilityList({ CAPABILITY_NAMES }) {
  return CAPABILITY_NAMES.map((name) => `- \`${name}\``).join('\n');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const dist = '../packages/core/dist/profiles';
  const { PROFILES, DEFAULT_PROFILE } = await import(`${dist}/profile.js`);
  const { CAPABILITY_NAMES } = await import(`${dist}/capabilities.js`);
  const { SWITCHES } = await import(`${dist}/tables/switches.js`);
  const { releaseChanges } = await import(`${dist}/history.js`);
  const facts = { PROFILES, DEFAULT_PROFILE, CAPABILITY_NAMES, SWITCHES, releaseChanges };
  writePages(new Map([[PAGE, profilesPage(readFileSync(PAGE, 'utf8'), facts)]]));
}
