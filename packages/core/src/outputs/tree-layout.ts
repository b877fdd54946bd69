import {
  areOptions,
  checkArguments,
  isCount,
  isDevice,
  isFunction,
  isListOf,
  isMap,
  isNumber,
  isPlan,
  isSet,
  isShape,
  isText,
} from '../basics/index.ts';
import type { Device } from '../domain/index.ts';
import { interfaceNamesOf } from '../guest/index.ts';
import {
  type BusView,
  type DeviceView,
  deviceIds,
  type FunctionView,
  type Plan,
  type ReservedView,
  type TopologyView,
  topologyView,
} from '../plan/index.ts';
import { type DeviceFace, faceOf, type PictureGroup, type PictureIcon } from './picture-device.ts';
import { cutMiddle, estimateWidth, type MeasureText, type TextStyle } from './text-width.ts';

/** A picture of the topology without colours and fonts: boxes, lines of text and edges, in pixels from the top left. */
export interface TreeLayout {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
  /** In the order of the tree: what is in or behind a box comes right after it. */
  readonly nodes: readonly LayoutNode[];
  readonly edges: readonly LayoutEdge[];
  /** Lines of text that belong to no box: the addresses of rows. */
  readonly texts: readonly LayoutText[];
  /** How many devices there are of each group, and places that are free. */
  readonly counts: Readonly<Record<PictureGroup, number>>;
  readonly faces: ReadonlyMap<string, DeviceFace>;
}

/** `bus`: a panel; `run`: many like boxes as one; `note`: a text without a box. */
export type Tone = 'bus' | 'device' | 'added' | 'free' | 'run' | 'reserved' | 'note';

/** What a box stands for; the ids of the topology view. */
export interface LayoutLinks {
  readonly device?: string;
  readonly bus?: string;
  readonly slot?: string;
}

/** A box of the picture, with its place in the tree that the boxes are. */
export interface LayoutNode {
  /** `bus-3`, `place-3-00-0`, `free-3`, `run-3-00-0`, `disk-0`. */
  readonly id: string;
  readonly tone: Tone;
  readonly group?: PictureGroup;
  readonly icon?: PictureIcon;
  readonly links: LayoutLinks;
  /** Where it is: `0000:03:00.0`. */
  readonly place?: string;
  /** Of free places: the addresses. */
  readonly free?: readonly string[];
  /** Of a run: the devices in it. */
  readonly members?: readonly string[];
  readonly marks: readonly ('clash' | 'moved')[];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Everything in full, for a tooltip and for readers that do not see. */
  readonly title: string;
  readonly texts: readonly LayoutText[];
  /** What it may be searched by, in small letters. */
  readonly words: string;
  /** Depth in the tree, from 1. */
  readonly level: number;
  readonly parent?: string;
  /** From 1. */
  readonly position: number;
  readonly setSize: number;
}

/** A line of text. */
export interface LayoutText {
  readonly style: TextStyle;
  readonly text: string;
  /** Left end of the text; the right end for `side`. */
  readonly x: number;
  /** The base line. */
  readonly y: number;
}

/** From the box of a bridge to the bus that it provides. */
export interface LayoutEdge {
  readonly from: string;
  readonly to: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** A device that libvirt refuses, drawn where it was to be. */
export interface RefusedDevice {
  readonly id: string;
  readonly device: Device;
  /** `0000:00:05.0`; absent where it names none. */
  readonly address?: string;
}

/** What {@link treeLayout} may be told. */
export interface LayoutOptions {
  /** Pixels; chosen by the number of boxes when absent. */
  readonly width?: number;
  /** Width of a text; of the widest usual fonts when absent. */
  readonly measure?: MeasureText;
  /** Draw more like boxes than this in a row as one; all are drawn when absent. */
  readonly collapse?: number;
  /** The runs that are drawn all the same, by id. */
  readonly expanded?: ReadonlySet<string>;
  /** Devices that want one place, by id: drawn in red. */
  readonly clashing?: ReadonlySet<string>;
  readonly refused?: readonly RefusedDevice[];
  /** Where devices were before, by id: `0000:03:00.0`. */
  readonly before?: ReadonlyMap<string, string>;
  /** What was there before and is no more. */
  readonly gone?: readonly { readonly label: string; readonly address: string }[];
}

const MARGIN = 12;
const GAP = 4;
const PAD = 7;
const PANEL_GAP = 6;
const INDENT = 22;
const DEEPEST = 5;
const CELL = { least: 148, height: 38, padX: 10, right: 5 };
const HEAD = { width: 118, padX: 10, line: 14, top: 21 };
const ROW_LABEL = 60;
const TITLE_HEIGHT = 40;
const NARROW = 560;
const ICON = 17;

export const LAYOUT_OPTIONS = areOptions<LayoutOptions>({
  width: isNumber,
  measure: isFunction,
  collapse: isCount,
  expanded: isSet,
  clashing: isSet,
  refused: isListOf(isShape('a device that is refused', { id: isText, device: isDevice })),
  before: isMap,
  gone: isListOf(isShape('a device that is gone', { label: isText, address: isText })),
});

/** Gives every bus, slot and device of a plan its place in a picture: a panel for each bus, a row for each slot. */
export function treeLayout(plan: Plan, options: LayoutOptions = {}): TreeLayout {
  checkArguments('treeLayout', { plan: [plan, isPlan], options: [options, LAYOUT_OPTIONS] });
  const view = topologyView(plan);
  const faces = facesOf(plan, view);
  const counts = countGroups(plan, faces, view);
  const canvas: Canvas = {
    width: options.width ?? (faces.size > 60 ? 1400 : 960),
    y: MARGIN + TITLE_HEIGHT,
    edges: [],
    texts: [],
    options,
    measure: options.measure ?? estimateWidth,
    faces,
    drawnRefused: new Set(),
  };
  const branches = view.roots.map((root) => drawPanel(canvas, root, 0, undefined));
  branches.push(...drawNotes(canvas, view.elsewhere));
  return {
    width: canvas.width,
    height: canvas.y + MARGIN - PANEL_GAP,
    title: `${view.machine.name} (${view.profile})`,
    description: describe(view, counts),
    nodes: inTreeOrder(branches),
    edges: canvas.edges,
    texts: canvas.texts,
    counts,
    faces,
  };
}

interface Canvas {
  readonly width: number;
  y: number;
  readonly edges: LayoutEdge[];
  readonly texts: LayoutText[];
  readonly options: LayoutOptions;
  readonly measure: MeasureText;
  readonly faces: ReadonlyMap<string, DeviceFace>;
  readonly drawnRefused: Set<string>;
}

type Box = Omit<LayoutNode, 'level' | 'parent' | 'position' | 'setSize'>;

/** A box with what is in or behind it. */
interface Branch {
  readonly box: Box;
  readonly below: Branch[];
}

function inTreeOrder(branches: readonly Branch[]): readonly LayoutNode[] {
  const nodes: LayoutNode[] = [];
  const add = (list: readonly Branch[], level: number, parent: string | undefined): void => {
    list.forEach(({ box, below }, index) => {
      const tree = { level, position: index + 1, setSize: list.length, ...(parent === undefined ? {} : { parent }) };
      nodes.push({ ...box, ...tree });
      add(below, level + 1, box.id);
    });
  };
  add(branches, 1, undefined);
  return nodes;
}

function facesOf(plan: Plan, view: TopologyView): ReadonlyMap<string, DeviceFace> {
  const names = plan.domain.devices.interface.length === 0 ? new Map<Device, string>() : interfaceNamesOf(plan);
  const devices = new Map([...deviceIds(plan)].map(([device, id]) => [id, device]));
  const faces = new Map<string, DeviceFace>();
  const visit = (one: DeviceView): void => {
    const device = devices.get(one.id);
    if (device !== undefined) faces.set(one.id, faceOf(device, one, names.get(device)));
    one.attached?.forEach(visit);
    if (one.bus !== undefined) visitBus(one.bus);
  };
  const visitBus = (bus: BusView): void => {
    for (const { owner } of bus.slots.flatMap(({ functions }) => functions)) if (owner.type === 'device') visit(owner);
  };
  view.roots.forEach(visitBus);
  view.elsewhere.forEach(visit);
  return faces;
}

function countGroups(
  plan: Plan,
  faces: ReadonlyMap<string, DeviceFace>,
  { roots }: TopologyView,
): Readonly<Record<PictureGroup, number>> {
  const counts = { nic: 0, storage: 0, display: 0, host: 0, controller: 0, other: 0, free: 0 };
  for (const [id, { group }] of faces) {
    // A controller of disks has the colour of disks and is none.
    if (id.startsWith('controller-')) counts.controller += 1;
    else counts[group] += 1;
  }
  const visit = (bus: BusView): void => {
    for (const { functions } of bus.slots) {
      if (functions.length === 0 && bus.openTo !== 'controllers') counts.free += 1;
      for (const { owner } of functions) if (owner.type === 'device' && owner.bus !== undefined) visit(owner.bus);
    }
  };
  if (plan.buses.length > 0) roots.forEach(visit);
  return counts;
}

function describe({ roots }: TopologyView, counts: Readonly<Record<PictureGroup, number>>): string {
  if (roots.length === 0) return 'A machine without PCI.';
  const { free, controller, ...devices } = counts;
  const sum = Object.values(devices).reduce((all, one) => all + one, 0);
  return `PCI topology. Devices: ${sum}; controllers: ${controller}; places free for devices: ${free}.`;
}

/** A box before it has a place. */
interface Cell {
  readonly id: string;
  readonly tone: Tone;
  readonly group: PictureGroup;
  readonly icon?: PictureIcon;
  readonly links: LayoutLinks;
  readonly place?: string;
  readonly free?: readonly string[];
  readonly marks: readonly ('clash' | 'moved')[];
  readonly name: string;
  readonly known: string;
  readonly address: string;
  readonly side: string;
  readonly title: string;
  readonly words: string;
  readonly members?: readonly string[];
  /** What kind of device, for runs of like ones. */
  readonly like: string;
  /** The bus behind a bridge. */
  readonly bus?: BusView;
}

interface Row {
  readonly label: string;
  readonly cells: readonly Cell[];
  readonly reserved: readonly { readonly id: string; readonly address: string; readonly owner: ReservedView }[];
}

/** Draws a bus, and below it the buses behind its bridges. */
function drawPanel(canvas: Canvas, bus: BusView, depth: number, bridge: Bridge | undefined): Branch {
  const x = MARGIN + Math.min(depth, DEEPEST) * INDENT;
  const top = canvas.y;
  const isNarrow = canvas.width - x < NARROW;
  const head = headLines(canvas, bus, bridge?.address, isNarrow ? canvas.width - MARGIN - x : HEAD.width);
  const left = x + (isNarrow ? 0 : HEAD.width);
  const texts: LayoutText[] = head.map(({ style, text }, index) => ({
    style,
    text,
    x: x + HEAD.padX,
    y: top + HEAD.top + index * HEAD.line,
  }));
  const headHeight = HEAD.top + head.length * HEAD.line - 4;
  canvas.y = top + (isNarrow ? headHeight : 0) + PAD;
  const branch: Branch = { box: panelBox(bus, x, top, canvas.width - MARGIN - x, texts), below: [] };
  const bridges: { readonly branch: Branch; readonly bus: BusView; readonly address: string }[] = [];
  for (const row of rowsOf(canvas, bus)) {
    for (const { cell, box } of drawRow(canvas, row, left)) {
      const one: Branch = { box, below: [] };
      branch.below.push(one);
      if (cell?.bus !== undefined) bridges.push({ branch: one, bus: cell.bus, address: cell.address });
    }
  }
  const bottom = Math.max(canvas.y - GAP + PAD, isNarrow ? 0 : top + headHeight);
  const height = bottom - top;
  canvas.y = bottom + PANEL_GAP;
  for (const inner of bridges) {
    const panel = drawPanel(canvas, inner.bus, depth + 1, inner);
    inner.branch.below.push(panel);
    drawEdge(canvas, inner.branch.box, panel.box, left, bottom);
  }
  return { ...branch, box: { ...branch.box, height } };
}

interface Bridge {
  readonly address: string;
}

function panelBox(bus: BusView, x: number, y: number, width: number, texts: readonly LayoutText[]): Box {
  const node = bus.numaNode === undefined ? '' : `, NUMA node ${bus.numaNode}`;
  const title = `bus ${bus.index}: ${bus.model}${node}`;
  const common = { tone: 'bus' as const, links: { bus: bus.id }, marks: [], title, texts, words: title.toLowerCase() };
  return { id: bus.id, ...common, x, y, width, height: 0 };
}

function headLines(
  { measure }: Canvas,
  bus: BusView,
  behind: string | undefined,
  width: number,
): readonly { readonly style: TextStyle; readonly text: string }[] {
  const mark = bus.origin === 'implicit' && bus.index > 0 ? '+ ' : '';
  const ports = bus.slots.flatMap(({ functions }) => functions).filter(({ owner }) => portBus(owner) !== undefined);
  const used = ports.filter(
    ({ owner }) => portBus(owner)?.slots.some(({ functions }) => functions.length > 0) === true,
  );
  const free = bus.slots.filter(({ functions }) => functions.length === 0).length;
  const facts = [
    bus.model,
    ...(behind === undefined ? [] : [`behind ${behind}`]),
    ...(bus.busNr === undefined ? [] : [`bus number ${bus.busNr}`]),
    ...(bus.numaNode === undefined ? [] : [`NUMA node ${bus.numaNode}`]),
    ...(ports.length === 0 ? [] : [`${ports.length} ${ports.length === 1 ? 'port' : 'ports'}, ${used.length} used`]),
    ...(free === 0 ? [] : [`${free} ${free === 1 ? 'slot' : 'slots'} ${FREE_FOR[bus.openTo]}`]),
  ];
  const heading = { style: 'heading' as const, text: `${mark}bus ${bus.index}` };
  return [heading, ...wrap(facts, width - 2 * HEAD.padX, measure).map((text) => ({ style: 'detail' as const, text }))];
}

const FREE_FOR = {
  hotplug: 'free for hotplug',
  definition: 'free, not while running',
  controllers: 'free for ports',
} as const satisfies Readonly<Record<BusView['openTo'], string>>;

function wrap(facts: readonly string[], width: number, measure: MeasureText): readonly string[] {
  const lines: string[] = [];
  for (const fact of facts) {
    let current = '';
    for (const word of fact.split(' ')) {
      const longer = current === '' ? word : `${current} ${word}`;
      if (current !== '' && measure(longer, 'detail') > width) {
        lines.push(current);
        current = word;
      } else current = longer;
    }
    lines.push(cutMiddle(current, 'detail', width, measure));
  }
  return lines;
}

/** A line from the lower edge of a bridge's box through the gap below its row and the margin to the panel of its bus. */
function drawEdge(canvas: Canvas, from: Box, to: Box, left: number, bottom: number): void {
  const startX = from.x + 16;
  const startY = from.y + from.height;
  const gutter = left + 4;
  const trunk = Math.max(to.x - INDENT / 2, MARGIN / 2);
  const end = to.y + 18;
  canvas.edges.push({
    from: from.id,
    to: to.id,
    points: [
      [startX, startY],
      [startX, startY + GAP / 2],
      [gutter, startY + GAP / 2],
      [gutter, bottom + PANEL_GAP / 2],
      [trunk, bottom + PANEL_GAP / 2],
      [trunk, end],
      [to.x, end],
    ],
  });
}

function rowsOf(canvas: Canvas, bus: BusView): readonly Row[] {
  const rows: Row[] = [];
  const free: string[] = [];
  for (const slot of bus.slots) {
    if (slot.functions.length === 0) free.push(slot.address);
    const cells = slot.functions.flatMap((one) => functionCells(canvas, bus, slot.id, one));
    const refused = refusedAt(canvas, slot.address);
    const reserved = slot.functions.flatMap(({ id, address, owner }) =>
      owner.type === 'reserved' ? [{ id, address, owner }] : [],
    );
    if (cells.length + refused.length + reserved.length === 0) continue;
    rows.push({ label: short(slot.address).slice(0, -2), cells: [...cells, ...refused], reserved });
  }
  const last = rows.at(-1);
  const isOpen = bus.openTo !== 'controllers';
  if (free.length === 0) return collapsed(canvas, rows);
  const cell = freeCell(bus, free, isOpen);
  const list = collapsed(canvas, rows);
  const end = list.at(-1);
  if (last === undefined || end === undefined)
    return [{ label: short(free[0] ?? '').slice(0, -2), cells: [cell], reserved: [] }];
  return [...list.slice(0, -1), { ...end, cells: [...end.cells, cell] }];
}

function freeCell(bus: BusView, free: readonly string[], isOpen: boolean): Cell {
  const [first = ''] = free;
  const kept = bus.keptOpen === undefined ? '' : `, ${bus.keptOpen.why}`;
  const many = free.length > 1;
  const name = many ? `${free.length} slots free` : 'free';
  const range = many ? `${short(first).slice(0, -2)}–${free.at(-1)?.slice(8, 10)}` : short(first).slice(0, -2);
  return {
    id: `free-${bus.index}`,
    tone: 'free',
    group: 'free',
    links: { bus: bus.id },
    ...(many ? {} : { place: first }),
    free,
    marks: [],
    name,
    known: '',
    address: range,
    side: FREE_TO[bus.openTo],
    title: `${range}: ${name}, ${FREE_TO[bus.openTo]}${kept}`,
    words: `free ${range} ${isOpen ? 'hotplug' : ''}`,
    like: 'free',
  };
}

const FREE_TO = {
  hotplug: 'hotplug',
  definition: 'not while running',
  controllers: 'by hand',
} as const satisfies Readonly<Record<BusView['openTo'], string>>;

const portBus = (owner: FunctionView['owner']): BusView | undefined => {
  const bus = owner.type === 'device' ? owner.bus : undefined;
  return bus !== undefined && bus.firstSlot === bus.lastSlot ? bus : undefined;
};

/** The boxes of a function: of a port, those of what is in it. */
function functionCells(canvas: Canvas, bus: BusView, slot: string, one: FunctionView): readonly Cell[] {
  const { owner } = one;
  if (owner.type === 'reserved') return [];
  const port = portBus(owner);
  const links = { bus: bus.id, slot };
  if (port === undefined) return [deviceCell(canvas, one.id, one.address, owner, links, placeWord(bus, owner))];
  const inside = port.slots.flatMap(({ functions, id }) => functions.map((inner) => ({ inner, slot: id })));
  const side = `port ${port.index}`;
  const refused = refusedAt(canvas, `0000:${port.slots[0]?.address.slice(5, 10) ?? ''}.0`);
  const cells = inside.flatMap(({ inner, slot: innerSlot }) =>
    inner.owner.type === 'device'
      ? [deviceCell(canvas, inner.id, inner.address, inner.owner, { bus: port.id, slot: innerSlot }, side)]
      : [],
  );
  if (cells.length > 0) return [...cells, ...refused];
  const [only] = port.slots;
  const address = only?.address ?? '';
  const was = wasAt(canvas, address);
  const kept = port.keptOpen === undefined ? '' : `, ${port.keptOpen.why}`;
  const name = FREE_FOR[port.openTo];
  return [
    {
      id: `free-${port.index}`,
      tone: 'free',
      group: 'free',
      links: { bus: port.id, device: owner.id, ...(only === undefined ? {} : { slot: only.id }) },
      place: address,
      free: [address],
      marks: was === undefined ? [] : ['moved'],
      name: was === undefined ? name : `was: ${was}`,
      known: '',
      address: short(address).slice(0, -2),
      side: `${owner.origin === 'implicit' ? '+ ' : ''}${side}`,
      title: `${short(address)}: ${name}${kept}; ${side}, ${owner.label} at ${short(owner.address)}`,
      words: `free ${short(address)} ${name} ${side} ${owner.label}`.toLowerCase(),
      like: 'free port',
    },
    ...refused,
  ];
}

/** Who was at a place that is free now. */
function wasAt({ options: { before, gone = [] }, faces }: Canvas, address: string): string | undefined {
  for (const [id, old] of before ?? []) if (old === address) return faces.get(id)?.name ?? id;
  return gone.find((one) => one.address === address)?.label;
}

function placeWord(bus: BusView, owner: DeviceView): string {
  if (owner.source === 'chipset' && owner.kind === 'controller') return 'chipset';
  return bus.index === 0 && bus.model === 'pcie-root' ? 'on the root' : '';
}

function deviceCell(
  { faces, options }: Canvas,
  id: string,
  address: string,
  owner: DeviceView,
  links: LayoutLinks,
  side: string,
): Cell {
  const face = faces.get(owner.id);
  const old = options.before?.get(owner.id);
  const isClash = options.clashing?.has(owner.id) === true;
  const added = owner.origin === 'implicit';
  const from = old === undefined || old === address ? '' : `${short(old)} → `;
  const attached = owner.attached?.map(({ label }) => label).join(', ') ?? '';
  return {
    id,
    tone: added ? 'added' : 'device',
    group: face?.group ?? 'other',
    icon: face?.icon ?? 'other',
    links: { ...links, device: owner.id },
    place: address,
    marks: [...(isClash ? ['clash' as const] : []), ...(from === '' ? [] : ['moved' as const])],
    name: face?.name ?? owner.label,
    known: face?.known ?? '',
    address: `${from}${short(address)}`,
    side: [isClash ? 'clash' : '', side, face?.model ?? ''].filter(Boolean).join(' · '),
    title: [
      `${short(address)}: ${owner.label}`,
      face !== undefined && face.known !== '' ? `${face.name} ${face.known}` : (face?.name ?? ''),
      side,
      added ? 'added by libvirt' : '',
      attached === '' ? '' : `on it: ${attached}`,
      isClash ? 'it clashes with another device' : '',
    ]
      .filter(Boolean)
      .join(', '),
    words: `${face?.words ?? ''} ${address} ${side}`.toLowerCase(),
    like: `${owner.kind} ${face?.model ?? ''}`,
    ...(owner.bus === undefined ? {} : { bus: owner.bus }),
  };
}

function refusedAt(canvas: Canvas, slotAddress: string): readonly Cell[] {
  const list = canvas.options.refused ?? [];
  return list
    .filter(({ id, address }) => address?.slice(0, 10) === slotAddress.slice(0, 10) && !canvas.drawnRefused.has(id))
    .map((one) => refusedCell(canvas, one));
}

function refusedCell(canvas: Canvas, { id, device, address = '' }: RefusedDevice): Cell {
  canvas.drawnRefused.add(id);
  const face = faceOf(device, {});
  return {
    id: `refused-${id}`,
    tone: 'device',
    group: face.group,
    icon: face.icon,
    links: { device: id },
    marks: ['clash'],
    name: face.name,
    known: face.known,
    address: address === '' ? 'no place' : short(address),
    side: `refused${face.model === '' ? '' : ` · ${face.model}`}`,
    title: `${face.name}: refused${address === '' ? '' : ` at ${short(address)}`}`,
    words: `${face.words} ${address} refused`,
    like: `refused ${id}`,
  };
}

/** Runs of like boxes as one box each; those that go over many slots are one row. */
function collapsed({ options: { collapse, expanded } }: Canvas, rows: readonly Row[]): readonly Row[] {
  if (collapse === undefined) return rows;
  const shown: Row[] = [];
  for (let at = 0; at < rows.length; ) {
    const like = likeOf(rows[at]);
    let end = at + 1;
    while (like !== undefined && likeOf(rows[end]) === like) end += 1;
    const run = rows.slice(at, end);
    const cells = run.flatMap((row) => row.cells);
    const [first] = run;
    const isRun = first !== undefined && run.length > 1 && cells.length > collapse;
    const joined = isRun ? [{ ...first, label: `${first.label}–${run.at(-1)?.label.slice(3)}`, cells }] : run;
    shown.push(...joined.map((row) => withRun(row, collapse, expanded)));
    at = end;
  }
  return shown;
}

/** What all boxes of a row are, where they are alike. */
function likeOf(row: Row | undefined): string | undefined {
  const [first] = row?.cells ?? [];
  if (row === undefined || first === undefined || row.reserved.length > 0) return undefined;
  return row.cells.every((cell) => cell.like === first.like && cell.bus === undefined) ? first.like : undefined;
}

function withRun(row: Row, most: number, expanded: ReadonlySet<string> | undefined): Row {
  const cells: Cell[] = [];
  for (let at = 0; at < row.cells.length; ) {
    let end = at + 1;
    const first = row.cells[at];
    if (first === undefined) break;
    const fits = (cell: Cell | undefined): boolean =>
      cell !== undefined && cell.like === first.like && cell.bus === undefined && cell.marks.length === 0;
    while (first.marks.length === 0 && fits(row.cells[end])) end += 1;
    const members = row.cells.slice(at, end);
    const id = `run-${first.id}`;
    if (members.length > most && expanded?.has(id) !== true) cells.push(runCell(id, members));
    else cells.push(...members);
    at = end;
  }
  return { ...row, cells };
}

const GROUP_NAMES: Readonly<Record<PictureGroup, string>> = {
  nic: 'NICs',
  storage: 'disks',
  display: 'displays',
  host: 'host devices',
  controller: 'controllers',
  other: 'devices',
  free: 'free places',
};

function runCell(id: string, members: readonly Cell[]): Cell {
  const [first] = members;
  const last = members.at(-1);
  const name = `${members.length} ${GROUP_NAMES[first?.group ?? 'other']}`;
  const known = `${first?.name ?? ''} … ${last?.name ?? ''}`;
  const address = `${(first?.address ?? '').slice(0, 7)} … ${(last?.address ?? '').slice(0, 7)}`;
  return {
    id,
    tone: 'run',
    group: first?.group ?? 'other',
    ...(first?.icon === undefined ? {} : { icon: first.icon }),
    links: {},
    marks: [],
    name,
    known: first?.group === 'free' ? '' : known,
    address,
    side: 'show all',
    title: `${name}, ${known}; click to show them all`,
    words: members.map(({ words }) => words).join(' '),
    members: members.flatMap(({ links }) => links.device ?? []),
    like: 'run',
  };
}

interface Drawn {
  readonly cell?: Cell;
  readonly box: Box;
}

function drawRow(canvas: Canvas, { label, cells, reserved }: Row, panelLeft: number): readonly Drawn[] {
  const left = panelLeft + ROW_LABEL + 4;
  const inside = canvas.width - MARGIN - PAD - left;
  const columns = Math.max(1, Math.floor((inside + GAP) / (CELL.least + GAP)));
  const width = Math.floor((inside - (columns - 1) * GAP) / columns);
  const top = canvas.y;
  const drawn: Drawn[] = cells.map((cell, index) => {
    const x = left + (index % columns) * (width + GAP);
    return { cell, box: drawCell(canvas, cell, x, top + Math.floor(index / columns) * (CELL.height + GAP), width) };
  });
  let lines = Math.ceil(cells.length / columns);
  if (reserved.length > 0) {
    const isBeside = cells.length % columns !== 0;
    if (!isBeside) lines += 1;
    const x = left + (isBeside ? (cells.length % columns) * (width + GAP) : 0);
    const y = top + (lines - 1) * (CELL.height + GAP) + CELL.height / 2 + 4;
    drawn.push(...drawReserved(canvas, reserved, x, y, cells.length > 0));
  }
  const height = lines * (CELL.height + GAP) - GAP;
  canvas.texts.push({ style: 'row', text: label, x: panelLeft + 8, y: top + height / 2 + 4 });
  canvas.y = top + height + GAP;
  return drawn;
}

function drawCell(canvas: Canvas, cell: Cell, x: number, y: number, width: number): Box {
  const { measure } = canvas;
  const { id, tone, group, icon, links, place, free, members, marks, title, words } = cell;
  const textX = x + CELL.padX + (icon === undefined ? 0 : ICON);
  const room = x + width - CELL.right - textX;
  const address = cutMiddle(cell.address, 'address', width - CELL.padX - CELL.right, measure);
  const sideRoom = width - CELL.padX - 12 - measure(address, 'address');
  const side = cell.side === '' || sideRoom < 24 ? '' : cutMiddle(cell.side, 'side', sideRoom, measure);
  const texts: LayoutText[] = [
    { style: 'label', text: nameText(cell, room, measure), x: textX, y: y + 16 },
    { style: 'address', text: address, x: x + CELL.padX, y: y + 31 },
    ...(side === '' ? [] : [{ style: 'side' as const, text: side, x: x + width - CELL.right, y: y + 31 }]),
  ];
  return {
    id,
    tone,
    group,
    ...(icon === undefined ? {} : { icon }),
    links,
    ...(place === undefined ? {} : { place }),
    ...(free === undefined ? {} : { free }),
    ...(members === undefined ? {} : { members }),
    marks,
    x,
    y,
    width,
    height: CELL.height,
    title,
    texts,
    words,
  };
}

/** The name in full as long as it fits, and of what else is known of the device as much as there is room for. */
function nameText({ name, known }: Cell, room: number, measure: MeasureText): string {
  if (known === '') return cutMiddle(name, 'label', room, measure);
  const head = `${name} · `;
  const rest = room - measure(head, 'label');
  return rest < 34 ? cutMiddle(name, 'label', room, measure) : `${head}${cutMiddle(known, 'label', rest, measure)}`;
}

/** What the chipset has in a slot: words, not boxes. */
function drawReserved(
  canvas: Canvas,
  reserved: Row['reserved'],
  left: number,
  y: number,
  isBeside: boolean,
): readonly Drawn[] {
  let x = left + 4;
  return reserved.map(({ id, address, owner }, index) => {
    const where = owner.wholeSlot ? short(address).slice(0, -2) : short(address).slice(3);
    const word = `${owner.label.replace(/^the (ICH9 |PIIX3 |PIIX4 )?/, '')} ${where}`;
    const text = `${index === 0 && isBeside ? '+ ' : ''}${word}${index < reserved.length - 1 ? ',' : ''}`;
    const room = Math.max(20, canvas.width - MARGIN - PAD - x);
    const shown = cutMiddle(text, 'note', room, canvas.measure);
    const width = canvas.measure(shown, 'note');
    const box: Box = {
      id,
      tone: 'reserved',
      links: {},
      place: address,
      marks: [],
      x: x - 2,
      y: y - 14,
      width: width + 4,
      height: 20,
      title: `${short(address)}: ${owner.label}, reserved (${owner.rule})`,
      texts: [{ style: 'note', text: shown, x, y }],
      words: `${owner.label} ${address} chipset`.toLowerCase(),
    };
    x += width + 6;
    return { box };
  });
}

/** What is not on PCI, what is gone, and what found no place: a line of words each. */
function drawNotes(canvas: Canvas, elsewhere: readonly DeviceView[]): readonly Branch[] {
  const { refused = [], gone = [] } = canvas.options;
  const left = refused.filter(({ id }) => !canvas.drawnRefused.has(id)).map((one) => refusedCell(canvas, one));
  const branches: Branch[] = [];
  if (left.length > 0) {
    const boxes = drawRow(canvas, { label: 'refused', cells: left, reserved: [] }, MARGIN);
    branches.push(...boxes.map(({ box }) => ({ box, below: [] })));
  }
  const words = elsewhere.map((device) => {
    const { label, origin, address } = device;
    const where = address === 'present' ? '' : ` at ${address}`;
    const text = `${canvas.faces.get(device.id)?.name ?? label}${origin === 'document' ? '' : ' (added)'}`;
    const title = `${label}${where}${origin === 'document' ? '' : ', added by libvirt'}`;
    return {
      id: device.id,
      text,
      title,
      links: { device: device.id },
      words: canvas.faces.get(device.id)?.words ?? '',
    };
  });
  if (words.length > 0) branches.push(drawLine(canvas, 'elsewhere', 'Not on PCI:', words));
  const lost = gone.map(({ label, address }, index) => {
    const text = `${label} ${short(address)}`;
    return { id: `gone-${index}`, text, title: `${text}: gone`, links: {}, words: text.toLowerCase() };
  });
  if (lost.length > 0) branches.push(drawLine(canvas, 'gone', 'Gone:', lost));
  return branches;
}

interface Word {
  readonly id: string;
  readonly text: string;
  readonly title: string;
  readonly links: LayoutLinks;
  readonly words: string;
}

const LINE = 20;

function drawLine(canvas: Canvas, id: string, heading: string, words: readonly Word[]): Branch {
  const { measure } = canvas;
  const top = canvas.y;
  const below: Branch[] = [];
  let x = MARGIN + 2 + measure(heading, 'note') + 6;
  let y = top;
  words.forEach(({ id: wordId, text, title, links, words: searched }, index) => {
    const shown = cutMiddle(
      `${text}${index < words.length - 1 ? ' ·' : ''}`,
      'note',
      canvas.width - 3 * MARGIN,
      measure,
    );
    const width = measure(shown, 'note');
    if (x + width > canvas.width - MARGIN && x > MARGIN + 2) {
      x = MARGIN + 2;
      y += LINE;
    }
    const texts = [{ style: 'note' as const, text: shown, x, y: y + 14 }];
    const place = { x: x - 2, y, width: width + 4, height: LINE - 1 };
    below.push({
      box: { id: wordId, tone: 'note', links, marks: [], ...place, title, texts, words: searched },
      below: [],
    });
    x += width + 6;
  });
  const height = y + LINE - top;
  const texts = [{ style: 'note' as const, text: heading, x: MARGIN + 2, y: top + 14 }];
  canvas.y = top + height + PANEL_GAP;
  const box: Box = {
    id,
    tone: 'note',
    links: {},
    marks: [],
    x: MARGIN,
    y: top,
    width: canvas.width - 2 * MARGIN,
    height,
    title: heading.replace(':', ''),
    texts,
    words: '',
  };
  return { box, below };
}

const short = (address: string): string => address.replace(/^0000:/, '');

/** For each device the box that shows it, or the port, run or controller that it is in. */
export function nodesOfDevices(plan: Plan, nodes: readonly LayoutNode[]): ReadonlyMap<string, string> {
  checkArguments('nodesOfDevices', {
    plan: [plan, isPlan],
    nodes: [nodes, isListOf(isShape('a box of a layout', { tone: isText }))],
  });
  const boxes = new Map<string, string>();
  const runs = new Map<string, string>();
  for (const { id, links, members = [] } of nodes) {
    if (links.device !== undefined) boxes.set(links.device, id);
    for (const member of members) runs.set(member, id);
  }
  const found = new Map<string, string>();
  const note = (device: DeviceView, holder: string | undefined): void => {
    const own = boxes.get(device.id) ?? runs.get(device.id) ?? holder ?? inside(device);
    if (own !== undefined) found.set(device.id, own);
    for (const one of device.attached ?? []) note(one, own);
    if (device.bus !== undefined) visit(device.bus);
  };
  // A port that is taken is drawn as a part of what is in it.
  const inside = ({ bus }: DeviceView): string | undefined => {
    const owner = bus?.slots.flatMap(({ functions }) => functions)[0]?.owner;
    return owner?.type === 'device' ? (boxes.get(owner.id) ?? runs.get(owner.id)) : undefined;
  };
  const visit = (bus: BusView): void => {
    for (const { owner } of bus.slots.flatMap(({ functions }) => functions)) {
      if (owner.type === 'device') note(owner, undefined);
    }
  };
  const { roots, elsewhere } = topologyView(plan);
  roots.forEach(visit);
  for (const device of elsewhere) note(device, undefined);
  return found;
}
