import { remember } from '../basics/index.ts';
import { attribute, attributeValue, elements, type XmlElement } from '../xml/index.ts';
import type { Domain } from './domain.ts';
import { optionDevices } from './option-devices.ts';
import { osTypeOf } from './os.ts';

/** The namespace in which libvirt lets users hand arguments to QEMU. */
const QEMU_URI = 'http://libvirt.org/schemas/domain/qemu/1.0';

/** A `-device` of `<qemu:commandline>`, or a device that another option makes. */
export interface ArgumentDevice {
  /** As written, an alias such as `virtio-net` included. */
  readonly driver: string;
  /** The other properties, in either syntax as text. */
  readonly properties: ReadonlyMap<string, string>;
  readonly isJson: boolean;
  /** The option that makes it, if it is not `-device`. */
  readonly option?: string;
  /** The `<qemu:arg>` with the value. */
  readonly element: XmlElement;
}

/** A `-global`, a `-set` of a device, or a property of `<qemu:override>`. */
export interface ArgumentSetting {
  readonly kind: 'global' | 'set' | 'override';
  /** The driver, the id, or the alias. */
  readonly subject: string;
  readonly property: string;
  readonly value: string;
  readonly element: XmlElement;
}

/** An option that is none of these. */
export interface OtherArgument {
  /** Without the dash. */
  readonly option: string;
  readonly value?: string;
  readonly element: XmlElement;
}

/** What a document hands to QEMU past libvirt, which does not look at it. */
export interface QemuArguments {
  readonly devices: readonly ArgumentDevice[];
  readonly settings: readonly ArgumentSetting[];
  readonly others: readonly OtherArgument[];
}

const READ = Symbol('arguments for QEMU');

/** Reads `<qemu:commandline>` and `<qemu:override>` as QEMU will. */
export function readQemuArguments({ element }: Pick<Domain, 'element'>): QemuArguments {
  return remember(element, READ, () => readFrom(element));
}

function readFrom(element: XmlElement): QemuArguments {
  const devices: ArgumentDevice[] = [];
  const settings: ArgumentSetting[] = [];
  const others: OtherArgument[] = [];
  const machine = machineOf(element);
  for (const one of qemuChildren(element, 'commandline').flatMap(options)) {
    const { option, value = '', element: at } = one;
    const device = option === 'device' ? readDevice(value, at) : undefined;
    const setting = option === 'global' || option === 'set' ? readSetting(option, value, at) : undefined;
    const made = optionDevices(option, value, machine)?.map(([driver, properties = {}]) => ({
      driver,
      properties: new Map(Object.entries(properties)),
      isJson: false,
      option,
      element: at,
    }));
    if (made !== undefined) devices.push(...made);
    else if (device !== undefined) devices.push(device);
    else if (setting !== undefined) settings.push(setting);
    else others.push(one);
  }
  return { devices, settings: [...settings, ...qemuChildren(element, 'override').flatMap(overrides)], others };
}

function machineOf(domain: XmlElement): string {
  const type = osTypeOf(domain);
  return (type === undefined ? undefined : attributeValue(type, 'machine')) ?? '';
}

/** Whether a domain has elements of libvirt's namespace for QEMU; most have none. */
export function hasQemuParts({ children }: XmlElement): boolean {
  return children.some((node) => node.kind === 'element' && node.uri === QEMU_URI);
}

/** Child elements of libvirt's namespace for QEMU, whatever their prefix. */
export function qemuChildren(parent: XmlElement, name: string): readonly XmlElement[] {
  return elements(parent).filter((one) => one.uri === QEMU_URI && one.name.replace(/^.*:/, '') === name);
}

/** The options with their values; a word without a dash belongs to the option before it. */
function options(line: XmlElement): readonly OtherArgument[] {
  const found: OtherArgument[] = [];
  for (const element of qemuChildren(line, 'arg')) {
    const word = attributeValue(element, 'value') ?? '';
    const option = /^--?(?=[^-\s])(.+)$/.exec(word)?.[1];
    const last = found.at(-1);
    if (option !== undefined) found.push({ option, element });
    else if (last !== undefined && last.value === undefined)
      found[found.length - 1] = { ...last, value: word, element };
    else found.push({ option: word, element });
  }
  return found;
}

function readDevice(text: string, element: XmlElement): ArgumentDevice | undefined {
  const isJson = text.trimStart().startsWith('{');
  const properties = isJson ? jsonProperties(text) : textProperties(text, 'driver');
  const driver = properties?.get('driver');
  if (properties === undefined || driver === undefined || driver === '') return undefined;
  properties.delete('driver');
  return { driver, properties, isJson, element };
}

function jsonProperties(text: string): Map<string, string> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const flat = Object.entries(value).filter(([, one]) => ['string', 'number', 'boolean'].includes(typeof one));
  return new Map(
    flat.map(([name, one]) => {
      // A number is slot and function in one, and not a slot as in a text.
      if (name === 'addr' && typeof one === 'number') return [name, addrOfNumber(one)];
      return [name, one === true ? 'on' : one === false ? 'off' : `${one}`];
    }),
  );
}

const addrOfNumber = (number: number): string => `${(number >> 3).toString(16)}.${number & 7}`;

/** `driver,key=value,flag`: a doubled comma is one of the value, a word alone means on. */
function textProperties(text: string, first: string): Map<string, string> {
  const found = new Map<string, string>();
  const parts = text.replaceAll(',,', '\0').split(',');
  parts.forEach((part, place) => {
    const at = part.indexOf('=');
    const [name, value] =
      at < 0 ? (place === 0 ? [first, part] : [part, 'on']) : [part.slice(0, at), part.slice(at + 1)];
    found.set(name, value.replaceAll('\0', ','));
  });
  return found;
}

/** `DRIVER.PROPERTY=VALUE`, `device.ID.PROPERTY=VALUE`, or by keys. */
function readSetting(kind: 'global' | 'set', text: string, element: XmlElement): ArgumentSetting | undefined {
  const pattern = kind === 'global' ? /^([^.=,]+)\.([^=]+)=(.*)$/s : /^device\.([^.]+)\.([^=]+)=(.*)$/s;
  const short = pattern.exec(text);
  if (short !== null) {
    const [, subject = '', property = '', value = ''] = short;
    return { kind, subject, property, value, element };
  }
  const keys = kind === 'global' ? textProperties(text, 'driver') : undefined;
  const [subject, property] = [keys?.get('driver'), keys?.get('property')];
  if (subject === undefined || property === undefined) return undefined;
  return { kind, subject, property, value: keys?.get('value') ?? '', element };
}

function overrides(override: XmlElement): readonly ArgumentSetting[] {
  return qemuChildren(override, 'device').flatMap((device) =>
    qemuChildren(device, 'frontend')
      .flatMap((frontend) => qemuChildren(frontend, 'property'))
      .map((element): ArgumentSetting => {
        const text = (name: string): string => attributeValue(element, name) ?? '';
        const subject = attributeValue(device, 'alias') ?? '';
        const property = text('name');
        const value = text('value');
        const isNumber = property === 'addr' && text('type') !== 'string';
        return { kind: 'override', subject, property, value: isNumber ? addrOfNumber(Number(value)) : value, element };
      }),
  );
}

/** Where a message about an argument points: its value. */
export function argumentSpan({ element }: { readonly element: XmlElement }) {
  return attribute(element, 'value')?.valueSpan ?? element.startTag;
}
