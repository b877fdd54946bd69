import type { Domain, HostDevice as Passed } from '../../domain/index.ts';
import { type HostDevice, hostAddress } from '../../host/index.ts';
import type { TextEdit } from '../../text/index.ts';
import { appendChildren, child, detectStyle, type ElementSpec, lineStart, printElement } from '../../xml/index.ts';
import type { PortGroup, PortItem } from './port-groups.ts';

interface Placement {
  readonly groups: readonly PortGroup[];
  readonly unplaced: readonly HostDevice[];
  readonly present: ReadonlyMap<string, Passed>;
  /** The bus numbers of the groups. */
  readonly numbers: readonly number[];
  /** The index of the first new controller. */
  readonly first: number;
  readonly smmu: boolean;
}

const hex = (value: number, width: number): string => `0x${value.toString(16).padStart(width, '0')}`;

/** The edits that write a placement (PL-XML, PL-FN). */
export function placementEdits(domain: Domain, placement: Placement): readonly TextEdit[] {
  const { document, devicesElement } = domain;
  const writer = new Writer(placement);
  const edits: TextEdit[] = [];
  for (const { device, address } of writer.devices) {
    const present = placement.present.get(device.address)?.element;
    if (present === undefined) {
      writer.specs.push(hostdev(device, address));
      continue;
    }
    if (address === undefined) continue;
    const written = child(present, 'address');
    if (written === undefined) edits.push(appendChildren(document, present, [address]));
    else {
      const indent = lineStart(document.source, written.span.start)?.indent ?? '';
      edits.push({ span: written.span, newText: printElement(address, detectStyle(document, written), indent) });
    }
  }
  if (writer.specs.length === 0) return edits;
  const parent = devicesElement ?? domain.element;
  const specs =
    devicesElement === undefined ? [{ name: 'devices', attributes: [], children: writer.specs }] : writer.specs;
  return [...edits, appendChildren(document, parent, specs)];
}

/** Gives out indexes and addresses, in the order of the groups. */
class Writer {
  readonly specs: ElementSpec[] = [];
  readonly devices: { readonly device: HostDevice; readonly address?: ElementSpec }[] = [];
  private index: number;

  constructor({ groups, unplaced, numbers, first, smmu }: Placement) {
    this.index = first;
    const expanders: number[] = [];
    for (const [position, { cell, items }] of groups.entries()) {
      const expander = this.index;
      expanders.push(expander);
      this.index += 1;
      const node = { name: 'node', attributes: [], text: `${cell}` };
      const busNr = ['busNr', `${numbers[position] ?? 0}`] as const;
      this.specs.push(
        controller(expander, 'pcie-expander-bus', { name: 'target', attributes: [busNr], children: [node] }),
      );
      for (const [slot, item] of items.entries()) this.port('pcie-root-port', expander, slot, item);
    }
    for (const device of unplaced) this.devices.push({ device });
    if (smmu) for (const index of expanders) this.specs.push(smmuFor(index));
  }

  private port(model: string, bus: number, slot: number, item: PortItem): void {
    const port = this.index;
    this.index += 1;
    this.specs.push(controller(port, model, at(bus, slot, 0)));
    if (item.kind === 'switch') {
      const upstream = this.index;
      this.index += 1;
      this.specs.push(controller(upstream, 'pcie-switch-upstream-port', at(port, 0, 0)));
      for (const [below, one] of item.children.entries())
        this.port('pcie-switch-downstream-port', upstream, below, one);
      return;
    }
    // As on the card; counted from 0 where function 0 is not among them, and for a virtual function.
    const own = item.functions.map(({ address, vf }) => (vf === true ? 0 : (hostAddress(address)?.function ?? 0)));
    const functions = own.includes(0) ? own : own.map((_, position) => position);
    for (const [position, device] of item.functions.entries()) {
      const fn = functions[position] ?? 0;
      const address = at(port, 0, fn, item.functions.length > 1 && fn === 0);
      this.devices.push({ device, address });
    }
  }
}

function controller(index: number, model: string, content: ElementSpec): ElementSpec {
  return {
    name: 'controller',
    attributes: [
      ['type', 'pci'],
      ['index', `${index}`],
      ['model', model],
    ],
    children: [content],
  };
}

function at(bus: number, slot: number, fn: number, multifunction = false): ElementSpec {
  return {
    name: 'address',
    attributes: [
      ['type', 'pci'],
      ['domain', '0x0000'],
      ['bus', hex(bus, 2)],
      ['slot', hex(slot, 2)],
      ['function', hex(fn, 1)],
      ...(multifunction ? [['multifunction', 'on'] as const] : []),
    ],
  };
}

function hostdev({ address }: HostDevice, place: ElementSpec | undefined): ElementSpec {
  const { domain = 0, bus = 0, slot = 0, function: fn = 0 } = hostAddress(address) ?? {};
  const source: ElementSpec = {
    name: 'source',
    attributes: [],
    children: [
      {
        name: 'address',
        attributes: [
          ['domain', hex(domain, 4)],
          ['bus', hex(bus, 2)],
          ['slot', hex(slot, 2)],
          ['function', hex(fn, 1)],
        ],
      },
    ],
  };
  return {
    name: 'hostdev',
    attributes: [
      ['mode', 'subsystem'],
      ['type', 'pci'],
      ['managed', 'yes'],
    ],
    children: place === undefined ? [source] : [source, place],
  };
}

/** PL-IOMMU. */
function smmuFor(index: number): ElementSpec {
  return {
    name: 'iommu',
    attributes: [['model', 'smmuv3']],
    children: [{ name: 'driver', attributes: [['pciBus', `${index}`]] }],
  };
}
