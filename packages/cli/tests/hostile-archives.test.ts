// Archives and NDJSON of strangers: names in them reach no report as anything but a name, links lead nowhere, and sizes
// that are only claimed or packed take no memory.
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { expect, test } from 'vitest';
import { BARE } from './documents.ts';
import { call } from './fake-io.ts';

type Entry = Parameters<ReturnType<typeof pack>['entry']>[0];

async function tar(entries: readonly (readonly [Entry, string])[]): Promise<Buffer> {
  const archive = pack();
  for (const [headers, content] of entries) archive.entry(headers, content);
  archive.finalize();
  const parts: Uint8Array[] = [];
  for await (const part of archive) if (part instanceof Uint8Array) parts.push(part);
  return Buffer.concat(parts);
}

const NAMES = [
  'x\n::error::FORGED.xml',
  '\u001b[31mred.xml',
  '\u202egnp.xml',
  '<img src=q onerror=1>.xml',
  '../../../etc/x.xml',
  '-o.xml',
];
/** Control characters other than the ends of lines. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u202e]/;

test.each(NAMES)('a document called %j', async (name) => {
  const archive = await tar([[{ name }, BARE]]);
  const ndjson = `${JSON.stringify({ id: name, xml: BARE })}\n`;
  for (const [file, content] of [
    ['all.tar', archive],
    ['all.ndjson', ndjson],
  ] as const) {
    const files = { [file]: content };
    for (const args of [
      ['check', '-o', 'text', file],
      ['check', '-o', 'github', file],
      ['check', '-o', 'junit', file],
      ['check', '-o', 'sarif', file],
      ['plan', '--check', file],
      ['fleet', 'inventory', '-o', 'text', file],
      ['fleet', 'inventory', '-o', 'html', file],
      ['fleet', 'inventory', '-o', 'sarif', file],
      ['fleet', 'room', '-o', 'ndjson', file],
    ]) {
      const { code, stdout, stderr } = await call(args, { files });
      expect([0, 1], args.join(' ')).toContain(code);
      expect(`${stdout}${stderr}`).not.toMatch(CONTROLS);
      expect(`${stdout}${stderr}`).not.toMatch(/^::error::FORGED/m);
      if (args.includes('html')) expect(stdout).not.toContain('<img src=q');
    }
  }
});

test('links of an archive are passed over', async () => {
  const link = (type: 'symlink' | 'link') => [{ name: `${type}.xml`, type, linkname: '/etc/passwd' }, ''] as const;
  const archive = await tar([link('symlink'), link('link'), [{ name: 'a.xml' }, BARE]]);
  const { stdout } = await call(['plan', '--check', 'all.tar'], { files: { 'all.tar': archive } });
  expect(stdout).toBe('all.tar#a.xml: would change\n');
});

test('a size that is only claimed, and one that is packed', async () => {
  const claimed = Buffer.from(await tar([[{ name: 'a.xml' }, BARE]]));
  claimed.write('77777777777\0', 124, 'latin1');
  // The checksum of a header counts its own field as blanks.
  claimed.fill(' ', 148, 156);
  const sum = claimed.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  claimed.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  const packed = gzipSync(
    Buffer.concat([await tar([[{ name: 'a.xml' }, BARE]]).then((all) => all.subarray(0, 1024)), Buffer.alloc(40e6)]),
  );
  expect(packed.length).toBeLessThan(100_000);
  const before = process.memoryUsage.rss();
  for (const content of [claimed, packed]) {
    const { code, stderr } = await call(['check', 'all.tar'], { files: { 'all.tar': content } });
    expect([0, 1, 2]).toContain(code);
    expect(stderr).not.toContain('a bug in rootport');
  }
  expect(process.memoryUsage.rss() - before).toBeLessThan(300e6);
});
