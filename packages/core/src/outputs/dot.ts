import { checkArguments, isPlan } from '../basics/index.ts';
import { type Plan, topologyView } from '../plan/index.ts';
import { type GraphNode, topologyGraph } from './graph.ts';

/** The topology in the language of Graphviz: `dot -Tsvg`. Ends with a line end. */
export function topologyDot(plan: Plan): string {
  checkArguments('topologyDot', { plan: [plan, isPlan] });
  const view = topologyView(plan);
  const { nodes, edges } = topologyGraph(view);
  return `${[
    'digraph topology {',
    '  rankdir=LR;',
    `  label=${quote(`${view.machine.name} (${view.profile})`)};`,
    '  node [shape=box, fontname="sans-serif", fontsize=11];',
    '  edge [fontname="monospace", fontsize=9, arrowsize=0.6];',
    ...nodes.map(({ id, lines, tone }) => `  ${id} [label=${quote(...lines)}${STYLES[tone]}];`),
    ...edges.map(({ from, to, label }) => `  ${from} -> ${to} [label=${quote(label)}];`),
    '}',
  ].join('\n')}\n`;
}

const STYLES: Readonly<Record<GraphNode['tone'], string>> = {
  bus: ', shape=component',
  device: '',
  added: ', style=dashed, color="#5b84d6"',
  reserved: ', style=dotted, color="#8a939d"',
  free: ', shape=component, style=dashed, color="#3c9a5c"',
};

/** A quoted string with a line break between the parts. */
function quote(...lines: readonly string[]): string {
  const parts = lines.map((line) => line.replace(/[^\P{C}\u00ad]/gu, ' ').replace(/["\\]/g, '\\$&'));
  return `"${parts.join('\\n')}"`;
}
