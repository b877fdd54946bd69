import type { AcsState, HostBar, HostRoot, PortType } from './host.ts';
import { hostAddress, normalAddress, rootId } from './host-address.ts';
import {
  functionAt,
  gigatransfers,
  lanes,
  linesOf,
  malformed,
  type RawFunction,
  type RawHost,
  skipped,
} from './raw-host.ts';

const HEAD = /^((?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]) (.*)$/i;

/** `lspci`, at best `lspci -vvv -nn -D` as root (H-LSPCI-V). */
export function readLspci(text: string): RawHost {
  const roots = new Map<string, HostRoot>();
  const host: RawHost = { format: 'lspci', functions: new Map(), roots, diagnostics: [] };
  let current: RawFunction | undefined;
  let capability = '';
  for (const { line, span } of linesOf(text)) {
    const [, written, rest = ''] = HEAD.exec(line) ?? [];
    if (written !== undefined) {
      const address = normalAddress(written);
      current = address === undefined ? undefined : functionAt(host, address);
      capability = '';
      if (current !== undefined) readHead(current, rest);
    } else if (/^\s/.test(line) && current !== undefined) {
      if (/^\s*Capabilities:/.test(line)) capability = line;
      readField(current, line.trim(), capability);
    } else if (line.trim() !== '') {
      current = undefined;
      if (host.diagnostics.length < 20) host.diagnostics.push(skipped('the line begins with no PCI address', span));
    }
  }
  if (host.functions.size === 0) host.diagnostics.push(malformed('it has no line that begins with a PCI address'));
  joinByBuses(host, roots);
  return host;
}

/** `3D controller [0302]: NVIDIA Corporation GH100 [10de:2335] (rev a1)`, with the numbers only under -nn; under -n alone `0302: 10de:2335`. */
export function readHead(one: RawFunction, text: string): void {
  one.name = text;
  const [, numeric, ids] = /^([0-9a-f]{4}): ([0-9a-f]{4}:[0-9a-f]{4})(?: \(|\s*$)/i.exec(text) ?? [];
  const [, told = numeric] = / \[([0-9a-f]{4})\]:/i.exec(text) ?? [];
  const [, id = ids] =
    /\[([0-9a-f]{4}:[0-9a-f]{4})\](?: \(rev [0-9a-f]+\))?(?: \(prog-if [^)]*\))?\s*$/i.exec(text) ?? [];
  if (told !== undefined) one.class = told.toLowerCase();
  if (id !== undefined) one.id = id.toLowerCase();
  if (/Virtual Function/i.test(text)) one.isVf = true;
  if (/^(?:PCI bridge(?: \[0604\])?|0604):/i.test(text)) one.isBridge = true;
}

const TYPES: readonly (readonly [string, PortType])[] = [
  ['Root Port', 'root'],
  ['Upstream Port', 'upstream'],
  ['Downstream Port', 'downstream'],
  ['PCI-Express to PCI', 'pcie-to-pci'],
];

function readField(one: RawFunction, line: string, capability: string): void {
  const [, node] = /^NUMA node:\s*(\d{1,7})$/.exec(line) ?? [];
  if (node !== undefined) one.node = Number(node);
  const [, group] = /^IOMMU group:\s*(\d{1,9})$/.exec(line) ?? [];
  if (group !== undefined) one.iommuGroup = Number(group);
  const [, secondary, subordinate] =
    /^Bus: primary=[0-9a-f]{2}, secondary=([0-9a-f]{2}), subordinate=([0-9a-f]{2})/i.exec(line) ?? [];
  if (secondary !== undefined && subordinate !== undefined) {
    one.isBridge = true;
    [one.secondary, one.subordinate] = [Number.parseInt(secondary, 16), Number.parseInt(subordinate, 16)];
  }
  const bar = barOf(line);
  if (bar !== undefined) one.bars = [...(one.bars ?? []), bar];
  const [, subVendor, subDevice] = /^Subsystem:.*\[([0-9a-f]{4}):([0-9a-f]{4})\]$/i.exec(line) ?? [];
  if (subVendor !== undefined) one.subsystem = `${subVendor}:${subDevice}`.toLowerCase();
  const [, express] = /^Capabilities: \[[^\]]*\] Express (?:\([^)]*\) )?(.*)$/.exec(line) ?? [];
  if (express !== undefined) {
    one.pcie = true;
    const type = TYPES.find(([words]) => express.startsWith(words))?.[1];
    if (type !== undefined) [one.type, one.isBridge] = [type, true];
  }
  readLink(one, line);
  readAcs(one, line);
  if (capability.includes('Address Translation Service') || line.startsWith('ATSCtl:')) {
    const [, enabled] = /^ATSCtl:\s*Enable([+-])/.exec(line) ?? [];
    one.ats = { capable: true, enabled: enabled === undefined ? (one.ats?.enabled ?? false) : enabled === '+' };
  }
}

/** LnkCap says what the link can do; LnkSta, what it does now. */
function readLink(one: RawFunction, line: string): void {
  const [, which, speed, width] =
    /^(LnkCap|LnkSta):.*?Speed ([^,(]+?)(?: \([^)]*\))?, Width x(\d{1,3})/.exec(line) ?? [];
  const [rate, count] = [gigatransfers(speed), lanes(width)];
  if (which === 'LnkCap') {
    if (rate !== undefined) one.speed = rate;
    if (count !== undefined) one.width = count;
  } else if (which === 'LnkSta') {
    if (rate !== undefined) one.currentSpeed = rate;
    if (count !== undefined) one.currentWidth = count;
  }
}

function readAcs(one: RawFunction, line: string): void {
  if (!line.startsWith('ACSCtl:')) return;
  const has = (flag: string): boolean => line.includes(`${flag}+`);
  const isDirect =
    has('DirectTrans') &&
    ['SrcValid', 'ReqRedir', 'CmpltRedir', 'UpstreamFwd'].every(has) &&
    !has('TransBlk') &&
    !has('EgressCtrl');
  const state: AcsState = !has('ReqRedir') ? 'off' : isDirect ? 'redirect+direct-translated' : 'redirect';
  one.acs = state;
}

const UNITS = 'KMGT';

function barOf(line: string): HostBar | undefined {
  const [, region, what = '', size, unit = ''] = /^Region ([0-5]): (.*)\[size=(\d{1,4})([KMGT]?)\]/.exec(line) ?? [];
  if (region === undefined || size === undefined) return undefined;
  const bytes = Number(size) * 1024 ** (UNITS.indexOf(unit) + 1 || (unit === '' ? 0 : 1));
  if (what.includes('I/O ports')) return { region: Number(region), kind: 'io', size: bytes };
  const isPref = /[( ]prefetchable\)/.test(what) && !what.includes('non-prefetchable');
  return {
    region: Number(region),
    kind: `${isPref ? 'pref' : 'mem'}${what.includes('64-bit') ? 64 : 32}`,
    size: bytes,
  };
}

/** The tree from bus numbers: a bus is below the bridge whose secondary bus it is; one that is nobody's is a root. */
function joinByBuses(host: RawHost, roots: Map<string, HostRoot>): void {
  const bridges = new Map<string, RawFunction>();
  const key = (domain: number, bus: number): string => `${domain}:${bus}`;
  for (const one of host.functions.values()) {
    const at = hostAddress(one.address);
    if (one.secondary === undefined || at === undefined || one.secondary === 0) continue;
    const known = bridges.get(key(at.domain, one.secondary));
    if (known === undefined) bridges.set(key(at.domain, one.secondary), one);
    else if (host.diagnostics.length < 20)
      host.diagnostics.push(
        malformed(`${known.address} and ${one.address} both have secondary bus ${one.secondary.toString(16)}`),
      );
  }
  // Without -vvv no bus is known to be behind a bridge, and so none to be a root.
  if (bridges.size === 0 && ![...host.functions.values()].some(({ type }) => type !== undefined)) return;
  let goesRound = false;
  for (const one of host.functions.values()) {
    const at = hostAddress(one.address);
    if (at === undefined) continue;
    const above = bridges.get(key(at.domain, at.bus));
    one.parent = above === undefined || above === one ? null : above.address;
    let [top, steps] = [one, 0];
    for (; typeof top.parent === 'string' && steps < 64; steps += 1) top = host.functions.get(top.parent) ?? top;
    const topAt = hostAddress(top.address);
    if (steps === 64 || topAt === undefined) continue;
    // The buses of the way up may not all have been walked yet.
    const first = rootBusOf(topAt.domain, topAt.bus, bridges);
    if (first === undefined) {
      if (!goesRound) host.diagnostics.push(malformed(`the bus numbers of the bridges above ${one.address} go round`));
      goesRound = true;
      continue;
    }
    const id = rootId(topAt.domain, first);
    one.root = id;
    if (!roots.has(id)) roots.set(id, { id, buses: null, node: null });
  }
}

function rootBusOf(domain: number, bus: number, bridges: ReadonlyMap<string, RawFunction>): number | undefined {
  let at = bus;
  for (let steps = 0; steps < 256; steps += 1) {
    const above = bridges.get(`${domain}:${at}`);
    const next = above === undefined ? undefined : hostAddress(above.address)?.bus;
    if (next === undefined) return at;
    at = next;
  }
  return undefined;
}
