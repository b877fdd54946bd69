import { numaCellElements } from '../../domain/index.ts';
import type { HostDevice } from '../../host/index.ts';
import type { Plan } from '../../plan/index.ts';
import type { TextEdit } from '../../text/index.ts';
import {
  appendChildren,
  attributeValue,
  child,
  detectStyle,
  type ElementSpec,
  elements,
  insertBefore,
  printElement,
} from '../../xml/index.ts';
import type { PlaceHint, PlaceRequest } from './request.ts';

const GIB = 2 ** 30;
/** The hole that q35 has without a word in the document (G-LIM-BAR64). */
const DEFAULT_HOLE = 32 * GIB;

/** Room above 4 GiB, which is written, and advice beside PCI, which is written where it was asked for (PL-HOLE, PL-MEM). */
export function placeHints(
  { domain }: Plan,
  devices: readonly HostDevice[],
  request: PlaceRequest,
): { readonly hints: readonly PlaceHint[]; readonly edits: readonly TextEdit[] } {
  const { document, element } = domain;
  const hints: PlaceHint[] = [];
  const edits: TextEdit[] = [];
  const style = detectStyle(document, element);
  const add = (title: string, spec: ElementSpec, edit: TextEdit | undefined, isAlways = false): void => {
    const applied = edit !== undefined && (isAlways || request.applyHints === true);
    hints.push({ title, xml: printElement(spec, style, ''), applied });
    if (applied) edits.push(edit);
  };
  const hole = holeFor(devices);
  const root = domain.devices.controller.find(({ type, index }) => type === 'pci' && index === 0)?.element;
  if (hole !== undefined && hole > DEFAULT_HOLE) {
    const kib = hole / 1024;
    const spec: ElementSpec = { name: 'pcihole64', attributes: [['unit', 'KiB']], text: `${kib}` };
    const isWritten = root !== undefined && child(root, 'pcihole64') !== undefined;
    const devicesElement = domain.devicesElement;
    const whole: ElementSpec = {
      name: 'controller',
      attributes: [
        ['type', 'pci'],
        ['index', '0'],
        ['model', 'pcie-root'],
      ],
      children: [spec],
    };
    const first = devicesElement === undefined ? undefined : elements(devicesElement)[0];
    const edit =
      isWritten || domain.machine.family !== 'q35'
        ? undefined
        : root !== undefined
          ? appendChildren(document, root, [spec])
          : first === undefined
            ? undefined
            : insertBefore(document, first, [whole]);
    if (!isWritten) add('room for the BARs above 4 GiB', spec, edit, true);
    const bits = Math.ceil(Math.log2(hole)) + 1;
    const cpu = child(element, 'cpu');
    if (cpu !== undefined && child(cpu, 'maxphysaddr') === undefined) {
      const passthrough: ElementSpec = { name: 'maxphysaddr', attributes: [['mode', 'passthrough']] };
      add(`inside <cpu>: at least ${bits} address bits, those of the host`, passthrough, undefined);
    }
  }
  const cells = numaCellElements(element);
  const numatune = child(element, 'numatune');
  const bound = numatune === undefined ? [] : elements(numatune, 'memnode').map((one) => attributeValue(one, 'cellid'));
  const unbound = cells.filter(([id]) => !bound.includes(`${id}`));
  if (unbound.length > 0 && numatune === undefined) {
    const nodeOf = new Map(Object.entries(request.cells ?? {}).map(([node, cell]) => [cell, node]));
    const memnodes = unbound.map(
      ([id]): ElementSpec => ({
        name: 'memnode',
        attributes: [
          ['cellid', `${id}`],
          ['mode', 'strict'],
          ['nodeset', nodeOf.get(id) ?? `${id}`],
        ],
      }),
    );
    const spec: ElementSpec = { name: 'numatune', attributes: [], children: memnodes };
    add('memory of each cell on the node of its devices', spec, appendChildren(document, element, [spec]));
  }
  if (cells.length > 0 && child(element, 'memoryBacking') === undefined) {
    const nodeset = cells.map(([id]) => id).join(',');
    const page: ElementSpec = {
      name: 'page',
      attributes: [
        ['size', '1'],
        ['unit', 'G'],
        ['nodeset', nodeset],
      ],
    };
    const spec: ElementSpec = {
      name: 'memoryBacking',
      attributes: [],
      children: [{ name: 'hugepages', attributes: [], children: [page] }],
    };
    add('huge pages, since all memory is pinned anyway', spec, appendChildren(document, element, [spec]));
  }
  return { hints, edits };
}

/** Bytes of a hole that holds all BARs: each port sorted, summed, rounded up (PL-HOLE); undefined where one is unknown. */
export function holeFor(devices: readonly HostDevice[]): number | undefined {
  if (devices.some(({ bars }) => bars === null)) return undefined;
  const need = devices.reduce((sum, { bars }) => {
    const sizes = (bars ?? []).flatMap(({ kind, size }) => (kind === 'pref64' ? [size] : [])).sort((a, b) => b - a);
    const largest = sizes[0];
    if (largest === undefined) return sum;
    const all = sizes.reduce((total, size) => total + size, 0);
    return sum + Math.ceil(all / largest) * largest;
  }, GIB);
  return 2 ** Math.ceil(Math.log2(need));
}
