import { identityOf, placeableDevices } from '../../compare/index.ts';
import { type Device, parseMac, pciAddressOf } from '../../domain/index.ts';
import type { Plan } from '../../plan/index.ts';
import { formatPciAddress } from '../../topology/index.ts';
import { attributeValue, child, elements, textOf, type XmlElement } from '../../xml/index.ts';
import { givenAddress } from './live-address.ts';

/** The XML of a device that is looked for. */
interface Wanted {
  readonly element: XmlElement;
  /** As reading it alone made it; absent when that was refused. */
  readonly device: Device | undefined;
}

/** The devices of a domain that libvirt takes for the one of an XML. Asked of libvirt 9.0; the rest of the XML does not count. */
export function matchingDevices(plan: Plan, wanted: Wanted): readonly Device[] {
  const { name } = wanted.element;
  const rule = MATCHERS[name] ?? sameOutline;
  return placeableDevices(plan.domain).filter(
    (one) => (one.element?.name ?? one.kind) === name && rule(wanted, one) && isPlaceAlike(wanted, one),
  );
}

type Matcher = (wanted: Wanted, one: Device) => boolean;

const MATCHERS: Readonly<Record<string, Matcher>> = {
  disk: ({ element }, one) => one.kind === 'disk' && one.target === attributeOf(element, 'target', 'dev'),
  filesystem: ({ element }, one) => one.kind === 'filesystem' && one.target === attributeOf(element, 'target', 'dir'),
  interface: ({ element }, one) => isAlike(macOf(element), one.kind === 'interface' ? one.mac : undefined),
  controller: ({ element }, one) =>
    one.kind === 'controller' &&
    one.type === attributeValue(element, 'type') &&
    `${one.index}` === attributeValue(element, 'index'),
  hostdev: ({ device }, one) => device !== undefined && identityOf(device).host === identityOf(one).host,
  input: ({ element }, one) =>
    one.kind === 'input' &&
    one.type === attributeValue(element, 'type') &&
    isAlike(attributeValue(element, 'bus'), one.bus),
  sound: ({ element }, one) => one.kind === 'sound' && one.model === attributeValue(element, 'model'),
  rng: ({ element }, one) => one.element !== undefined && sameChild(element, one.element, 'backend'),
  redirdev: ({ element }, one) =>
    one.element !== undefined &&
    sameChild(element, one.element, 'source') &&
    attributeValue(element, 'type') === attributeValue(one.element, 'type'),
  watchdog: () => true,
  vsock: ({ element }, one) =>
    one.element !== undefined &&
    (attributeOf(element, 'cid', 'auto') ?? 'no') === (attributeOf(one.element, 'cid', 'auto') ?? 'no'),
  channel: sameCharacterDevice,
  serial: sameCharacterDevice,
  parallel: sameCharacterDevice,
  console: sameCharacterDevice,
};

/** Classes of which libvirt passes over an address that differs. */
const PLACE_PASSED_OVER: readonly string[] = ['disk', 'controller', 'filesystem', 'watchdog', 'vsock'];

// An address or alias in the XML has to be the one of the device.
function isPlaceAlike({ element }: Wanted, one: Device): boolean {
  if (PLACE_PASSED_OVER.includes(element.name)) return true;
  const alias = attributeOf(element, 'alias', 'name');
  const own = one.element === undefined ? undefined : attributeOf(one.element, 'alias', 'name');
  const given = givenAddress(element);
  const place = pciAddressOf(one.address);
  return (
    (alias === undefined || alias === own) &&
    (given === undefined || (place !== undefined && formatPciAddress(given) === formatPciAddress(place)))
  );
}

function sameCharacterDevice({ element, device }: Wanted, one: Device): boolean {
  if (one.element === undefined) return false;
  if (attributeValue(element, 'type') !== attributeValue(one.element, 'type')) return false;
  const isPort = element.name === 'serial' || element.name === 'parallel';
  const port = attributeOf(element, 'target', 'port');
  if (isPort)
    return (
      'targetPort' in one && port !== undefined && `${one.targetPort}` === port && sameSource(element, one.element)
    );
  const names =
    device !== undefined && 'targetName' in device ? device.targetName : attributeOf(element, 'target', 'name');
  return sameSource(element, one.element) && ('targetName' in one ? one.targetName : undefined) === names;
}

const sameSource = (a: XmlElement, b: XmlElement): boolean => sameChild(a, b, 'source');

/** An element that is left out is like another that is. */
function sameChild(a: XmlElement, b: XmlElement, name: string): boolean {
  const [first, second] = [child(a, name), child(b, name)];
  if (first === undefined || second === undefined) return first === second;
  return outline(first) === outline(second);
}

const sameOutline: Matcher = ({ element }, one) =>
  one.element !== undefined && outline(element) === outline(one.element);

const isAlike = (wanted: string | undefined, own: string | undefined): boolean =>
  wanted === undefined || wanted.toLowerCase() === own?.toLowerCase();

function macOf(element: XmlElement): string | undefined {
  const written = attributeOf(element, 'mac', 'address');
  return written === undefined ? undefined : (parseMac(written) ?? written);
}

function attributeOf(element: XmlElement, name: string, attribute: string): string | undefined {
  const found = child(element, name);
  return found === undefined ? undefined : attributeValue(found, attribute);
}

/** An element without its place, however it is spelled. */
export function outline(element: XmlElement): string {
  const attributes = element.attributes.map(({ name, value }) => `${name}=${value}`).sort();
  const children = elements(element)
    .filter(({ name }) => name !== 'address' && name !== 'alias')
    .map(outline);
  return `<${element.name} ${attributes.join(' ')}>${textOf(element).trim()}${children.join('')}`;
}
