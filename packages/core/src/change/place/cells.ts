import { createDiagnostic, type Diagnostic } from '../../diagnostics/index.ts';
import { type Domain, numaCellElements } from '../../domain/index.ts';
import { type Host, type HostDevice, parseIdList } from '../../host/index.ts';
import { attributeValue, child, elements, type XmlElement } from '../../xml/index.ts';
import type { PlaceRequest } from './request.ts';

/** Guest cells by host node, for the nodes that devices are asked of; and why there is none (PL-CELL). */
export function cellsFor(
  domain: Domain,
  devices: readonly HostDevice[],
  request: PlaceRequest,
): { readonly cells: ReadonlyMap<number, number>; readonly diagnostics: readonly Diagnostic[] } {
  const span = domain.element.startTag;
  if (domain.numaCells.length === 0) {
    return { cells: new Map(), diagnostics: [createDiagnostic('RP3506', { span })] };
  }
  const bound = boundCells(domain, request.host);
  const cells = new Map<number, number>();
  const diagnostics: Diagnostic[] = [];
  for (const node of new Set(devices.flatMap((one) => one.node ?? []))) {
    const given = request.cells?.[node];
    const found = given === undefined ? (bound.get(node) ?? []) : domain.numaCells.includes(given) ? [given] : [];
    const [first, second] = found;
    const device = devices.find((one) => one.node === node)?.address ?? '';
    if (first !== undefined && second === undefined) cells.set(node, first);
    else if (first !== undefined) {
      diagnostics.push(createDiagnostic('RP3505', { span, values: { cells: found.join(' and '), node } }));
    } else if (
      request.loose === true &&
      given === undefined &&
      domain.numaCells.includes(node) &&
      !isTaken(bound, node)
    ) {
      cells.set(node, node);
      diagnostics.push(createDiagnostic('RP7501', { span, values: { node } }));
    } else diagnostics.push(createDiagnostic('RP3504', { span, values: { node, device } }));
  }
  return { cells, diagnostics };
}

/** Whether a cell is known to be on a node already. */
const isTaken = (bound: ReadonlyMap<number, readonly number[]>, cell: number): boolean =>
  [...bound.values()].some((cells) => cells.includes(cell));

/** The cells that the document binds to one node: by their memory, else by their pinned processors. */
export function boundCells({ element, numaCells }: Domain, host: Host): ReadonlyMap<number, readonly number[]> {
  const bound = new Map<number, readonly number[]>();
  const numatune = child(element, 'numatune');
  const memnodes = byAttribute(numatune === undefined ? [] : elements(numatune, 'memnode'), 'cellid');
  const pinned = pinnedNodes(element, host);
  for (const cell of numaCells) {
    const memnode = memnodes.get(`${cell}`);
    const nodes = memnode === undefined ? pinned(cell) : parseIdList(attributeValue(memnode, 'nodeset') ?? '');
    const [node, second] = nodes ?? [];
    if (node !== undefined && second === undefined) bound.set(node, [...(bound.get(node) ?? []), cell]);
  }
  return bound;
}

/** The nodes of the processors that a cell's processors are pinned to; none where one is not pinned. */
function pinnedNodes(element: XmlElement, { nodes }: Host): (cell: number) => readonly number[] {
  const cells = new Map(numaCellElements(element));
  const cputune = child(element, 'cputune');
  const pins = byAttribute(cputune === undefined ? [] : elements(cputune, 'vcpupin'), 'vcpu');
  const nodeOf = new Map<number, number>();
  for (const { id, cpus } of nodes ?? []) for (const cpu of parseIdList(cpus ?? '') ?? []) nodeOf.set(cpu, id);
  return (cell) => {
    const written = cells.get(cell);
    const vcpus = written === undefined ? [] : (parseIdList(attributeValue(written, 'cpus') ?? '') ?? []);
    const found = new Set<number | undefined>();
    for (const vcpu of vcpus) {
      const pin = pins.get(`${vcpu}`);
      const cpus = pin === undefined ? [] : (parseIdList(attributeValue(pin, 'cpuset') ?? '') ?? []);
      const ids = new Set(cpus.map((cpu) => nodeOf.get(cpu)));
      found.add(ids.size === 1 ? [...ids][0] : undefined);
    }
    const ids = [...found];
    return ids.every((id) => id !== undefined) ? ids : [];
  };
}

/** By the value of an attribute; the first of each holds. */
function byAttribute(list: readonly XmlElement[], name: string): ReadonlyMap<string, XmlElement> {
  return new Map(list.toReversed().map((one) => [attributeValue(one, name) ?? '', one]));
}
