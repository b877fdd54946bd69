import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { blank, importsOf, type SourceFile, sourceFiles } from './source-code.ts';

/** Which folders of the core a folder may import from. The two files at the root may import from all. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  basics: [],
  text: ['basics'],
  topology: ['basics'],
  diagnostics: ['basics', 'text'],
  xml: ['basics', 'text', 'diagnostics'],
  domain: ['basics', 'text', 'diagnostics', 'xml', 'topology'],
  host: ['basics', 'text', 'diagnostics', 'xml'],
  // xml: what libvirt tells of an emulator is XML. host: the facts may hold the whole host.
  profiles: ['basics', 'xml', 'domain', 'topology', 'host'],
  // xml and text: to say where in the document a fault is.
  defaults: ['basics', 'text', 'diagnostics', 'xml', 'domain', 'profiles'],
  placement: ['basics', 'text', 'diagnostics', 'xml', 'domain', 'topology', 'profiles'],
  validation: ['basics', 'text', 'diagnostics', 'xml', 'domain', 'topology', 'profiles'],
  // qemu-buses and argument-places: what QEMU gets besides the plan takes places, too.
  plan: ['basics', 'text', 'diagnostics', 'xml', 'domain', 'topology', 'profiles', 'placement'],
  // xml: what QEMU takes and placement does not need is read from the document.
  qemu: ['basics', 'diagnostics', 'xml', 'domain', 'topology', 'profiles', 'plan'],
  // xml: firmware, <acpi index> and sizes are read from the document, since placement does not need them.
  guest: ['basics', 'diagnostics', 'xml', 'domain', 'topology', 'profiles', 'plan', 'qemu'],
  near: ['basics', 'diagnostics', 'xml', 'host', 'domain', 'topology', 'profiles', 'plan', 'guest'],
  // xml: to know a device by what is written of it and decides nothing else, such as its alias.
  compare: ['basics', 'diagnostics', 'xml', 'domain', 'topology', 'profiles', 'plan', 'guest'],
  outputs: [
    'basics',
    'text',
    'diagnostics',
    'xml',
    'domain',
    'topology',
    'profiles',
    'placement',
    'plan',
    // Newer libvirts write QEMU's device of a virtio display.
    'qemu',
    'guest',
    'compare',
  ],
  // text and outputs: to say in which line something is written, and what is replaced.
  explain: ['basics', 'text', 'xml', 'domain', 'topology', 'profiles', 'placement', 'plan', 'outputs'],
  // placement: to ask again and again what would fit, without a document for each question.
  capacity: ['basics', 'diagnostics', 'xml', 'domain', 'topology', 'profiles', 'placement', 'plan', 'guest'],
  // outputs: a changed document is written as they write it. It gets the planner handed in.
  change: [
    'basics',
    'text',
    'diagnostics',
    'xml',
    'domain',
    'topology',
    'profiles',
    'plan',
    'guest',
    'compare',
    'outputs',
    'capacity',
    'host',
    'near',
  ],
  // What editors ask about a place of the text.
  assist: ['basics', 'text', 'xml', 'domain', 'topology', 'profiles', 'plan', 'guest', 'explain'],
  // change: what a planner is.
  lints: [
    'basics',
    'text',
    'diagnostics',
    'xml',
    'domain',
    'topology',
    'profiles',
    'plan',
    // To know the ids that QEMU has already.
    'qemu',
    'guest',
    'compare',
    'capacity',
    'change',
    'host',
    'near',
  ],
};

const ROOT_FILES = ['index.ts', 'plan-domain.ts'];

/** Imports that go past a folder's door, each with its reason. */
const PAST_THE_DOOR: readonly (readonly [file: string, target: string])[] = [
  // Only the names of machines are wanted; the door of the domain would draw the XML into the tables.
  ['profiles/profile.ts', 'domain/machine-type.ts'],
  ['profiles/select-machine.ts', 'domain/machine-type.ts'],
  ['profiles/tables/chipset-functions.ts', 'domain/machine-type.ts'],
  ['profiles/tables/machines.ts', 'domain/machine-type.ts'],
];

/** Packages that the core may use, and where. */
const PACKAGES: readonly (readonly [file: string, name: string])[] = [['xml/parse.ts', 'saxes']];

/** What would make the answer depend on anything but the arguments; or tie the core to Node or to a browser. */
const FORBIDDEN =
  /(?<![.\w$'-])(?:Date|process|globalThis|console\s*\.\s*(?:log|error|warn|info|debug|trace|table|dir)|window|document\s*\.\s*(?:createElement|body)|performance|crypto\s*\.|setTimeout|setInterval|setImmediate|queueMicrotask|fetch\s*\(|Buffer|require\s*\(|Intl|localStorage|navigator)(?![\w$'-]|\s*\??:)|\bMath\s*\.\s*random|\.\s*(?:localeCompare|toLocale\w*)\b|\beval\s*\(|\bnew\s+Function\b/g;

interface Import {
  readonly file: string;
  readonly written: string;
  /** Of an import within the core: `xml/index.ts`. */
  readonly target: string | undefined;
}

const files = sourceFiles();
const imports = files.flatMap(({ path, text }): Import[] =>
  importsOf(text).map((written) => ({
    file: path,
    written,
    target: written.startsWith('.') ? join(dirname(path), written) : undefined,
  })),
);
const folderOf = (path: string): string | undefined => (path.includes('/') ? path.split('/')[0] : undefined);
const isListed = (list: typeof PACKAGES, file: string, name: string | undefined): boolean =>
  list.some(([from, to]) => from === file && to === name);
const show = ({ file, written }: Import): string => `${file} imports ${written}`;

const crossing = imports.filter(({ file, target }) => target !== undefined && folderOf(file) !== folderOf(target));

/** Files that may say in which release something changed; guests depend on versions of QEMU and of the machine type. */
const KNOWS_RELEASES = /^(?:profiles|guest\/tables)\//;
const NAMED_RELEASE = /\b(?:since|until|after): '\d+\.\d+'|\bisSince\(|'libvirt-\d|(?:[=!]==|\bcase) '\d+\.\d+'/;

test('releases are named in profiles alone', () => {
  const wrong = files.filter(({ path, text }) => !KNOWS_RELEASES.test(path) && NAMED_RELEASE.test(text));
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

describe('the folders of the core', () => {
  test('are the ones of the table', () => {
    const folders = new Set(files.map(({ path }) => folderOf(path)).filter((folder) => folder !== undefined));
    expect([...folders].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  test('have a door each, and two files beside them', () => {
    expect(files.map(({ path }) => path).filter((path) => folderOf(path) === undefined)).toEqual(ROOT_FILES);
    const doors = files.filter(({ path }) => /^[a-z]+\/index\.ts$/.test(path));
    expect(doors.map(({ path }) => folderOf(path)).sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  test('import only from the folders that come before them', () => {
    const wrong = crossing.filter(({ file, target = '' }) => {
      const from = folderOf(file);
      return from !== undefined && !(MAY_IMPORT[from] ?? []).includes(folderOf(target) ?? '');
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('import each other through the doors', () => {
    const wrong = crossing.filter(
      ({ file, target = '' }) =>
        !/^[a-z]+\/index\.ts$/.test(target) && !isListed(PAST_THE_DOOR, file, target) && target.includes('/'),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test('need every exception that is made', () => {
    const unused = [...PAST_THE_DOOR, ...PACKAGES].filter(
      ([from, to]) => !imports.some(({ file, target, written }) => file === from && (target === to || written === to)),
    );
    expect(unused).toEqual([]);
  });

  test.each([
    ['profiles', 'domain'],
    ['plan', 'placement'],
    ['outputs', 'placement'],
  ])('%s takes only types from %s', (folder, other) => {
    expect(valueImports(folder, other)).toEqual([]);
  });

  test('make no circle', () => {
    expect(circles()).toEqual([]);
  });
});

describe('the core', () => {
  test('imports no package but saxes, and nothing of Node', () => {
    const foreign = imports.filter(
      ({ target, file, written }) => target === undefined && !isListed(PACKAGES, file, written),
    );
    expect(foreign.map(show)).toEqual([]);
  });

  test('imports files with their ending', () => {
    const wrong = imports.filter(({ target }) => target !== undefined && !files.some(({ path }) => path === target));
    expect(wrong.map(show)).toEqual([]);
  });

  test('depends on nothing but its arguments: no clock, no chance, no environment, no locale', () => {
    expect(files.flatMap(forbiddenIn)).toEqual([]);
  });

  test('the search for such dependence finds them', () => {
    const text = `
      // Date.now() in a comment
      const a = 'Math.random()' + /process/.source + \`console \${Date.now()}\`;
      const b = { process: 1 }.process;
      const c = Math.random() + process.pid; const console = []; console.push(1);
      [].sort((x, y) => x.localeCompare(y)); globalThis.x = 1; console.log(1);`;
    const found = forbiddenIn({ path: 'a.ts', text }).map((line) => line.replace('a.ts:', ''));
    expect(found).toEqual([
      '3 Date',
      '5 Math.random',
      '5 process',
      '6 .localeCompare',
      '6 globalThis',
      '6 console.log',
    ]);
  });
});

function forbiddenIn({ path, text }: SourceFile): readonly string[] {
  const code = blank(text, 'comments and strings');
  return [...code.matchAll(FORBIDDEN)].map(
    (match) => `${path}:${code.slice(0, match.index).split('\n').length} ${match[0]}`,
  );
}

function valueImports(folder: string, other: string): readonly string[] {
  return files
    .filter(({ path }) => folderOf(path) === folder)
    .flatMap(({ path, text }) =>
      [...blank(text, 'comments').matchAll(/^(?:import|export)\s+([^;]*?)\sfrom\s'([^']+)'/gm)]
        .filter(([, names = '', from = '']) => from.includes(`/${other}/`) && namesAValue(names))
        .map(([, , from = '']) => `${path} imports values of ${join(dirname(path), from)}`),
    );
}

// `{ a, type B }` does, `type { B }` and `{ type B }` do not.
function namesAValue(names: string): boolean {
  if (names.startsWith('type ')) return false;
  const each = names.replace(/[{}]/g, '').split(',');
  return each.some((name) => name.trim() !== '' && !name.trim().startsWith('type '));
}

// Files that import themselves by way of others, types included.
function circles(): readonly string[] {
  const graph = new Map<string, readonly string[]>(
    files.map(({ path }) => [
      path,
      imports.flatMap(({ file, target }) => (file === path && target !== undefined ? [target] : [])),
    ]),
  );
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push([...trail.slice(start), path].join(' > '));
    if (start >= 0 || done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  return found;
}

describe('docs/architecture.md', () => {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const made = ['dist', 'node_modules', 'tests'];
  const folders = (path: string): readonly string[] =>
    readdirSync(join(root, path), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !made.includes(entry.name))
      .map(({ name }) => name)
      .sort();
  /** The names in the first column of the table below a heading. */
  const listed = (heading: string): readonly string[] => {
    const [, section = ''] = page.split(`\n### ${heading}\n`);
    const [text = ''] = section.split(/\n##/);
    return [...text.matchAll(/^\| (`[^|]*`) \|/gm)]
      .flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name))
      .sort();
  };

  test.each([
    ['The folders of the core', 'packages/core/src'],
    ['The command', 'packages/cli/src'],
    ['The proof kit', 'packages/conformance'],
  ])('%s: the table has each folder of %s', (heading, path) => {
    expect(listed(heading)).toEqual(folders(path));
  });

  test('the table of packages has each of them', () => {
    const packages = folders('packages').filter((name) => existsSync(join(root, 'packages', name, 'package.json')));
    expect(listed('The packages')).toEqual(packages.map((name) => `packages/${name}`));
  });
});
