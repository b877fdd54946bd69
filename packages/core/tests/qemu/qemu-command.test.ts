import { describe, expect, test } from 'vitest';
import { qemuArgs, qemuCommand } from '../../src/index.ts';
import { BARE, disk, domain, i440fx, nic, pci, planned, pseries, q35, rootPort, s390x } from '../build.ts';

const deviceWords = (args: readonly string[]): readonly string[] =>
  args.filter((_, place) => args[place - 1] === '-device');
const codes = (xml: string): readonly string[] =>
  qemuCommand(planned(xml, 'libvirt-9.0')).notes.map(
    ({ code, values }) => `${code} ${values['by'] ?? values['id'] ?? ''}`,
  );

describe('the command of a plain QEMU', () => {
  test('has the same devices at the same places as the arguments alone, with backends', () => {
    const plan = planned(q35({ devices: [...BARE, disk('vda'), nic('virtio')] }), 'libvirt-9.0');
    const plain = deviceWords(qemuArgs(plan, { syntax: 'text' }));
    const runnable = deviceWords(qemuCommand(plan).args);
    expect(runnable.map((word) => word.replace(/,(?:drive|netdev)=.*$/, ''))).toEqual(plain);
    expect(runnable.slice(-2)).toEqual([
      expect.stringMatching(/^virtio-blk-pci,.*,drive=backend4$/),
      expect.stringMatching(/^virtio-net-pci,.*,netdev=backend5$/),
    ]);
    expect(qemuCommand(plan)).toMatchObject({ binary: 'qemu-system-x86_64', debianPackage: 'qemu-system-x86' });
  });

  test('starts stopped, without display, with hardly any memory and without what a user has configured', () => {
    const { args } = qemuCommand(planned(i440fx({ devices: BARE }), 'libvirt-9.0'));
    expect(args).toEqual([
      ...['-machine', 'pc,acpi=off', '-accel', 'tcg', '-m', '64'],
      ...['-nodefaults', '-no-user-config', '-display', 'none', '-S'],
    ]);
  });

  test('puts another device in the place of one that needs the host, and says so', () => {
    const host = "<source><address domain='0x0' bus='0x3' slot='0' function='0'/></source>";
    const xml = q35({ devices: [...BARE, `<hostdev mode='subsystem' type='pci' managed='yes'>${host}</hostdev>`] });
    expect(codes(xml)).toEqual(['RP7001 virtio-rng-pci']);
    const { args, notes } = qemuCommand(planned(xml, 'libvirt-9.0'));
    expect(deviceWords(args).at(-1)).toMatch(/^virtio-rng-pci,id=hostdev0,bus=pci\.1,addr=0x0,rng=/);
    expect(xml.slice(notes[0]?.span?.start, notes[0]?.span?.end)).toBe(
      "<hostdev mode='subsystem' type='pci' managed='yes'>",
    );
  });

  test('leaves out a device that QEMU has no driver for', () => {
    const usbDisk = disk('sda', 'usb', '00:05.0');
    const { args, notes } = qemuCommand(planned(i440fx({ devices: [usbDisk] }), 'libvirt-2.5'));
    expect(notes.map(({ code, values }) => [code, values])).toEqual([['RP7002', { device: 'disk sda' }]]);
    expect(deviceWords(args).join(' ')).not.toContain('addr=0x5');
  });

  test('gives a bus before what is on it', () => {
    const xml = q35({ devices: [...BARE, pci(1, 'pcie-to-pci-bridge', '02:00.0'), rootPort(2, '00:03.0')] });
    expect(codes(xml)).toEqual(['RP7003 pci.2']);
    const words = deviceWords(qemuCommand(planned(xml, 'libvirt-9.0')).args);
    const ids = words.map((word) => /id=(pci\.\d)/.exec(word)?.[1]);
    expect(ids).toEqual(['pci.2', 'pci.1']);
  });

  test('has the NUMA nodes that a controller names, each with the memory that the machine asks for', () => {
    const numa =
      "<cpu><numa><cell id='0' cpus='0' memory='512' unit='MiB'/><cell id='1' cpus='1' memory='512' unit='MiB'/></numa></cpu>";
    const expander =
      "<controller type='pci' index='1' model='pcie-expander-bus'><target busNr='180'><node>1</node></target></controller>";
    const { args } = qemuCommand(
      planned(q35({ before: [numa], devices: [...BARE, expander, rootPort(2)] }), 'libvirt-9.0'),
    );
    expect(args.filter((word) => word.startsWith('node,'))).toEqual([
      'node,nodeid=0,memdev=ram-node0',
      'node,nodeid=1,memdev=ram-node1',
    ]);
    const without = qemuCommand(planned(q35({ before: [numa], devices: BARE }), 'libvirt-9.0')).args;
    expect(without).not.toContain('-numa');
  });

  test.each([
    [pseries({ devices: BARE }), 'qemu-system-ppc64', 'qemu-system-ppc'],
    [s390x({ devices: BARE }), 'qemu-system-s390x', 'qemu-system-misc'],
    [domain({ arch: 'i686', devices: BARE }), 'qemu-system-i386', 'qemu-system-x86'],
    [domain({ arch: 'armv7l', machine: 'virt', devices: BARE }), 'qemu-system-arm', 'qemu-system-arm'],
    [domain({ arch: 'mips64el', machine: 'malta', devices: BARE }), 'qemu-system-mips64el', 'qemu-system-mips'],
    [domain({ arch: 'alpha', machine: 'clipper', devices: BARE }), 'qemu-system-alpha', 'qemu-system-misc'],
  ])('knows the binary and its package: %#', (xml, binary, debianPackage) => {
    expect(qemuCommand(planned(xml, 'libvirt-9.0'))).toMatchObject({ binary, debianPackage });
  });
});
