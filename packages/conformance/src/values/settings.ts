import type { Subject } from './subjects.ts';

/** One attribute of a subject: where its name and its value stand in the subject's text. */
export interface Setting {
  /** Elements from the device down and the attribute: `disk/driver@cache`. */
  readonly place: string;
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

/** One element below a subject's own, with all that is in it. */
export interface Part {
  readonly place: string;
  readonly start: number;
  readonly end: number;
}

const TAG = /<(\/?)([\w-]+)((?:\s+[\w:-]+='[^']*')*)\s*(\/?)>/g;
const ATTRIBUTE = /\s+([\w:-]+)='([^']*)'/g;

/** Where an attribute can be put into the first element of a place. */
interface OpenTag {
  readonly nameEnd: number;
  readonly end: number;
  readonly isEmpty: boolean;
}

/** The attributes and inner elements of a subject. Its text is our own: single quotes, no comments. */
export function settingsOf({ xml }: Pick<Subject, 'xml'>): {
  settings: readonly Setting[];
  parts: readonly Part[];
  tags: ReadonlyMap<string, OpenTag>;
} {
  const tags = new Map<string, OpenTag>();
  const settings: Setting[] = [];
  const parts: Part[] = [];
  const open: { place: string; start: number }[] = [];
  for (const tag of xml.matchAll(TAG)) {
    const [whole, closing, name = '', attributes = '', empty] = tag;
    const end = tag.index + whole.length;
    if (closing === '/') {
      const started = open.pop();
      if (started !== undefined && open.length > 0) parts.push({ ...started, end });
      continue;
    }
    const place = [...open.slice(-1).map((parent) => parent.place), name].join('/');
    if (!tags.has(place)) tags.set(place, { nameEnd: tag.index + 1 + name.length, end, isEmpty: empty === '/' });
    const base = tag.index + 1 + name.length;
    for (const found of attributes.matchAll(ATTRIBUTE)) {
      const start = base + found.index;
      const stop = start + found[0].length;
      settings.push({
        place: `${place}@${found[1]}`,
        start,
        valueStart: stop - 1 - (found[2] ?? '').length,
        end: stop,
      });
    }
    if (empty !== '/') open.push({ place, start: tag.index });
    else if (open.length > 0) parts.push({ place, start: tag.index, end });
  }
  return { settings, parts, tags };
}

/** A whole domain around a device's text; an `<os>` stands for the domain's own. */
export function domainOf(subject: Subject, device: string = subject.xml): string {
  const [arch, machine] = (subject.machine ?? 'x86_64 q35').split(' ');
  const type = `<type arch='${arch}' machine='${machine}'>hvm</type>`;
  const isOs = device.startsWith('<os');
  const os = isOs ? device : `<os>${type}</os>`;
  const inside = `${subject.beside ?? ''}${isOs ? '' : device}`;
  return `<domain type='qemu'><name>v</name><memory>1048576</memory>${subject.domain ?? ''}${os}<devices>${inside}</devices></domain>`;
}

/** The text of a subject with one attribute more, in the first element of its place; elements that lack are added. */
export function withSetting(subject: Subject, place: string, value: string): string {
  const { xml } = subject;
  const [elements = '', name = ''] = place.split('@');
  const { tags } = settingsOf(subject);
  const tag = tags.get(elements);
  if (tag !== undefined) return `${xml.slice(0, tag.nameEnd)} ${name}='${value}'${xml.slice(tag.nameEnd)}`;
  let outer = elements;
  while (!tags.has(outer)) outer = outer.slice(0, outer.lastIndexOf('/'));
  const names = elements.slice(outer.length + 1).split('/');
  const inside = names.reduceRight(
    (text, one, position) =>
      position === names.length - 1 ? `<${one} ${name}='${value}'/>` : `<${one}>${text}</${one}>`,
    '',
  );
  const { end, isEmpty } = tags.get(outer) ?? { end: 0, isEmpty: false };
  if (!isEmpty) return `${xml.slice(0, end)}${inside}${xml.slice(end)}`;
  return `${xml.slice(0, end - 2)}>${inside}</${outer.slice(outer.lastIndexOf('/') + 1)}>${xml.slice(end)}`;
}
