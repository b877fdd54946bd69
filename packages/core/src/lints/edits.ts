import type { Fix } from '../diagnostics/index.ts';
import { type Device, type Domain, deviceLabel } from '../domain/index.ts';
import type { TextEdit } from '../text/index.ts';
import type { PciAddress } from '../topology/index.ts';
import {
  appendChildren,
  attributeValue,
  child,
  detectStyle,
  type ElementSpec,
  removeElement,
  setAttribute,
  type XmlElement,
} from '../xml/index.ts';

const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`;

/** The attributes of a PCI address as libvirt spells them (T-ADDR-4). */
function addressAttributes(at: PciAddress): readonly (readonly [name: string, value: string])[] {
  return [
    ['domain', hex(at.domain, 4)],
    ['bus', hex(at.bus, 2)],
    ['slot', hex(at.slot, 2)],
    ['function', hex(at.function, 1)],
  ];
}

/** An `<address>` of type pci. */
function addressSpec(at: PciAddress, multifunction?: 'on'): ElementSpec {
  const more = multifunction === undefined ? [] : ([['multifunction', multifunction]] as const);
  return { name: 'address', attributes: [['type', 'pci'], ...addressAttributes(at), ...more] };
}

/** Gives the element of a device an address, in the one it has or in a new one. */
export function writeAddress(
  domain: Domain,
  element: XmlElement,
  at: PciAddress,
  multifunction?: 'on',
): readonly TextEdit[] {
  const existing = child(element, 'address');
  if (existing === undefined) return [appendChildren(domain.document, element, [addressSpec(at, multifunction)])];
  const style = detectStyle(domain.document, existing);
  const wanted = [...addressAttributes(at), ...(multifunction === undefined ? [] : [['multifunction', 'on'] as const])];
  return wanted
    .filter(([name, value]) => !isSameNumber(value, attributeValue(existing, name)))
    .map(([name, value]) => setAttribute(existing, name, value, style));
}

// 0x05 and 0x5 are one slot; nothing is written anew for another spelling.
function isSameNumber(value: string, written = ''): boolean {
  return written === value || (/^\d|^0x/i.test(written) && Number(written) === Number(value));
}

/** Takes the address from a device, so that it is placed again; undefined when it has none in the document. */
export function removeAddress(domain: Domain, device: Device, safe: boolean): Fix | undefined {
  const address = device.element === undefined ? undefined : child(device.element, 'address');
  if (address === undefined) return undefined;
  const title = `remove the address of ${deviceLabel(device)}, so that it is placed again`;
  return { title, edits: [removeElement(domain.document, address)], safe };
}
