// I-CONSOLE: a console that stands for a serial device is no device of its own.
import { describe, expect, test } from 'vitest';
import { guestJson, planDomain, planJson, predictGuest } from '../../src/index.ts';
import { i440fx, pseries, refusals } from '../build.ts';

const PCI_SERIAL = "<serial type='pty'><target type='pci-serial'/></serial>";
const OTHER = "<address type='pci' bus='0' slot='7'/>";

function consoleAddresses(xml: string): readonly unknown[] {
  const result = planDomain(xml, { profile: 'libvirt-9.0' });
  if (!result.ok) throw new Error('refused');
  return planJson(result.plan)
    .devices.filter(({ kind }) => kind === 'console')
    .map(({ address }) => address);
}

describe('its address is that of the serial device', () => {
  test.each([
    ['where it is implied', pseries({ devices: ["<serial type='pty'/>"] }), { type: 'spapr-vio', reg: 0x3000_0000 }],
    [
      'whatever it says itself',
      i440fx({ devices: [PCI_SERIAL, `<console type='pty'><target type='serial'/>${OTHER}</console>`] }),
      { type: 'pci', text: '0000:00:03.0', domain: 0, bus: 0, slot: 3, function: 0 },
    ],
    [
      'none where that has none',
      i440fx({ devices: ["<serial type='pty'/>", `<console type='pty'><target type='serial'/>${OTHER}</console>`] }),
      { type: 'none' },
    ],
  ])('%s', (_, xml, expected) => expect(consoleAddresses(xml)).toEqual([expected]));
});

test('the guest has the serial device there', () => {
  const result = planDomain(i440fx({ devices: [PCI_SERIAL, "<console type='pty'/>"] }));
  const predicted = result.ok ? predictGuest(result.plan) : undefined;
  const text = predicted?.ok ? JSON.stringify(guestJson(predicted.guest)) : '';
  expect(text).toContain('serial 0 (pci-serial)');
  expect(text).not.toContain('console');
});

test('its alias may be that of the serial device, as libvirt writes it', () => {
  const alias = "<alias name='ua-one'/>";
  const console = `<console type='pty'><target type='serial' port='0'/>${alias}</console>`;
  const serial = `<serial type='pty'>${alias}</serial>`;
  expect(refusals(i440fx({ devices: [serial, console] }), 'libvirt-9.0')).toEqual([]);
  // Of the two the console's counts.
  const rng = `<rng model='virtio'><backend model='random'>/dev/random</backend>${alias}</rng>`;
  expect(refusals(i440fx({ devices: [serial, rng] }), 'libvirt-9.0')).toEqual([]);
  expect(refusals(i440fx({ devices: ["<serial type='pty'/>", console, rng] }), 'libvirt-9.0')).toEqual(['value-twice']);
});

// libvirt 7.0, 9.0 and 12.9 gave these answers.
test.each([
  ['', []],
  ["<target port='0'/>", []],
  ["<target type='serial'/>", []],
  ["<target type='virtio'/>", ['attribute-missing']],
])('the first console beside a serial device needs a source where it stands for itself: %s', (target, expected) => {
  const console = `<console type='file'>${target}</console>`;
  expect(refusals(i440fx({ devices: [console, "<serial type='pty'/>"] }), 'libvirt-9.0')).toEqual(expected);
});
