import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { describe, expect, test } from 'vitest';
import { splitDocuments } from '../src/sources/split-documents.ts';
import { BARE, PLANNED } from './documents.ts';
import { call, type World } from './fake-io.ts';
import { fakeQemu } from './fake-qemu.ts';

const NETWORK = '<network>\n  <name>default</name>\n</network>\n';
const line = (id: unknown, xml: unknown): string => `${JSON.stringify({ id, xml })}\n`;

/** The files that `plan --check` says would change, which are those with BARE in them. */
async function checked(args: readonly string[], world: World) {
  const answer = await call(['plan', '--check', '--profile', 'latest', ...args], world);
  return { ...answer, changed: answer.stdout.split('\n').filter((one) => one !== '') };
}

async function tar(entries: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const archive = pack();
  for (const [name, content] of Object.entries(entries)) archive.entry({ name }, content);
  archive.finalize();
  const parts: Uint8Array[] = [];
  for await (const part of archive) if (part instanceof Uint8Array) parts.push(part);
  return Buffer.concat(parts);
}

const FOLDER = { 'hosts/a.xml': BARE, 'hosts/deep/b.xml': PLANNED, 'hosts/deep/c.xml': BARE, 'hosts/notes.txt': 'x' };

/** Each way to name two documents, with the names under which they are answered. */
const WAYS = [
  { way: 'a folder', args: ['in'], names: ['in/a.xml', 'in/b.xml'] },
  { way: 'a pattern', args: ['in/?.xml'], names: ['in/a.xml', 'in/b.xml'] },
  { way: 'a list', args: ['--files-from', 'list'], names: ['in/a.xml', 'in/b.xml'] },
  { way: 'NDJSON', args: ['in.ndjson'], names: ['in.ndjson#a', 'in.ndjson#b'] },
  { way: 'an archive', args: ['in.tar'], names: ['in.tar#a.xml', 'in.tar#b.xml'] },
  { way: 'standard input', args: ['-'], names: ['<stdin>#1', '<stdin>#2'] },
];

const WAYS_WORLD: World = {
  files: {
    ...{ 'in/a.xml': BARE, 'in/b.xml': BARE, list: 'in/a.xml\nin/b.xml\n' },
    ...{ 'in.ndjson': `${line('a', BARE)}${line('b', BARE)}`, 'in.tar': await tar({ 'a.xml': BARE, 'b.xml': BARE }) },
  },
  stdin: `${BARE}${BARE}`,
};

describe('documents', () => {
  test.each([
    ['a folder', ['hosts'], ['hosts/a.xml', 'hosts/deep/c.xml']],
    ['a folder with a slash', ['hosts/deep/'], ['hosts/deep/c.xml']],
    ['a quoted pattern', ['hosts/**/[ab].xml'], ['hosts/a.xml']],
    ['a list of names', ['--files-from', 'list'], ['hosts/a.xml']],
    ['a list that find -print0 wrote', ['--files-from', 'list0'], ['hosts/deep/c.xml', 'hosts/a.xml']],
  ])('are those of %s', async (_, args, expected) => {
    const files = { ...FOLDER, list: 'hosts/a.xml\nhosts/deep/b.xml\n', list0: 'hosts/deep/c.xml\0hosts/a.xml\0' };
    const { code, changed } = await checked(args, { files });
    expect(changed).toEqual(expected.map((file) => `${file}: would change`));
    expect(code).toBe(1);
  });

  test('come one a line, from a file and from standard input', async () => {
    const ndjson = `${line('web-1', BARE)}${line('web-2', PLANNED)}\n${JSON.stringify({ xml: BARE })}`;
    const file = await checked(['guests.ndjson'], { files: { 'guests.ndjson': ndjson } });
    expect(file.changed).toEqual(['guests.ndjson#web-1: would change', 'guests.ndjson#4: would change']);
    const piped = await checked([], { stdin: ndjson });
    expect(piped.changed).toEqual(['<stdin>#web-1: would change', '<stdin>#4: would change']);
  });

  test('a line that is none is told, and the others are looked at', async () => {
    const ndjson = `{"id": "a"}\nnot JSON\n${line('c', BARE)}`;
    const answer = await checked(['guests.ndjson'], { files: { 'guests.ndjson': ndjson } });
    expect(answer.code).toBe(2);
    expect(answer.changed).toEqual(['guests.ndjson#c: would change']);
    expect(answer.stderr).toContain('cannot read guests.ndjson#1: it has no text "xml" [RP5540]');
    expect(answer.stderr).toContain('cannot read guests.ndjson#2: it is not JSON [RP5540]');
  });

  test('come in an archive, compressed or not, and what is cut off is told', async () => {
    const archive = await tar({ 'a.xml': BARE, 'b/c.xml': BARE, 'net.xml': NETWORK, 'readme.md': '' });
    for (const content of [archive, gzipSync(archive)]) {
      const { changed, stderr } = await checked(['all.tar'], { files: { 'all.tar': content } });
      expect(changed).toEqual(['all.tar#a.xml: would change', 'all.tar#b/c.xml: would change']);
      expect(stderr).toContain(
        'passed over: 1 of another kind than <domain>, 0 that the configuration ignores [RP5542]',
      );
      const piped = await checked([], { stdin: content });
      expect(piped.changed).toEqual(['<stdin>#a.xml: would change', '<stdin>#b/c.xml: would change']);
    }
    const cut = await checked(['all.tgz'], { files: { 'all.tgz': gzipSync(archive).subarray(0, 200) } });
    expect(cut.code).toBe(2);
    expect(cut.stderr).toContain('cannot read all.tgz: no tar archive, or it is cut off [RP5001]');
  });

  test('come one after the other on standard input', async () => {
    const { changed } = await checked([], { stdin: `<?xml version='1.0'?>\n${BARE}\n<!-- next -->${PLANNED}${BARE}` });
    expect(changed).toEqual(['<stdin>#1: would change', '<stdin>#3: would change']);
    expect((await checked([], { stdin: BARE })).changed).toEqual(['<stdin>: would change']);
  });

  test.each([
    ['of a folder with none', ['empty'], { 'empty/notes.txt': '' }, 'RP5541'],
    ['of a pattern that fits none', ['*.xml'], {}, 'RP5541'],
    ['of networks only', ['nets'], { 'nets/default.xml': NETWORK }, 'RP5543'],
  ])('a check %s does not pass', async (_, args, files, code) => {
    const answer = await checked(args, { files });
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toContain(`[${code}]`);
  });

  test('that a configuration ignores are left out of a folder, and a network that is named is refused', async () => {
    const files = { ...FOLDER, '/home/me/.rootport.json': '{"ignore": ["hosts/deep/**"]}', 'n.xml': NETWORK };
    expect((await checked(['hosts'], { files })).changed).toEqual(['hosts/a.xml: would change']);
    expect((await checked(['n.xml'], { files })).stderr).toContain('[RP1002]');
  });

  test('of an archive have the configuration of its folder, whatever they are called', async () => {
    const files = {
      'in/guests.ndjson': line('../../out/x', BARE),
      '/home/me/in/.rootport.json': '{"profile": "libvirt-9.0"}',
      '/home/me/out/.rootport.json': '{"profile": "no such"}',
    };
    const { stdout } = await call(['plan', '-o', 'json', 'in/guests.ndjson'], { files });
    expect(JSON.parse(stdout)).toMatchObject({ file: 'in/guests.ndjson#../../out/x', profile: 'libvirt-9.0' });
  });

  test('cannot be written where they are no files', async () => {
    const files = { 'guests.ndjson': line('a', BARE) };
    for (const args of [['check', '--fix'], ['plan', '--in-place'], ['plan', '--lock', '-o', 'json'], ['lock']]) {
      const answer = await call([...args, 'guests.ndjson'], { files });
      expect(answer.code, args.join(' ')).toBe(2);
      expect(answer.stderr).toContain('guests.ndjson has no');
    }
  });

  // Tests of their own: lock, which writes beside files, and diff, which has two sides.
  describe.each(['plan --check', 'plan -o json', 'check -o json', 'capacity', 'guest', 'names', 'bars', 'verify'])(
    'are taken by %s',
    (command) => {
      test.each(WAYS)('from $way', async ({ args, names }) => {
        const overrides = { programs: fakeQemu() };
        const asked = [...command.split(' '), '--profile', '9.0', ...args];
        const { stdout } = await call(asked, { ...WAYS_WORLD, overrides });
        expect(names.filter((name) => stdout.includes(name))).toEqual(names);
      });
    },
  );

  test.each(['capacity', 'guest', 'names', 'bars'])('are taken by %s, each under its name', async (command) => {
    const { stdout, code } = await call([command, '--qemu', '7.2', 'hosts'], { files: FOLDER });
    expect(code === 0 || command === 'bars').toBe(true);
    const headings = stdout.split('\n').filter((one) => one.startsWith('hosts/'));
    expect(headings).toEqual(['hosts/a.xml', 'hosts/deep/b.xml', 'hosts/deep/c.xml']);
  });

  test('are taken by lock, which writes beside each', async () => {
    const { written } = await call(['lock', 'hosts'], { files: FOLDER });
    expect(Object.keys(written)).toEqual(['a', 'deep/b', 'deep/c'].map((one) => `hosts/${one}.xml.rootport.lock`));
  });

  test('the summary of a check does not say that nothing was found where something could not be read', async () => {
    const { stderr } = await call(['check', 'gone.xml', 'lost.xml'], { files: {} });
    expect(stderr).toContain('0 documents checked; 2 could not be read\n');
  });
});

describe('splitDocuments', () => {
  test.each([
    ['one', '<a/>', ['<a/>']],
    ['two', '<a><b/></a>\n<a/>', ['<a><b/></a>', '\n<a/>']],
    [
      'an end in a comment, in character data, in an attribute',
      `<a><!-- </a> --><![CDATA[</a>]]><b c="</a>" d='>'/></a>`,
      1,
    ],
    ['an end without a start', '</a><b/>', 1],
    ['a start without an end', '<a><b/>', 1],
    ['a comment at the end', '<a/><!-- x -->', 1],
    ['no XML', 'nothing', 1],
  ])('%s', (_, text, expected) => {
    const documents = splitDocuments(text);
    expect(documents.join('')).toBe(text);
    expect(typeof expected === 'number' ? documents.length : documents).toEqual(expected);
  });
});
