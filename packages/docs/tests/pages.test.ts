// What every page promises a reader: it can be found from the README, and what it names is there.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ALL_PROFILES, type ProfileRow } from '@rootport/core';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const markdown = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && !/(?:^|\/)(?:node_modules|dist|build|codes\/RP\d+)\//.test(`${path}/`))
    .map((path) => join(folder, path));

/** Notes beside fixtures and examples are for those who look into the folder. */
const pages = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...markdown('docs'),
  ...markdown('packages').filter((path) => path.endsWith('README.md')),
].sort();

/** Without blocks of code, whose brackets are no links. */
const prose = (page: string): string =>
  read(page)
    .replace(/^( *)(```|~~~)[\s\S]*?^\1\2/gm, '')
    .replace(/`[^`\n]*`/g, '');

/** The files of the project that a page links to. */
function linksOf(page: string): readonly string[] {
  const written = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target.split('#')[0] ?? '');
  const inside = written.filter((target) => target !== '' && !/^[a-z]+:/.test(target));
  return inside.map((target) => join(dirname(page), decodeURI(target)));
}

test('each link leads to a file that is there', () => {
  const dead = pages.flatMap((page) =>
    linksOf(page).flatMap((to) => (existsSync(join(ROOT, to)) ? [] : [`${page}: ${to}`])),
  );
  expect(dead).toEqual([]);
});

test('each page can be reached from the README', () => {
  const reached = new Set(['README.md']);
  for (const page of reached) {
    for (const target of linksOf(page)) {
      const file = pages.includes(target) ? target : join(target, 'README.md');
      if (pages.includes(file)) reached.add(file);
    }
  }
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});

const scripts: Readonly<Record<string, string>> = JSON.parse(read('package.json')).scripts;

test('each "npm run" of a page is a script of the project', () => {
  const named = pages.flatMap((page) =>
    [...read(page).matchAll(/npm run (?:--silent )?([a-z][a-z-]*(?::[a-z-]+)?)\b(?!:)/g)].map(([, name = '']) => ({
      page,
      name,
    })),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter(({ name }) => scripts[name] === undefined)).toEqual([]);
});

test('each script that proves something is in the table of the proof kit', () => {
  const kit = read('packages/conformance/README.md');
  const proofs = Object.keys(scripts).filter((name) =>
    /conformance\/dist\/|scripts\/mutants/.test(scripts[name] ?? ''),
  );
  expect(proofs.length).toBeGreaterThan(10);
  expect(proofs.filter((name) => !new RegExp(`^\\| \`${name}[ \`]`, 'm').test(kit))).toEqual([]);
});

test('what is said to be proven by a suite of libvirt has its row in the table of suites', () => {
  const table = read('docs/fidelity.md').split('<!-- end fidelity -->')[0] ?? '';
  const judged = [...table.matchAll(/^\| `[^`]+` \| `([^`]+)` \|/gm)].map(([, profile = '']) => profile);
  const own = ({ name, release }: ProfileRow): string => (name.startsWith('libvirt-') ? name : `libvirt-${release}`);
  const named = ALL_PROFILES.filter(({ proof }) => proof === 'suite').map(own);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !judged.includes(name))).toEqual([]);
});

test('a distribution is live only where its own packages were asked', () => {
  const live = ALL_PROFILES.filter(({ name, proof }) => proof === 'live' && !name.startsWith('libvirt-'));
  expect(live.map(({ name }) => name).filter((name) => !name.startsWith('debian-'))).toEqual([]);
  expect(live.map(({ name }) => name)).toContain('debian-12');
});
