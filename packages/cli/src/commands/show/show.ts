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
import { planDocument, printJson, readOptionsAndProfile, refuseCall } from '../../planning/planned-document.ts';
import { diagnosticsJson } from '../../reports/diagnostic-json.ts';
import { wrongCall } from '../../reports/faults.ts';
import type { Io } from '../../system/io.ts';

export interface ShowFlags extends PlannerFlags {
  readonly output?: 'tree' | 'svg' | 'mermaid' | 'dot' | 'json';
  readonly ascii?: boolean;
  readonly profile?: string;
  readonly quiet?: boolean;
}

/** `rootport show`: draws the topology of one document. */
export async function showCommand(argument: string | undefined, flags: ShowFlags, io: Io): Promise<ExitCode> {
  const isJson = flags.output === 'json';
  if (argument === undefined && io.stdin.isTTY) {
    const fault = wrongCall('no FILE, and nothing is piped in', 'show');
    return refuseCall(fault, isJson, TOPOLOGY_FORMAT_VERSION, io);
  }
  const options = await readOptionsAndProfile(flags, flags.profile, io);
  if (!options.ok) return refuseCall(options.problem, isJson, TOPOLOGY_FORMAT_VERSION, io);
  const planned = await planDocument(argument ?? '-', options.value, { io, quiet: flags.quiet === true });
  const { file, source, diagnostics } = planned.ok ? planned.value : planned.problem;
  const head = { formatVersion: TOPOLOGY_FORMAT_VERSION, file, ok: planned.ok };
  const told = { diagnostics: diagnosticsJson(diagnostics, source) };
  if (!planned.ok) {
    if (isJson) printJson({ ...head, ...told }, io);
    return planned.problem.code;
  }
  if (isJson) printJson({ ...head, ...topologyView(planned.value.plan), ...told }, io);
  else io.stdout.write(visibleLines(DRAWINGS[flags.output ?? 'tree'](planned.value.plan, flags)));
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
