import {
  type Plan,
  TOPOLOGY_FORMAT_VERSION,
  topologyDot,
  topologyMermaid,
  topologySvg,
  topologyView,
  treeText,
  visibleLines,
} from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import type { PlannerFlags } from '../../planning/plan-options.ts';
import { planCall, printJson } from '../../planning/planned-document.ts';
import { diagnosticsJson } from '../../reports/diagnostic-json.ts';
import type { Io } from '../../system/io.ts';

export interface ShowFlags extends PlannerFlags {
  readonly output?: 'tree' | 'svg' | 'mermaid' | 'dot' | 'json';
  readonly ascii?: boolean;
}

/** `rootport show`: draws the topology of one document. */
export async function showCommand(argument: string | undefined, flags: ShowFlags, io: Io): Promise<ExitCode> {
  const isJson = flags.output === 'json';
  const call = { command: 'show', isJson, formatVersion: TOPOLOGY_FORMAT_VERSION };
  const planned = await planCall(argument, flags, call, io);
  if (!planned.ok) return planned.problem;
  const { file, source, plan, diagnostics } = planned.value;
  const head = { formatVersion: TOPOLOGY_FORMAT_VERSION, file, ok: true };
  if (isJson) printJson({ ...head, ...topologyView(plan), diagnostics: diagnosticsJson(diagnostics, source) }, io);
  else io.stdout.write(visibleLines(DRAWINGS[flags.output ?? 'tree'](plan, flags)));
  return EXIT.fine;
}

const DRAWINGS: Readonly<
  Record<'tree' | 'svg' | 'mermaid' | 'dot', (plan: Plan, flags: Pick<ShowFlags, 'ascii'>) => string>
> = {
  tree: (plan, { ascii = false }) => treeText(plan, { ascii }),
  svg: (plan) => topologySvg(plan),
  mermaid: topologyMermaid,
  dot: topologyDot,
};
