import { CAPABILITY_NAMES, DEFAULT_PROFILE, PROFILES } from '@rootport/core';
import { describe, expect, test } from 'vitest';
import { BARE, PLANNED } from './documents.ts';
import { call } from './fake-io.ts';

describe('a wrong call ends with 2 and says what to do', () => {
  test.each([
    [['plna'], /unknown command 'plna'; did you mean plan\? \[RP5006\]\n {2}help: Try rootport COMMAND --help/],
    [['xyz'], /unknown command 'xyz'; there are plan, .*codes, rules, config \[/],
    [['--verbose'], /unknown option '--verbose'/],
    [
      ['plan', '--chek', 'a.xml'],
      /unknown option '--chek'; did you mean --check\? \[RP5006\]\n {2}help: Try rootport plan --help/,
    ],
    [
      ['plan', '-o', 'yaml', 'a.xml'],
      /argument 'yaml' is invalid. Allowed choices are xml, canonical, json, tree \[RP5006\]/,
    ],
    [['plan', '--in-place', '-o', 'xml', 'a.xml'], /'--in-place' cannot be used with option '-o/],
    [['plan', '--in-place', '--check', 'a.xml'], /cannot be used with/],
    [['plan', '--check', '-o', 'json', 'a.xml'], /'--check' cannot be used with option '-o/],
    [['plan', '--qemu', 'newest', 'a.xml'], /Write it as 7\.2 or 2\.8\.0/],
    [['plan', '--qemu', '7.2', '--capabilities', 'x', 'a.xml'], /cannot be used with option '--qemu/],
    [
      ['plan', '--capabilities', 'a,b(c', 'a.xml'],
      /--capabilities: "b\(c" is not the name of a QEMU capability.* \[RP5005\]/,
    ],
    [['plan', '--capabilities', '@caps.txt', 'a.xml'], /cannot read caps\.txt: no such file or directory \[RP5001\]/],
    [['plan', '--host', 'a.xml', 'a.xml'], /a\.xml cannot be used: not JSON: .* \[RP5004\]/],
    [
      ['plan', '--profile', 'libvirt-0', 'a.xml'],
      /there is no profile 'libvirt-0' \[RP4003\]\n {2}help: The nearest: libvirt-2\.5\. rootport profiles lists all/,
    ],
    [['codes', 'RP1001', 'RP1002'], /too many arguments.* \[RP5006\]/],
    [['profiles', 'dif', 'a', 'b'], /profiles takes no arguments; did you mean 'profiles diff'\?/],
  ])('%j', async (args, message) => {
    const answer = await call(args, { files: { 'a.xml': BARE } });
    expect(answer).toMatchObject({ code: 2, stdout: '', written: {} });
    expect(answer.stderr).toMatch(/^(?:rootport|a\.xml:1:1): error: /);
    expect(answer.stderr).toMatch(message);
  });

  test('no command at all shows the help', async () => {
    const answer = await call([]);
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toContain('Usage: rootport');
  });
});

describe('a capability that planning does not look at', () => {
  const list = (...names: readonly string[]) =>
    [...CAPABILITY_NAMES.filter((name) => name !== 'qemu-xhci'), ...names].join();
  const notes = async (...names: readonly string[]) => {
    const { code, stderr } = await call(['plan', '--profile', 'latest', '--capabilities', list(...names), 'a.xml'], {
      files: { 'a.xml': BARE },
    });
    return { code, lines: stderr.split('\n').filter((line) => !line.startsWith('  help')) };
  };

  test('is a note, with the name that may be meant', async () => {
    const { code, lines } = await notes('qemu_xhi', 'kvm');
    expect(code).toBe(0);
    expect(lines).toEqual([
      "rootport: note: capability 'qemu_xhi' is not known here and changes nothing [RP4001]",
      '  did you mean qemu-xhci?',
      "rootport: note: capability 'kvm' is not known here and changes nothing [RP4001]",
      '',
    ]);
  });

  test('is one note when there are many', async () => {
    expect((await notes('kvm', 'hpet', 'tsc', 'sgx')).lines.slice(1)).toEqual([
      '  nor are 3 other names of the list',
      '',
    ]);
  });

  test('is in the JSON, and silenced by -q', async () => {
    const answer = await call(['plan', '-q', '-o', 'json', '--capabilities', list('kvm'), 'a.xml'], {
      files: { 'a.xml': BARE },
    });
    expect(answer.stderr).toBe('');
    expect(JSON.parse(answer.stdout)).toMatchObject({ diagnostics: [{ code: 'RP4001', severity: 'note' }] });
  });
});

test('a wrong call is JSON for those who asked for JSON', async () => {
  const answer = await call(['plan', '-o', 'json', '--host', 'absent.json', 'a.xml'], { files: { 'a.xml': BARE } });
  expect(answer.code).toBe(2);
  expect(JSON.parse(answer.stdout)).toMatchObject({ ok: false, diagnostics: [{ code: 'RP5001' }] });
});

describe('a file of capabilities', () => {
  test.each([
    ['', /caps: the file is empty.*RP5005/],
    ['a'.repeat(200_000), /"a{37}\.\.\." is not the name of a QEMU capability.*RP5005/],
    ['a '.repeat(6000), /caps: it has 6000 words.*RP5005/],
    ["<qemuCaps>\n<arch>x86_64</arch>\n<flag name='VGA'/>\n<flag na", /^caps:4:1: error: .*RP10/m],
    ["<domain type='kvm'/>", /neither a capability cache.*RP5005/],
    ["<qemuCaps><flag name='VGA'/></qemuCaps>", /neither a capability cache.*with an <arch>.*RP5005/],
  ])('that is none is refused: %#', async (caps, message) => {
    const answer = await call(['plan', '--capabilities', '@caps', 'a.xml'], { files: { caps, 'a.xml': BARE } });
    expect(answer).toMatchObject({ stdout: '', code: 2 });
    expect(answer.stderr.replaceAll(/\n {2,}/g, ' ')).toMatch(message);
  });
});

describe('options that reach the planner', () => {
  test.each([
    [['--profile', DEFAULT_PROFILE]],
    [['--profile', DEFAULT_PROFILE.replace('libvirt-', '')]],
    [['--capabilities', '@caps.txt']],
    [['--host', 'host.json']],
    [['--arch', 'x86_64']],
  ])('%j', async (args) => {
    const files = {
      'a.xml': BARE,
      'caps.txt': `# of our host\n${CAPABILITY_NAMES.join(', ')}\n\n`,
      'host.json': '{"hostDevices": {"0000:03:00.0": {"present": true, "iommuGroup": 4}}}',
    };
    const answer = await call(
      ['plan', ...(args.includes('--profile') ? [] : ['--profile', 'latest']), ...args, 'a.xml'],
      { files },
    );
    expect(answer).toMatchObject({ stderr: '', code: 0 });
    expect(answer.stdout).toContain('<address');
  });
});

describe('help', () => {
  test.each([[['plan']], [['codes']], [['profiles']], [['profiles', 'diff']]])(
    'of %j has examples and fits the terminal',
    async (command) => {
      const answer = await call([...command, '--help'], { columns: 80 });
      expect(answer).toMatchObject({ code: 0, stderr: '' });
      expect(answer.stdout).toContain('Examples:\n  rootport ');
      expect(Math.max(...answer.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    },
  );

  test('of the program names every command', async () => {
    const { stdout } = await call(['--help']);
    for (const command of ['plan', 'codes', 'profiles']) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  });
});

test('--version names the version and every profile', async () => {
  const answer = await call(['--version']);
  expect(answer).toMatchObject({ code: 0, stderr: '' });
  expect(answer.stdout).toMatch(/^rootport \d+\.\d+\.\d+\n/);
  for (const { name } of PROFILES) expect(answer.stdout).toContain(name);
});

describe('a fault of ours', () => {
  const broken = {
    read: async (path: string) => {
      if (path === 'a.xml') throw new TypeError('undefined is not a slot\n    more');
      return { ok: true, value: new TextEncoder().encode(PLANNED) } as const;
    },
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

  test('is RP5007 and 3, and the other files are still planned', async () => {
    const answer = await call(['plan', '--profile', 'latest', '-o', 'json', 'a.xml', 'b.xml'], {
      overrides: { files: broken },
    });
    expect(answer.code).toBe(3);
    expect(
      answer.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { file: 'a.xml', ok: false, diagnostics: [{ code: 'RP5007' }] },
      { file: 'b.xml', ok: true },
    ]);
    expect(answer.stderr).toBe(
      'rootport: error: a.xml: this is a bug in rootport: undefined is not a slot [RP5007]\n' +
        '  help: Please report it; ROOTPORT_DEBUG=1 shows more.\n',
    );
  });

  test('has a stack with ROOTPORT_DEBUG', async () => {
    const { stderr } = await call(['plan', 'a.xml'], { overrides: { files: broken }, env: { ROOTPORT_DEBUG: '1' } });
    expect(stderr).toContain('\n    at ');
  });
});
