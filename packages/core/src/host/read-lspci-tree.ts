import type { HostRoot } from './host.ts';
import { formatHostAddress, rootId } from './host-address.ts';
import { functionAt, linesOf, MOST_DEPTH, malformed, type RawHost, skipped } from './raw-host.ts';

/** The column of a tree: what its entries are on; without a bus for the one of the root buses. */
interface Branch {
  readonly domain: number;
  readonly bus?: number;
  readonly root?: string;
  readonly parent: string | null;
}

const ITEM =
  /(?:\[([0-9a-f]{4,8}):([0-9a-f]{2})(?:-[0-9a-f]{2})?\]|([0-9a-f]{2})\.([0-7])(?:-\[(?:[0-9a-f]{4,8}:)?([0-9a-f]{2})(?:-(?:[0-9a-f]{4,8}:)?([0-9a-f]{2}))?\])?)/iy;

/**
 * `lspci -t`, `-tv`, `-tvnn` (H-LSPCI-T). A line belongs to the branch that its `|` leave open, whatever its columns are:
 * pasted trees are often shifted.
 */
export function readLspciTree(text: string): RawHost {
  const roots = new Map<string, HostRoot>();
  const host: RawHost = { format: 'lspci-tree', functions: new Map(), roots, diagnostics: [] };
  let open: Branch[] = [];
  for (const { line, span } of linesOf(text)) {
    if (line.trim() === '') continue;
    const [, lead = '', mark = ''] = /^([\s|]*)([-+\\])/.exec(line) ?? [];
    if (mark === '') {
      if (host.diagnostics.length < 20)
        host.diagnostics.push(skipped('the line is not part of a tree of lspci -t', span));
      continue;
    }
    const depth = [...lead].filter((one) => one === '|').length;
    let branch: Branch | undefined = { domain: 0, parent: null };
    if (mark === '-') open = [];
    else {
      branch = open[depth];
      open = open.slice(0, mark === '+' ? depth + 1 : depth);
    }
    if (branch === undefined) {
      host.diagnostics.push(malformed('the line belongs to no branch above it', span));
      return host;
    }
    readLine({ host, roots, open }, line, lead.length, branch);
  }
  if (host.functions.size === 0) host.diagnostics.push(malformed('the tree has no function such as 00.0'));
  return host;
}

interface Reading {
  readonly host: RawHost;
  readonly roots: Map<string, HostRoot>;
  readonly open: Branch[];
}

/** Reads the entries of a line, each on the bus that the one before leads to. */
function readLine({ host, roots, open }: Reading, line: string, start: number, first: Branch): void {
  let branch = first;
  let at = start;
  for (let depth = 0; depth <= MOST_DEPTH; depth += 1) {
    const [connector = ''] = /^[-+\\]+/.exec(line.slice(at)) ?? [];
    if (connector.slice(1).includes('+')) open.push(branch);
    at += connector.length;
    ITEM.lastIndex = at;
    const item = ITEM.exec(line);
    if (item === null) return;
    at = ITEM.lastIndex;
    const [, domain, rootBus, slot, fn, secondary, subordinate] = item;
    if (domain !== undefined && rootBus !== undefined) {
      const [number, bus] = [Number.parseInt(domain, 16), Number.parseInt(rootBus, 16)];
      const id = rootId(number, bus);
      roots.set(id, { id, buses: null, node: null });
      branch = { domain: number, bus, root: id, parent: null };
      continue;
    }
    if (slot === undefined || fn === undefined || branch.bus === undefined || Number.parseInt(slot, 16) > 0x1f) return;
    const { domain: number, bus } = branch;
    const address = formatHostAddress({ domain: number, bus, slot: Number.parseInt(slot, 16), function: Number(fn) });
    const one = functionAt(host, address);
    one.parent = branch.parent;
    if (branch.root !== undefined) one.root = branch.root;
    if (secondary === undefined) {
      const name = line.slice(at).trim();
      if (name !== '') readName(one, name);
      return;
    }
    one.isBridge = true;
    one.secondary = Number.parseInt(secondary, 16);
    one.subordinate = Number.parseInt(subordinate ?? secondary, 16);
    branch = { ...branch, bus: one.secondary, parent: address };
  }
}

function readName(one: ReturnType<typeof functionAt>, name: string): void {
  one.name = name;
  const [, id] = /\[([0-9a-f]{4}:[0-9a-f]{4})\]\s*$/i.exec(name) ?? /^([0-9a-f]{4}:[0-9a-f]{4})$/i.exec(name) ?? [];
  if (id !== undefined) one.id = id.toLowerCase();
  if (/Virtual Function/i.test(name)) one.isVf = true;
}
