import { areOptions, checkArguments, isFlag, isPlan } from '../basics/index.ts';
import {
  type BusView,
  type DeviceView,
  type FunctionView,
  type Plan,
  type SlotView,
  topologyView,
} from '../plan/index.ts';

/** What {@link treeText} may be told. */
export interface TreeOptions {
  /** Draws with `|`, `+` and `-` only. */
  readonly ascii?: boolean;
}

/**
 * The topology in plain text, as `lspci -tv` shows it: every bus, slot and function, who holds it and what is free; at the
 * end the marks that were used. A port with one slot and what is in it share a line. Ends with a line end.
 */
export function treeText(plan: Plan, options: TreeOptions = {}): string {
  checkArguments('treeText', { plan: [plan, isPlan], options: [options, areOptions<TreeOptions>({ ascii: isFlag })] });
  const { ascii = false } = options;
  const view = topologyView(plan);
  const drawing: Drawing = { pen: ascii ? ASCII : LINES, lines: [], marks: new Set() };
  drawing.lines.push(`${view.machine.name} (${view.profile})`);
  for (const root of view.roots) {
    drawing.lines.push(`${busTitle(root)}${root.index === 0 ? '' : added(drawing, root)}`);
    drawEntries(drawing, slotEntries(root), '');
  }
  if (view.roots.length === 0) drawing.lines.push('no PCI');
  if (view.elsewhere.length > 0) {
    drawing.lines.push('not on PCI');
    drawEntries(
      drawing,
      view.elsewhere.map((device) => ({ kind: 'device', device })),
      '',
    );
  }
  return `${[...drawing.lines, ...legend(drawing)].join('\n')}\n`;
}

interface Pen {
  readonly middle: string;
  readonly last: string;
  readonly down: string;
  readonly blank: string;
  /** From a port to what is plugged into it. */
  readonly into: string;
  readonly dash: string;
}

const LINES: Pen = { middle: '├─ ', last: '└─ ', down: '│  ', blank: '   ', into: '──', dash: '–' };
const ASCII: Pen = { middle: '|- ', last: '`- ', down: '|  ', blank: '   ', into: '--', dash: '-' };

type Mark = 'added' | BusView['openTo'];

interface Drawing {
  readonly pen: Pen;
  readonly lines: string[];
  readonly marks: Set<Mark>;
}

/** One line of the tree, with what hangs below it. */
type Entry =
  | { readonly kind: 'function'; readonly one: FunctionView }
  | { readonly kind: 'free'; readonly bus: BusView; readonly first: SlotView; readonly last: SlotView }
  | { readonly kind: 'device'; readonly device: DeviceView };

function slotEntries(bus: BusView): readonly Entry[] {
  const entries: Entry[] = [];
  let run: { first: SlotView; last: SlotView } | undefined;
  const endRun = (): void => {
    if (run !== undefined) entries.push({ kind: 'free', bus, ...run });
    run = undefined;
  };
  for (const slot of bus.slots) {
    if (slot.functions.length === 0) {
      run = run === undefined ? { first: slot, last: slot } : { first: run.first, last: slot };
      continue;
    }
    endRun();
    for (const one of slot.functions) entries.push({ kind: 'function', one });
  }
  endRun();
  return entries;
}

function drawEntries(drawing: Drawing, entries: readonly Entry[], indent: string): void {
  const { pen } = drawing;
  entries.forEach((entry, position) => {
    const isLast = position === entries.length - 1;
    drawEntry(
      drawing,
      entry,
      `${indent}${isLast ? pen.last : pen.middle}`,
      `${indent}${isLast ? pen.blank : pen.down}`,
    );
  });
}

function drawEntry(drawing: Drawing, entry: Entry, head: string, indent: string): void {
  if (entry.kind === 'function') {
    drawFunction(drawing, entry.one, head, indent);
    return;
  }
  if (entry.kind === 'free') {
    drawing.lines.push(`${head}${freeText(drawing, entry)}`);
    return;
  }
  const place = entry.device.address === 'present' ? '' : `${entry.device.address}  `;
  drawing.lines.push(`${head}${place}${name(drawing, entry.device)}`);
}

function drawFunction(drawing: Drawing, { address, owner }: FunctionView, head: string, indent: string): void {
  const place = short(address);
  if (owner.type === 'reserved') {
    drawing.lines.push(`${head}${owner.wholeSlot ? place.slice(0, -2) : place}  ${owner.label}`);
    return;
  }
  const { bus } = owner;
  if (bus === undefined) {
    drawing.lines.push(`${head}${place}  ${name(drawing, owner)}`);
    drawEntries(
      drawing,
      (owner.attached ?? []).map((device) => ({ kind: 'device', device })),
      indent,
    );
    return;
  }
  const title = `${head}${place}  ${busTitle(bus)}${added(drawing, owner)}`;
  const entries = slotEntries(bus);
  const [only] = entries;
  if (only !== undefined && entries.length === 1 && bus.firstSlot === bus.lastSlot) {
    drawEntry(drawing, only, `${title} ${drawing.pen.into} `, indent);
    return;
  }
  drawing.lines.push(title);
  drawEntries(drawing, entries, indent);
}

/** `0000:03:00.0` as `03:00.0`: there is but one PCI domain. */
const short = (address: string): string => address.replace(/^0000:/, '');

const PORTS = ['pcie-root-port', 'pcie-switch-downstream-port'];

function busTitle(bus: BusView): string {
  const number = bus.busNr === undefined ? '' : `, bus number ${bus.busNr}`;
  const node = bus.numaNode === undefined ? '' : `, NUMA node ${bus.numaNode}`;
  const model = PORTS.includes(bus.model) ? bus.model.replace(/^pcie-/, '').replace('switch-', '') : bus.model;
  return `[${bus.index}] ${model}${number}${node}`;
}

function name(drawing: Drawing, device: DeviceView): string {
  return `${device.label}${added(drawing, device)}`;
}

function added(drawing: Drawing, { origin }: Pick<DeviceView, 'origin'>): string {
  if (origin === 'document') return '';
  drawing.marks.add('added');
  return ' +';
}

function freeText(drawing: Drawing, { bus, first, last }: Extract<Entry, { kind: 'free' }>): string {
  const count = last.slot - first.slot + 1;
  const places = short(first.address).slice(0, -2);
  const upTo = count === 1 ? '' : `${drawing.pen.dash}${hex(last.slot)}`;
  drawing.marks.add(bus.openTo);
  const kept = bus.keptOpen === undefined ? '' : ', kept open';
  return `${places}${upTo}  ${FREE[bus.openTo]}${count === 1 ? '' : `, ${count} slots`}${kept}`;
}

const hex = (slot: number): string => slot.toString(16).padStart(2, '0');

const FREE = { hotplug: 'free, hotplug', definition: 'free', controllers: 'free, controllers' } as const;

const LEGEND = {
  added: '+  added by libvirt, not in the document',
  hotplug: 'free, hotplug: for devices at definition and while the guest runs',
  definition: 'free: for devices at definition, not while the guest runs',
  controllers: 'free, controllers: for PCI controllers; other devices go there by hand only',
} as const satisfies Readonly<Record<Mark, string>>;

function legend({ marks }: Drawing): readonly string[] {
  const used = (['added', 'hotplug', 'definition', 'controllers'] as const).filter((mark) => marks.has(mark));
  if (used.length === 0) return [];
  return ['', '[n] bus n, the index of its controller', ...used.map((mark) => LEGEND[mark])];
}
