import { describe, expect, test } from 'vitest';
import { compareDocuments, XmlError } from '../src/compare.ts';

function domain(devices: string): string {
  return `<domain type='kvm'>\n  <devices>\n    <emulator>/usr/bin/q</emulator>\n    ${devices}\n  </devices>\n</domain>\n`;
}

const PORT = `<controller type='pci' index='1' model='pcie-root-port'>
      <model name='pcie-root-port'/>
      <target chassis='1' port='0x10'/>
      <address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x0' multifunction='on'/>
    </controller>`;
const CARD = `<interface type='user'>
      <mac address='52:54:00:00:00:01'/>
      <model type='virtio'/>
      <address type='pci' domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
    </interface>`;
const DISK = `<disk type='file' device='cdrom'>
      <target dev='sda' bus='sata'/>
      <address type='drive' controller='0' bus='0' target='0' unit='0'/>
    </disk>`;
const WHOLE = domain(`${DISK}${PORT}${CARD}`);

function texts(actual: string, options = {}): readonly string[] {
  return compareDocuments(WHOLE, actual, options).differences.map(({ text }) => text);
}

describe('spelling does not count', () => {
  test.each([
    ['quotes', WHOLE.replaceAll("'", '"')],
    ['white space', WHOLE.replaceAll(/\n\s*/g, '')],
    ['comments', WHOLE.replace('<disk', "<!-- <address type='pci'/> --><disk")],
    ['numbers', WHOLE.replaceAll("'0x00'", "'0'").replace("port='0x10'", "port='16'")],
    ['absent zeros', WHOLE.replaceAll(" domain='0x0000'", '')],
    [
      'multifunction off',
      WHOLE.replace("slot='0x00' function='0x0'/>", "slot='0x00' function='0x0' multifunction='off'/>"),
    ],
    ['attribute order', WHOLE.replace("bus='0x01' slot='0x00'", "slot='0x00' bus='0x01'")],
    ['a generated MAC address', WHOLE.replace('52:54:00:00:00:01', '52:54:00:00:00:02')],
    ['a byte order mark', `\ufeff<?xml version='1.0'?><!DOCTYPE domain [<!ENTITY a "b">]>${WHOLE}`],
    ['a wrapping element', `<domstatus>${WHOLE}</domstatus>`],
    ['character references', WHOLE.replace("'virtio'", "'&#x76;irtio'")],
  ])('%s', (_name, actual) => {
    expect(texts(actual, { all: true })).toEqual([]);
  });
});

describe('placement counts', () => {
  test.each([
    [
      'a slot',
      ["slot='0x02'", "slot='0x03'"],
      ['controller pci 1: address slot: expected 0x2, got 0x3 (0000:00:02.0 and 0000:00:03.0)'],
    ],
    ['a port', ["port='0x10'", "port='0x11'"], ['controller pci 1: target port: expected 16, got 17']],
    [
      'a multifunction mark',
      [" multifunction='on'", ''],
      ['controller pci 1: address multifunction: expected on, got off'],
    ],
    [
      'a model',
      ["type='virtio'", "type='e1000'"],
      ['interface[0] (type=user model=virtio): model: expected virtio, got e1000'],
    ],
    [
      'a controller',
      [PORT, ''],
      ['controller pci 1: controller: expected pcie-root-port at pci 0000:00:02.0, got none'],
    ],
    [
      'a device',
      [CARD, ''],
      ['interface[0] (type=user model=virtio): device: expected one with pci 0000:01:00.0, got none'],
    ],
  ])('%s', (_name, [from = '', to = ''], expected) => {
    expect(texts(WHOLE.replace(from, to))).toEqual(expected);
  });

  test('an address without a place is not a placed one', () => {
    const unplaced = WHOLE.replace(" domain='0x0000' bus='0x01' slot='0x00' function='0x0'", '');
    expect(texts(unplaced)).toEqual([
      'interface[0] (type=user model=virtio): address: expected pci 0000:01:00.0, got pci address without a place',
    ]);
  });

  test('other addresses only when all are asked for', () => {
    const moved = WHOLE.replace("unit='0'", "unit='1'");
    expect(texts(moved)).toEqual([]);
    expect(texts(moved, { all: true })).toEqual([
      'disk[0] (device=cdrom bus=sata dev=sda): address unit: expected 0, got 1',
    ]);
  });
});

test('order counts unless it is ignored', () => {
  const other = "<controller type='pci' index='2' model='pcie-root-port'/>";
  const [expected, actual] = [domain(PORT + other), domain(other + PORT)];
  const [found, ...rest] = compareDocuments(expected, actual).differences;
  expect(found?.text).toBe(
    'controllers: order: expected controller pci 1 before controller pci 2, got the other way round',
  );
  expect(rest).toEqual([]);
  expect(compareDocuments(expected, actual, { ignoreOrder: true }).equal).toBe(true);
});

test('the primary video device may stand anywhere in the written document', () => {
  const video = (slot: number, primary = '') =>
    `<video><model type='qxl'${primary}/><address type='pci' bus='0' slot='${slot}' function='0'/></video>`;
  const [first, second] = [video(2, " primary='yes'"), video(3)];
  const [expected, actual] = [domain(first + second), domain(second + first)];
  expect(compareDocuments(expected, actual, { ignoreOrder: true, asWritten: true }).equal).toBe(true);
  expect(compareDocuments(expected, actual, { ignoreOrder: true }).equal).toBe(false);
});

test('a written document may have devices of a class that libvirt passed over', () => {
  const [expected, actual] = [domain(CARD), domain(`${CARD}<crypto model='virtio'><address type='pci'/></crypto>`)];
  expect(compareDocuments(expected, actual, { asWritten: true }).equal).toBe(true);
  expect(compareDocuments(expected, actual).equal).toBe(false);
});

test.each(['', '<domain>', '<a/><b/>', '<a></b>', 'text', "<a b='1' b='2'/>", '<network/>', '<a <b/>'])(
  'refuses %j',
  (text) => {
    expect(() => compareDocuments(WHOLE, text)).toThrow(XmlError);
  },
);
