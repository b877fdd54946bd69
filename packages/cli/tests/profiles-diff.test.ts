import { describe, expect, test } from 'vitest';
import { BARE, FOREIGN } from './documents.ts';
import { call } from './fake-io.ts';

const MODELS = BARE.replace(
  '<memballoon',
  "<interface type='network'><mac address='52:54:00:00:00:01'/><source network='n'/></interface>\n    <memballoon",
);
const NEW_ELEMENT = BARE.replace(
  '<memballoon',
  "<crypto model='virtio' type='qemu'><backend model='builtin'/></crypto>\n    <memballoon",
);
const files = { 'a.xml': MODELS, 'new.xml': NEW_ELEMENT, 'bad.xml': FOREIGN };
const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

describe('rootport profiles diff', () => {
  test('shows the devices that differ, and answers 1', async () => {
    const answer = await call(['profiles', 'diff', 'libvirt-2.5', 'libvirt-latest', 'a.xml'], { files });
    expect(answer).toMatchObject({ code: 1, stderr: '' });
    expect(answer.stdout).toMatchSnapshot();
    expect(widest(answer.stdout)).toBeLessThanOrEqual(80);
  });

  test('takes the short names, and the document from a pipe', async () => {
    const short = await call(['profiles', 'diff', '2.5', 'latest'], { stdin: MODELS });
    expect(short).toEqual(await call(['profiles', 'diff', 'libvirt-2.5', 'libvirt-latest', 'a.xml'], { files }));
  });

  test('shows the others too with --all', async () => {
    const all = (await call(['profiles', 'diff', '--all', '2.5', 'latest', 'a.xml'], { files })).stdout;
    expect(all).toMatch(/^controller sata 0 +0000:00:1f\.2 +0000:00:1f\.2$/m);
  });

  test('is silent but for one line when all agree', async () => {
    const answer = await call(['profiles', 'diff', '11.3', 'latest', 'a.xml'], { files });
    expect(answer).toMatchObject({ code: 0, stderr: '' });
    expect(answer.stdout).toMatch(/^All \d+ devices are the same\.\n$/);
  });

  test('has blocks instead of columns where these are too wide', async () => {
    const names = ['2.5-step1', '2.5-step2', '2.5', '6.5', '9.0', '11.3', 'latest'];
    const { stdout } = await call(['profiles', 'diff', ...names, 'a.xml'], { files });
    expect(stdout).toMatch(
      /^controller pci 3 \(pcie-root-port\)\n {2}0000:00:01\.0 {2}2\.5-step1 2\.5-step2 2\.5\n {2}0000:00:01\.1 {2}6\.5 9\.0 11\.3 latest\n/m,
    );
    expect(widest(stdout)).toBeLessThanOrEqual(80);
  });

  test('says what only some profiles say', async () => {
    const { code, stdout } = await call(['profiles', 'diff', '2.5', '6.5', 'latest', 'new.xml'], { files });
    expect(code).toBe(1);
    expect(stdout).toMatch(/\nlibvirt-2\.5, libvirt-6\.5 say:\n {2}new\.xml:\d+:\d+: warning: .* \[RP4004\]\n/);
  });

  test('says once why all refuse', async () => {
    const answer = await call(['profiles', 'diff', '9.0', 'latest', 'bad.xml'], { files });
    expect(answer.code).toBe(1);
    expect(answer.stdout).toMatch(
      /^libvirt-9\.0, libvirt-latest refuse the document:\n {2}bad\.xml:1:\d+: error: .*\[RP1002\]\n/,
    );
  });

  test('is JSON for programs', async () => {
    const { code, stdout } = await call(['profiles', 'diff', '-o', 'json', '2.5', 'latest', 'a.xml'], { files });
    const json = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(json).toMatchObject({
      file: 'a.xml',
      differs: true,
      profiles: [{ profile: 'libvirt-2.5', ok: true, diagnostics: [] }, {}],
    });
    expect(json.devices.find(({ kind }: { kind: string }) => kind === 'interface')).toMatchObject({
      origin: 'document',
      places: [{}, {}],
    });
  });

  test.each([
    [['2.5', 'a.xml'], /comparing takes two profiles or more, and then the FILE \[RP5006\]/],
    [['2.5', '2.5', 'a.xml'], /libvirt-2\.5 is given twice/],
    [['2.5', '0', 'a.xml'], /there is no profile '0' \[RP4003\]/],
    [['2.5', 'latest'], /no FILE, and nothing is piped in/],
    [['2.5', 'latest', 'absent.xml'], /cannot read absent\.xml: .* \[RP5001\]/],
    [[], /missing required argument 'PROFILE' \[RP5006\]\n {2}help: Try rootport profiles diff --help/],
  ])('refuses %j', async (args, message) => {
    const answer = await call(['profiles', 'diff', ...args], { files });
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toMatch(message);
  });
});
