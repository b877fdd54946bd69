import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { patchXml, planDomain, treeText } from '../src/index.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'packages/core/src/README.md',
  'packages/cli/src/README.md',
  'packages/conformance/README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path)),
];

interface Link {
  readonly from: string;
  readonly to: string;
  readonly anchor: string | undefined;
}

/** Links to other files of the repository; code is no text. */
const links = pages.flatMap((from): Link[] => {
  const text = read(from)
    .replace(/^```[\s\S]*?^```$/gm, '')
    .replace(/`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\(([^)\s#]*)(?:#([^)\s]+))?\)/g)]
    .filter(([, path = '']) => !/^[a-z]+:/.test(path))
    .map(([, path = '', anchor]) => ({ from, to: path === '' ? from : join(dirname(from), path), anchor }));
});
const show = ({ from, to, anchor }: Link): string => `${from} to ${to}${anchor === undefined ? '' : `#${anchor}`}`;

/** The anchors of a page: those written as such, and what repositories make of headings, of which repeated ones are counted. */
function anchorsOf(page: string): readonly string[] {
  const text = read(page);
  const seen = new Map<string, number>();
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
  return [...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)];
}

describe('the documentation', () => {
  test('has no link that leads nowhere', () => {
    const dead = links.filter(({ to }) => !existsSync(join(ROOT, to)));
    expect(dead.map(show)).toEqual([]);
    const lost = links.filter(
      ({ to, anchor }) => anchor !== undefined && to.endsWith('.md') && !anchorsOf(to).includes(anchor),
    );
    expect(lost.map(show)).toEqual([]);
  });

  test('is reached from the README, page by page', () => {
    const reached = new Set(['README.md']);
    for (const page of reached) for (const { from, to } of links) if (from === page) reached.add(to);
    expect(pages.filter((page) => !reached.has(page))).toEqual([]);
  });

  test('has the guide in one list', () => {
    const guide = pages.filter((page) => page.startsWith('docs/guide/') && !page.endsWith('README.md'));
    const listed = links.filter(({ from }) => from === 'docs/guide/README.md').map(({ to }) => to);
    expect(guide.filter((page) => !listed.includes(page))).toEqual([]);
  });

  test('shows what planning its first example gives', () => {
    const page = read('docs/guide/first.md');
    const block = (name: string): string => {
      const text = new RegExp(`<!-- ${name} -->\\n\`\`\`\\w+\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1];
      if (text === undefined) throw new Error(`docs/guide/first.md has no block ${name}`);
      return text;
    };
    expect(block('before')).toBe(read('fixtures/guide/small.xml'));
    const result = planDomain(block('before'));
    if (!result.ok) throw new Error('the example is refused');
    expect(block('after')).toBe(patchXml(result.plan));
    expect(block('tree').trimEnd()).toBe(treeText(result.plan).trimEnd());
  });

  test('shows the host facts that the example has', () => {
    expect(read('docs/guide/gpu.md')).toContain(read('fixtures/guide/host.json'));
  });

  test('names files of the repository by paths that exist', () => {
    const named = pages.flatMap((page) =>
      [...read(page).matchAll(/`((?:packages|docs|fixtures|scripts)\/[\w./-]+)`/g)].map(
        ([, path = '']) => [page, path] as const,
      ),
    );
    const missing = named.filter(([, path]) => !path.includes('/dist') && !existsSync(join(ROOT, path)));
    expect(missing.map(([page, path]) => `${page}: ${path}`)).toEqual([]);
  });
});

test('relative paths stay in the repository', () => {
  expect(links.filter(({ to }) => relative('.', to).startsWith('..')).map(show)).toEqual([]);
});

/** Phrases that nobody says, which were written once: inversions, words of ours, sentences without a subject. */
const UNUSUAL = [
  /another one with each QEMU/,
  /so many cannot be had/,
  /say what ends it/,
  /\bthis frees \d/,
  /beyond, devices beyond/,
  /The document has it, in line/,
  /not below its own index/,
  /device: \w+ (?:is|are)\.(?:\s|$)/m,
  /\bFREED\b/,
  /\b(?:is|are) no (?:UTF-8|JSON|message|number)\b/,
  /\bdo not suffice\b/,
  /\bby halves\b/,
  /\b(?:placed|start|defined|numbers? buses) anew\b/,
  /\b(?:trouble|change|planned|looked at) all the same\b/,
];

test('texts have no phrase that was taken out for good', () => {
  const sources = ['packages/core/src', 'packages/cli/src', 'packages/web/src'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path))
      .map((path) => join(folder, path)),
  );
  const found = [...pages, ...sources].flatMap((path) => {
    const text = read(path);
    return UNUSUAL.filter((phrase) => phrase.test(text)).map((phrase) => `${path}: ${phrase}`);
  });
  expect(found).toEqual([]);
});
