import { areOptions, checkArguments, isCount, isPlan, isText } from '../basics/index.ts';
import { emptyDeviceLists, freeDiskName, parseNumber } from '../domain/index.ts';
import { freePlaces, type Plan } from '../plan/index.ts';
import {
  ADDRESS_TYPE_NAMES,
  addressParts,
  DEFAULT_PROFILE,
  getProfile,
  isProfile,
  knowsElement,
  machineTypes,
  type Profile,
  type ProfileChoice,
  partValues,
  profileOf,
} from '../profiles/index.ts';
import type { Span } from '../text/index.ts';
import { type Cursor, cursorAt, type OpenElement } from './cursor.ts';
import { attributesAt, elementsAt, type Place, placeOf, settingAt } from './place.ts';

/** What decides what may stand at a place besides the text. */
export interface AssistOptions {
  readonly profile?: ProfileChoice;
  /** A QEMU version, `7.2`; by default the one of the profile's time. */
  readonly qemu?: string;
  /** The architecture of a document that names none; `x86_64` by default. */
  readonly hostArch?: string;
  /** The last plan of the document, if there is one: it knows which places are free. */
  readonly plan?: Plan;
}

/** Something that may stand at the cursor. */
export interface Completion {
  readonly label: string;
  readonly kind: 'element' | 'attribute' | 'value';
  /** A few words about it; empty where there is nothing to say. */
  readonly detail: string;
  /** What is put in place of the span. */
  readonly insert: string;
  /** Where the cursor goes to, as an offset in `insert`. */
  readonly caret: number;
}

/** What may stand at a place, whatever is written there already: whoever shows it filters. */
export interface Completions {
  /** What a choice replaces, in UTF-16 code units. */
  readonly span: Span;
  readonly items: readonly Completion[];
}

export const areAssistOptions = areOptions<AssistOptions>({
  profile: isProfile,
  qemu: isText,
  hostArch: isText,
  plan: isPlan,
});

const NONE: readonly Completion[] = [];

/**
 * The elements, attributes and values that may stand at an offset of a domain definition, which need not be well-formed.
 * The values are those that libvirt takes at the profile (E-PARSE), the machine types those of the QEMU, buses and slots
 * those that are free in the plan.
 */
export function completionsAt(text: string, offset: number, options: AssistOptions = {}): Completions {
  checkArguments('completionsAt', {
    text: [text, isText],
    offset: [offset, isCount],
    options: [options, areAssistOptions],
  });
  const cursor = cursorAt(text, offset);
  const nothing = { span: { start: offset, end: offset }, items: NONE };
  if (cursor === undefined) return nothing;
  const profile = getProfile(profileOf(options.profile ?? DEFAULT_PROFILE));
  const place = placeOf(cursor.path, profile.release);
  switch (cursor.kind) {
    case 'element':
      return elementCompletions(cursor, place, profile);
    case 'end':
      return endCompletions(cursor, text);
    case 'attribute':
      return place === undefined ? nothing : attributeCompletions(cursor, place, text);
    case 'value':
      return place === undefined ? nothing : valueCompletions(cursor, place, { text, profile, options });
  }
}

type At<Kind extends Cursor['kind']> = Extract<Cursor, { readonly kind: Kind }>;

const value = (label: string, detail = ''): Completion => ({
  label,
  kind: 'value',
  detail,
  insert: label,
  caret: label.length,
});

function elementCompletions(
  { path, span, text }: At<'element'>,
  place: Place | undefined,
  profile: Profile,
): Completions {
  const isBegun = span.end > span.start;
  if (path.length === 0) {
    return { span, items: text === '' ? [element('domain', true)] : NONE };
  }
  if (place === undefined) return { span, items: NONE };
  const words = partValues(place.name).map((word) => value(word));
  // In words that are begun no element begins.
  if (!isBegun && text !== '') return { span: { start: span.start - text.length, end: span.end }, items: words };
  const names = place.isDevices ? ['emulator', ...devices(profile)] : elementsAt(place);
  const present = place.name === '/' ? path.at(-1)?.children : undefined;
  const items = names
    .filter((name) => present?.has(name) !== true)
    .map((name) => {
      const inner = placeOf([...path, { name, attributes: new Map(), children: new Map() }], profile.release);
      const hasAttributes = name === 'address' || (inner !== undefined && attributesAt(inner).length > 0);
      const hasElements = inner !== undefined && (inner.isDevices || elementsAt(inner).length > 0);
      return element(name, hasAttributes, hasElements || TEXTS.has(name));
    });
  return { span, items: isBegun ? items : [...words, ...items] };
}

/** Elements that consist of a text. */
const TEXTS = new Set(
  'name uuid title description memory currentMemory maxMemory vcpu type emulator loader nvram kernel initrd cmdline dtb on_poweroff on_reboot on_crash iothreads model vendor serial wwn product script'.split(
    ' ',
  ),
);

const devices = ({ release }: Profile): readonly string[] =>
  Object.keys(emptyDeviceLists()).filter((name) => knowsElement(name, release));

/** Attributes are to be written behind the name; without any, the whole element is. */
function element(name: string, hasAttributes: boolean, hasContent = true): Completion {
  const start = `<${name}`;
  const insert = hasAttributes ? start : hasContent ? `${start}></${name}>` : `${start}/>`;
  const caret = hasAttributes ? start.length : hasContent ? start.length + 1 : insert.length;
  return { label: name, kind: 'element', detail: '', insert, caret };
}

function endCompletions({ path, span }: At<'end'>, text: string): Completions {
  const name = path.at(-1)?.name;
  if (name === undefined) return { span, items: NONE };
  const insert = text[span.end] === '>' ? name : `${name}>`;
  return { span, items: [{ label: name, kind: 'element', detail: '', insert, caret: insert.length }] };
}

function attributeCompletions({ path, span, hasValue }: At<'attribute'>, place: Place, text: string): Completions {
  const own = path.at(-1);
  const written = text.slice(span.start, span.end);
  const names = isAddress(place)
    ? ['type', ...addressParts(own?.attributes.get('type') ?? 'pci')]
    : attributesAt(place);
  const quote = text.slice(span.start - 200, span.start).includes('="') ? '"' : "'";
  const items = names
    .filter((name) => name === written || own?.attributes.has(name) !== true)
    .map((name): Completion => {
      const insert = hasValue ? name : `${name}=${quote}${quote}`;
      const caret = hasValue ? insert.length : insert.length - 1;
      return { label: name, kind: 'attribute', detail: numberWords(place, name), insert, caret };
    });
  return { span, items };
}

/** The address of a device, or of a host device in its `<source>`. */
const isAddress = ({ name, device }: Place): boolean => name === `${device?.name}/address`;

const NUMBER_WORDS = {
  int: 'a number',
  uint: 'a number from 0',
  positive: 'a number from 1',
  ulong: 'a number from 0',
  size: 'a number from 0',
  wrapped: 'a number from 0',
} as const;

function numberWords(place: Place, attribute: string): string {
  const setting = settingAt(place, attribute);
  return setting?.number === undefined ? '' : NUMBER_WORDS[setting.number];
}

interface Knowledge {
  readonly text: string;
  readonly profile: Profile;
  readonly options: AssistOptions;
}

function valueCompletions({ path, span, attribute }: At<'value'>, place: Place, knowledge: Knowledge): Completions {
  const own = path.at(-1);
  const items = own === undefined ? NONE : valuesAt(own, attribute, place, knowledge);
  return { span, items };
}

function valuesAt(own: OpenElement, attribute: string, place: Place, knowledge: Knowledge): readonly Completion[] {
  if (isAddress(place)) return addressValues(own, attribute, knowledge.options.plan);
  const listed = [...(settingAt(place, attribute)?.words ?? [])].filter((word) => word !== '');
  if (listed.length > 0) return listed.map((word) => value(word));
  const name = `${place.name}@${attribute}`;
  switch (name) {
    case '/os/type@machine':
      return machines(own, knowledge).map((machine) => value(machine));
    case 'disk/target@dev':
      return diskNames(own, knowledge.text);
    default:
      return partValues(name).map((word) => value(word));
  }
}

function machines(own: OpenElement, { profile, options }: Knowledge): readonly string[] {
  const arch = own.attributes.get('arch') ?? options.hostArch ?? 'x86_64';
  return machineTypes(arch, options.qemu ?? profile.defaultQemu);
}

/** How the names of disks begin, by their bus. */
const DISK_NAMES: Readonly<Record<string, string>> = { virtio: 'vd', ide: 'hd', fdc: 'fd', xen: 'xvd', nvme: 'nvme0n' };

function diskNames(own: OpenElement, text: string): readonly Completion[] {
  const bus = own.attributes.get('bus');
  const prefixes = bus === undefined ? ['vd', 'sd', 'hd'] : [DISK_NAMES[bus] ?? 'sd'];
  return prefixes.flatMap((prefix) => {
    const name = freeDiskName(prefix, (one) => new RegExp(`\\bdev=['"]${one}['"]`).test(text));
    return name === undefined ? [] : [value(name, 'the next free name')];
  });
}

const hex = (number: number): string => `0x${number.toString(16).padStart(2, '0')}`;

function addressValues(own: OpenElement, attribute: string, plan: Plan | undefined): readonly Completion[] {
  if (attribute === 'type') return ADDRESS_TYPE_NAMES.map((name) => value(name));
  if ((own.attributes.get('type') ?? 'pci') !== 'pci') return NONE;
  switch (attribute) {
    case 'domain':
      return [value('0x0000')];
    case 'function':
      return Array.from({ length: 8 }, (_, number) => value(`0x${number}`));
    case 'multifunction':
      return [value('on'), value('off')];
    case 'bus':
      return (plan?.buses ?? []).map((bus) => {
        const free = freePlaces(bus).length;
        const slots = free === 0 ? 'no slot free' : free === 1 ? '1 slot free' : `${free} slots free`;
        return value(hex(bus.index), `${bus.model}, ${slots}`);
      });
    case 'slot': {
      const index = parseNumber(own.attributes.get('bus') ?? '0');
      const bus = plan?.buses.find((one) => one.index === index);
      return bus === undefined ? NONE : freePlaces(bus).map(({ address }) => value(hex(address.slot), 'free'));
    }
    default:
      return NONE;
  }
}
