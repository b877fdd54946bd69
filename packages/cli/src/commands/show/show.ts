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
import { answerDocument, planCall } from '../../planning/planned-document.ts';
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
  const { plan } = planned.value;
  if (isJson)
    answerDocument(planned.value, { formatVersion: TOPOLOGY_FORMAT_VERSION, ok: true, ...topologyView(plan) }, io);
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
