import { checkArguments, isPlan } from '../basics/index.ts';
import { type Plan, topologyView } from '../plan/index.ts';
import { type GraphNode, topologyGraph } from './graph.ts';

/** The topology as a Mermaid flow chart, which many wikis and forges draw inside Markdown. Ends with a line end. */
export function topologyMermaid(plan: Plan): string {
  checkArguments('topologyMermaid', { plan: [plan, isPlan] });
  const view = topologyView(plan);
  const { nodes, edges } = topologyGraph(view);
  return `${[
    'flowchart LR',
    ...nodes.map(
      ({ id, lines, tone }) => `  ${id}${SHAPES[tone][0]}"${lines.map(escapeText).join('<br>')}"${SHAPES[tone][1]}`,
    ),
    ...edges.map(({ from, to, label }) => `  ${from} -- "${escapeText(label)}" --> ${to}`),
    ...TONES.flatMap((tone) => {
      const ids = nodes.filter((node) => node.tone === tone).map(({ id }) => id);
      return ids.length === 0 ? [] : [`  classDef ${tone} ${STYLES[tone]}`, `  class ${ids.join(',')} ${tone}`];
    }),
  ].join('\n')}\n`;
}

type Tone = GraphNode['tone'];

const TONES: readonly Tone[] = ['added', 'reserved', 'free'];

const SHAPES: Readonly<Record<Tone, readonly [open: string, close: string]>> = {
  bus: ['[[', ']]'],
  device: ['[', ']'],
  added: ['[', ']'],
  reserved: ['[', ']'],
  free: ['[[', ']]'],
};

// Lines only: the ground is the page's, light or dark.
const STYLES: Readonly<Record<Tone, string>> = {
  bus: '',
  device: '',
  added: 'stroke:#5b84d6,stroke-dasharray:4 2',
  reserved: 'stroke:#8a939d,stroke-dasharray:1 2',
  free: 'stroke:#3c9a5c,stroke-dasharray:2 3',
};

/** Mermaid writes characters as `#34;`; line breaks and markup of its own must not come from a document. */
function escapeText(text: string): string {
  return text.replace(/[^\P{C}\u00ad]/gu, ' ').replace(/[#"<>&`\\]/g, (character) => `#${character.charCodeAt(0)};`);
}
