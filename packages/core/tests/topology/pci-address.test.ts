import { describe, expect, test } from 'vitest';
import { comparePciAddresses, formatPciAddress, parsePciAddress } from '../../src/topology/index.ts';

describe('T-ADDR-4: the text of an address', () => {
  test.each([
    ['0000:00:1f.2', { domain: 0, bus: 0, slot: 0x1f, function: 2 }],
    ['ffff:ff:1f.7', { domain: 0xffff, bus: 0xff, slot: 0x1f, function: 7 }],
    ['0001:0a:00.0', { domain: 1, bus: 10, slot: 0, function: 0 }],
  ])('%s is read and written', (text, address) => {
    expect(parsePciAddress(text)).toEqual(address);
    expect(formatPciAddress(address)).toBe(text);
  });

  test.each([
    ['03:00.0', '0000:03:00.0'],
    ['3:0', '0000:03:00.0'],
    [' 0000:03:00.0 ', '0000:03:00.0'],
    ['pci:0000.06.1f.0', '0000:06:1f.0'],
    ['AB:1F.7', '0000:ab:1f.7'],
  ])('"%s" means %s', (text, full) => {
    const address = parsePciAddress(text);
    expect(address === undefined ? '' : formatPciAddress(address)).toBe(full);
  });

  test.each(['', 'x', '00:20.0', '00:00.8', '10000:00:00.0', '100:00.0', '0x03:00.0', '-1:00.0', '00:00.0.0', '00.0'])(
    '"%s" is no address',
    (text) => {
      expect(parsePciAddress(text)).toBeUndefined();
    },
  );

  test('every address survives printing and parsing, in order', () => {
    let before = { domain: 0, bus: 0, slot: 0, function: -1 };
    for (let bus = 0; bus < 256; bus += 17) {
      for (let slot = 0; slot < 32; slot += 1) {
        for (let fn = 0; fn < 8; fn += 1) {
          const address = { domain: 0, bus, slot, function: fn };
          expect(parsePciAddress(formatPciAddress(address))).toEqual(address);
          expect(comparePciAddresses(before, address)).toBeLessThan(0);
          before = address;
        }
      }
    }
  });
});
