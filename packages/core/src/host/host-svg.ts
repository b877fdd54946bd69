import { checkArguments, groupBy, isHost } from '../basics/index.ts';
import type { Host, HostBridge, HostDevice } from './host.ts';
import { isOffered } from './host.ts';

/** One row of a picture of a host: indented by its depth. */
export interface HostRow {
  readonly depth: number;
  readonly text: string;
  readonly tone: 'node' | 'root' | 'bridge' | 'device';
  /** The device's address. */
  readonly device?: string;
}

/** Nodes, root complexes, bridges and the devices that can be passed, or those of a list, as rows. */
export function hostRows(host: Host, only?: readonly string[]): readonly HostRow[] {
  const bridges = new Map(host.bridges.map((bridge) => [bridge.address, bridge]));
  const wanted = only === undefined ? undefined : new Set(only);
  const devices = host.devices.filter((one) => (wanted === undefined ? isOffered(one) : wanted.has(one.address)));
  const byNode = [...groupBy(devices, ({ node }) => node)].sort(([a], [b]) => (a ?? 1e9) - (b ?? 1e9));
  return byNode.flatMap(([node, members]): readonly HostRow[] => {
    const rows: HostRow[] = [{ depth: 0, tone: 'node', text: node === null ? 'node unknown' : `node ${node}` }];
    const told = new Set<string>();
    for (const device of members) {
      if (device.root !== null && !told.has(device.root)) {
        rows.push({ depth: 1, tone: 'root', text: device.root });
        told.add(device.root);
      }
      const way = wayOf(bridges, device);
      for (const [depth, bridge] of way.entries()) {
        if (told.has(bridge.address)) continue;
        told.add(bridge.address);
        rows.push({
          depth: 2 + depth,
          tone: 'bridge',
          text: `${bridge.address} ${bridge.type === 'upstream' ? 'switch' : 'port'}`,
        });
      }
      const text = `${device.address} ${device.kind ?? 'device'}`;
      rows.push({ depth: 2 + way.length, tone: 'device', text, device: device.address });
    }
    return rows;
  });
}

function wayOf(bridges: ReadonlyMap<string, HostBridge>, { parent }: HostDevice): readonly HostBridge[] {
  const way: HostBridge[] = [];
  for (let at = parent; at !== null && way.length < 64; ) {
    const bridge = bridges.get(at);
    if (bridge === undefined) break;
    way.unshift(bridge);
    at = bridge.parent;
  }
  return way;
}

const ROW = 22;
const STEP = 14;

/** The host as an SVG picture. */
export function hostSvg(host: Host): string {
  checkArguments('hostSvg', { host: [host, isHost] });
  const rows = hostRows(host);
  return rowsSvg('PCI devices of the host', [{ title: 'Host', rows }], []);
}

/** A line between two devices of neighbouring columns. */
export interface RowLink {
  readonly from: string;
  readonly to: string;
  readonly tone: string;
}

const COLUMN = 380;

/** Columns of rows beside each other, with lines from device to device. */
export function rowsSvg(
  title: string,
  columns: readonly { readonly title: string; readonly rows: readonly HostRow[] }[],
  links: readonly RowLink[],
  legend: readonly { readonly text: string; readonly tone: string }[] = [],
): string {
  const width = columns.length * COLUMN + (columns.length - 1) * 80 + 32;
  const height = Math.max(...columns.map(({ rows }) => rows.length), 1) * ROW + 90 + legend.length * ROW;
  const at = new Map<string, readonly [number, number]>();
  const boxes = columns.flatMap(({ title: head, rows }, column) => {
    const left = 16 + column * (COLUMN + 80);
    return [
      `<text class="head" x="${left}" y="52">${escapeText(head)}</text>`,
      ...rows.flatMap(({ depth, text, tone, device }, position) => {
        const x = left + depth * STEP;
        const y = 62 + position * ROW;
        if (device !== undefined) at.set(`${column} ${device}`, [column === 0 ? left + COLUMN : x, y + ROW / 2 - 2]);
        return [
          `<rect class="${tone}" x="${x}" y="${y}" width="${Math.max(COLUMN - depth * STEP, 120)}" height="${ROW - 4}" rx="3"/>`,
          `<text x="${x + 6}" y="${y + 13}">${escapeText(text)}</text>`,
        ];
      }),
    ];
  });
  const lines = links.flatMap(({ from, to, tone }) => {
    const [a, b] = [at.get(`0 ${from}`), at.get(`1 ${to}`)];
    if (a === undefined || b === undefined) return [];
    return [`<line class="link ${tone}" x1="${a[0]}" y1="${a[1]}" x2="${b[0]}" y2="${b[1]}"/>`];
  });
  const key = legend.map(({ text, tone }, position) => {
    const y = height - (legend.length - position) * ROW;
    return `<line class="link ${tone}" x1="16" y1="${y}" x2="56" y2="${y}"/><text x="64" y="${y + 4}">${escapeText(text)}</text>`;
  });
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="host-title">`,
    `<title id="host-title">${escapeText(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    `<text class="title" x="16" y="28">${escapeText(title)}</text>`,
    ...boxes,
    ...lines,
    ...key,
    '</svg>',
  ].join('\n')}\n`;
}

const STYLE = [
  'text{font:12px monospace;fill:#1b1f24}',
  '.title{font:bold 16px sans-serif}.head{font:bold 13px sans-serif}',
  '.ground{fill:#fff}.node{fill:#e6eefc}.root{fill:#eef2f7}.bridge{fill:#f3f0e6}.device{fill:#e3f4e6}',
  'rect{stroke:#b7c0cc}.ground{stroke:none}.link{stroke-width:2}',
  '.PIX,.PXB{stroke:#1a7f37}.PHB{stroke:#9a6700}.SYS{stroke:#cf222e}.unknown,.plain{stroke:#6e7781}',
  '@media(prefers-color-scheme:dark){text{fill:#e6edf3}.ground{fill:#0d1117}.node{fill:#16263f}.root{fill:#1c2430}.bridge{fill:#2b2718}.device{fill:#14301d}rect{stroke:#3d4754}}',
].join('');

const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
