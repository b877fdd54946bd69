import {
  type Host,
  type HostReading,
  hostGroups,
  hostGroupsText,
  hostPairs,
  hostSvg,
  hostTree,
  readHost,
  refuseHostPairs,
  visibleLines,
} from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { readHostInput, thisMachine } from '../../planning/host-files.ts';
import { printJson, refuseCall } from '../../planning/planned-document.ts';
import { reportFault, wrongCall } from '../../reports/faults.ts';
import { reportDiagnostics } from '../../reports/report.ts';
import type { Io } from '../../system/io.ts';

export interface HostFlags {
  readonly here?: boolean;
  readonly output?: 'text' | 'tree' | 'json' | 'svg';
  readonly quiet?: boolean;
}

/** The promise about `rootport host groups` as JSON: a minor change adds fields, a major one may change or remove some. */
const GROUPS_FORMAT_VERSION = '1.0';

/** `rootport host`: the facts of a host from its files, a tree of it, or its groups. */
export async function hostCommand(args: readonly string[], flags: HostFlags, io: Io): Promise<ExitCode> {
  const isGroups = args[0] === 'groups';
  const files = isGroups ? args.slice(1) : args;
  const output = flags.output ?? (io.stdout.isTTY || isGroups ? 'text' : 'json');
  const call = { isJson: output === 'json', formatVersion: GROUPS_FORMAT_VERSION };
  const problem =
    files.length === 0 && flags.here !== true
      ? 'a FILE or --here is needed'
      : files.filter((one) => one === '-').length > 1
        ? '"-" can be given once'
        : undefined;
  if (problem !== undefined) return refuseCall(wrongCall(problem, 'host'), call, io);
  const inputs = flags.here === true ? [await thisMachine(io)] : [];
  for (const file of files) {
    const input = await readHostInput(file, io);
    if (!input.ok) {
      reportFault(input.problem, io);
      return EXIT.usage;
    }
    inputs.push(input.value);
  }
  const reading = readHost(inputs);
  reportReading(reading, new Map(inputs.map((one) => [one.file, 'text' in one ? one.text : ''])), flags, io);
  const { host, topo } = reading;
  if (host === undefined) {
    const isUnreadable = reading.files.some(({ diagnostics }) =>
      diagnostics.some(({ severity }) => severity === 'error'),
    );
    return isUnreadable ? EXIT.usage : EXIT.findings;
  }
  const refusal = isGroups && output === 'json' ? refuseHostPairs(host) : undefined;
  if (refusal !== undefined) return refuseCall(refusal, call, io);
  if (output === 'json')
    printJson(isGroups ? groupsJson(host) : { ...host, ...(topo === undefined ? {} : { topo }) }, io);
  else if (output === 'svg') io.stdout.write(hostSvg(host));
  else io.stdout.write(visibleLines(isGroups ? hostGroupsText(host) : hostTree(host)));
  return EXIT.fine;
}

/** Says what is wrong with each file, and with all of them together. */
function reportReading(
  { files, diagnostics }: HostReading,
  texts: ReadonlyMap<string, string>,
  flags: HostFlags,
  io: Io,
): void {
  const quiet = flags.quiet === true;
  for (const { file, diagnostics: told } of files) {
    reportDiagnostics(told, { file, source: texts.get(file) ?? '' }, { io, quiet });
  }
  reportDiagnostics(diagnostics, { file: 'host', source: '' }, { io, quiet });
}

function groupsJson(host: Host): object {
  const pairs = hostPairs(host);
  return {
    formatVersion: GROUPS_FORMAT_VERSION,
    ...hostGroups(host),
    pairsNccl: pairs.nccl,
    pairsNvidiaSmiTerms: pairs.nvidiaSmi,
  };
}
