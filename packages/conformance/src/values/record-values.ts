import type { SettingAnswer, SubjectAnswer } from './ask-values.ts';
import { SUBJECTS } from './subjects.ts';

/** What one libvirt said about every subject, and which settings of others each subject would read. */
export type Answers = Readonly<
  Record<string, SubjectAnswer & { readonly elsewhere?: Readonly<Record<string, boolean>> }>
>;

/** One sign a libvirt, by value: `+` known, `-` unknown, `.` any value goes or not asked. */
export type Signs = Readonly<Record<string, string>>;

/** Sorts of a device that read a setting in the same way. */
export interface SortGroup {
  readonly sorts: readonly string[];
  /** Values that some libvirt knows. */
  readonly values: Signs;
}

/** What the libvirts said, by setting. */
export interface ValueRecording {
  readonly libvirt: readonly string[];
  readonly settings: Readonly<
    Record<string, { readonly isEverywhere: boolean; readonly groups: readonly SortGroup[] }>
  >;
}

/** The attribute that tells the sorts of a device apart, and the sort without it. */
const SORTS: Readonly<Record<string, readonly [path: RegExp, without: string]>> = {
  disk: [/^<disk [^>]*?\btype='([^']*)'/, 'file'],
  controller: [/^<controller [^>]*?\btype='([^']*)'/, 'ide'],
  interface: [/^<interface [^>]*?\btype='([^']*)'/, 'user'],
  hostdev: [/^<hostdev [^>]*?\btype='([^']*)'/, ''],
  graphics: [/^<graphics [^>]*?\btype='([^']*)'/, ''],
  audio: [/^<audio [^>]*?\btype='([^']*)'/, 'none'],
  serial: [/^<serial [^>]*?\btype='([^']*)'/, 'pty'],
  console: [/^<console [^>]*?\btype='([^']*)'/, 'pty'],
  channel: [/^<channel [^>]*?\btype='([^']*)'/, 'pty'],
  redirdev: [/^<redirdev [^>]*?\btype='([^']*)'/, 'pty'],
  smartcard: [/^<smartcard [^>]*?\bmode='([^']*)'/, ''],
  memory: [/^<memory [^>]*?\bmodel='([^']*)'/, ''],
  filesystem: [/<driver [^>]*?\btype='([^']*)'/, 'path'],
  tpm: [/<backend [^>]*?\btype='([^']*)'/, ''],
  rng: [/<backend [^>]*?\bmodel='([^']*)'/, ''],
  iommu: [/^<iommu [^>]*?\bmodel='([^']*)'/, ''],
};

function sortOf(subject: string): string {
  const xml = SUBJECTS.find(({ name }) => name === subject)?.xml ?? '';
  const device = /^<([\w-]+)/.exec(xml)?.[1] ?? '';
  const [path, without] = SORTS[device] ?? [/^$/, ''];
  return path.exec(xml)?.[1] ?? without;
}

// Places read by rules of their own: addresses of devices, names that are no closed list.
const LEFT_OUT = new RegExp(
  [
    /^(?!hostdev\/source|interface\/source|disk\/source).*\/address@/,
    /^disk\/target@dev$|^os\/type@|^interface\/model@type$|^controller\/model@name$|^filesystem\/target@dir$|source@name$/,
    // Addresses, identifiers and versions have forms, not lists.
    /@(?:address|uuid|interfaceid|switchid|wwpn|listen|peer|gateway|version)$/,
    // Units were asked about with all their names at one place only.
    /^(?!memory\/target\/size).*@unit$/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

/** The settings that tell the sorts of a device apart; what one of them knows is known. */
const SORTING =
  /^(?:\w+@type|(?:memory|iommu)@model|smartcard@mode|tpm\/backend@type|rng\/backend@model|filesystem\/driver@type)$/;

/** The answers of several libvirts as one recording. */
export function recordValues(all: Readonly<Record<string, Answers>>): ValueRecording {
  const settings = Object.entries(signsOf(all)).map(([place, sorts]) => [place, groupSorts(place, sorts)] as const);
  return {
    libvirt: Object.keys(all),
    settings: Object.fromEntries(settings.filter(([, { groups }]) => groups.length > 0)),
  };
}

interface Group {
  readonly sorts: string[];
  readonly values: Record<string, string>;
}

function groupSorts(place: string, sorts: Readonly<Record<string, Signs>>): ValueRecording['settings'][string] {
  const merges = SORTING.test(place);
  const groups: Group[] = [];
  const borrowed: string[] = [];
  let free = 0;
  for (const [sort, values] of Object.entries(sorts)) {
    const { '*': isBorrowed, ...own } = values;
    if (Object.keys(own).length > 0) addTo(groups, sort, own, merges);
    else if (isBorrowed === undefined) free += 1;
    else borrowed.push(sort);
  }
  const [first, ...more] = groups;
  const isEverywhere = merges || (free === 0 && more.length === 0);
  if (first !== undefined && more.length === 0) first.sorts.push(...borrowed);
  else if (first !== undefined && borrowed.length > 0) {
    // Which of the groups these belong to was not asked: what one of them knows may be known.
    const all: Group = { sorts: borrowed, values: { ...first.values } };
    for (const { values } of more) addValues(all, values);
    groups.push(all);
  }
  return {
    isEverywhere,
    groups: groups.map(({ sorts: read, values }) => ({
      sorts: isEverywhere ? [] : read.sort(),
      values: Object.fromEntries(Object.entries(values).filter(([, text]) => text.includes('+'))),
    })),
  };
}

// Sorts that contradict each other in no value are one group.
function addTo(groups: Group[], sort: string, own: Signs, merges: boolean): void {
  const fitting = groups.find(
    ({ values }) => merges || Object.entries(own).every(([value, text]) => agree(values[value], text)),
  );
  if (fitting === undefined) groups.push({ sorts: [sort], values: { ...own } });
  else {
    fitting.sorts.push(sort);
    addValues(fitting, own);
  }
}

function addValues(group: Group, more: Signs): void {
  for (const [value, text] of Object.entries(more)) group.values[value] = union(group.values[value] ?? '', text);
}

function agree(a: string | undefined, b: string): boolean {
  const isSame = (sign: string, other = '.'): boolean => sign === '.' || other === '.' || sign === other;
  return a === undefined || [...a].every((sign, position) => isSame(sign, b[position]));
}

function union(a: string, b: string): string {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, position) => {
    const both = [a[position] ?? '.', b[position] ?? '.'];
    return both.includes('+') ? '+' : both.includes('-') ? '-' : '.';
  }).join('');
}

function signsOf(all: Readonly<Record<string, Answers>>): Readonly<Record<string, Readonly<Record<string, Signs>>>> {
  const libvirt = Object.keys(all);
  const settings: Record<string, Record<string, Record<string, string>>> = {};
  const at = (place: string, sort: string): Record<string, string> => {
    const sorts = settings[place] ?? {};
    settings[place] = sorts;
    const values = sorts[sort] ?? {};
    sorts[sort] = values;
    return values;
  };
  libvirt.forEach((version, position) => {
    const known = new Map<string, Map<string, boolean>>();
    const note = (place: string, sort: string, { taken, refused, unknown }: SettingAnswer): void => {
      const key = `${place} ${sort}`;
      const values = known.get(key) ?? new Map<string, boolean>();
      known.set(key, values);
      for (const value of [...taken, ...refused]) values.set(value, true);
      for (const value of unknown) if (!values.has(value)) values.set(value, false);
    };
    for (const [name, { settings: own, elsewhere }] of Object.entries(all[version] ?? {})) {
      for (const setting of own) {
        if (LEFT_OUT.test(setting.place)) continue;
        if (setting.free) at(setting.place, sortOf(name));
        else note(setting.place, sortOf(name), setting);
      }
      for (const [place, read] of Object.entries(elsewhere ?? {})) {
        if (LEFT_OUT.test(place)) continue;
        if (read) at(place, sortOf(name))['*'] = '*';
        else at(place, sortOf(name));
      }
    }
    for (const [key, values] of known) {
      const [place = '', sort = ''] = key.split(' ');
      const row = at(place, sort);
      for (const [value, isKnown] of values) {
        row[value] = (row[value] ?? '').padEnd(position, '.') + (isKnown ? '+' : '-');
      }
    }
  });
  return settings;
}
