import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Conversion, type ConversionOptions, convertMachine, patchXml, planDomain } from '../../src/index.ts';
import { controller, disk, domain, hostdev, i440fx, nic, pci, q35 } from '../build.ts';

const fixture = (guest: string): string =>
  readFileSync(new URL(`../../../../fixtures/convert/${guest}-i440fx.xml`, import.meta.url), 'utf8');
const attempt = (xml: string, options: ConversionOptions = {}): Conversion =>
  convertMachine(xml, (text) => planDomain(text, { profile: 'libvirt-9.0' }), options);

function convert(xml: string, options: ConversionOptions = {}): Conversion & { ok: true } {
  const conversion = attempt(xml, options);
  if (!conversion.ok) throw new Error(conversion.diagnostics.map(({ code }) => code).join());
  return conversion;
}

const codes = (conversion: Conversion): readonly string[] => conversion.diagnostics.map(({ code }) => code);
/** `label: address -> address` of everything that is not the same. */
const changes = ({ comparison }: Conversion & { ok: true }): readonly string[] =>
  comparison.devices
    .filter(({ status }) => status !== 'same')
    .map(
      ({ before, after }) =>
        `${before?.label ?? '-'}: ${before?.address ?? '-'} -> ${after?.label ?? '-'}: ${after?.address ?? '-'}`,
    );
const acpi = (parts = {}): string =>
  domain({ machine: 'pc-i440fx-6.2', before: ['<features><acpi/></features>'], ...parts });

describe('convertMachine', () => {
  test('reports everything that a Windows guest may notice', () => {
    const conversion = convert(fixture('windows'));
    expect(conversion.comparison.machines).toEqual(['pc-i440fx-6.2', 'pc-q35-6.2']);
    expect(changes(conversion)).toMatchSnapshot();
    expect(codes(conversion)).toEqual([]);
  });

  test('reports everything that a Linux guest may notice', () => {
    const conversion = convert(fixture('linux'));
    expect(changes(conversion)).toMatchSnapshot();
    expect(conversion.names).toEqual([
      { label: 'interface 52:54:00:5a:00:01 (virtio)', before: 'ens3', after: 'enp4s0' },
      // Before, both want ens3 (G-NAME-CLASH); one of them had no name of its own.
      { label: 'interface 52:54:00:5a:00:02 (rtl8139)', before: 'ens3', after: 'ens1' },
    ]);
  });

  test('leaves the rest of the document as it is', () => {
    const { xml, before } = convert(fixture('windows'));
    const kept = (text: string): string =>
      text
        .replace(/ *<controller[^>]*\/>\n/g, '')
        .replace(/ *<controller[^>]*[^/]>[\s\S]*?<\/controller>\n/g, '')
        .replace(/ *<address type="(pci|drive)"[^>]*\/>\n/g, '')
        .replace(/machine="[^"]*"/, '')
        .replace(/<target dev="[a-z]+" bus="(ide|sata)"\/>/g, '');
    // What libvirt adds to the document on either machine is not the conversion's.
    expect(kept(xml)).toBe(kept(patchXml(before)));
  });

  test('fixes the names of interfaces by an index, where the guest would see it', () => {
    const { names, xml } = convert(fixture('windows'), { keepNicNames: true });
    expect(names.map(({ before, after }) => `${before} ${after}`)).toEqual(['ens3 eno3', 'ens4 eno4']);
    expect(xml.match(/<acpi index="\d+"\/>/g)).toEqual(['<acpi index="3"/>', '<acpi index="4"/>']);
    const old = attempt(acpi({ machine: 'pc-i440fx-5.2', devices: [nic('virtio')] }), { keepNicNames: true });
    expect(codes(old)).toEqual(['RP3085']);
    const taken = nic('virtio').replace('</interface>', "<acpi index='4'/></interface>");
    const both = convert(acpi({ devices: [taken, nic('virtio', '00:04.0')] }), { keepNicNames: true });
    expect(both.names.map(({ after }) => after)).toEqual(['eno4', 'eno5']);
  });

  test('gives IDE disks free names and places', () => {
    const { xml } = convert(
      i440fx({ devices: [disk('sda', 'scsi'), disk('sdc', 'sata'), disk('hda', 'ide'), disk('hdc', 'ide')] }),
    );
    expect([...xml.matchAll(/<target dev='(\w+)' bus='(\w+)'/g)].map(([, name, bus]) => `${name} ${bus}`)).toEqual([
      'sda scsi',
      'sdc sata',
      'sdb sata',
      'sdd sata',
    ]);
  });

  test('keeps the functions of a host device in one slot', () => {
    const two = [hostdev('c1:00.0', '00:08.0'), hostdev('c1:00.1', '00:08.1')];
    const conversion = convert(
      acpi({
        devices: [
          two[0]?.replace("function='0x0'/></hostdev>", "function='0x0' multifunction='on'/></hostdev>") ?? '',
          two[1] ?? '',
        ],
      }),
    );
    const places = conversion.comparison.devices
      .filter(({ kind }) => kind === 'hostdev')
      .map(({ after }) => after?.address);
    expect(places).toEqual(['0000:01:00.0', '0000:01:00.1']);
  });

  test('replaces a PIIX controller that is not the only one', () => {
    const { after } = convert(
      i440fx({
        devices: [controller('usb', { index: 0, model: 'piix3-uhci' }), controller('usb', { index: 1, model: 'ehci' })],
      }),
    );
    expect(after.domain.devices.controller.filter(({ type }) => type === 'usb').map(({ model }) => model)).toEqual([
      'qemu-xhci',
      'ehci',
    ]);
  });

  test.each([
    ['pc', 'q35', []],
    ['pc-i440fx-2.4', 'pc-q35-2.4', []],
    ['pc-i440fx-2.3', 'q35', ['RP3081']],
    ['pc-i440fx-1.4', 'q35', ['RP3081']],
    ['pc-i440fx-rhel7.6.0', 'pc-q35-rhel7.6.0', ['RP4300']],
  ])('%s becomes %s', (machine, expected, said) => {
    const conversion = convert(acpi({ machine }));
    expect(conversion.after.domain.machine.name).toBe(expected);
    expect(codes(conversion)).toEqual(said);
  });

  test('warns of what it cannot carry over', () => {
    const xml = i440fx({ devices: [pci(1, 'pci-expander-bus')] })
      .replace("type='qemu'", "type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'")
      .replace('</domain>', "<qemu:commandline><qemu:arg value='-s'/></qemu:commandline></domain>");
    expect(codes(attempt(xml))).toEqual(['RP3082', 'RP3083', 'RP3084']);
  });

  test('refuses other machines, and what the planner refuses', () => {
    expect(codes(attempt(q35()))).toEqual(['RP3080']);
    expect(attempt('<x/>').ok).toBe(false);
  });

  test('changes nothing but the document: a second conversion is refused', () => {
    expect(codes(attempt(convert(fixture('linux')).xml))).toEqual(['RP3080']);
  });
});
