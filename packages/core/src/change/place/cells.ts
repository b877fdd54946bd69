import { createDiagnostic, type Diagnostic } from '../../diagnostics/index.ts';
import type { Domain } from '../../domain/index.ts';
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
  const memnodes = numatune === undefined ? [] : elements(numatune, 'memnode');
  for (const cell of numaCells) {
    const memnode = memnodes.find((one) => attributeValue(one, 'cellid') === `${cell}`);
    const nodes =
      memnode === undefined ? pinnedNodes(element, cell, host) : parseIdList(attributeValue(memnode, 'nodeset') ?? '');
    const [node, second] = nodes ?? [];
    if (node !== undefined && second === undefined) bound.set(node, [...(bound.get(node) ?? []), cell]);
  }
  return bound;
}

/** The nodes of the processors that a cell's processors are pinned to; none where one is not pinned. */
function pinnedNodes(element: XmlElement, cell: number, { nodes }: Host): readonly number[] {
  const vcpus = cellElements(element).flatMap(([id, one]) =>
    id === cell ? (parseIdList(attributeValue(one, 'cpus') ?? '') ?? []) : [],
  );
  const cputune = child(element, 'cputune');
  const pins = cputune === undefined ? [] : elements(cputune, 'vcpupin');
  const found = vcpus.map((vcpu) => {
    const pin = pins.find((one) => attributeValue(one, 'vcpu') === `${vcpu}`);
    const cpus = pin === undefined ? undefined : parseIdList(attributeValue(pin, 'cpuset') ?? '');
    return nodes?.find((node) => {
      const own = node.cpus === null ? undefined : parseIdList(node.cpus);
      return cpus !== undefined && cpus.length > 0 && cpus.every((cpu) => own?.includes(cpu) === true);
    })?.id;
  });
  const ids = [...new Set(found)];
  return ids.every((id) => id !== undefined) ? ids : [];
}

/** The `<cell>` elements with their ids; without an id they are counted. */
export function cellElements(element: XmlElement): readonly (readonly [number, XmlElement])[] {
  const cpu = child(element, 'cpu');
  const numa = cpu === undefined ? undefined : child(cpu, 'numa');
  return numa === undefined
    ? []
    : elements(numa, 'cell').map((cell, position) => [Number(attributeValue(cell, 'id') ?? position), cell]);
}
