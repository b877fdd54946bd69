import { describe, expect, test } from 'vitest';
import { compareArgs } from '../src/compare.ts';

const DOCUMENT = `<domain><devices>
  <controller type='pci' index='0' model='pcie-root'/>
  <controller type='pci' index='1' model='pcie-root-port'>
    <model name='pcie-root-port'/><target chassis='1' port='0x10'/>
    <address type='pci' bus='0x00' slot='0x02' function='0x0' multifunction='on'/>
  </controller>
  <controller type='sata' index='0'><address type='pci' bus='0x00' slot='0x1f' function='0x2'/></controller>
  <interface type='user'><address type='pci' bus='0x01' slot='0x00' function='0x0'/></interface>
</devices></domain>`;
const PORT = {
  driver: 'pcie-root-port',
  id: 'pci.1',
  bus: 'pcie.0',
  addr: '0x2',
  multifunction: 'on',
  chassis: '1',
  port: '0x10',
};
const CARD = { driver: 'virtio-net-pci', id: 'net0', bus: 'pci.1', addr: '0x0' };

function texts(devices: readonly Record<string, string>[]): readonly string[] {
  return compareArgs({ devices, legacy: [] }, DOCUMENT).differences.map(({ text }) => text);
}

describe('a command line and a document', () => {
  test('agree, but for what the machine brings along', () => {
    expect(texts([PORT, CARD])).toEqual([]);
  });

  test('agree where a controller has an alias of the user', () => {
    const document = DOCUMENT.replace("index='1' model='pcie-root-port'>", "$&<alias name='ua-port'/>");
    const devices = [
      { ...PORT, id: 'ua-port' },
      { ...CARD, bus: 'ua-port' },
    ];
    expect(compareArgs({ devices, legacy: [] }, document).differences).toEqual([]);
    const bridge = [
      { ...PORT, id: 'ua-port' },
      { ...CARD, bus: 'ua-port.0', addr: '0x1' },
    ];
    expect(compareArgs({ devices: bridge, legacy: [] }, document).differences[0]?.text).toBe(
      'net0 (virtio-net-pci): address: expected 0000:01:01.0, got nothing there',
    );
  });

  test('differ in an address', () => {
    expect(texts([PORT, { ...CARD, addr: '0x1' }])).toEqual([
      'net0 (virtio-net-pci): address: expected 0000:01:01.0, got nothing there',
      'interface: device: expected none, got one with pci 0000:01:00.0',
    ]);
  });

  test('differ in what sits at an address', () => {
    expect(texts([PORT, { ...CARD, id: 'sound0' }])[0]).toBe(
      'sound0 (virtio-net-pci): address: expected 0000:01:00.0, got interface there',
    );
  });

  test('differ in multifunction, target and model name', () => {
    const { multifunction: _, ...single } = PORT;
    expect(texts([{ ...single, port: '0x11', driver: 'ioh3420' }, CARD])).toEqual([
      'pci.1 (ioh3420): multifunction: expected off, got on',
      'pci.1 (ioh3420): model name: expected ioh3420, got pcie-root-port',
      'pci.1 (ioh3420): target port: expected 17, got 16',
    ]);
  });

  test('differ in a controller', () => {
    expect(texts([PORT, CARD, { driver: 'ioh3420', id: 'pci.2' }])).toEqual([
      'pci.2 (ioh3420): controller: expected one in the document, got none',
    ]);
  });
});
