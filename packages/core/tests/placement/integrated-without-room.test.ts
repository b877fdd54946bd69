// A device that has to be on bus 0 (pvpanic on PCI), where bus 0 is full: libvirt 11.3 and 12.9 refuse it, and say which
// place of an added bus it would have had.
import { expect, test } from 'vitest';
import { i440fx, many, nic, planned, q35, refusals } from '../build.ts';

const PANIC = "<panic model='pvpanic'/>";

test.each([
  ['i440fx, 27 NICs', i440fx({ devices: [...many(27, () => nic()), PANIC] }), []],
  ['i440fx, 28 NICs', i440fx({ devices: [...many(28, () => nic()), PANIC] }), ['integrated-device-bus']],
  ['i440fx, 60 NICs', i440fx({ devices: [...many(60, () => nic()), PANIC] }), ['integrated-device-bus']],
  [
    'q35, 30 NICs on bus 0',
    q35({ devices: [...many(30, (n) => nic('e1000', hexSlot(n + 1))), PANIC] }),
    ['integrated-device-bus'],
  ],
])('%s', (_, xml, codes) => {
  for (const profile of ['libvirt-11.3', 'libvirt-12.9'] as const) expect(refusals(xml, profile)).toEqual(codes);
});

test('with a slot left it is there', () => {
  const plan = planned(i440fx({ devices: [...many(27, () => nic()), PANIC] }), 'libvirt-12.9');
  expect(plan.domain.devices.panic[0]?.address).toMatchObject({ at: { bus: 0, slot: 0x1e } });
});

function hexSlot(slot: number): string {
  return `00:${slot.toString(16).padStart(2, '0')}.0`;
}
