import type { BusView, DeviceView, TopologyView } from '../plan/index.ts';

/** The topology as nodes and arrows, for languages that draw graphs. */
export interface TopologyGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode {
  /** Letters, digits and `_` only. */
  readonly id: string;
  readonly lines: readonly string[];
  readonly tone: 'bus' | 'device' | 'added' | 'reserved' | 'free';
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** The place on the bus: `02.1`. */
  readonly label: string;
}

/** A node for each bus and each owner; PCI controllers are drawn as the bus that they provide. */
export function topologyGraph(view: TopologyView): TopologyGraph {
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  for (const root of view.roots) addBus(root, root.origin === 'implicit' && root.index > 0, nodes, edges);
  for (const device of view.elsewhere) {
    nodes.push({
      ...ownerNode(device),
      lines: [named(device), ...(device.address === 'present' ? [] : [device.address])],
    });
  }
  return { nodes, edges };
}

function addBus(bus: BusView, isAdded: boolean, nodes: GraphNode[], edges: GraphEdge[]): void {
  const id = nodeId(bus.id);
  const free = bus.slots.filter(({ functions }) => functions.length === 0).length;
  const lines = [`${isAdded ? '+ ' : ''}bus ${bus.index} ${bus.model}`];
  if (free > 0) lines.push(`${free} ${free === 1 ? 'slot' : 'slots'} free${FOR[bus.openTo]}`);
  const isEmpty = bus.slots.every(({ functions }) => functions.length === 0);
  nodes.push({ id, lines, tone: isEmpty ? 'free' : isAdded ? 'added' : 'bus' });
  for (const { address, owner, id: place } of bus.slots.flatMap(({ functions }) => functions)) {
    const label = address.slice(-4);
    if (owner.type === 'reserved') {
      nodes.push({ id: nodeId(place), lines: [owner.label], tone: 'reserved' });
      edges.push({ from: id, to: nodeId(place), label });
    } else if (owner.bus !== undefined) {
      addBus(owner.bus, owner.origin === 'implicit', nodes, edges);
      edges.push({ from: id, to: nodeId(owner.bus.id), label });
    } else {
      nodes.push(ownerNode(owner));
      edges.push({ from: id, to: nodeId(owner.id), label });
      addAttached(owner, nodes, edges);
    }
  }
}

const FOR = { hotplug: ', hotplug', definition: '', controllers: ', controllers' } as const;

function addAttached(device: DeviceView, nodes: GraphNode[], edges: GraphEdge[]): void {
  for (const one of device.attached ?? []) {
    nodes.push(ownerNode(one));
    edges.push({ from: nodeId(device.id), to: nodeId(one.id), label: one.address });
    addAttached(one, nodes, edges);
  }
}

function ownerNode(device: DeviceView): GraphNode {
  return { id: nodeId(device.id), lines: [named(device)], tone: device.origin === 'document' ? 'device' : 'added' };
}

const named = ({ label, origin }: DeviceView): string => `${origin === 'document' ? '' : '+ '}${label}`;
const nodeId = (id: string): string => id.replaceAll('-', '_');
