import { createDiagnostic } from '../diagnostics/index.ts';
import { attribute, attributeValue, elements, textOf, type XmlElement } from '../xml/index.ts';
import type { HostNode, HostRoot } from './host.ts';
import { formatIdList, maskIds, normalAddress, rootId } from './host-address.ts';
import { functionAt, MOST_NODES, malformed, type RawHost, skipped, wholeNumber } from './raw-host.ts';

/** GB/s of one lane by GT/s (H-HWLOC). */
const LANE_SPEEDS: readonly (readonly [speed: number, perLane: number])[] = [
  [2.5, 0.25],
  [5, 0.5],
  [8, 0.984615],
  [16, 1.969231],
  [32, 3.938462],
  [64, 7.5625],
];
const WIDTHS = [1, 2, 4, 8, 12, 16, 32];

/** hwloc's XML, `lstopo --of xml --whole-io` (H-HWLOC). Without any PCI object it is refused (RP5502). */
export function readHwloc(root: XmlElement): RawHost {
  const nodes: HostNode[] = [];
  const roots = new Map<string, HostRoot>();
  const host: RawHost = { format: 'hwloc', functions: new Map(), nodes, roots, diagnostics: [] };
  const walk = { host, nodes, roots };
  for (const object of elements(root, 'object')) readObject(walk, object, { nodes: null, parent: null });
  withDistances(root, nodes);
  nodes.sort((a, b) => a.id - b.id);
  if (host.functions.size === 0 && !host.diagnostics.some(({ severity }) => severity === 'error')) {
    host.diagnostics.push(createDiagnostic('RP5502', { span: root.startTag, values: { format: 'hwloc' } }));
  }
  return host;
}

interface Walk {
  readonly host: RawHost;
  readonly nodes: HostNode[];
  readonly roots: Map<string, HostRoot>;
}

/** What is above an object: the nodes of the nearest object that names any, the root complex and the bridge. */
interface Above {
  readonly nodes: readonly number[] | null;
  readonly root?: string;
  readonly parent: string | null;
}

function readObject(walk: Walk, object: XmlElement, above: Above): void {
  const type = attributeValue(object, 'type');
  const nodeset = attributeValue(object, 'nodeset');
  const named = nodeset === undefined ? undefined : maskIds(nodeset)?.slice(0, MOST_NODES);
  let below: Above = { ...above, nodes: named === undefined || named.length === 0 ? above.nodes : named };
  if (type === 'NUMANode' && walk.nodes.length < MOST_NODES) walk.nodes.push(...readNode(object));
  if (type === 'Bridge' && attributeValue(object, 'bridge_type')?.startsWith('0-') === true) {
    below = { ...below, ...readRoot(walk, object, above) };
  } else if (type === 'Bridge' || type === 'PCIDev') {
    below = { ...below, ...readFunction(walk, object, above, type === 'Bridge') };
  }
  for (const one of elements(object, 'object')) readObject(walk, one, below);
}

function readNode(object: XmlElement): readonly HostNode[] {
  const id = wholeNumber(attributeValue(object, 'os_index'));
  const set = attributeValue(object, 'cpuset');
  const cpus = set === undefined ? undefined : maskIds(set);
  if (id === undefined) return [];
  return [
    {
      id,
      cpus: cpus === undefined ? null : formatIdList(cpus),
      cpuLess: cpus === undefined ? null : cpus.length === 0,
      memory: wholeNumber(attributeValue(object, 'local_memory')) ?? null,
      distances: null,
    },
  ];
}

/** `bridge_pci="0000:[2b-3b]"`: domain and buses. */
function busRange(
  object: XmlElement,
): { readonly domain: number; readonly from: number; readonly to: number } | undefined {
  const written = attributeValue(object, 'bridge_pci') ?? '';
  const [, domain = '', from = '', to = ''] = /^([0-9a-f]{4,8}):\[([0-9a-f]{2})-([0-9a-f]{2})\]$/i.exec(written) ?? [];
  if (domain === '') return undefined;
  return { domain: Number.parseInt(domain, 16), from: Number.parseInt(from, 16), to: Number.parseInt(to, 16) };
}

function readRoot({ host, roots }: Walk, object: XmlElement, { nodes }: Above): Partial<Above> {
  const range = busRange(object);
  if (range === undefined) {
    host.diagnostics.push(malformed('a host bridge has no bridge_pci such as 0000:[00-1f]', object.startTag));
    return {};
  }
  const id = rootId(range.domain, range.from);
  const buses = [range.from, range.to].map((one) => one.toString(16).padStart(2, '0')).join('-');
  roots.set(id, { id, buses, node: nodes?.length === 1 ? (nodes[0] ?? null) : null });
  return { root: id, parent: null };
}

function readFunction({ host }: Walk, object: XmlElement, above: Above, isBridge: boolean): Partial<Above> {
  const written = attribute(object, 'pci_busid');
  const address = normalAddress(written?.value ?? '');
  if (address === undefined) {
    const problem = `pci_busid is ${written === undefined ? 'missing' : `"${written.value}"`}, no PCI address`;
    host.diagnostics.push(skipped(problem, written?.valueSpan ?? object.startTag));
    return {};
  }
  const one = functionAt(host, address);
  one.parent = above.parent;
  if (above.root !== undefined) one.root = above.root;
  if (above.nodes?.length === 1 && above.nodes[0] !== undefined) one.node = above.nodes[0];
  else if (above.nodes !== null) one.nodeCandidates = above.nodes;
  readType(one, attributeValue(object, 'pci_type') ?? '');
  const rate = Number(attributeValue(object, 'pci_link_speed') ?? 0);
  if (rate > 0) one.pcie = true;
  const link = currentLink(rate);
  if (link !== undefined) [one.currentSpeed, one.currentWidth] = link;
  if (!isBridge) return {};
  one.isBridge = true;
  const range = busRange(object);
  if (range !== undefined) [one.secondary, one.subordinate] = [range.from, range.to];
  return { parent: address };
}

/** `0302 [10de:1db8] [10de:1212] a1`; hwloc 3 adds the programming interface. */
function readType(one: ReturnType<typeof functionAt>, text: string): void {
  const [, id = '', device, subsystem, , interfaceId = ''] =
    /^([0-9a-f]{4}) \[([0-9a-f]{4}:[0-9a-f]{4})\](?: \[([0-9a-f]{4}:[0-9a-f]{4})\])?(?: ([0-9a-f]{2}))?(?: ([0-9a-f]{2}))?$/i.exec(
      text.trim(),
    ) ?? [];
  if (id === '') return;
  one.class = `${id}${interfaceId}`.toLowerCase();
  if (device !== undefined) one.id = device.toLowerCase();
  if (subsystem !== undefined) one.subsystem = subsystem.toLowerCase();
}

/** GT/s and lanes of the current link; undefined where the rate has none or more than one meaning. */
function currentLink(rate: number): readonly [number, number] | undefined {
  const fits = LANE_SPEEDS.flatMap(([speed, perLane]) =>
    WIDTHS.filter((width) => Math.abs(perLane * width - rate) < 0.002 * width).map((width) => [speed, width] as const),
  );
  return fits.length === 1 ? fits[0] : undefined;
}

/** Fills in the latencies between nodes, each of whose lists may be cut into several elements. */
function withDistances(root: XmlElement, nodes: HostNode[]): void {
  for (const matrix of elements(root, 'distances2')) {
    if (attributeValue(matrix, 'type') !== 'NUMANode' || attributeValue(matrix, 'indexing') !== 'os') continue;
    if ((attributeValue(matrix, 'name') ?? 'NUMALatency') !== 'NUMALatency') continue;
    const ids = numbers(matrix, 'indexes');
    const values = numbers(matrix, 'u64values');
    if (ids.length === 0 || ids.length > MOST_NODES || values.length !== ids.length ** 2) continue;
    const order = [...ids.keys()].sort((a, b) => (ids[a] ?? 0) - (ids[b] ?? 0));
    for (const [position, node] of nodes.entries()) {
      const row = ids.indexOf(node.id);
      if (row === -1) continue;
      nodes[position] = { ...node, distances: order.map((column) => values[row * ids.length + column] ?? 0) };
    }
  }
}

function numbers(matrix: XmlElement, name: string): readonly number[] {
  const text = elements(matrix, name).map(textOf).join(' ');
  return text.split(/\s+/).flatMap((one) => (/^\d{1,15}$/.test(one) ? [Number(one)] : []));
}
