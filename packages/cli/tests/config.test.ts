import { expect, test } from 'vitest';
import { createProgram } from '../src/program.ts';
import { grammarReference } from '../src/reference/grammar-reference.ts';
import { BARE } from './documents.ts';
import { call, fakeIo } from './fake-io.ts';

const CONFIG = '/home/me/.rootport.json';
const settings = (value: object): string => JSON.stringify(value);
const under = (config: object, more: Readonly<Record<string, string>> = {}) => ({
  files: { 'vm.xml': BARE, [CONFIG]: settings(config), ...more },
});

/** Every command that plans, with what it needs besides the document. */
const COMMANDS: readonly (readonly [string, ...string[]])[] = [
  ['plan', '-o', 'json', 'vm.xml'],
  ['show', '-o', 'json', 'vm.xml'],
  ['explain', '-o', 'json', 'vm.xml'],
  ['capacity', '-o', 'json', 'vm.xml'],
  ['reserve', '--free', '1', '-o', 'json', 'vm.xml'],
  ['attach', '-o', 'json', 'vm.xml', 'vm.xml'],
  ['detach', '-o', 'json', 'vm.xml', 'vda'],
  ['diff', '-o', 'json', 'vm.xml', 'vm.xml'],
  ['lock', '-o', '-', 'vm.xml'],
  ['check', '-o', 'json', 'vm.xml'],
  ['convert', '--machine', 'q35', '-o', 'json', 'vm.xml'],
  ['qemu', '-o', 'json', 'vm.xml'],
  ['verify', '-o', 'json', 'vm.xml'],
  ['bars', '-o', 'json', 'vm.xml'],
  ['guest', '-o', 'json', 'vm.xml'],
  ['names', '-o', 'json', 'vm.xml'],
  ['config', 'vm.xml'],
  ['place', '--gpus', '--policy', 'switch', '-o', 'json', 'vm.xml'],
  ['p2p', '-o', 'json', 'vm.xml'],
  ['profiles', 'diff', 'libvirt-9.0', 'libvirt-11.3', '-o', 'json', 'vm.xml'],
  ['fleet', 'upgrade', '--from', '9.0', '--to', '11.3', '-o', 'json', 'vm.xml'],
  ['fleet', 'inventory', '-o', 'json', 'vm.xml'],
  ['fleet', 'room', '-o', 'json', 'vm.xml'],
  ['kubevirt', 'simulate', '-o', 'json', 'vm.xml'],
  ['view', 'vm.xml'],
];

/** Commands that plan no document, and so have nothing to ask a configuration for. */
const WITHOUT_DOCUMENT = ['', 'profiles', 'codes', 'rules', 'completion', 'fleet', 'kubevirt'];
/** Of a run of many documents: what the questions that read it have put into the results or the queue. */
const WITHIN_A_RUN = ['fleet merge', 'fleet submit', 'fleet work'];
/** Read the configuration, as their own tests show: they need an editor and a queue. */
const ELSEWHERE = ['lsp', 'fleet submit upgrade', 'fleet submit inventory', 'fleet submit room'];

test('each command reads the configuration and can be told not to, or says in its help why not', () => {
  const commands = grammarReference(createProgram(fakeIo(), () => undefined));
  const reading = commands.filter(({ options }) => options.some(({ long }) => long === '--no-config'));
  const tried = COMMANDS.map(([first, second = '']) => {
    const name = `${first} ${second}`;
    return commands.some((one) => one.name === name) ? name : first;
  });
  expect([...tried, ...ELSEWHERE].sort()).toEqual(reading.map(({ name }) => name).sort());
  const others = commands.filter((one) => !reading.includes(one) && !WITHIN_A_RUN.includes(one.name));
  const silent = others.filter(({ notes }) => !/It reads no \.rootport\.json[:,]/.test(notes));
  expect(silent.map(({ name }) => name).sort()).toEqual([...WITHOUT_DOCUMENT].sort());
});

test.each(COMMANDS)(
  '%s reads the configuration: a wrong one is refused at its place, none is read on request',
  async (...args) => {
    const refused = await call(args, { files: { 'vm.xml': BARE, [CONFIG]: '{\n  "qemu": 7.2\n}' } });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`${CONFIG}:2:11: error: qemu is 7.2 [RP5032]`);
    const [command = '', ...rest] = args;
    // After the command, which may have two words.
    const unread = await call([command, ...rest, '--no-config'], { files: { 'vm.xml': BARE, [CONFIG]: '{' } });
    expect(unread.stderr).not.toContain('RP503');
  },
);

/** libvirt 9.0 refuses it, the newest one does not. */
const NEW_SOUND = BARE.replace('</devices>', "<sound model='virtio'/></devices>");
const HOST = { formatVersion: '2.0', devices: [], bridges: [] };
/** Plan under the profiles that they are told, and have no `--profile`. */
const OWN_PROFILES = ['profiles diff', 'fleet upgrade'];
/** `config` says where a setting comes from (below), and what `view` says is in its page (tests/view.test.ts). */
const OTHERWISE = ['config vm.xml', 'view vm.xml'];
const BY_PROFILE = COMMANDS.filter((args) => ![...OWN_PROFILES, ...OTHERWISE].includes(args.slice(0, 2).join(' ')));

test.each(BY_PROFILE)('%s plans by the profile of the configuration, and an option wins over it', async (...args) => {
  const files = { 'vm.xml': NEW_SOUND, '/home/me/host.json': JSON.stringify(HOST) };
  const [command = '', ...rest] = args;
  const told = async (config: object, ...options: readonly string[]) => {
    const { stdout, stderr } = await call([command, ...rest, ...options], {
      files: { ...files, [CONFIG]: settings({ ...config, host: 'host.json' }) },
    });
    expect(stderr).not.toContain('RP503');
    return stdout + stderr;
  };
  const [old, now] = [await told({ profile: '9.0' }), await told({ profile: '12.9' })];
  expect(old).not.toBe(now);
  expect(await told({ profile: '9.0' }, '--profile', '12.9')).toBe(now);
  expect(await told({}, '--profile', '9.0')).toBe(old);
});

test('profile, QEMU, capabilities, architecture and host facts come from it, and options win', async () => {
  const profileOf = async (...args: readonly string[]) =>
    JSON.parse((await call(['plan', '-o', 'json', ...args, 'vm.xml'], under({ profile: '9.0' }))).stdout).profile;
  expect(await profileOf()).toBe('libvirt-9.0');
  expect(await profileOf('--profile', '7.0')).toBe('libvirt-7.0');
  expect(await profileOf('--no-config')).toBe('libvirt-latest');
  const host = await call(['plan', 'vm.xml'], under({ host: 'host.json' }, { '/home/me/host.json': '{"x": 1}' }));
  expect(host.stderr).toContain('/home/me/host.json:1:2: error:');
  const options = ['config', '-o', 'json', '--qemu', '8.0', 'vm.xml'];
  const inForce = JSON.parse(
    (await call(options, under({ capabilities: ['pcie-root-port'], arch: 'aarch64' }))).stdout,
  );
  expect(inForce.settings).toContainEqual({ name: 'qemu', value: '8.0', from: 'option' });
  expect(inForce.settings).toContainEqual({ name: 'arch', value: 'aarch64', from: 'file', line: 1 });
  expect(inForce.settings.map(({ name }: { name: string }) => name)).not.toContain('capabilities');
});

test('a package.json may have it, and the nearest file counts', async () => {
  const files = {
    'a/b/vm.xml': BARE,
    '/home/me/a/package.json': '{"name": "x", "rootport": {"profile": "7.0"}}',
    [CONFIG]: settings({ profile: '9.0' }),
    '/home/me/a/b/package.json': '{"name": "rootport"}',
  };
  const { stdout } = await call(['config', 'a/b/vm.xml'], { files });
  expect(stdout).toMatch(/^\/home\/me\/a\/package\.json\n {2}profile +libvirt-7\.0 +line 1\n/);
  const broken = { ...files, '/home/me/a/package.json': '{"rootport": {"profil": 1}}' };
  expect((await call(['show', 'a/b/vm.xml'], { files: broken })).stderr).toContain('package.json:1:15: error');
});

test('check, plan and verify take its documents where none is named; what it ignores is left out', async () => {
  const world = {
    files: {
      'm/a.xml': BARE,
      'm/b.xml': BARE,
      'm/old/c.xml': BARE,
      [CONFIG]: settings({ files: ['m/**/*.xml'], ignore: ['m/old/**'] }),
    },
  };
  const names = (stdout: string) =>
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).file);
  expect(names((await call(['check', '-o', 'json'], world)).stdout)).toEqual(['m/a.xml', 'm/b.xml']);
  expect(names((await call(['plan', '-o', 'json'], world)).stdout)).toEqual(['m/a.xml', 'm/b.xml']);
  expect(names((await call(['check', '-o', 'json'], { ...world, stdin: '' })).stdout)).toEqual(['m/a.xml', 'm/b.xml']);
  expect(names((await call(['check', '-o', 'json'], { ...world, stdin: BARE })).stdout)).toEqual(['<stdin>']);
  const left = await call(['check', '-o', 'json', 'm/old/c.xml', 'm/a.xml'], world);
  expect(names(left.stdout)).toEqual(['m/a.xml']);
  expect(left.stderr).toContain('note: m/old/c.xml is left out');
  const written = await call(['plan', '--in-place', 'm/old/c.xml', 'm/a.xml'], world);
  expect(Object.keys(written.written)).toEqual(['m/a.xml']);
  expect((await call(['plan', 'm/old/c.xml'], world)).stdout).toContain('<domain');
  const none = await call(['check'], { files: { [CONFIG]: settings({ files: ['x/*.xml'] }) } });
  expect(none).toMatchObject({ code: 2, stdout: '' });
  expect(none.stderr).toContain('RP5261');
});

test('the lock is read by its schema: each fault at its place', async () => {
  const lock =
    '{"formatVersion": "1.0", "profile": "x", "arch": "x", "machine": "m", "family": "f",\n "devices": [{"kind": "disk", "label": "vda", "sort": "", "address": {"type": "pci", "at": 3}}]}';
  const { code, stderr } = await call(['plan', '--locked', 'l', 'vm.xml'], { files: { 'vm.xml': BARE, l: lock } });
  expect(code).toBe(2);
  expect(stderr).toContain('l:2:92: error: the lock cannot be used: devices[0].address.at is 3;');
});
