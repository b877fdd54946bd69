import { OPTION_ROM } from '../option-rom.ts';

/** What the guest's first process printed: the lines of guest/init.sh between "GT begin" and "GT end". */
export interface GuestReport {
  readonly kernel: string;
  /** `bookworm 252` */
  readonly udev: string;
  /** What the firmware calls itself; absent where it does not tell. */
  readonly bios?: string;
  readonly devices: readonly ReportedDevice[];
  readonly slots: readonly { readonly name: string; readonly address: string }[];
  readonly nics: readonly ReportedNic[];
  /** The kernel's complaints about BARs and bus numbers. */
  readonly warnings: readonly string[];
}

export interface ReportedDevice {
  readonly bdf: string;
  readonly vendor: string;
  readonly device: string;
  readonly class: string;
  /** Absent on a root bus. */
  readonly parent?: string;
  readonly sun?: number;
  readonly acpiIndex?: number;
  /** The NUMA node; absent where Linux knows none. */
  readonly node?: number;
  readonly multifunction: boolean;
  readonly bridge?: { readonly secondary: number; readonly subordinate: number };
  /** The numbers of the BARs that have a place. */
  readonly placedBars: readonly number[];
}

/** udev's names by what it is asked for: a suite, or a suite and a scheme. */
export type NamesText = Readonly<Partial<Record<'onboard' | 'slot' | 'path' | 'scheme', string>>>;

export interface ReportedNic {
  readonly name: string;
  readonly mac: string;
  /** Its PCI function, or its CCW device: `0000:01:00.0`, `0.0.0005`. */
  readonly bdf: string;
  readonly altNames: readonly string[];
  /** The scheme that udev used, and the name that the policy chose. */
  readonly scheme?: string;
  readonly policyName?: string;
  readonly byUdev: ReadonlyMap<string, NamesText>;
  readonly byScheme: ReadonlyMap<string, NamesText>;
}

/** Reads the last report of a console's output. */
export function parseReport(output: string): GuestReport {
  const text = output.slice(output.lastIndexOf('GT begin'));
  const lines = [...text.matchAll(/^GT (\S+) ?(.*?)\r?$/gm)].map(([, kind = '', rest = '']) => ({ kind, rest }));
  const of = (kind: string): readonly string[] => lines.flatMap((one) => (one.kind === kind ? [one.rest] : []));
  const [bios] = of('bios');
  const space = new Map(of('cfg').map((line) => [line.split(' ')[0] ?? '', readSpace(line)]));
  const placed = new Map<string, number[]>();
  for (const line of of('res')) {
    const [bdf = '', number = ''] = line.split(' ');
    if (!isLost(line)) placed.set(bdf, [...(placed.get(bdf) ?? []), Number(number)]);
  }
  const nodes = new Map(
    of('node')
      .map((line) => line.split(' '))
      .map(([bdf = '', node]) => [bdf, Number(node)]),
  );
  return {
    kernel: of('kernel')[0] ?? '',
    udev: of('udev')[0] ?? '',
    ...(bios === undefined ? {} : { bios }),
    devices: of('pci').map((line) => readDevice(line, space, placed, nodes)),
    slots: of('slot').map((line) => {
      const [name = '', address = ''] = line.split(' ');
      return { name, address };
    }),
    nics: readNics(of),
    warnings: of('warn').map((line) => line.replace(/^\[ *[\d.]+\] /, '')),
  };
}

type Space = Pick<ReportedDevice, 'multifunction' | 'bridge'>;

function readSpace(line: string): Space {
  const bytes = Buffer.from(line.split(' ').slice(1).join(''), 'hex');
  const type = bytes[0x0e] ?? 0;
  const isBridge = (type & 0x7f) === 1;
  return {
    multifunction: (type & 0x80) !== 0,
    ...(isBridge ? { bridge: { secondary: bytes[0x19] ?? 0, subordinate: bytes[0x1a] ?? 0 } } : {}),
  };
}

/** IORESOURCE_UNSET of Linux; a BAR that found no place at last has no line at all. */
const UNSET = 0x20000000n;

function isLost(line: string): boolean {
  const flags = line.split(' ')[4];
  return flags !== undefined && (BigInt(flags) & UNSET) !== 0n;
}

function readDevice(
  line: string,
  space: ReadonlyMap<string, Space>,
  placed: ReadonlyMap<string, readonly number[]>,
  nodes: ReadonlyMap<string, number>,
): ReportedDevice {
  const [bdf = '', vendor = '', device = '', classCode = '', path = '', sun = '', index = ''] = line.split('|');
  const above = path.split('/').at(-2) ?? '';
  const node = nodes.get(bdf);
  return {
    ...{ bdf, vendor, device, class: classCode },
    ...(/^pci/.test(above) ? {} : { parent: above }),
    ...(sun === '' ? {} : { sun: Number(sun) }),
    ...(index === '' ? {} : { acpiIndex: Number(index) }),
    ...(node === undefined ? {} : { node }),
    ...(space.get(bdf) ?? { multifunction: false }),
    placedBars: (placed.get(bdf) ?? []).filter((number) => number < OPTION_ROM),
  };
}

function readNics(of: (kind: string) => readonly string[]): readonly ReportedNic[] {
  const database = new Map<string, Map<string, string>>();
  for (const line of of('db')) {
    const [path = '', pair = ''] = line.split(' ');
    const name = path.split('/').at(-1) ?? '';
    const [key = '', value = ''] = pair.split('=');
    database.set(name, (database.get(name) ?? new Map()).set(key, value));
  }
  return of('nic').map((line) => {
    const [name = '', mac = '', path = ''] = line.split('|');
    const [byUdev, byScheme] = [new Map<string, NamesText>(), new Map<string, NamesText>()];
    for (const id of of('id')) {
      const [nic, suite = '', scheme = '', pair = ''] = id.split(' ');
      if (nic !== name) continue;
      const [where, key] = scheme === '-' ? [byUdev, suite] : [byScheme, scheme];
      where.set(key, { ...where.get(key), ...namePart(pair) });
    }
    const own = database.get(name);
    const [scheme, policyName] = [own?.get('ID_NET_NAMING_SCHEME'), own?.get('ID_NET_NAME')];
    return {
      ...{ name, mac, bdf: placeOf(path), byUdev, byScheme },
      altNames: of('alt').flatMap((alt) => (alt.split(' ')[0] === name ? [alt.split(' ')[1] ?? ''] : [])),
      ...(scheme === undefined ? {} : { scheme }),
      ...(policyName === undefined ? {} : { policyName }),
    };
  });
}

function placeOf(path: string): string {
  const parts = path.split('/');
  return parts.findLast((part) => /^[0-9a-f]{4}:[0-9a-f]{2}:/.test(part) || /^[0-9a-f]\.[0-9a-f]\./.test(part)) ?? '';
}

function namePart(pair: string): NamesText {
  const [key = '', value = ''] = pair.split('=');
  const name = /^ID_NET_NAME_(ONBOARD|SLOT|PATH)$/.exec(key)?.[1]?.toLowerCase();
  if (name === undefined) return key === 'ID_NET_NAMING_SCHEME' ? { scheme: value } : {};
  return { [name]: value };
}
