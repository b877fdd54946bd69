import type { Plan } from '../plan/index.ts';
import type { Tone } from './layout-cell.ts';
import { type LayoutEdge, type LayoutNode, type LayoutOptions, type LayoutText, treeLayout } from './tree-layout.ts';

/**
 * The topology as a picture of its own: one SVG document, legible on light and dark ground, with a title, a description
 * and a tooltip for each box. Boxes have the ids of the topology view in `data-device`, `data-bus` and `data-slot`.
 */
export function topologySvg(plan: Plan, options: LayoutOptions = {}): string {
  const layout = treeLayout(plan, options);
  const { width } = layout;
  const height = layout.height + LEGEND_HEIGHT;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="topology-title topology-desc">`,
    `<title id="topology-title">${escapeXml(layout.title)}</title>`,
    `<desc id="topology-desc">${escapeXml(layout.description)}</desc>`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    `<text class="title" x="16" y="40">${escapeXml(layout.title)}</text>`,
    ...layout.edges.map(edge),
    ...layout.nodes.map(node),
    ...legend(layout.nodes, layout.height),
    '</svg>',
  ].join('\n')}\n`;
}

const LEGEND_HEIGHT = 34;

/** What the tones mean, in the order of the legend. */
const MEANINGS = [
  { tone: 'device', text: 'in the document' },
  { tone: 'added', text: '+ added by libvirt' },
  { tone: 'port', text: 'port' },
  { tone: 'reserved', text: 'chipset' },
  { tone: 'free', text: 'free' },
] as const;

function legend(nodes: readonly LayoutNode[], y: number): readonly string[] {
  const used = MEANINGS.filter(({ tone }) => nodes.some((one) => one.tone === tone));
  let x = 16;
  return used.flatMap(({ tone, text }) => {
    const left = x;
    x += 44 + text.length * 6.6;
    return [
      `<rect class="box ${tone}" x="${left}" y="${y}" width="20" height="14" rx="3"/>`,
      `<text class="detail" x="${left + 27}" y="${y + 11}">${escapeXml(text)}</text>`,
    ];
  });
}

function edge({ from, to, points }: LayoutEdge): string {
  const path = points.map(([x, y]) => `${x},${y}`).join(' ');
  return `<polyline class="edge" data-from="${escapeXml(from)}" data-to="${escapeXml(to)}" points="${path}"/>`;
}

function node({ id, tone, links, x, y, width, height, title, texts }: LayoutNode): string {
  const data = Object.entries(links).map(([name, value]) => ` data-${name}="${escapeXml(value)}"`);
  return [
    `<g id="${escapeXml(id)}"${data.join('')}>`,
    `<title>${escapeXml(title)}</title>`,
    `<rect class="box ${tone}" x="${x}" y="${y}" width="${width}" height="${height}" rx="${tone === 'bus' ? 8 : 5}"/>`,
    ...texts.map(line),
    '</g>',
  ].join('');
}

const line = ({ style, text, x, y }: LayoutText): string =>
  `<text class="${style}" x="${x}" y="${y}">${escapeXml(text)}</text>`;

const SPECIAL: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Markup characters as references; what XML 1.0 cannot hold at all as U+FFFD. */
const escapeXml = (text: string): string =>
  text.replace(/[^\P{C}\t\n\u00ad]/gu, '\uFFFD').replace(/[&<>"]/g, (character) => SPECIAL[character] ?? character);

interface Palette {
  readonly ground: string;
  readonly ink: string;
  readonly soft: string;
  readonly freeInk: string;
  readonly fill: Readonly<Record<Tone, string>>;
  readonly stroke: Readonly<Record<Tone, string>>;
}

const LIGHT: Palette = {
  ground: '#fff',
  ink: '#1c2128',
  soft: '#57606a',
  freeInk: '#1d6b3a',
  fill: { bus: '#f5f6f8', port: '#e6e9ee', device: '#fff', added: '#edf3ff', reserved: '#dfe3e8', free: '#eefaf1' },
  stroke: {
    bus: '#c3c9d1',
    port: '#9aa4af',
    device: '#9aa4af',
    added: '#5b84d6',
    reserved: '#c3c9d1',
    free: '#3c9a5c',
  },
};

const DARK: Palette = {
  ground: '#0f1318',
  ink: '#e7ebf0',
  soft: '#a3adb8',
  freeInk: '#8fdca8',
  fill: { bus: '#171c23', port: '#0f1419', device: '#262e38', added: '#1b2a47', reserved: '#313944', free: '#13261a' },
  stroke: {
    bus: '#3b434d',
    port: '#56616d',
    device: '#5d6975',
    added: '#6d96e8',
    reserved: '#4a535e',
    free: '#4fae70',
  },
};

// Plain rules rather than variables: viewers other than browsers know no variables.
function colours({ ground, ink, soft, freeInk, fill, stroke }: Palette): string {
  const tones = (['bus', 'port', 'device', 'added', 'reserved', 'free'] as const).map(
    (tone) => `.${tone}{fill:${fill[tone]};stroke:${stroke[tone]}}`,
  );
  return [
    `text{fill:${ink}}`,
    `.ground{fill:${ground}}`,
    `.edge{stroke:${soft}}`,
    `text.address,text.detail,text.side{fill:${soft}}`,
    `.free~text.label{fill:${freeInk}}`,
    ...tones,
  ].join('');
}

const STYLE = `
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif}
.box{stroke-width:1}
.added{stroke-dasharray:4 2}
.free{stroke-dasharray:2 3}
.edge{fill:none;stroke-width:1.5}
.title{font-size:18px;font-weight:600}
.heading{font-size:14px;font-weight:600}
.address{font-family:ui-monospace,SFMono-Regular,Menlo,"Liberation Mono",monospace;font-size:12px}
.label{font-size:13px}
.detail{font-size:11px}
.side{font-size:11px;text-anchor:end}
${colours(LIGHT)}
@media (prefers-color-scheme:dark){${colours(DARK)}}
`;
