import { parse as parseIni } from 'ini';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { call } from './fake-io.ts';

const nic = (mac: string, bus: number, slot: number): string =>
  `    <interface type='user'>
      <mac address='52:54:00:00:00:${mac}'/>
      <model type='virtio'/>
      <address type='pci' bus='${bus}' slot='${slot}'/>
    </interface>
`;
const vm = `<domain type='qemu'>
  <name>vm</name>
  <memory>1</memory>
  <os><type arch='x86_64' machine='pc-i440fx-7.2'>hvm</type></os>
  <features><acpi/></features>
  <devices>
    <controller type='usb' model='none'/>
    <controller type='pci' index='1' model='pci-bridge'>
      <address type='pci' bus='0' slot='5'/>
    </controller>
${nic('01', 0, 3)}${nic('02', 1, 3)}  </devices>
</domain>
`;
const files = {
  'vm.xml': vm,
  'vexpress.xml': vm.replace('x86_64', 'armv7l').replace('pc-i440fx-7.2', 'vexpress-a15').replace('<acpi/>', ''),
};

describe('rootport guest', () => {
  test('draws what the guest sees', async () => {
    const { code, stdout, stderr } = await call(['guest', 'vm.xml', '--qemu', '7.2', '-q'], { files });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatchSnapshot();
  });

  test('prints it as lspci does', async () => {
    const list = await call(['guest', '-o', 'lspci', '-q', 'vm.xml'], { files });
    expect(list.stdout).toContain('0000:01:03.0 Ethernet controller: Red Hat, Inc. Virtio network device\n');
    const tree = await call(['guest', '-o', 'lspci-tree', '-q', 'vm.xml'], { files });
    expect(tree.stdout).toContain('\\-05.0-[01]----03.0  Red Hat, Inc. Virtio network device\n');
  });

  test('prints the map as JSON', async () => {
    const { stdout } = await call(['guest', '-o', 'json', '--firmware', 'ovmf', 'vm.xml'], { files });
    expect(JSON.parse(stdout)).toMatchObject({
      formatVersion: '1.0',
      ok: true,
      firmware: 'OVMF',
      buses: [
        { number: 0, subordinate: 1, controller: 0 },
        { number: 1, bridge: '0000:00:05.0' },
      ],
    });
  });

  test('refuses machines that it does not know', async () => {
    const { code, stdout } = await call(['guest', '-o', 'json', 'vexpress.xml'], { files });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, diagnostics: [{ code: expect.stringMatching(/^RP/) }] });
  });

  test('needs a document', async () => {
    expect((await call(['guest'])).code).toBe(2);
  });
});

describe('rootport names', () => {
  test('prints names with what they are from, and warns of a clash', async () => {
    const { code, stdout, stderr } = await call(['names', 'vm.xml'], { files, columns: 80 });
    expect(code).toBe(0);
    expect(stderr).toContain('[RP7103]');
    expect(stdout).toMatchSnapshot();
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('takes a naming scheme, with or without its v', async () => {
    const { stdout } = await call(['names', '--scheme', '252', '-o', 'json', 'vm.xml'], { files });
    expect(JSON.parse(stdout)).toMatchObject({ scheme: 'v252', interfaces: [{ name: 'ens3' }, { name: 'enp1s3' }] });
    const wrong = await call(['names', '--scheme', 'v299', 'vm.xml'], { files });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('[RP5050]');
  });

  test('writes configuration', async () => {
    const { stdout } = await call(['names', '--emit', 'udev', '-q', 'vm.xml'], { files });
    expect(stdout).toContain('ATTR{address}=="52:54:00:00:00:02", ATTR{type}=="1", NAME="enp1s3"\n');
  });

  describe('configuration, read by parsers of its formats', () => {
    const emitted = async (format: string): Promise<string> =>
      (await call(['names', '--emit', format, '-q', 'vm.xml'], { files })).stdout;
    const expected = { enp1s3: '52:54:00:00:00:02' };

    test('cloud-init, version 1 and 2', async () => {
      const one = parseYaml(await emitted('cloud-init-v1'), { version: '1.1' });
      expect(one.version).toBe(1);
      const physical: readonly { type: string; name: string; mac_address: string; subnets: unknown }[] = one.config;
      expect(physical.every(({ type }) => type === 'physical')).toBe(true);
      expect(Object.fromEntries(physical.map((each) => [each.name, each.mac_address]))).toMatchObject(expected);
      const two = parseYaml(await emitted('cloud-init'), { version: '1.1' });
      expect(two.ethernets.enp1s3).toEqual({
        match: { macaddress: expected.enp1s3 },
        'set-name': 'enp1s3',
        dhcp4: true,
      });
    });

    test('systemd and Ignition, which carries the same files', async () => {
      const files = (await emitted('networkd')).split(/^# (?=\/etc)/m).filter((text) => text !== '');
      const links = new Map(files.map((text) => [text.split(':')[0], text.slice(text.indexOf('\n') + 1).trim()]));
      const link = '/etc/systemd/network/70-enp1s3.link';
      expect(parseIni(links.get(link) ?? '')).toEqual({
        Match: { MACAddress: expected.enp1s3 },
        Link: { Name: 'enp1s3' },
      });
      const { ignition, storage } = JSON.parse(await emitted('ignition'));
      expect(ignition).toEqual({ version: '3.4.0' });
      const written: readonly { path: string; contents: { source: string } }[] = storage.files;
      const bodies = await Promise.all(
        written.map(
          async ({ path, contents }) => [path, (await (await fetch(contents.source)).text()).trim()] as const,
        ),
      );
      expect(new Map(bodies)).toEqual(links);
    });

    test('NetworkManager', async () => {
      const profiles = (await emitted('networkmanager')).split(/^(?=# \/etc)/m).map((text) => parseIni(text));
      const own = profiles.find(({ connection }) => connection.id === 'enp1s3');
      expect(own).toEqual({
        connection: { id: 'enp1s3', type: 'ethernet' },
        ethernet: { 'mac-address': expected.enp1s3 },
        ipv4: { method: 'auto' },
        ipv6: { method: 'auto' },
      });
    });
  });

  test('pins names in the document, and changes nothing else', async () => {
    const { stdout } = await call(['names', '--pin', '-q', 'vm.xml'], { files });
    expect(stdout.replace(/\n *<acpi index='\d+'\/>/g, '')).toBe(vm);
    const { written, stderr } = await call(['names', '--pin', '--in-place', 'vm.xml'], { files });
    expect(written['vm.xml']).toBe(stdout);
    expect(stderr).toContain('becomes eno3');
  });

  test.each([
    [['--in-place', 'vm.xml']],
    [['--pin', '-o', 'json', 'vm.xml']],
    [['-o', 'xml', 'vm.xml']],
    [['--pin', '--in-place']],
  ])('refuses %j', async (args) => {
    const { code, stderr } = await call(['names', ...args], { files, stdin: vm });
    expect(code).toBe(2);
    expect(stderr).toContain('[RP5006]');
  });
});
