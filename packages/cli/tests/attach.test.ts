import { describe, expect, test } from 'vitest';
import { call } from './fake-io.ts';

const DISK = "<disk type='file'><source file='/d/a'/><target dev='vda' bus='virtio'/></disk>";
const vm = `<domain type='qemu'>
  <name>vm</name>
  <memory>65536</memory>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <devices>
    ${DISK}
  </devices>
</domain>
`;
const files = {
  'vm.xml': vm,
  'readonly/vm.xml': vm,
  'refused.xml': vm.replace('/>', ' x'),
  'nic.xml': "<interface type='user'><mac address='52:54:00:4e:21:09'/><model type='virtio'/></interface>\n",
  'nic2.xml': "<interface type='user'><mac address='52:54:00:4e:21:0a'/><model type='virtio'/></interface>\n",
  'sound.xml': "\n<sound model='ac97'/>",
  'empty.xml': '',
};

describe('rootport attach', () => {
  test('says where a device lands', async () => {
    const { code, stdout, stderr } = await call(['attach', 'vm.xml', 'nic.xml'], { files });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatchInlineSnapshot(`
      "nic.xml
        stored definition  interface 52:54:00:4e:21:09 (virtio) at 0000:04:00.0,
                           enp4s0 in a Linux guest
        running guest      interface 52:54:00:4e:21:09 (virtio) at 0000:04:00.0,
                           enp4s0 in a Linux guest
                           the same place in both
      "
    `);
  });

  test('takes several devices, each where the one before left the domain', async () => {
    const { code, stdout, stderr } = await call(['attach', 'vm.xml', 'nic.xml', 'nic2.xml'], { files });
    expect(code).toBe(1);
    expect(stdout).toMatchInlineSnapshot(`
      "nic.xml
        stored definition  interface 52:54:00:4e:21:09 (virtio) at 0000:04:00.0,
                           enp4s0 in a Linux guest
        running guest      interface 52:54:00:4e:21:09 (virtio) at 0000:04:00.0,
                           enp4s0 in a Linux guest
                           the same place in both

      nic2.xml
        stored definition  interface 52:54:00:4e:21:0a (virtio) at 0000:05:00.0,
                           enp5s0 in a Linux guest
                           controller pci 5 (pcie-root-port) at 0000:00:01.4
        running guest      refused: RP3013
      "
    `);
    expect(stderr).toContain('nic2.xml:1:1: error');
    expect(Math.max(...`${stdout}`.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('points into the file that is at fault', async () => {
    const answer = await call(['attach', '--live', 'vm.xml', 'sound.xml'], { files });
    expect(answer).toMatchObject({ code: 1, stdout: 'sound.xml\n  running guest  refused: RP3051\n' });
    expect(answer.stderr).toContain('sound.xml:2:1: error: sound ac97 cannot be attached to a running guest [RP3051]');
    const refused = await call(['attach', 'refused.xml', 'nic.xml'], { files });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('refused.xml:6:44: error');
  });

  test('writes the new definition, or nothing', async () => {
    const { stdout } = await call(['attach', '-o', 'xml', 'vm.xml', 'nic.xml'], { files });
    expect(stdout).toContain('52:54:00:4e:21:09');
    expect(await call(['attach', '-o', 'xml', '-', 'nic.xml'], { files, stdin: vm })).toMatchObject({ stdout });
    expect(await call(['attach', '-o', 'xml', 'vm.xml', '-'], { files, stdin: files['nic.xml'] })).toMatchObject({
      stdout,
    });
    const written = await call(['attach', '--in-place', '-q', 'vm.xml', 'nic.xml'], { files });
    expect(written).toMatchObject({ code: 0, stdout: '', written: { 'vm.xml': stdout } });
    expect(await call(['attach', '--in-place', 'readonly/vm.xml', 'nic.xml'], { files })).toMatchObject({ code: 2 });
    const refused = await call(['attach', '--in-place', 'vm.xml', 'nic.xml', 'nic.xml', 'empty.xml'], { files });
    expect(refused).toMatchObject({ code: 1, written: {} });
  });

  test('is JSON for programs', async () => {
    const { stdout, code } = await call(['attach', '-o', 'json', 'vm.xml', 'nic.xml', 'sound.xml'], { files });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      formatVersion: '1.0',
      file: 'vm.xml',
      ok: false,
      devices: [
        { device: 'nic.xml', stored: { ok: true, changes: [{ status: 'new' }] }, live: { ok: true }, agree: true },
        { device: 'sound.xml', stored: { ok: true }, live: { ok: false, diagnostics: [{ code: 'RP3051', line: 2 }] } },
      ],
    });
  });

  test.each([
    [['attach', 'vm.xml'], 'DEVICE'],
    [['attach', '-', '-'], '"-" can be given once'],
    [['attach', '--in-place', '-', 'nic.xml'], '--in-place needs a FILE'],
    [['attach', '--in-place', '--live', 'vm.xml', 'nic.xml'], 'cannot be used'],
    [['attach', 'vm.xml', 'absent.xml'], 'cannot read absent.xml'],
    [['attach', '--profile', 'nope', 'vm.xml', 'nic.xml'], 'nope'],
  ])('refuses %j', async (args, message) => {
    const answer = await call(args, { files });
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toContain(message);
  });
});

describe('rootport detach', () => {
  test('takes names and files', async () => {
    const attached = await call(['attach', '-o', 'xml', 'vm.xml', 'nic.xml'], { files });
    const both = { ...files, 'vm.xml': attached.stdout };
    const { code, stdout, stderr } = await call(['detach', 'vm.xml', 'vda', 'nic.xml'], { files: both });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatchInlineSnapshot(`
      "vda
        stored definition  disk vda is gone, 0000:02:00.0 is free
        running guest      disk vda is gone, 0000:02:00.0 is free

      nic.xml
        stored definition  interface 52:54:00:4e:21:09 (virtio) is gone, 0000:04:00.0
                           is free
        running guest      interface 52:54:00:4e:21:09 (virtio) is gone, 0000:04:00.0
                           is free
      "
    `);
  });

  test('undoes what attach did', async () => {
    const planned = (await call(['plan', 'vm.xml'], { files })).stdout;
    const attached = await call(['attach', '-o', 'xml', 'vm.xml', 'nic.xml'], { files });
    const detached = await call(['detach', '-o', 'xml', '-', '52:54:00:4e:21:09'], { stdin: attached.stdout });
    expect(detached.stdout).toBe(planned);
  });

  test('says that there is no such device', async () => {
    const answer = await call(['detach', 'vm.xml', 'vdb'], { files });
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain('[RP5020]');
    expect((await call(['detach', 'vm.xml', 'empty.xml'], { files })).stderr).toContain('empty.xml: error');
  });
});
