import { type BusView, type Plan, type TopologyView, topologyView } from '../plan/index.ts';
import { busCells, type Cell, type CellLine, elsewhereCell, type LayoutLinks, type Tone } from './layout-cell.ts';

/** A picture of the topology without colours and fonts: boxes, lines of text and edges, in pixels from the top left. */
export interface TreeLayout {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
  /** Outer boxes before the ones in them. */
  readonly nodes: readonly LayoutNode[];
  readonly edges: readonly LayoutEdge[];
}

/** A box of the drawing; places and sizes are in its units, from the upper left corner. */
export interface LayoutNode {
  /** `bus-3`, `place-3-00-0`, `free-3-01`, `disk-0`. */
  readonly id: string;
  readonly tone: Tone;
  readonly links: LayoutLinks;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly texts: readonly LayoutText[];
}

/** A line of text in a box. */
export interface LayoutText {
  readonly style: CellLine['style'] | 'heading' | 'side';
  readonly text: string;
  /** Left end of the text; the right end for `side`. */
  readonly x: number;
  /** The base line. */
  readonly y: number;
}

/** From the bus that a bridge sits on to the bus that it provides. */
export interface LayoutEdge {
  readonly from: string;
  readonly to: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** What {@link treeLayout} may be told. */
export interface LayoutOptions {
  /** Pixels; chosen by the number of boxes when absent. */
  readonly width?: number;
}

const MARGIN = 16;
const HEADER = 34;
const PAD = 10;
const GAP = 8;
const INDENT = 28;
const CELL = { least: 200, padX: 7, padY: 6 };
const TITLE_HEIGHT = 40;

/** Height of a line and the widest that a character of its font comes, so that text is cut before it leaves its box. */
const FONTS = {
  heading: { line: 22, advance: 8.2 },
  address: { line: 17, advance: 7.4 },
  label: { line: 18, advance: 7.2 },
  detail: { line: 15, advance: 6.2 },
  side: { line: 17, advance: 6.2 },
} as const satisfies Readonly<Record<LayoutText['style'], { readonly line: number; readonly advance: number }>>;

/** Gives every bus, slot and device of a plan its place in a picture. Buses of several slots are panels, one below another. */
export function treeLayout(plan: Plan, options: LayoutOptions = {}): TreeLayout {
  const view = topologyView(plan);
  const canvas: Canvas = { width: options.width ?? chooseWidth(view), y: MARGIN + TITLE_HEIGHT, nodes: [], edges: [] };
  for (const root of view.roots) drawPanel(canvas, root, 0);
  if (view.elsewhere.length > 0) {
    const heading = { id: 'elsewhere', text: 'not on PCI', side: '', links: {} };
    drawBox(canvas, heading, view.elsewhere.map(elsewhereCell), 0);
  }
  return {
    width: canvas.width,
    height: canvas.y + MARGIN - GAP,
    title: `${view.machine.name} (${view.profile})`,
    description: describe(view, canvas.nodes),
    nodes: canvas.nodes,
    edges: canvas.edges,
  };
}

interface Canvas {
  readonly width: number;
  y: number;
  readonly nodes: LayoutNode[];
  readonly edges: LayoutEdge[];
}

function chooseWidth({ roots, elsewhere }: TopologyView): number {
  const count = roots.reduce((sum, bus) => sum + countCells(busCells(bus)), elsewhere.length);
  return count > 60 ? 1400 : 960;
}

const countCells = (cells: readonly Cell[]): number =>
  cells.reduce((sum, { panels }) => sum + 1 + panels.reduce((below, bus) => below + countCells(busCells(bus)), 0), 0);

function describe({ roots }: TopologyView, nodes: readonly LayoutNode[]): string {
  if (roots.length === 0) return 'A machine without PCI.';
  const count = (tone: Tone): number => nodes.filter((node) => node.tone === tone).length;
  const counted = nodes.filter(({ links, tone }) => links.bus !== undefined && tone !== 'bus');
  const devices = counted.filter(({ links }) => links.device !== undefined).length;
  return `PCI topology: ${count('bus') + count('port')} buses with ${devices} devices and controllers, free slots in ${count('free')} places.`;
}

interface Heading {
  readonly id: string;
  readonly text: string;
  readonly side: string;
  readonly links: LayoutLinks;
}

const DEEPEST = 5;

/** Draws a bus, and below it the buses behind its bridges. Returns where an edge to it ends. */
function drawPanel(canvas: Canvas, bus: BusView, depth: number): readonly [x: number, y: number] {
  const cells = busCells(bus);
  const top = canvas.y;
  const x = MARGIN + Math.min(depth, DEEPEST) * INDENT;
  drawBox(canvas, busHeading(bus), cells, depth);
  const bottom = canvas.y - GAP;
  for (const inner of cells.flatMap(({ panels }) => panels)) {
    const [endX, endY] = drawPanel(canvas, inner, depth + 1);
    const fromX = x + INDENT / 2;
    // Deeper than the indentation goes, panels stand below each other and need no edge.
    if (endX > fromX)
      canvas.edges.push({
        from: bus.id,
        to: inner.id,
        points: [
          [fromX, bottom],
          [fromX, endY],
          [endX, endY],
        ],
      });
  }
  return [x, top + HEADER / 2];
}

function busHeading(bus: BusView): Heading {
  const number = bus.busNr === undefined ? '' : `, bus number ${bus.busNr}`;
  const node = bus.numaNode === undefined ? '' : `, NUMA node ${bus.numaNode}`;
  const mark = bus.origin === 'implicit' && bus.index > 0 ? '+ ' : '';
  const takes = bus.takes.map((kind) => (kind === 'pci' ? 'conventional PCI' : 'PCI Express')).join(' and ');
  return {
    id: bus.id,
    text: `${mark}bus ${bus.index}: ${bus.model}${number}${node}`,
    side: takes === '' ? 'ports' : takes,
    links: { bus: bus.id },
  };
}

function drawBox(canvas: Canvas, heading: Heading, cells: readonly Cell[], depth: number): void {
  const x = MARGIN + Math.min(depth, DEEPEST) * INDENT;
  const width = canvas.width - MARGIN - x;
  const inside = width - 2 * PAD;
  const columns = Math.max(1, Math.floor((inside + GAP) / (CELL.least + GAP)));
  const cellWidth = Math.floor((inside - (columns - 1) * GAP) / columns);
  const top = canvas.y;
  const at = canvas.nodes.length;
  let y = top + HEADER;
  for (let first = 0; first < cells.length; first += columns) {
    const row = cells.slice(first, first + columns);
    const height = Math.max(...row.map(cellHeight));
    row.forEach((cell, column) => {
      drawCell(canvas, cell, x + PAD + column * (cellWidth + GAP), y, cellWidth, height);
    });
    y += height + GAP;
  }
  const height = y - GAP + PAD - top;
  const texts = [
    text('heading', fit(heading.text, 'heading', width * 0.7), x + PAD, top + 22),
    ...(heading.side === '' ? [] : [text('side', fit(heading.side, 'side', width * 0.3), x + width - PAD, top + 22)]),
  ];
  canvas.nodes.splice(at, 0, {
    id: heading.id,
    tone: 'bus',
    links: heading.links,
    x,
    y: top,
    width,
    height,
    title: heading.text,
    texts,
  });
  canvas.y = top + height + GAP;
}

function cellHeight({ lines, inner }: Cell): number {
  const own = lines.reduce((sum, { style }) => sum + FONTS[style].line, 0) + 2 * CELL.padY;
  return inner.reduce((sum, cell) => sum + cellHeight(cell) + 4, own);
}

function drawCell(canvas: Canvas, cell: Cell, x: number, y: number, width: number, height: number): void {
  const texts: LayoutText[] = [];
  let base = y + CELL.padY;
  for (const { style, text: content, side = '' } of cell.lines) {
    base += FONTS[style].line;
    const room = width - 2 * CELL.padX;
    const left = fit(content, style, room);
    texts.push(text(style, left, x + CELL.padX, base - 5));
    const rest = room - left.length * FONTS[style].advance - GAP;
    if (side !== '') texts.push(text('side', fit(side, 'side', rest), x + width - CELL.padX, base - 5));
  }
  const { id, tone, links, title } = cell;
  canvas.nodes.push({ id, tone, links, x, y, width, height, title, texts });
  let top = base + 4;
  cell.inner.forEach((inner, position) => {
    const isLast = position === cell.inner.length - 1;
    const innerHeight = isLast ? y + height - 5 - top : cellHeight(inner);
    drawCell(canvas, inner, x + 4, top, width - 8, innerHeight);
    top += innerHeight + 4;
  });
}

const text = (style: LayoutText['style'], content: string, x: number, y: number): LayoutText => ({
  style,
  text: content,
  x,
  y,
});

/** Cuts a text to what surely fits, so that no font has to be measured. */
function fit(content: string, style: LayoutText['style'], width: number): string {
  const most = Math.max(1, Math.floor(width / FONTS[style].advance));
  const characters = [...content];
  return characters.length <= most ? content : `${characters.slice(0, most - 1).join('')}…`;
}
