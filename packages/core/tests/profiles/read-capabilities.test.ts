import { describe, expect, test } from 'vitest';
import { planDomain, readEmulatorReport, untoldCapabilities } from '../../src/index.ts';
import { q35, video } from '../build.ts';

const CACHE = `<qemuCaps>
  <emulator>/usr/bin/qemu-system-x86_64</emulator>
  <selfvers>9000000</selfvers>
  <flag name='pcie-root-port'/>
  <flag name='VGA'/>
  <flag/>
  <version>7002022</version>
  <arch>x86_64</arch>
</qemuCaps>`;

const domcapabilities = (devices: string): string =>
  `<domainCapabilities><path>/usr/bin/qemu-system-x86_64</path><arch>x86_64</arch>${devices}</domainCapabilities>`;
const VIDEO = domcapabilities(
  "<devices><video supported='yes'><enum name='modelType'><value>vga</value><value>virtio</value></enum></video></devices>",
);

describe("libvirt's capability cache", () => {
  test('tells everything', () => {
    const report = readEmulatorReport(CACHE);
    expect(report).toEqual({
      kind: 'cache',
      arch: 'x86_64',
      capabilities: ['pcie-root-port', 'VGA'],
      qemu: '7.2.22',
      libvirt: '9.0.0',
    });
    expect(report && untoldCapabilities(report)).toEqual([]);
  });

  test('decides what a document may have', () => {
    const codes = (capabilities: readonly string[]): readonly string[] =>
      planDomain(q35({ devices: [video('qxl')] }), {
        profile: 'libvirt-9.0',
        capabilitiesByArch: { x86_64: capabilities },
      }).diagnostics.map(({ code }) => code);
    expect(codes(['pcie-root-port', 'VGA'])).toContain('RP2043');
    expect(codes(['pcie-root-port', 'qxl'])).not.toContain('RP2043');
  });

  test('without versions, or with some that are none', () => {
    const bare = readEmulatorReport('<qemuCaps><arch>s390x</arch></qemuCaps>');
    expect(bare).toEqual({ kind: 'cache', arch: 's390x', capabilities: [] });
    expect(readEmulatorReport(CACHE.replace('7002022', '7.2'))).not.toHaveProperty('qemu');
  });
});

describe('virsh domcapabilities', () => {
  test('tells of the values that it lists', () => {
    const report = readEmulatorReport(VIDEO);
    expect(report).toMatchObject({ kind: 'domcapabilities', arch: 'x86_64', has: ['VGA'] });
    expect(report?.kind === 'domcapabilities' && report.lacks).toContain('qxl');
    expect(report && untoldCapabilities(report)).toContain('pcie-root-port');
    expect(report && untoldCapabilities(report)).not.toContain('qxl');
  });

  test('tells nothing of a class without a list', () => {
    const report = readEmulatorReport(domcapabilities("<devices><video supported='no'/></devices>"));
    expect(report).toMatchObject({ has: [], lacks: [] });
  });
});

test.each([
  ['nothing', ''],
  ['a domain', q35()],
  ['no architecture', '<qemuCaps/>'],
  ['broken XML', '<qemuCaps><arch>x86_64</arch>'],
  ['plain text', 'VGA qxl'],
])('%s is no report', (_, text) => {
  expect(readEmulatorReport(text)).toBeUndefined();
});
