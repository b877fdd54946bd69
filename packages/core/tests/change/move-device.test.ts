import { describe, expect, test } from 'vitest';
import { applyEdits, deviceIds, moveDevice, planDomain } from '../../src/index.ts';
import { disk, q35 } from '../build.ts';

const planner = (xml: string) => planDomain(xml, { profile: 'libvirt-9.0' });

/** The document after a move, or the codes of the refusal. */
function move(xml: string, id: string, address: string): string | readonly string[] | undefined {
  const result = planner(xml);
  if (!result.ok) throw new Error(result.diagnostics.map(({ code }) => code).join());
  const moved = moveDevice(result.plan, id, address, planner);
  if (moved === undefined) return undefined;
  if (!moved.result.ok) return moved.result.diagnostics.map(({ code }) => code);
  const ids = deviceIds(moved.result.plan);
  expect([...ids].find(([, one]) => one === id)?.[0].address).toMatchObject({ type: 'pci' });
  return applyEdits(xml, moved.edits);
}

const address = (bus: string, slot: string): string =>
  `<address type='pci' domain='0x0000' bus='0x${bus}' slot='0x${slot}' function='0x0'/>`;

describe('moveDevice', () => {
  test('writes an address and nothing else', () => {
    const xml = q35({ devices: [disk('vda')] });
    const moved = move(xml, 'disk-0', '0000:00:05.0');
    expect(moved).toContain(address('00', '05'));
    expect(String(moved).replace(/\s*<address[^>]*>/, '')).toBe(xml);
  });

  test('replaces the address that is there', () => {
    const before = "<address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0' multifunction='on'/>";
    const xml = q35({
      devices: [
        `<disk type='file' device='disk'><source file='/a.img'/><target dev='vda' bus='virtio'/>${before}</disk>`,
      ],
    });
    const after = "<address type='pci' domain='0x0000' bus='0x00' slot='0x04' function='0x0' multifunction='on'/>";
    expect(move(xml, 'disk-0', '00:04')).toBe(xml.replace(before, after));
  });

  test('writes down a device that libvirt adds, without the rest of the answer', () => {
    const xml = q35({ devices: [disk('vda')] });
    const moved = String(move(xml, 'controller-0', '0000:00:06.0') ?? move(xml, 'controller-1', '0000:00:06.0'));
    expect(moved.match(/<controller/g)).toHaveLength(1);
    expect(moved).toContain(address('00', '06'));
  });

  test.each([
    ['a place that is taken by the chipset', '0000:00:1f.0', ['RP3010']],
    ['a bus that is not there', '0000:ff:00.0', ['RP3011']],
    ['a slot that the port does not have', '0000:01:03.0', ['RP3008']],
  ])('says why not: %s', (_, to, codes) => {
    expect(move(q35({ devices: [disk('vda')] }), 'disk-0', to)).toEqual(codes);
  });

  test('knows only devices on PCI, and addresses', () => {
    const xml = q35({ devices: [disk('vda')] });
    expect(move(xml, 'disk-7', '0000:00:05.0')).toBeUndefined();
    expect(move(xml, 'disk-0', 'somewhere')).toBeUndefined();
    expect(move(xml, 'input-0', '0000:00:05.0')).toBeUndefined();
  });
});
