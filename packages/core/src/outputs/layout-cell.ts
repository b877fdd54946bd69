import type { BusView, DeviceView, FunctionView, SlotView } from '../plan/index.ts';

/** What a box of the picture stands for; the same device, bus and slot ids as in the topology view. */
export interface LayoutLinks {
  readonly device?: string;
  readonly bus?: string;
  readonly slot?: string;
}

/** What a box is of, for its colour. */
export type Tone = 'bus' | 'port' | 'device' | 'added' | 'reserved' | 'free';

/** A line of text in a box; `side` text stands at the right edge of the same line. */
export interface CellLine {
  readonly style: 'address' | 'label' | 'detail';
  readonly text: string;
  readonly side?: string;
}

/** A box before it has a place: its lines, and the boxes in it. */
export interface Cell {
  readonly id: string;
  readonly tone: Tone;
  readonly links: LayoutLinks;
  readonly lines: readonly CellLine[];
  /** Everything in full, for a tooltip and for readers that do not see. */
  readonly title: string;
  readonly inner: readonly Cell[];
  /** Buses that get a panel of their own. */
  readonly panels: readonly BusView[];
}

/** The boxes of a bus: one for each function, one for each run of free slots. */
export function busCells(bus: BusView): readonly Cell[] {
  const cells: Cell[] = [];
  let run: SlotView[] = [];
  for (const slot of bus.slots) {
    if (slot.functions.length === 0) {
      run.push(slot);
      continue;
    }
    cells.push(...freeCells(bus, run));
    run = [];
    for (const one of slot.functions) cells.push(functionCell(bus, slot, one));
  }
  return [...cells, ...freeCells(bus, run)];
}

/** A device that is neither on PCI nor on a controller. */
export function elsewhereCell(device: DeviceView): Cell {
  const { label, detail } = splitLabel(device.label);
  const where = device.address === 'present' ? '' : device.address;
  return {
    id: device.id,
    tone: device.origin === 'document' ? 'device' : 'added',
    links: { device: device.id },
    lines: [
      { style: 'label', text: `${plus(device)}${label}` },
      ...line('detail', [where, detail].filter(Boolean).join(' ')),
    ],
    title: `${device.label}${where === '' ? '' : ` at ${where}`}${addedText(device)}`,
    inner: [],
    panels: [],
  };
}

const FREE_FOR = {
  hotplug: 'hotplug',
  definition: 'not while running',
  controllers: 'controllers',
} as const satisfies Readonly<Record<BusView['openTo'], string>>;

function freeCells(bus: BusView, run: readonly SlotView[]): readonly Cell[] {
  const [first] = run;
  const last = run[run.length - 1];
  if (first === undefined || last === undefined) return [];
  const places = `${short(first.address).slice(0, -2)}${run.length === 1 ? '' : `–${hex(last.slot)}`}`;
  const count = run.length === 1 ? 'free' : `${run.length} slots free`;
  return [
    {
      id: `free-${bus.index}-${hex(first.slot)}`,
      tone: 'free',
      links: { bus: bus.id, slot: first.id },
      lines: [
        { style: 'address', text: places, side: FREE_FOR[bus.openTo] },
        { style: 'label', text: bus.keptOpen === undefined ? count : `${count}, kept open` },
      ],
      title: `${places}: ${count}, ${FREE_FOR[bus.openTo]}${bus.keptOpen === undefined ? '' : `, ${bus.keptOpen.why}`}`,
      inner: [],
      panels: [],
    },
  ];
}

function functionCell(bus: BusView, slot: SlotView, one: FunctionView): Cell {
  const { owner } = one;
  const links = { bus: bus.id, slot: slot.id };
  const address = short(one.address);
  if (owner.type === 'reserved') {
    const place = owner.wholeSlot ? address.slice(0, -2) : address;
    return {
      id: one.id,
      tone: 'reserved',
      links,
      lines: [
        { style: 'address', text: place, side: 'chipset' },
        { style: 'label', text: owner.label.replace(/^the /, '') },
      ],
      title: `${place}: ${owner.label}, reserved (${owner.rule})`,
      inner: [],
      panels: [],
    };
  }
  return { ...deviceCell(one.id, address, owner), links: { ...links, device: owner.id } };
}

function deviceCell(id: string, address: string, device: DeviceView): Omit<Cell, 'links'> {
  const title = `${address}: ${device.label}${addedText(device)}`;
  const { bus } = device;
  const tone = device.origin === 'document' ? 'device' : 'added';
  if (bus === undefined) {
    const { label, detail } = splitLabel(device.label);
    const attached = attachedText(device.attached ?? []);
    return {
      id,
      tone,
      lines: [
        { style: 'address', text: address, ...(detail === '' ? {} : { side: detail }) },
        { style: 'label', text: `${plus(device)}${label}` },
        ...line('detail', attached),
      ],
      title: attached === '' ? title : `${title}; on it: ${attached}`,
      inner: [],
      panels: [],
    };
  }
  const isPort = bus.firstSlot === bus.lastSlot;
  const inner = isPort ? busCells(bus) : [];
  const head = `${plus(device)}[${bus.index}] ${bus.model.replace(/^pcie-(?=root-port|switch)/, '').replace('switch-', '')}`;
  return {
    id,
    tone: isPort ? 'port' : tone,
    lines: isPort
      ? [{ style: 'address', text: address, side: head }]
      : [
          { style: 'address', text: address, side: `bus ${bus.index} ↓` },
          { style: 'label', text: `${plus(device)}${bus.model}` },
        ],
    title,
    inner,
    panels: isPort ? inner.flatMap(({ panels }) => panels) : [bus],
  };
}

/** `disk sda, sdb; input tablet`: what sits on a controller, by class. */
function attachedText(devices: readonly DeviceView[]): string {
  const byKind = new Map<string, string[]>();
  for (const { kind, label } of devices) {
    const name = splitLabel(label).label.replace(`${kind} `, '');
    byKind.set(kind, [...(byKind.get(kind) ?? []), name]);
  }
  return [...byKind].map(([kind, names]) => `${kind} ${names.join(', ')}`).join('; ');
}

/** `interface 52:54:… (virtio)` in two: what it is, and its model. */
function splitLabel(text: string): { readonly label: string; readonly detail: string } {
  const parts = /^(.+?) \(([^()]*)\)$/.exec(text);
  return { label: parts?.[1] ?? text, detail: parts?.[2] ?? '' };
}

const line = (style: CellLine['style'], text: string): readonly CellLine[] => (text === '' ? [] : [{ style, text }]);
const plus = ({ origin }: DeviceView): string => (origin === 'document' ? '' : '+ ');
const addedText = ({ origin }: DeviceView): string => (origin === 'document' ? '' : ', added by libvirt');
const short = (address: string): string => address.replace(/^0000:/, '');
const hex = (slot: number): string => slot.toString(16).padStart(2, '0');
