import { checkArguments, isListOf, isNumber, isObject, isOneOf, isPlan, isShape, orNothing } from '../basics/index.ts';
import type { Plan } from '../plan/index.ts';
import { ICON_PATHS, PICTURE_GROUPS, type PictureGroup } from './picture-device.ts';
import { TEXT_STYLES } from './text-width.ts';
import {
  LAYOUT_OPTIONS,
  type LayoutEdge,
  type LayoutNode,
  type LayoutOptions,
  type LayoutText,
  type TreeLayout,
  treeLayout,
} from './tree-layout.ts';

/**
 * The topology as a picture of its own: one SVG document, legible on light and dark ground, with a title, a description
 * and a tooltip for each box. Boxes have the ids of the topology view in `data-device`, `data-bus` and `data-slot`.
 */
export function topologySvg(plan: Plan, options: LayoutOptions = {}): string {
  checkArguments('topologySvg', { plan: [plan, isPlan], options: [options, LAYOUT_OPTIONS] });
  return layoutSvg(treeLayout(plan, options));
}

const isLayout = isShape('a layout, as treeLayout returns it', {
  width: isNumber,
  height: isNumber,
  nodes: isListOf(isObject),
  edges: isListOf(isObject),
  texts: isListOf(isObject),
  counts: isObject,
});

/** A layout as an SVG document. `scheme`: its colours are those, whatever the viewer's are. */
export function layoutSvg(layout: TreeLayout, scheme?: 'light' | 'dark'): string {
  checkArguments('layoutSvg', { layout: [layout, isLayout], scheme: [scheme, orNothing(isOneOf('light', 'dark'))] });
  const { width } = layout;
  const height = layout.height + LEGEND_HEIGHT;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="topology-title topology-desc">`,
    `<title id="topology-title">${escapeXml(layout.title)}</title>`,
    `<desc id="topology-desc">${escapeXml(layout.description)}</desc>`,
    `<style>${style(scheme)}</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    `<text class="title" x="14" y="34">${escapeXml(layout.title)}</text>`,
    ...layout.nodes.filter(({ tone }) => tone === 'bus').map(node),
    ...layout.edges.map(edge),
    ...layout.texts.map(line),
    ...layout.nodes.filter(({ tone }) => tone !== 'bus').map(node),
    ...legend(layout),
    '</svg>',
  ].join('\n')}\n`;
}

const LEGEND_HEIGHT = 34;

const MEANINGS: Readonly<Record<PictureGroup, string>> = {
  nic: 'NIC',
  storage: 'disk',
  display: 'display',
  host: 'host device',
  controller: 'controller',
  other: 'other device',
  free: 'free',
};

function legend({ nodes, height }: TreeLayout): readonly string[] {
  const used = PICTURE_GROUPS.filter((group) => nodes.some((one) => one.group === group));
  let x = 14;
  const entry = (mark: (left: number) => string, text: string): readonly string[] => {
    const left = x;
    x += 34 + text.length * 6.6;
    return [mark(left), `<text class="detail" x="${left + 20}" y="${height + 11}">${escapeXml(text)}</text>`];
  };
  return [
    ...used.flatMap((group) =>
      entry(
        (left) => `<rect class="bar ${group}" x="${left}" y="${height}" width="14" height="12" rx="3"/>`,
        MEANINGS[group],
      ),
    ),
    ...(nodes.some(({ tone }) => tone === 'added')
      ? entry(
          (left) => `<rect class="box added" x="${left}" y="${height}" width="14" height="12" rx="3"/>`,
          'dashed: added by libvirt',
        )
      : []),
  ];
}

function edge({ from, to, points }: LayoutEdge): string {
  const path = points.map(([x, y]) => `${x},${y}`).join(' ');
  return `<polyline class="edge" data-from="${escapeXml(from)}" data-to="${escapeXml(to)}" points="${path}"/>`;
}

function node({ id, tone, group, icon, links, marks, x, y, width, height, title, texts }: LayoutNode): string {
  const data = Object.entries(links).map(([name, value]) => ` data-${name}="${escapeXml(value)}"`);
  const hasBox = tone !== 'reserved' && tone !== 'note';
  const hasBar = hasBox && tone !== 'bus' && group !== undefined && group !== 'free';
  return [
    `<g id="${escapeXml(id)}"${data.join('')}>`,
    `<title>${escapeXml(title)}</title>`,
    hasBox
      ? `<rect class="${['box', tone, ...marks].join(' ')}" x="${x}" y="${y}" width="${width}" height="${height}" rx="${tone === 'bus' ? 8 : 4}"/>`
      : '',
    hasBar ? `<rect class="bar ${group}" x="${x}" y="${y}" width="4" height="${height}" rx="2"/>` : '',
    icon === undefined ? '' : `<path class="icon" transform="translate(${x + 9} ${y + 4})" d="${ICON_PATHS[icon]}"/>`,
    ...texts.map(line),
    '</g>',
  ].join('');
}

const line = ({ style: name, text, x, y }: LayoutText): string =>
  `<text class="${name}" x="${x}" y="${y}">${escapeXml(text)}</text>`;

const SPECIAL: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Markup characters as references; what XML 1.0 cannot hold at all as U+FFFD. */
const escapeXml = (text: string): string =>
  text.replace(/[^\P{C}\t\n\u00ad]/gu, '\uFFFD').replace(/[&<>"]/g, (character) => SPECIAL[character] ?? character);

interface Palette {
  readonly ground: string;
  readonly ink: string;
  readonly soft: string;
  /** Outlines: 3:1 against the ground. */
  readonly line: string;
  readonly bus: string;
  readonly box: string;
  readonly added: string;
  readonly free: string;
  readonly freeInk: string;
  readonly clash: string;
  readonly clashGround: string;
  readonly groups: Readonly<Record<PictureGroup, string>>;
}

/** The colours of the picture, by the scheme of who looks at it. */
export const PICTURE_COLOURS: Readonly<Record<'light' | 'dark', Palette>> = {
  light: {
    ground: '#fff',
    ink: '#1c2128',
    soft: '#57606a',
    line: '#848d97',
    bus: '#f5f6f8',
    box: '#fff',
    added: '#f2f6ff',
    free: '#effaf2',
    freeInk: '#1d6b3a',
    clash: '#b42318',
    clashGround: '#fdeceb',
    groups: {
      nic: '#1f6feb',
      storage: '#7a4fd0',
      display: '#b35309',
      host: '#0d7a75',
      controller: '#737d88',
      other: '#737d88',
      free: '#2f8a4e',
    },
  },
  dark: {
    ground: '#0f1318',
    ink: '#e7ebf0',
    soft: '#a3adb8',
    line: '#6b7784',
    bus: '#171c23',
    box: '#1d242d',
    added: '#1a2438',
    free: '#13261a',
    freeInk: '#8fdca8',
    clash: '#ff9b91',
    clashGround: '#3a1916',
    groups: {
      nic: '#6aa6ff',
      storage: '#b493f5',
      display: '#f0a35b',
      host: '#4fc4bd',
      controller: '#8f9aa6',
      other: '#8f9aa6',
      free: '#5fc07f',
    },
  },
};

// Plain rules rather than variables: viewers other than browsers know no variables.
function colours(palette: Palette): string {
  return [
    `text{fill:${palette.ink}}`,
    `.ground{fill:${palette.ground}}`,
    `.edge,.icon{stroke:${palette.soft}}`,
    `.address,.detail,.side,.row,.note{fill:${palette.soft}}`,
    `.box{stroke:${palette.line};fill:${palette.box}}`,
    `.bus{fill:${palette.bus}}`,
    `.added{fill:${palette.added}}`,
    `.box.free{fill:${palette.free};stroke:${palette.groups.free}}`,
    `.free~.label{fill:${palette.freeInk}}`,
    `.box.moved{stroke:${palette.groups.nic}}`,
    `.box.clash{fill:${palette.clashGround};stroke:${palette.clash}}`,
    ...PICTURE_GROUPS.map((group) => `.bar.${group}{fill:${palette.groups[group]}}`),
  ].join('');
}

const SANS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif';
const MONO = 'ui-monospace,SFMono-Regular,Menlo,"Liberation Mono",monospace';

const FONTS = Object.entries(TEXT_STYLES).map(
  ([name, { size, weight, isMono }]) =>
    `.${name}{font-size:${size}px;font-weight:${weight}${isMono ? `;font-family:${MONO}` : ''}}`,
);

const STYLE = `
text{font-family:${SANS}}
${FONTS.join('\n')}
.side{text-anchor:end}
.box{stroke-width:1}
.added,.run{stroke-dasharray:4 2}
.box.free{stroke-dasharray:2 3}
.box.clash,.box.moved{stroke-width:2;stroke-dasharray:none}
.edge,.icon{fill:none;stroke-width:1.3}
`;

const style = (scheme: 'light' | 'dark' | undefined): string =>
  scheme === undefined
    ? `${STYLE}${colours(PICTURE_COLOURS.light)}\n@media (prefers-color-scheme:dark){${colours(PICTURE_COLOURS.dark)}}\n`
    : `${STYLE}${colours(PICTURE_COLOURS[scheme])}\n`;
