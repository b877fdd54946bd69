// V-ONE: how many of a class a guest may have.
import { expect, test } from 'vitest';
import { planDomain } from '../../src/index.ts';
import { domain, refusals } from '../build.ts';

test('two panic devices of one model are refused, of two models taken', () => {
  const panic = (model: string): string => `<panic model='${model}'/>`;
  expect(refusals(domain({ devices: [panic('isa'), panic('isa')] }), 'libvirt-9.0')).toEqual(['too-many-devices']);
  expect(refusals(domain({ devices: [panic('isa'), panic('hyperv')] }), 'libvirt-9.0')).toEqual([]);
});

test('four ISA serial ports are taken, a fifth is refused', () => {
  const serials = (count: number): string =>
    domain({ devices: Array.from({ length: count }, () => "<serial type='pty'/>") });
  expect(refusals(serials(4), 'libvirt-9.0')).toEqual([]);
  expect(refusals(serials(5), 'libvirt-9.0')).toEqual(['too-many-devices']);
});

test('X-CCID: a smartcard without a place goes to slot 0, the next behind the highest of controller 0', () => {
  const given = "<smartcard mode='host'><address type='ccid' controller='0' slot='3'/></smartcard>";
  const devices = ["<smartcard mode='host'/>", given, "<smartcard mode='host'/>"];
  const result = planDomain(domain({ devices }), { profile: 'libvirt-9.0' });
  expect(result.ok && result.plan.domain.devices.smartcard.map(({ address }) => address)).toEqual([
    { type: 'ccid', controller: 0, slot: 0 },
    { type: 'ccid', controller: 0, slot: 3 },
    { type: 'ccid', controller: 0, slot: 4 },
  ]);
});
