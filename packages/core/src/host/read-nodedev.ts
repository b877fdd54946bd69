import { attributeValue, child, elements, textOf, type XmlElement } from '../xml/index.ts';
import type { HostRoot } from './host.ts';
import { formatHostAddress, normalAddress } from './host-address.ts';
import { classId, functionAt, hexId, type RawFunction, type RawHost, skipped, wholeNumber } from './raw-host.ts';
import { placeByPath } from './sysfs-path.ts';

/** PCI devices as `virsh nodedev-dumpxml` prints them, one or many (H-NODEDEV). */
export function readNodedev(devices: readonly XmlElement[]): RawHost {
  const roots = new Map<string, HostRoot>();
  const host: RawHost = { format: 'nodedev', functions: new Map(), roots, diagnostics: [] };
  for (const device of devices) {
    const pci = elements(device, 'capability').find((one) => attributeValue(one, 'type') === 'pci');
    if (pci === undefined) continue;
    const address = decimalAddress(pci);
    if (address === undefined) {
      host.diagnostics.push(skipped('a PCI device has no domain, bus, slot and function in decimal', device.startTag));
      continue;
    }
    readDevice(functionAt(host, address), pci);
    placeByPath(host, roots, address, text(device, 'path') ?? '');
  }
  return host;
}

const text = (parent: XmlElement, name: string): string | undefined => {
  const found = child(parent, name);
  return found === undefined ? undefined : textOf(found).trim();
};

function decimalAddress(pci: XmlElement): string | undefined {
  const parts = ['domain', 'bus', 'slot', 'function'].map((name) => text(pci, name) ?? '');
  const [domain = -1, bus = -1, slot = -1, fn = -1] = parts.map((one) => (/^\d{1,10}$/.test(one) ? Number(one) : -1));
  const isAddress = domain >= 0 && domain <= 0xffffffff && bus >= 0 && bus <= 0xff && slot >= 0 && slot <= 0x1f;
  return isAddress && fn >= 0 && fn <= 7 ? formatHostAddress({ domain, bus, slot, function: fn }) : undefined;
}

function readDevice(one: RawFunction, pci: XmlElement): void {
  const told = classId(text(pci, 'class'));
  const ids = ['vendor', 'product'].map((name) => {
    const found = child(pci, name);
    return hexId(found === undefined ? undefined : attributeValue(found, 'id'));
  });
  if (told !== undefined) one.class = told;
  if (ids[0] !== undefined && ids[1] !== undefined) one.id = `${ids[0]}:${ids[1]}`;
  const numa = child(pci, 'numa');
  const node = wholeNumber(numa === undefined ? undefined : attributeValue(numa, 'node'));
  if (node !== undefined) one.node = node;
  const group = child(pci, 'iommuGroup');
  const number = wholeNumber(group === undefined ? undefined : attributeValue(group, 'number'));
  if (number !== undefined) one.iommuGroup = number;
  readCapabilities(one, pci);
  const express = child(pci, 'pci-express');
  if (express === undefined) return;
  one.pcie = true;
  for (const link of elements(express, 'link')) {
    const speed = Number(attributeValue(link, 'speed') ?? Number.NaN);
    const width = Number(attributeValue(link, 'width') ?? Number.NaN);
    const isCap = attributeValue(link, 'validity') === 'cap';
    if (speed > 0) one[isCap ? 'speed' : 'currentSpeed'] = speed;
    if (width > 0 && width < 255) one[isCap ? 'width' : 'currentWidth'] = width;
  }
}

function readCapabilities(one: RawFunction, pci: XmlElement): void {
  for (const capability of elements(pci, 'capability')) {
    const type = attributeValue(capability, 'type');
    if (type === 'pci-bridge') one.isBridge = true;
    if (type !== 'phys_function') continue;
    one.isVf = true;
    const parent = child(capability, 'address');
    const parts = ['domain', 'bus', 'slot', 'function'].map((name) =>
      (parent === undefined ? '' : (attributeValue(parent, name) ?? '')).replace(/^0x/i, ''),
    );
    const [domain = '', bus = '', slot = '', fn = ''] = parts;
    const address = normalAddress(`${domain.padStart(4, '0')}:${bus.padStart(2, '0')}:${slot.padStart(2, '0')}.${fn}`);
    if (address !== undefined) one.physfn = address;
  }
}
