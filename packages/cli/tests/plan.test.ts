import { canonicalXml, diagnosticText, PLAN_FORMAT_VERSION, planDomain, treeText } from '@rootport/core';
import { describe, expect, test } from 'vitest';
import { BARE, FOREIGN, PLANNED } from './documents.ts';
import { type Answer, call as callAny, type World } from './fake-io.ts';

/** With a profile named, so that nothing is said about which one it is; that has a test of its own. */
function call(args: readonly string[], world?: World): Promise<Answer> {
  const [command = '', ...rest] = args;
  const isNamed = command !== 'plan' || rest.includes('--profile') || rest.includes('--portable');
  return callAny(isNamed ? args : [command, '--profile', 'latest', ...rest], world);
}

const files = { 'a.xml': BARE, 'b.xml': PLANNED, 'bad.xml': FOREIGN };
const NOTHING_WRITTEN = {};

describe('rootport plan', () => {
  test('prints the document with the addresses in it, byte for byte', async () => {
    expect(PLANNED).toContain("<address type='pci'");
    expect(await call(['plan', 'a.xml'], { files })).toEqual({
      code: 0,
      stdout: PLANNED,
      stderr: '',
      written: NOTHING_WRITTEN,
    });
  });

  test.each([[['plan']], [['plan', '-']]])('reads standard input: %j', async (args) => {
    expect(await call(args, { stdin: BARE })).toMatchObject({ code: 0, stdout: PLANNED, stderr: '' });
  });

  test('asks for a FILE when a terminal is at standard input', async () => {
    const answer = await call(['plan']);
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toBe(
      'rootport: error: no FILE, and nothing is piped in [RP5006]\n  help: Try rootport plan --help.\n',
    );
  });

  test('prints a refusal to standard error and nothing to standard output', async () => {
    const { diagnostics } = planDomain(FOREIGN);
    const text = diagnostics.map((one) => diagnosticText(one, { file: 'bad.xml', source: FOREIGN }).trimEnd());
    const answer = await call(['plan', 'bad.xml'], { files });
    expect(answer).toMatchObject({ code: 1, stdout: '', stderr: `${text.join('\n')}\n` });
    expect(answer.stderr).toMatch(/^bad\.xml:1:\d+: error: .* \[RP1002\]\n/);
  });

  test('names standard input <stdin>', async () => {
    expect((await call(['plan'], { stdin: FOREIGN })).stderr).toMatch(/^<stdin>:1:\d+: error: /);
  });

  test('keeps a byte order mark', async () => {
    const answer = await call(['plan', 'm.xml'], { files: { 'm.xml': `\uFEFF${BARE}` } });
    expect(answer).toMatchObject({ code: 0, stdout: `\uFEFF${PLANNED}` });
  });

  test('plans a stored definition with --reload', async () => {
    expect((await call(['plan', '--reload', 'b.xml'], { files })).code).toBe(0);
  });
});

describe('several files', () => {
  test('are not printed as one XML', async () => {
    const answer = await call(['plan', 'a.xml', 'b.xml'], { files });
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toContain('use --in-place, --check, -o json or -o tree');
  });

  test('are all planned, and the worst decides the exit code', async () => {
    const answer = await call(['plan', '-o', 'json', 'bad.xml', 'absent.xml', 'a.xml'], { files });
    const lines = answer.stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { file: 'bad.xml', ok: false, diagnostics: [{ code: 'RP1002', severity: 'error', line: 1 }] },
      { file: 'absent.xml', ok: false, diagnostics: [{ code: 'RP5001', values: { file: 'absent.xml' } }] },
      { file: 'a.xml', ok: true },
    ]);
    expect(answer.code).toBe(2);
    expect(answer.stderr).toContain('rootport: error: cannot read absent.xml: no such file or directory [RP5001]\n');
  });

  test('are trees under headings', async () => {
    const result = planDomain(BARE);
    const tree = result.ok ? treeText(result.plan).trimEnd() : '';
    const answer = await call(['plan', '-o', 'tree', 'a.xml', '-'], { files, stdin: BARE });
    expect(answer).toMatchObject({ code: 0, stdout: `a.xml\n${tree}\n\n<stdin>\n${tree}\n\n` });
  });

  test('cannot all be standard input', async () => {
    const answer = await call(['plan', '--check', '-', '-'], { stdin: BARE });
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toContain('standard input can be read only once');
  });
});

describe('-o canonical', () => {
  test("prints the domain with libvirt's order and spelling", async () => {
    const files = { 'a.xml': BARE.replace(/ *<memballoon.*\n/, '$&    <!-- dropped -->\n') };
    const result = planDomain(files['a.xml']);
    const answer = await call(['plan', '-o', 'canonical', 'a.xml'], { files });
    expect(answer).toMatchObject({ code: 0, stderr: '', stdout: result.ok ? canonicalXml(result.plan) : '' });
    expect(answer.stdout).not.toContain('dropped');
  });

  test('prints one document only', async () => {
    expect(await call(['plan', '-o', 'canonical', 'a.xml', 'b.xml'], { files })).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('-o json', () => {
  test('gives every answer the same frame', async () => {
    const plan = JSON.parse((await call(['plan', '-o', 'json', 'a.xml'], { files })).stdout);
    const refusal = JSON.parse((await call(['plan', '-o', 'json', 'bad.xml'], { files })).stdout);
    expect(plan).toMatchObject({ formatVersion: PLAN_FORMAT_VERSION, file: 'a.xml', ok: true, diagnostics: [] });
    expect(Object.keys(refusal)).toEqual(['formatVersion', 'file', 'ok', 'diagnostics']);
    expect(refusal).toMatchObject({ formatVersion: PLAN_FORMAT_VERSION, file: 'bad.xml', ok: false });
  });

  test('is one line for programs and indented for a person', async () => {
    expect((await call(['plan', '-o', 'json', 'a.xml'], { files })).stdout.trimEnd()).not.toContain('\n');
    expect((await call(['plan', '-o', 'json', 'a.xml'], { files, columns: 80 })).stdout).toContain('\n  "file"');
  });
});

describe('an answer that depends on the host', () => {
  const source = "<source><address domain='0' bus='3' slot='0' function='0'/></source>";
  const xml = BARE.replace('<memballoon', `<hostdev mode='subsystem' type='pci'>${source}</hostdev>\n    <memballoon`);
  const host = JSON.stringify({ hostDevices: { '0000:03:00.0': { present: true, pcie: true } } });
  const files = { 'a.xml': xml, 'host.json': host };

  test('has a note, here and in the JSON', async () => {
    const answer = await call(['plan', '-o', 'json', 'a.xml'], { files });
    expect(answer.code).toBe(0);
    expect(answer.stderr).toMatch(/^a\.xml:\d+:\d+: note: .*0000:03:00\.0.* \[RP4005\]\n/);
    expect(JSON.parse(answer.stdout)).toMatchObject({ ok: true, diagnostics: [{ code: 'RP4005', severity: 'note' }] });
  });

  test('has none with -q, and none when the facts are given', async () => {
    expect(await call(['plan', '-q', 'a.xml'], { files })).toMatchObject({ code: 0, stderr: '' });
    expect(await call(['plan', '--host', 'host.json', 'a.xml'], { files })).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('--check', () => {
  test('names the files that would change and writes nothing', async () => {
    const answer = await call(['plan', '--check', 'a.xml', 'b.xml'], { files });
    expect(answer).toEqual({ code: 1, stdout: 'a.xml: would change\n', stderr: '', written: NOTHING_WRITTEN });
  });

  test('is silent when nothing would', async () => {
    expect(await call(['plan', '--check', 'b.xml'], { files })).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  test('answers with the exit code only when quiet', async () => {
    expect(await call(['plan', '--check', '-q', 'a.xml'], { files })).toMatchObject({ code: 1, stdout: '' });
  });
});

describe('--in-place', () => {
  test('replaces the files that change and no others', async () => {
    const answer = await call(['plan', '--in-place', 'a.xml', 'b.xml', 'bad.xml'], { files });
    expect(answer).toMatchObject({ code: 1, stdout: '', written: { 'a.xml': PLANNED } });
    expect(Object.keys(answer.written)).toEqual(['a.xml']);
    expect(answer.stderr).toContain('a.xml: changed\n');
  });

  test('has nothing left to do the second time', async () => {
    const answer = await call(['plan', '--in-place', 'a.xml', 'a.xml'], { files });
    expect(answer).toMatchObject({ code: 0, stderr: 'a.xml: changed\n' });
  });

  test('is refused for standard input', async () => {
    const answer = await call(['plan', '--in-place', '-'], { stdin: BARE });
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toContain('--in-place needs a FILE');
  });

  test('says why a file cannot be written', async () => {
    const answer = await call(['plan', '--in-place', 'readonly/a.xml'], { files: { 'readonly/a.xml': BARE } });
    expect(answer.code).toBe(2);
    expect(answer.stderr).toMatch(/^rootport: error: cannot write readonly\/a\.xml: permission denied \[RP5003\]\n/);
  });
});

describe('unreadable input', () => {
  test('text that is not UTF-8', async () => {
    const answer = await call(['plan', 'x.xml'], { files: { 'x.xml': new Uint8Array([0x3c, 0xff, 0x80]) } });
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toMatch(/^x\.xml(:\d+:\d+)?: error: .*UTF-8.* \[RP1004\]/);
  });

  test('input beyond the limit', async () => {
    const limits: number[] = [];
    const read = async (_: string, limit: number) => {
      limits.push(limit);
      return { ok: false, problem: { kind: 'too-large', limit } } as const;
    };
    const files = {
      read,
      async *chunks() {},
      kind: async () => 'file' as const,
      exists: async () => false,
      link: async () => undefined,
      list: async () => [],
      find: async () => [],
      replace: () => Promise.reject(new Error('nothing may be written')),
      begin: () => Promise.reject(new Error('nothing may be written')),
      remove: async () => undefined,
      sweep: async () => undefined,
    };
    const answer = await call(['plan', 'disk.img'], { overrides: { files } });
    expect(answer.code).toBe(2);
    expect(answer.stderr).toMatch(/^rootport: error: disk\.img is larger than 128 MiB \[RP5002\]\n/);
    expect(limits).toEqual([128 * 1024 * 1024]);
  });
});

describe('colour', () => {
  const RED = '\u001b[31merror\u001b[39m';
  test.each([
    ['on a terminal', { columns: 80 }, true],
    ['not in a pipe', {}, false],
    ['not with NO_COLOR', { columns: 80, env: { NO_COLOR: '1' } }, false],
    ['in a pipe with FORCE_COLOR', { env: { FORCE_COLOR: '1' } }, true],
    ['not with FORCE_COLOR=0', { columns: 80, env: { FORCE_COLOR: '0' } }, false],
    ['not with NO_COLOR and FORCE_COLOR', { env: { NO_COLOR: '1', FORCE_COLOR: '1' } }, false],
    ['not on a dumb terminal', { columns: 80, env: { TERM: 'dumb' } }, false],
  ])('%s', async (_, world, coloured) => {
    const { stderr } = await call(['plan', 'a: error: b.xml'], { files: { 'a: error: b.xml': FOREIGN }, ...world });
    expect(stderr.includes(RED)).toBe(coloured);
    expect(stderr).toMatch(/^a: error: b\.xml:1:\d+: /);
  });
});

test('a name cannot steer the terminal', async () => {
  expect((await call(['plan', 'a\u001b[2J.xml'])).stderr).toMatch(
    /^rootport: error: cannot read a\\x1b\[2J\.xml: no such/,
  );
});

describe('a refused document that can be repaired', () => {
  const machine = "<os><type arch='x86_64' machine='q35'>hvm</type></os>";
  const guest = (devices: string): string => `<domain type='kvm'>${machine}<devices>${devices}</devices></domain>`;
  const files = {
    'root.xml': guest("<controller type='pci' index='0' model='pci-root'/>"),
    'ide.xml': guest("<disk type='file' device='cdrom'><target dev='hda' bus='ide'/></disk>"),
    'none.xml': guest("<sound model='ich99'/>"),
  };

  test.each([
    ['root.xml', /"rootport check --fix" can repair this\n$/],
    ['ide.xml', /"rootport check --fix --unsafe" can repair this\n$/],
    ['none.xml', /help: [^\n]*\n$/],
  ])('%s: the command is named where there is one', async (file, said) => {
    expect((await call(['plan', file], { files })).stderr).toMatch(said);
    expect((await call(['show', file], { files })).stderr).toMatch(said);
    expect((await call(['plan', '-q', file], { files })).stderr).not.toContain('can repair');
  });
});

describe('the libvirt that an answer is for', () => {
  const disks = Array.from({ length: 8 }, (_, n) => {
    const dev = `sd${String.fromCharCode(97 + n)}`;
    return `<disk type='file' device='disk'><source file='/${dev}'/><target dev='${dev}' bus='scsi'/></disk>`;
  });
  const machine = "<os><type arch='x86_64' machine='q35'>hvm</type></os>";
  const eight = `<domain type='kvm'><name>e</name>${machine}<devices><controller type='scsi' index='0' model='virtio-scsi'/>${disks.join('')}</devices></domain>`;

  test('is said where none is named, with what another one answers', async () => {
    const { stderr } = await callAny(['plan', 'vm.xml'], { files: { 'vm.xml': eight } });
    expect(stderr).toMatch(/planned for libvirt \d+\.\d+ with QEMU .* before libvirt .*controller scsi 0.*\[RP7360\]/);
    const named = await callAny(['plan', '--profile', 'debian-12', 'vm.xml'], { files: { 'vm.xml': eight } });
    expect(named.stderr).toBe('');
  });

  test('is said once for many documents with one answer', async () => {
    const small = `<domain type='kvm'><name>s</name>${machine}<devices><memballoon model='none'/></devices></domain>`;
    const files = { 'a.xml': small, 'b.xml': small, 'c.xml': eight };
    const { stderr } = await callAny(['plan', '--check', ...Object.keys(files)], { files });
    expect(stderr.match(/^.*\[RP7360\]$/gm)).toEqual([
      expect.stringMatching(/^rootport: note: .* give the same places;? /),
      expect.stringMatching(/^c\.xml: note: .* before libvirt /),
    ]);
  });

  test('may be several: --portable', async () => {
    const { code, stdout } = await callAny(['plan', '--portable', '9.0', 'vm.xml'], { files: { 'vm.xml': eight } });
    expect(code).toBe(0);
    for (const profile of ['9.0', '11.3', '12.9']) {
      const again = await callAny(['plan', '--check', '--profile', profile, 'vm.xml'], { files: { 'vm.xml': stdout } });
      expect(again.stderr).not.toContain('error');
      expect(again.stdout.match(/model='virtio-scsi'/g)?.length ?? 0).toBe(0);
    }
    const back = await callAny(['plan', '--portable', '11.3..9.0', 'vm.xml'], { files: { 'vm.xml': eight } });
    expect(back).toMatchObject({ code: 1 });
    expect(back.stderr).toContain('RP4360');
  });

  test('is that of this machine: --profile local', async () => {
    const files = { 'vm.xml': eight, '/usr/lib64/libvirt.so.0.9000.0': '' };
    const local = await callAny(['plan', '--profile', 'local', 'vm.xml'], { files });
    expect(local.stderr).toMatch(/libvirt 9\.0\.0 \(\/usr\/lib64\/libvirt\.so\.0\.9000\.0\).*\[RP7361\]/);
    const configured = { ...files, '/home/me/.rootport.json': '{"profile": "local"}' };
    const asked = await callAny(['plan', 'vm.xml'], { files: configured });
    expect(asked).toEqual(local);
    const other = await callAny(['plan', '--profile', '12.9', 'vm.xml'], { files: configured });
    expect(other.stderr).not.toContain('RP7361');
    const none = await callAny(['plan', '--profile', 'local', 'vm.xml'], { files: { 'vm.xml': eight } });
    expect(none).toMatchObject({ code: 2 });
    expect(none.stderr).toContain('RP5360');
  });
});
