import { createDiagnostic } from '../diagnostics/index.ts';
import { attribute, attributeValue, elements, isElement, type XmlElement } from '../xml/index.ts';
import type { HostNode } from './host.ts';
import { formatIdList, maskIds, normalAddress } from './host-address.ts';
import {
  classId,
  functionAt,
  gigatransfers,
  hexId,
  lanes,
  MOST_DEPTH,
  MOST_NODES,
  malformed,
  type RawHost,
  skipped,
} from './raw-host.ts';

/** A dump or topology file of NCCL or RCCL (H-NCCL): every second bridge only, and no root complexes. */
export function readNccl(root: XmlElement): RawHost {
  const nodes: HostNode[] = [];
  const host: RawHost = { format: 'nccl', functions: new Map(), nodes, diagnostics: [] };
  for (const cpu of elements(root, 'cpu')) {
    const written = attribute(cpu, 'numaid');
    if (written === undefined || !/^-?\d{1,7}$/.test(written.value)) {
      host.diagnostics.push(malformed('a <cpu> needs a numaid, a number', written?.valueSpan ?? cpu.startTag));
      continue;
    }
    const id = Number(written.value);
    if (id >= 0 && nodes.length < MOST_NODES) nodes.push(nodeOf(id, attributeValue(cpu, 'affinity')));
    readBelow(host, cpu, { node: id < 0 ? undefined : id, parent: null, depth: 0 });
  }
  nodes.sort((a, b) => a.id - b.id);
  return host;
}

function nodeOf(id: number, affinity: string | undefined): HostNode {
  const cpus = affinity === undefined || affinity === '' ? undefined : maskIds(affinity);
  const isKnown = cpus !== undefined && cpus.length > 0;
  return {
    id,
    cpus: isKnown ? formatIdList(cpus) : null,
    cpuLess: isKnown ? false : null,
    memory: null,
    distances: null,
  };
}

interface Above {
  readonly node: number | undefined;
  readonly parent: string | null;
  readonly depth: number;
}

function readBelow(host: RawHost, above: XmlElement, { node, parent, depth }: Above): void {
  if (depth > MOST_DEPTH) {
    if (!host.diagnostics.some(({ code }) => code === 'RP5503'))
      host.diagnostics.push(
        createDiagnostic('RP5503', { span: above.startTag, values: { what: 'bridges in a chain', limit: MOST_DEPTH } }),
      );
    return;
  }
  for (const pci of elements(above, 'pci')) {
    const written = attribute(pci, 'busid');
    const address = normalAddress(written?.value ?? '');
    if (address === undefined) {
      host.diagnostics.push(skipped('a <pci> has no busid such as 0000:18:00.0', written?.valueSpan ?? pci.startTag));
      continue;
    }
    const one = functionAt(host, address);
    one.parent = parent;
    if (node !== undefined) one.node = node;
    const below = pci.children.filter(isElement).map(({ name }) => name);
    const told = classId(attributeValue(pci, 'class')) ?? classByChild(below);
    if (told !== undefined) one.class = told;
    if (told?.startsWith('0604') === true || below.includes('pci')) one.isBridge = true;
    const id = ids(pci, 'vendor', 'device');
    const subsystem = ids(pci, 'subsystem_vendor', 'subsystem_device');
    if (id !== undefined) one.id = id;
    if (subsystem !== undefined) one.subsystem = subsystem;
    const speed = gigatransfers(attributeValue(pci, 'link_speed'));
    const width = lanes(attributeValue(pci, 'link_width'));
    if (speed !== undefined) [one.speed, one.pcie] = [speed, true];
    if (width !== undefined) one.width = width;
    readBelow(host, pci, { node, parent: address, depth: depth + 1 });
  }
}

/** `<gpu>` and `<nic>` tell the kind where the class lacks. */
function classByChild(below: readonly string[]): string | undefined {
  if (below.includes('gpu')) return '0302';
  return below.includes('nic') || below.includes('net') ? '0200' : undefined;
}

/** Switches that the file's author invented have 0xffff. */
function ids(pci: XmlElement, first: string, second: string): string | undefined {
  const [vendor, device] = [hexId(attributeValue(pci, first)), hexId(attributeValue(pci, second))];
  return vendor === undefined || device === undefined ? undefined : `${vendor}:${device}`;
}
