import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convertProxmox, planDomain, predictGuest } from '../../src/index.ts';
import { addresses, planned } from '../build.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../../fixtures/proxmox/${name}`, import.meta.url), 'utf8');

function converted(text: string) {
  const result = convertProxmox(text, { name: '100' });
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result;
}
const namesOf = (text: string, scheme: string): readonly (string | undefined)[] => {
  const guest = predictGuest(planned(converted(text).xml, 'libvirt-9.0', { qemu: '7.2' }), { scheme, qemu: '7.2' });
  if (!guest.ok) throw new Error('no guest');
  return guest.guest.interfaces.map(({ name }) => name);
};

describe('a guest of Proxmox', () => {
  test('keeps its addresses on i440fx', () => {
    expect(addresses(planned(converted(fixture('100.conf')).xml, 'libvirt-9.0'))).toMatchObject({
      'disk vda': '00:0a.0',
      'interface bc:24:11:5a:10:01 (virtio)': '00:12.0',
      'interface bc:24:11:5a:10:02 (virtio)': '00:13.0',
      'memballoon virtio': '00:03.0',
      'video vga': '00:02.0',
    });
  });

  test('keeps its addresses on q35, behind the bridges of its configuration file', () => {
    const { xml, diagnostics } = converted(fixture('101.conf'));
    expect(addresses(planned(xml, 'libvirt-9.0'))).toMatchObject({
      'interface bc:24:11:5a:11:01 (virtio)': '06:12.0',
      'hostdev 0000:01:00.0 (pci)': '01:00.0',
      'hostdev 0000:01:00.1 (pci)': '01:00.1',
      'hostdev 0000:41:00.0 (pci)': '0a:00.0',
    });
    expect(diagnostics.map(({ code }) => code)).toEqual(['RP6560']);
  });

  test('has the names of interfaces that the rule tells', () => {
    expect(namesOf(fixture('100.conf'), 'debian-12')).toEqual(['ens18', 'ens19']);
    const four = fixture('101.conf').replace(/^hostpci4.*\n/m, '');
    expect(namesOf(four, 'debian-12')).toEqual(['enp6s18']);
    expect(namesOf(fixture('101.conf'), 'debian-12')).toEqual(['enp7s18']);
  });

  test('is planned with every device that there may be', () => {
    const lines = (kind: string, count: number, value: (number: number) => string) =>
      Array.from({ length: count }, (_, number) => `${kind}${number}: ${value(number)}\n`).join('');
    const common = `agent: 1\nrng0: source=/dev/urandom\naudio0: device=ich9-intel-hda\nwatchdog: model=i6300esb\nivshmem: size=32\nvga: qxl4\nmemory: 4096\n${lines('net', 32, () => 'virtio')}${lines('virtio', 16, (n) => `d:${n}`)}${lines('sata', 6, (n) => `s:${n}`)}usb0: host=1-1,usb3=1\nusb1: host=1-2\n`;
    for (const machine of ['pc', 'q35'])
      for (const scsihw of ['lsi', 'virtio-scsi-pci', 'virtio-scsi-single', 'megasas', 'pvscsi'])
        for (const pcie of machine === 'q35' ? ['', ',pcie=1'] : ['']) {
          const scsi = lines('scsi', scsihw === 'virtio-scsi-single' ? 31 : 14, (n) => `d:${n}`);
          // Without pcie=1, hostpci 4 and 5 and the others lie beside each other, as in the table.
          const text = `machine: ${machine}\nscsihw: ${scsihw}\n${common}${scsi}${lines('hostpci', 16, (n) => `0000:${(n + 16).toString(16)}:00.0${pcie}`)}`;
          const { xml } = converted(text);
          const result = planDomain(xml, { profile: 'libvirt-9.0' });
          expect(
            result.ok ? [] : result.diagnostics.map(({ code, values }) => [code, values]),
            `${machine} ${scsihw}${pcie}`,
          ).toEqual([]);
        }
  });

  test.each([
    ['', 'RP5560'],
    ['<domain/>', 'RP5560'],
    ['a'.repeat(2 ** 21), 'RP5560'],
    ['machine: microvm\n', 'RP5561'],
    ['arch: aarch64\n', 'RP5561'],
    ['net0: virtio=nonsense\n', 'RP5561'],
    ['net32: virtio\n', 'RP5561'],
    ['hostpci0: ../../etc\n', 'RP5561'],
    ['memory: 1e9\n', 'RP5561'],
    ['net0: virtio,bridge=<&\'"\u0000>\n', undefined],
    ['args: -device e1000\n', 'RP5562'],
    ['hostpci0: mapping=gpu\n', 'RP5563'],
  ])('%j: %s', (text, code) => {
    const result = convertProxmox(text);
    expect(result.diagnostics.map((one) => one.code)).toEqual(code === undefined ? [] : [code]);
    if (result.ok) expect(planDomain(result.xml, {}).ok).toBe(true);
  });

  test('of any text is a domain that can be planned, or refused', () => {
    const word = fc.oneof(
      fc.constantFrom(
        'net0',
        'scsi3',
        'hostpci1',
        'machine',
        'virtio',
        'q35',
        'host=01:00',
        'pcie=1',
        ',',
        '=',
        ';',
        '\n',
        ': ',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), (words) => {
        const result = convertProxmox(words.join(''));
        if (!result.ok) return result.diagnostics.length > 0;
        return !planDomain(result.xml, {}).diagnostics.some((one) => one.code.startsWith('RP1'));
      }),
      { numRuns: process.env['CI'] === undefined ? 100 : 300 },
    );
  });
});
