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

/** The attributes and inner elements of a subject. Its text is our own: single quotes, no comments. */
export function settingsOf({ xml }: Pick<Subject, 'xml'>): { settings: readonly Setting[]; parts: readonly Part[] } {
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
    const base = tag.index + 1 + name.length;
    for (const found of attributes.matchAll(ATTRIBUTE)) {
      const start = base + found.index;
      const stop = start + found[0].length;
      settings.push({ place: `${place}@${found[1]}`, start, valueStart: stop - 1 - (found[2] ?? '').length, end: stop });
    }
    if (empty !== '/') open.push({ place, start: tag.index });
    else if (open.length > 0) parts.push({ place, start: tag.index, end });
  }
  return { settings, parts };
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
