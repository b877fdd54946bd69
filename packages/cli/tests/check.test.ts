import { readFileSync } from 'node:fs';
import { parseXml, XmlElement } from '@rgrove/parse-xml';
import Ajv from 'ajv-draft-04';
import { describe, expect, test } from 'vitest';
import { call } from './fake-io.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/examples/${name}.xml`, import.meta.url), 'utf8');

const GOOD = `<domain type='kvm'>
  <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type></os>
  <features><acpi/></features>
  <devices>
    <disk type='file'><source file='/a.img'/><target dev='vda' bus='virtio'/></disk>
  </devices>
</domain>
`;
// Two findings: a note and a warning.
const STUCK = GOOD.replace(
  '<devices>',
  "<devices>\n    <controller type='pci' index='1' model='pcie-root-port'/>\n    <interface type='user'><model type='e1000'/></interface>",
);
const files = {
  'good.xml': GOOD,
  'stuck.xml': STUCK,
  'clash.xml': fixture('collisions'),
  'readonly/clash.xml': fixture('collisions'),
  'no.xml': '<network/>',
};

describe('rootport check', () => {
  test('says nothing on standard output about a good document', async () => {
    expect(await call(['check', 'good.xml'], { files })).toMatchObject({
      code: 0,
      stdout: '',
      stderr: '1 document checked: nothing found\n',
    });
    expect(await call(['check', '-q'], { stdin: GOOD })).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  test('prints findings as compilers do, with a summary', async () => {
    const { code, stdout, stderr } = await call(['check', 'good.xml', 'stuck.xml', 'no.xml'], { files });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^stuck\.xml:5:5: warning: no hot-pluggable port is free.* \[RP6003\]\n {2}help: /);
    expect(stdout).toMatch(/^stuck\.xml:6:\d+: note: .* \[RP6004\]$/m);
    expect(stdout).toMatch(/^no\.xml:1:1: error: the root element is <network>, not <domain> \[RP1002\]$/m);
    expect(stderr).toBe('3 documents checked: 1 error, 1 warning, 1 note (can be fixed: 2 with --fix --unsafe)\n');
  });

  test('fails from a severity on, and prints only that when quiet', async () => {
    const quiet = await call(['check', '-q', 'stuck.xml'], { files });
    expect(quiet).toMatchObject({ code: 1, stderr: '' });
    expect(quiet.stdout).not.toContain('RP6004');
    expect(await call(['check', '--severity', 'error', 'stuck.xml'], { files })).toMatchObject({ code: 0 });
    const rules = ['--rules', 'no-free-hotplug-port=off'];
    expect(await call(['check', ...rules, 'stuck.xml'], { files })).toMatchObject({ code: 0 });
    expect(await call(['check', ...rules, '--severity', 'note', 'stuck.xml'], { files })).toMatchObject({ code: 1 });
  });

  test('takes settings one by one and in lists, by code and by name', async () => {
    const { stdout, code } = await call(
      ['check', '--rules', 'RP6003=note, conventional-on-express=error', '--rules', 'rp6003=off', 'stuck.xml'],
      { files },
    );
    expect(code).toBe(1);
    expect(stdout).not.toContain('RP6003');
    expect(stdout).toMatch(/^stuck\.xml:6:\d+: error: .* \[RP6004\]$/m);
  });

  test('goes on after what cannot be read', async () => {
    const answer = await call(['check', 'absent.xml', 'stuck.xml'], { files });
    expect(answer.code).toBe(2);
    expect(answer.stderr).toContain('cannot read absent.xml');
    expect(answer.stdout).toContain('RP6003');
  });

  test.each([
    [['check', '-', '-'], 'standard input can be read only once'],
    [['check', '--fix', '-'], '--fix needs a FILE'],
    [['check', '--unsafe', 'good.xml'], '--unsafe goes with --fix'],
    [['check', '--rules', 'RP6910=off', 'good.xml'], "there is no rule 'RP6910'; did you mean RP6010?"],
    [['check', '--rules', 'RP6010', 'good.xml'], 'the setting of RP6010 is ""'],
    [['check', '--rules', 'RP3010=note', 'good.xml'], 'RP3010 (two devices want one place) cannot be given'],
    [['check', '--severity', 'off', 'good.xml'], 'severity'],
    [['check', '-o', 'xml', 'good.xml'], 'xml'],
  ])('refuses %j', async (args, message) => {
    const answer = await call(args, { files });
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toContain(message);
  });

  test('has help of at most 80 columns', async () => {
    const { stdout } = await call(['check', '--help']);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe('check --fix', () => {
  test('replaces the file, says what it changed and what is left', async () => {
    const { code, stdout, stderr, written } = await call(['check', '--fix', 'clash.xml'], { files });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^clash\.xml:23: fixed: remove the address of disk vdb, so .* \[RP3010\]$/m);
    expect(stderr).toBe('1 document checked: 4 fixed; 3 notes (can be fixed: 2 with --fix --unsafe)\n');
    expect(Object.keys(written)).toEqual(['clash.xml']);
    expect(await call(['check', 'a.xml'], { files: { 'a.xml': written['clash.xml'] ?? '' } })).toMatchObject({
      code: 0,
    });
  });

  test('goes further with --unsafe', async () => {
    const { stderr, written } = await call(['check', '--fix', '--unsafe', 'stuck.xml'], { files });
    expect(stderr).toBe('1 document checked: 2 fixed; nothing found\n');
    expect(written['stuck.xml']).toContain("<model type='e1000e'/>");
  });

  test('writes nothing where there is nothing to do', async () => {
    expect((await call(['check', '--fix', 'good.xml', 'no.xml'], { files })).written).toEqual({});
  });

  test('says so where it cannot write', async () => {
    const answer = await call(['check', '--fix', 'readonly/clash.xml'], { files });
    expect(answer).toMatchObject({ code: 2, written: {} });
    expect(answer.stderr).toContain('[RP5003]');
  });

  test('tells programs, too', async () => {
    const { stdout } = await call(['check', '--fix', '-o', 'json', 'clash.xml'], { files });
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      accepted: true,
      fixed: [{ code: 'RP3010', line: 23 }, {}, {}, {}],
    });
    const sarif = await call(['check', '--fix', '-o', 'sarif', 'clash.xml'], { files });
    expect(sarif.stderr).toContain('clash.xml:23: fixed: remove the address of disk vdb');
  });
});

describe('the formats', () => {
  const all = ['good.xml', 'stuck.xml', 'clash.xml', 'no.xml', 'absent.xml'];

  test('json: one object on a line for each document', async () => {
    const { stdout, code } = await call(['check', '-o', 'json', ...all], { files });
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(code).toBe(2);
    expect(answers).toMatchObject([
      { formatVersion: '1.0', file: 'good.xml', ok: true, accepted: true, fixed: [], diagnostics: [] },
      { file: 'stuck.xml', ok: false, accepted: true, diagnostics: [{ code: 'RP6003', fixes: [{ safe: false }] }, {}] },
      { file: 'clash.xml', ok: false, accepted: false },
      { file: 'no.xml', ok: false, accepted: false, diagnostics: [{ code: 'RP1002', line: 1, column: 1 }] },
      { file: 'absent.xml', ok: false, accepted: false, diagnostics: [{ code: 'RP5001' }] },
    ]);
    const refused = await call(['check', '-o', 'json', '--rules', 'x=off', 'good.xml'], { files });
    expect(JSON.parse(refused.stdout)).toMatchObject({ ok: false, diagnostics: [{ code: 'RP5033' }] });
  });

  test('sarif: valid by the schema of SARIF 2.1.0', async () => {
    // The published schema, as the package @microsoft/jest-sarif 1.0.0-beta.0 has it.
    const schema = JSON.parse(readFileSync(new URL('schemas/sarif-2.1.0.json', import.meta.url), 'utf8'));
    const ajv = new Ajv.default({
      strict: false,
      unicodeRegExp: false,
      formats: { uri: (text: string) => URL.canParse(text), 'uri-reference': /^[^\s\\]*$/, 'date-time': true },
    });
    const isValid = ajv.compile(schema);
    const { stdout } = await call(['check', '-o', 'sarif', 'with space%.xml', ...all], {
      files: { ...files, 'with space%.xml': STUCK },
    });
    const log = JSON.parse(stdout);
    expect(isValid(log), ajv.errorsText(isValid.errors)).toBe(true);
    expect(isValid({ ...log, version: '2.0.0' })).toBe(false);
    const [run] = log.runs;
    expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
      'RP1002',
      'RP3008',
      'RP3010',
      'RP6003',
      'RP6004',
      'RP6010',
    ]);
    expect(run.results[0]).toMatchObject({
      ruleId: 'RP6003',
      level: 'warning',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'with%20space%25.xml' }, region: { startLine: 5 } } }],
      fixes: [{ artifactChanges: [{ replacements: [{ insertedContent: {} }] }] }],
    });
    for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
    expect(run.invocations).toMatchObject([
      { executionSuccessful: false, toolExecutionNotifications: [{ descriptor: { id: 'RP5001' } }] },
    ]);
    const empty = await call(['check', '-o', 'sarif', 'good.xml'], { files });
    expect(isValid(JSON.parse(empty.stdout))).toBe(true);
  });

  test('github: a workflow command for each finding', async () => {
    const { stdout } = await call(['check', '-o', 'github', 'stuck.xml', 'a,b:c.xml'], {
      files: { ...files, 'a,b:c.xml': '<network/>' },
    });
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(
      /^::warning file=stuck\.xml,line=5,endLine=5,col=5,endColumn=\d+,title=RP6003%3A no free place/,
    );
    expect(lines[1]).toMatch(/^::notice file=stuck\.xml,.*%0AUse model e1000e/);
    expect(lines[2]).toMatch(/^::error file=a%2Cb%3Ac\.xml,line=1,/);
  });

  test('junit: a suite for each document', async () => {
    const { stdout } = await call(['check', '-o', 'junit', ...all, '<&"\u0001>.xml'], {
      files: { ...files, '<&"\u0001>.xml': STUCK },
    });
    const root = parseXml(stdout).root;
    const suites = root?.children.filter((one): one is XmlElement => one instanceof XmlElement) ?? [];
    expect(suites.map(({ attributes: { name, tests, failures, errors } }) => [name, tests, failures, errors])).toEqual([
      ['good.xml', '1', '0', '0'],
      ['stuck.xml', '2', '1', '0'],
      ['clash.xml', '5', '4', '0'],
      ['no.xml', '1', '1', '0'],
      ['absent.xml', '1', '0', '1'],
      ['<&"\\x01>.xml', '2', '1', '0'],
    ]);
    expect(root?.attributes).toMatchObject({ tests: '12', failures: '7', errors: '1' });
  });
});

describe('the configuration', () => {
  const config = (settings: object): string => JSON.stringify(settings);

  test('is the nearest one above each document', async () => {
    const world = {
      files: {
        '/home/me/a/vm.xml': STUCK,
        'a/vm.xml': STUCK,
        'b/c/vm.xml': STUCK,
        '/home/me/.rootport.json': config({ rules: { RP6003: 'off', RP6004: 'warning' } }),
        '/home/me/b/.rootport.json':
          '{\n  // only this\n  "severity": "note", "rules": {"no-free-hotplug-port": "error"}\n}',
      },
    };
    const { stdout } = await call(['check', 'a/vm.xml', 'b/c/vm.xml'], world);
    expect(
      stdout
        .split('\n')
        .filter((line) => line.includes('.xml:'))
        .map((line) => line.replace(/: [^:]*\[/, ' [')),
    ).toEqual([
      expect.stringMatching(/^a\/vm\.xml:6:\d+: warning .*RP6004\]$/),
      expect.stringMatching(/^b\/c\/vm\.xml:5:5: error .*RP6003\]$/),
      expect.stringMatching(/^b\/c\/vm\.xml:6:\d+: note .*RP6004\]$/),
    ]);
    expect((await call(['check', '--no-config', 'a/vm.xml'], world)).stdout).toContain('RP6003');
    const other = { files: { ...world.files, 'x.json': config({ rules: { RP6003: 'note', RP6004: 'off' } }) } };
    expect(await call(['check', '--config', 'x.json', 'a/vm.xml'], other)).toMatchObject({ code: 0 });
    expect(await call(['check', '-'], { ...world, stdin: STUCK })).toMatchObject({ code: 1 });
  });

  test('chooses the profile and the QEMU; the call wins', async () => {
    const pcQ35 = GOOD.replace('pc-q35-7.2', 'pc-q35');
    const world = { files: { 'vm.xml': pcQ35, '/home/me/.rootport.json': config({ profile: '2.5', qemu: '2.8' }) } };
    expect((await call(['check', 'vm.xml'], world)).stdout).not.toContain('RP6015');
    expect((await call(['check', '--profile', '9.0', 'vm.xml'], world)).stdout).toContain('RP6015');
  });

  test('is refused with all its mistakes, each at its place, once', async () => {
    const text = `{
  "$schema": "x",
  "profil": "9.0",
  "profile": "libvirt-8",
  "qemu": 7.2,
  "severity": "off",
  "rules": { "RP6910": "off", "RP6010": "no", "RP3010": "note" }
}`;
    const { code, stderr, stdout } = await call(['check', 'good.xml', 'stuck.xml'], {
      files: { ...files, '/home/me/.rootport.json': text },
    });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    const found = stderr.split('\n').filter((line) => line.startsWith('/home/me'));
    expect(found.map((line) => line.replace(/^(\S+) .*\[/, '$1 ['))).toEqual([
      '/home/me/.rootport.json:3:3: [RP5031]',
      '/home/me/.rootport.json:4:14: [RP5032]',
      '/home/me/.rootport.json:5:11: [RP5032]',
      '/home/me/.rootport.json:6:15: [RP5032]',
      '/home/me/.rootport.json:7:14: [RP5033]',
      '/home/me/.rootport.json:7:41: [RP5032]',
      '/home/me/.rootport.json:7:47: [RP5034]',
    ]);
  });

  test.each([
    ['', 'RP5030'],
    ['{"rules": {}', 'RP5030'],
    ['{rules: {}}', 'RP5030'],
    ['[]', 'RP5032'],
    ['{"rules": []}', 'RP5032'],
    ['{"profile": {"a": [1]}}', 'RP5032'],
    ['{"profile": null}', 'RP5032'],
    ['{"toString": 1}', 'RP5031'],
  ])('%j is %s', async (text, code) => {
    const answer = await call(['check', '--config', 'c.json', 'good.xml'], { files: { ...files, 'c.json': text } });
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toMatch(new RegExp(`^c\\.json:1:\\d+: error: .*\\[${code}\\]`));
  });

  test('has to be there when it is named', async () => {
    const answer = await call(['check', '--config', 'absent.json', 'good.xml'], { files });
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toContain('cannot read absent.json');
  });
});
