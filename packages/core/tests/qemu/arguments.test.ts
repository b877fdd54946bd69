import { describe, expect, test } from 'vitest';
import {
  argumentPlaces,
  type CheckOptions,
  checkDomain,
  patchXml,
  planDomain,
  predictGuest,
  qemuCommand,
  topologyView,
} from '../../src/index.ts';
import { freePlacesFor } from '../../src/plan/index.ts';
import { BARE, nic, planned, q35 } from '../build.ts';

const QEMU = "xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'";

/** The document with arguments for QEMU. */
function withArguments(xml: string, words: readonly string[], more = ''): string {
  const args = words.map((word) => `<qemu:arg value='${word}'/>`).join('');
  return xml
    .replace('<domain ', `<domain ${QEMU} `)
    .replace('</domain>', `<qemu:commandline>${args}</qemu:commandline>${more}</domain>`);
}

const ACPI = '<features><acpi/></features>';
const pc = (...devices: readonly string[]): string =>
  `<domain type='kvm'><os><type arch='x86_64' machine='pc-i440fx-7.2'>hvm</type></os>${ACPI}<devices>` +
  `<controller type='usb' model='none'/>${devices.join('')}</devices></domain>`;
const balloon = "<memballoon model='virtio'/>";

const options: CheckOptions = { profile: 'libvirt-9.0', qemu: '7.2' };
const findings = (xml: string, profile: 'libvirt-9.0' | 'libvirt-6.5' = 'libvirt-9.0') => {
  const own = { ...options, profile };
  const { diagnostics } = checkDomain(
    xml,
    (text, other) => planDomain(text, { ...own, profile: other ?? profile }),
    own,
  );
  return diagnostics.filter(({ code }) => code.startsWith('RP620'));
};
const codes = (xml: string, profile?: 'libvirt-9.0' | 'libvirt-6.5'): readonly string[] =>
  findings(xml, profile).map(({ code }) => code);

// Each of these was held against QEMU 7.2.
describe('devices of <qemu:commandline>', () => {
  test.each([
    ['without an address, before libvirt has given its own', ['-device', 'virtio-net'], ['RP6200']],
    ['with another word for the option', ['--device', 'virtio-net'], ['RP6200']],
    ['in JSON, behind libvirt', ['-device', '{"driver":"virtio-net-pci"}'], []],
    ['at a place of libvirt', ['-device', 'e1000,addr=2'], ['RP6200']],
    ['at a place of libvirt, in JSON', ['-device', '{"driver":"e1000","addr":"0x2","bus":"pci.0"}'], ['RP6200']],
    ['at a free place', ['-device', 'e1000,bus=pci.0,addr=0x1e'], []],
    ['beside a function 0 that is alone', ['-device', 'e1000,addr=2.1'], ['RP6200']],
    ['in a place of the chipset', ['-device', 'e1000,addr=1.0'], ['RP6200']],
    ['both in one place', ['-device', 'e1000,addr=5', '-device', 'e1000,addr=5'], ['RP6200']],
    ['as functions of one slot', ['-device', 'e1000,addr=5.0,multifunction=on', '-device', 'e1000,addr=5.1'], []],
    [
      'on a bus of its own',
      ['-device', 'pci-bridge,id=mine,chassis_nr=9,addr=7', '-device', 'e1000,bus=mine,addr=1'],
      [],
    ],
    ['on a bus that nobody makes', ['-device', 'e1000,bus=mine'], ['RP6203']],
    ['with an id of libvirt', ['-device', 'e1000,id=balloon0,addr=7'], ['RP6202']],
    ['of a driver that nobody knows', ['-device', 'frobnicator'], ['RP6204']],
    ['that are none of PCI', ['-device', 'usb-tablet,id=t', '-device', 'isa-debugcon', '-cpu', 'host,-hv'], []],
    [
      'by other options',
      ['-readconfig', '/etc/x', '-drive', 'file=a,if=virtio', '-drive', 'file=a,if=none'],
      ['RP6204', 'RP6200'],
    ],
    ['by -nic', ['-nic', 'user'], ['RP6200']],
    ['by -net', ['-net', 'nic,model=virtio', '-net', 'user'], ['RP6200']],
    ['by -nic, which makes none', ['-nic', 'none'], []],
    ['by -vga', ['-vga', 'std'], ['RP6200']],
    ['by -usb, at its own place, which is free here', ['-usb'], []],
    ['by -drive of another bus', ['-drive', 'file=a,if=scsi'], ['RP6204']],
    ['at a slot and function in one number of JSON', ['-device', '{"driver":"e1000","addr":16}'], ['RP6200']],
    ['at a place in hexadecimal with a function', ['-device', 'driver=e1000,addr=0x2.0x0'], ['RP6200']],
    ['by -set', ['-set', 'device.balloon0.addr=0x5', '-set', 'device.balloon0.x-something=1'], ['RP6205', 'RP6205']],
    ['by -set of another argument', ['-device', 'e1000,id=a,addr=7', '-set', 'device.a.x-txtimer=1'], []],
    ['with its value in one argument', ['-device=e1000,addr=7', '-device e1000,addr=8'], ['RP6205', 'RP6205']],
    ['without a value', ['-device', '-S'], ['RP6205']],
    ['in JSON that ends too early', ['-device', '{"driver":"e1000",'], ['RP6205']],
    ['at no slot', ['-device', 'e1000,addr=0x20', '-device', 'e1000,addr=3.8'], ['RP6205', 'RP6205']],
    ['at a slot with zeros', ['-device', 'e1000,addr=0x007.00'], []],
  ])('%s', (_, words, expected) => {
    expect(codes(withArguments(pc(balloon), words))).toEqual(expected);
  });

  test('before libvirt gives its devices as JSON, an argument comes last and finds what is left', () => {
    expect(codes(withArguments(pc(balloon), ['-device', 'virtio-net']), 'libvirt-6.5')).toEqual([]);
    expect(codes(withArguments(pc(balloon), ['-device', 'e1000,addr=2']), 'libvirt-6.5')).toEqual(['RP6200']);
  });

  test('on a bus of libvirt that comes later (RP6203)', () => {
    const xml = q35({ devices: [...BARE, nic('virtio')] });
    const [late] = findings(withArguments(xml, ['-device', 'e1000e,bus=pci.2']));
    expect([late?.code, late?.values['bus']]).toEqual(['RP6203', 'pci.2']);
    expect(codes(withArguments(xml, ['-device', '{"driver":"e1000e","bus":"pci.2"}']))).toEqual([]);
  });

  test('ports are told apart by chassis and slot (RP6201)', () => {
    const xml = q35({ devices: [...BARE, nic('virtio')] });
    const port = (more: string): readonly string[] => ['-device', `pcie-root-port,id=a,bus=pcie.0,addr=0x10,${more}`];
    expect(codes(withArguments(xml, port('chassis=1')))).toEqual(['RP6201']);
    expect(codes(withArguments(xml, port('chassis=1,slot=3')))).toEqual([]);
    expect(codes(withArguments(xml, port('chassis=77')))).toEqual([]);
  });

  const override = (alias: string, ...properties: readonly string[]): string => {
    const written = properties.map((one) => `<qemu:property ${one}/>`).join('');
    return `<qemu:override><qemu:device alias='${alias}'><qemu:frontend>${written}</qemu:frontend></qemu:device></qemu:override>`;
  };

  // Balloon, NIC: 0000:00:02.0 and 0000:00:03.0 is how libvirt places them.
  test.each([
    ['to a free place', 'balloon0', ["name='addr' type='string' value='0x7'"], []],
    ['to a free place, as a number', 'balloon0', ["name='addr' type='unsigned' value='56'"], []],
    ['onto a device', 'balloon0', ["name='addr' type='string' value='2'"], ['RP6200']],
    ['onto a device, as a number', 'balloon0', ["name='addr' type='unsigned' value='16'"], ['RP6200']],
    ['beside a function 0 that is alone', 'balloon0', ["name='addr' type='string' value='2.1'"], ['RP6200']],
    ['onto the chipset', 'net0', ["name='addr' type='string' value='1.0'"], ['RP6200']],
    ['to a bus that is not there', 'net0', ["name='bus' type='string' value='pci.9'"], ['RP6204']],
    ['of a device that is not there', 'net7', ["name='addr' type='string' value='2'"], ['RP6204']],
    ['by a property that is not followed', 'net0', ["name='acpi-index' type='unsigned' value='2'"], ['RP6204']],
    ['not at all', 'net0', ["name='x-vga' type='bool' value='true'"], []],
  ])('<qemu:override> moves a device %s', (_, alias, properties, expected) => {
    const xml = withArguments(pc(nic('virtio'), balloon), [], override(alias, ...properties));
    expect(codes(xml)).toEqual(expected);
  });

  test('two that <qemu:override> lets change places do not clash', () => {
    const net = override('net0', "name='addr' type='string' value='3'");
    const xml = withArguments(
      pc(nic('virtio'), balloon),
      [],
      net + override('balloon0', "name='addr' type='string' value='2'"),
    );
    expect(codes(xml)).toEqual([]);
  });

  test('<qemu:override> of a chassis number is one of a port (RP6201)', () => {
    const xml = q35({ devices: [...BARE, nic('virtio')] });
    const chassis = (value: number): string => override('pci.2', `name='chassis' type='unsigned' value='${value}'`);
    expect(codes(withArguments(xml, [], chassis(1)))).toEqual(['RP6201']);
    const first = override('pci.1', "name='chassis' type='unsigned' value='2'");
    expect(codes(withArguments(xml, [], first))).toEqual(['RP6201']);
    expect(codes(withArguments(xml, [], chassis(9)))).toEqual([]);
  });

  // Held against the numbers that SeaBIOS gives (QEMU 7.2).
  test("a port of an argument before libvirt's takes a bus number in the guest, and a device on it is found", () => {
    const [one, two] = [1, 2].map(
      (index) =>
        `<controller type='pci' index='${index}' model='pcie-root-port'><address type='pci' bus='0' slot='${index + 4}' function='0'/></controller>`,
    );
    const words = ['-device', 'pcie-root-port,id=nv,bus=pcie.0,addr=0x2,chassis=40', '-device', 'e1000e,bus=nv'];
    const xml = withArguments(q35({ devices: [...BARE, one ?? '', two ?? '', nic('virtio')] }), words);
    const result = predictGuest(planned(xml, 'libvirt-9.0'));
    expect(result.ok && result.guest.functions.map(({ address, label }) => `${address} ${label}`)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^0000:00:02\.0 pcie-root-port of an argument/),
        expect.stringMatching(/^0000:01:00\.0 e1000e of an argument/),
        expect.stringMatching(/^0000:02:00\.0 interface/),
      ]),
    );
  });

  test('a device of an argument that the guest never sees is told (RP7101)', () => {
    const xml = withArguments(q35({ devices: [...BARE, nic('virtio')] }), [
      '-device',
      'e1000e,bus=pcie.0,addr=0x1d.0x1',
    ]);
    const result = predictGuest(planned(xml, 'libvirt-9.0'));
    const told = result.ok ? result.guest.diagnostics.filter(({ code }) => code === 'RP7101') : [];
    expect(told.map(({ values }) => values['address'])).toEqual(['0000:00:1d.1']);
  });

  test('what <qemu:override> moves is where the guest and QEMU have it', () => {
    const bus = "name='bus' type='string' value='pcie.0'";
    const xml = withArguments(
      q35({ devices: [...BARE, nic('virtio')] }),
      [],
      override('net0', bus, "name='addr' type='string' value='0x9'"),
    );
    const plan = planned(xml, 'libvirt-9.0');
    const result = predictGuest(plan);
    expect(result.ok && result.guest.interfaces.map(({ name }) => name)).toEqual(['ens9']);
    expect(qemuCommand(plan).args.filter((word) => word.includes('net0'))).toEqual([
      expect.stringContaining('bus=pcie.0,addr=0x9'),
    ]);
  });

  test('elements of another namespace are no arguments', () => {
    const xml = withArguments(pc(balloon), ['-device', 'virtio-net']).replace('/qemu/1.0', '/other/1.0');
    expect(codes(xml)).toEqual([]);
  });

  test('can be given a place, which ends the clash', () => {
    const xml = withArguments(pc(balloon), ['-device', 'virtio-net']);
    const [fix] = findings(xml)[0]?.fixes ?? [];
    const [edit] = fix?.edits ?? [];
    expect(fix?.safe).toBe(false);
    const fixed = `${xml.slice(0, edit?.span.start)}${edit?.newText}${xml.slice(edit?.span.end)}`;
    expect(fixed).toContain("value='virtio-net,bus=pci.0,addr=0x1f'");
    expect(codes(fixed)).toEqual([]);
  });
});

describe('a plan beside arguments', () => {
  const words = ['-device', 'e1000,bus=pci.0,addr=0x1e'];

  test('is the one without: libvirt does not look at them', () => {
    const xml = pc(balloon, nic('virtio'));
    const plain = patchXml(planned(xml, 'libvirt-9.0'));
    const beside = patchXml(planned(withArguments(xml, words), 'libvirt-9.0'));
    expect(beside).toBe(withArguments(plain, words));
  });

  test('has their places taken in drawing and count', () => {
    const [without, beside] = [pc(balloon), withArguments(pc(balloon), words)].map((xml) =>
      planned(xml, 'libvirt-9.0'),
    );
    if (without === undefined || beside === undefined) throw new Error('no plan');
    expect(argumentPlaces(beside).map(({ at }) => at)).toEqual([{ domain: 0, bus: 0, slot: 0x1e, function: 0 }]);
    const count = (plan: typeof beside): number => freePlacesFor(plan, 'pci').hotplug.length;
    expect(count(without) - count(beside)).toBe(1);
    const slot = topologyView(beside).roots[0]?.slots.find((one) => one.slot === 0x1e);
    expect(slot?.functions[0]?.owner).toMatchObject({ type: 'reserved', label: 'e1000 of an argument, line 1' });
  });

  test('lowers the confidence in what the guest sees (RP7202)', () => {
    const result = predictGuest(planned(withArguments(pc(nic('virtio')), words), 'libvirt-9.0'), { qemu: '7.2' });
    if (!result.ok) throw new Error('no prediction');
    expect(result.guest.diagnostics.map(({ code }) => code)).toContain('RP7202');
    expect(result.guest.interfaces.map(({ confidence }) => confidence)).toEqual(['low']);
  });

  test('has other slots for the guest where -global turns hotplug off', () => {
    const on = (xml: string) => {
      const result = predictGuest(planned(xml, 'libvirt-9.0'), { qemu: '7.2', scheme: 'v252' });
      if (!result.ok) throw new Error('no prediction');
      return result.guest;
    };
    const global = (subject: string, property: string): readonly string[] => ['-global', `${subject}.${property}=off`];
    const q35Guest = `${pc(nic('virtio')).replace('pc-i440fx-7.2', 'pc-q35-7.2')}`;
    const behind = global('ICH9-LPC', 'acpi-pci-hotplug-with-bridge-support');
    expect(on(q35Guest).slots.size).toBeGreaterThanOrEqual(0);
    expect(on(q35Guest).functions.some(({ sun }) => sun !== undefined)).toBe(true);
    expect(on(withArguments(q35Guest, behind)).functions.some(({ sun }) => sun !== undefined)).toBe(false);
    const root = global('PIIX4_PM', 'acpi-root-pci-hotplug');
    expect(on(pc(nic('virtio'))).interfaces[0]?.source).toBe('slot');
    expect(on(withArguments(pc(nic('virtio')), root)).interfaces[0]?.source).toBe('path');
  });
});

describe('the command of a plain QEMU', () => {
  const args = (words: readonly string[]): readonly string[] =>
    qemuCommand(planned(withArguments(pc(balloon), words), 'libvirt-9.0')).args;

  test('has what decides about the place of an argument, where QEMU makes it, and nothing else', () => {
    const all = args(['-device', 'vfio-pci,host=01:00.0,addr=9,romfile=/srv/a,id=x']);
    const word = all.find((one) => one.includes('addr=9')) ?? '';
    expect(word).toMatch(/^virtio-rng-pci,addr=9,id=x,rng=argument0$/);
    expect(all.indexOf(word)).toBeLessThan(all.findIndex((one) => one.startsWith('virtio-balloon-pci')));
    const behind = args(['-device', '{"driver":"e1000","addr":"0x9"}']);
    expect(behind.at(-1)).toBe('e1000,addr=0x9');
  });

  test.each([
    ['-device', 'e1000,addr=9,,romfile=/srv/a'],
    ['-device', 'e1000,id=a b'],
    ['-device', '{"driver":"e1000","id":"a,romfile=/srv/a"}'],
    ['-device', 'loader,file=/srv/a'],
    ['-device', 'e1000,,romfile=/srv/a-pci'],
    ['-chardev', 'file,path=/srv/a'],
  ])('hands no file of %s %s on', (option, value) => {
    for (const word of args([option, value])) expect(word).not.toMatch(/\/|romfile|file=| /);
  });

  test('says what it leaves out (RP7203)', () => {
    const { notes } = qemuCommand(planned(withArguments(pc(balloon), ['-device', 'usb-tablet']), 'libvirt-9.0'));
    expect(notes.map(({ code }) => code)).toEqual(['RP7203']);
  });
});
