import {
  canonicalXml,
  type Plan,
  patchXml,
  planJson,
  topologyDot,
  topologyMermaid,
  topologySvg,
  treeText,
} from '@rootport/core';
import type { Current } from './answers.ts';
import type { ExportFormat } from './protocol.ts';

const EXPORTS: Readonly<Record<ExportFormat, (plan: Plan) => string>> = {
  xml: patchXml,
  canonical: canonicalXml,
  json: (plan) => `${JSON.stringify(planJson(plan), undefined, 2)}\n`,
  svg: (plan) => topologySvg(plan),
  tree: (plan) => treeText(plan),
  mermaid: (plan) => topologyMermaid(plan),
  dot: (plan) => topologyDot(plan),
};

/** The plan in one of the library's formats. */
export function exported({ result }: Current, format: ExportFormat): string | undefined {
  return result.ok ? EXPORTS[format](result.plan) : undefined;
}
