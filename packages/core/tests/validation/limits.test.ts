// V-ONE: how many of a class a guest may have.
import { expect, test } from 'vitest';
import { planDomain } from '../../src/index.ts';
import { domain, refusals } from '../build.ts';

test('two panic devices of one model are refused, of two models taken', () => {
  const panic = (model: string): string => `<panic model='${model}'/>`;
  expect(refusals(domain({ devices: [panic('isa'), panic('isa')] }), 'libvirt-9.0')).toEqual(['too-many-devices']);
  expect(refusals(domain({ devices: [panic('isa'), panic('hyperv')] }), 'libvirt-9.0')).toEqual([]);
});

test('four serial ports that say isa-serial are taken, a fifth is refused; any number of those that say nothing', () => {
  const serials = (count: number, target: string): string =>
    domain({ devices: Array.from({ length: count }, () => `<serial type='pty'>${target}</serial>`) });
  const isa = "<target type='isa-serial'/>";
  expect(refusals(serials(4, isa), 'libvirt-9.0')).toEqual([]);
  expect(refusals(serials(5, isa), 'libvirt-9.0')).toEqual(['too-many-devices']);
  expect(refusals(serials(5, ''), 'libvirt-9.0')).toEqual([]);
});

test('X-CCID: a smartcard without a place goes to slot 0, the next behind the highest of controller 0', () => {
  const given = "<smartcard mode='host'><address type='ccid' controller='0' slot='3'/></smartcard>";
  const devices = ["<smartcard mode='host'/>", given, "<smartcard mode='host'/>"];
  // Later releases take one smart card.
  const result = planDomain(domain({ devices }), { profile: 'libvirt-6.5' });
  expect(result.ok && result.plan.domain.devices.smartcard.map(({ address }) => address)).toEqual([
    { type: 'ccid', controller: 0, slot: 0 },
    { type: 'ccid', controller: 0, slot: 3 },
    { type: 'ccid', controller: 0, slot: 4 },
  ]);
});
