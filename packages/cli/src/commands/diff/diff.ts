import {
  CHANGE_SEVERITIES,
  type ChangeSeverity,
  comparePlans,
  createDiagnostic,
  type DeviceChange,
  type PlanComparison,
  type PlanOptions,
} from '@rootport/core';
import { EXIT, type ExitCode, worse } from '../../exit-codes.ts';
import type { PlannerFlags } from '../../planning/plan-options.ts';
import { planDocument, printJson, refuseCall, refuseFaults } from '../../planning/planned-document.ts';
import { openSettings, settingsFor } from '../../planning/settings.ts';
import { diagnosticsJson } from '../../reports/diagnostic-json.ts';
import { wrongCall } from '../../reports/faults.ts';
import { reportDiagnostics } from '../../reports/report.ts';
import type { FoundDocument } from '../../sources/choose-documents.ts';
import { displayName } from '../../system/input.ts';
import type { Io } from '../../system/io.ts';
import { changesText } from '../../terminal/changes-text.ts';
import { isCollection, pairDocuments } from './pairs.ts';

/** A minor change adds fields, a major one may change or remove some. */
const DIFF_FORMAT_VERSION = '1.0';

export interface DiffFlags extends PlannerFlags {
  readonly output?: 'text' | 'json';
  readonly severity?: ChangeSeverity;
  readonly all?: boolean;
  readonly profileA?: string;
  readonly profileB?: string;
}

/** `rootport diff`: two documents, device by device; 1 when something differs that matters as much as asked. */
export async function diffCommand(args: readonly [a: string, b: string], flags: DiffFlags, io: Io): Promise<ExitCode> {
  const call = { isJson: flags.output === 'json', formatVersion: DIFF_FORMAT_VERSION };
  const [first, second] = args;
  if (first === '-' && second === '-') {
    return refuseCall(wrongCall('standard input can be read only once', 'diff'), call, io);
  }
  const [hasMany, hasManyToo] = [await isCollection(first, io), await isCollection(second, io)];
  if (hasMany !== hasManyToo) {
    return refuseCall(
      wrongCall('A and B are not of a kind: two documents, or two folders or archives', 'diff'),
      call,
      io,
    );
  }
  const left = await settingsFor(first, withProfile(flags, flags.profileA), io);
  if (!left.ok) return refuseFaults(left.problem, call, io);
  const right = await settingsFor(second, { ...withProfile(flags, flags.profileB), quiet: true }, io);
  if (!right.ok) return refuseFaults(right.problem, call, io);
  const options = [left.value.options, right.value.options] as const;
  if (hasMany) return diffCollections(args, options, flags, io);
  const [a, b] = [
    { argument: first, io },
    { argument: second, io },
  ];
  const { code, comparison } = await compareDocuments([a, b], options, flags, io);
  if (comparison !== undefined) show(comparison, flags, io);
  return code;
}

/** Pair after pair; people see those that differ and a count. */
async function diffCollections(
  args: readonly [a: string, b: string],
  options: readonly [PlanOptions, PlanOptions],
  flags: DiffFlags,
  io: Io,
): Promise<ExitCode> {
  const call = { isJson: flags.output === 'json', formatVersion: DIFF_FORMAT_VERSION };
  const quiet = flags.quiet === true;
  const settings = await openSettings(flags, io);
  if (!settings.ok) return refuseFaults(settings.problem, call, io);
  const found = await pairDocuments(args, { command: 'diff', settings: settings.value, mayIgnore: true, quiet }, io);
  if (!found.ok) return refuseFaults(found.problem, call, io);
  let worst: ExitCode = EXIT.fine;
  const counts = { compared: 0, differ: 0, alone: 0, failed: 0 };
  for await (const { before, after } of found.value) {
    if (before === undefined || after === undefined) {
      counts.alone += 1;
      worst = worse(worst, tellAlone(before ?? after, after === undefined ? args[1] : args[0], flags, io));
      continue;
    }
    const { code, comparison } = await compareDocuments([before, after], options, flags, io);
    worst = worse(worst, code);
    counts.compared += 1;
    if (comparison === undefined) counts.failed += 1;
    else if (comparison.result.differs) counts.differ += 1;
    if (comparison !== undefined && (call.isJson || comparison.result.differs || flags.all === true)) {
      show(comparison, flags, io);
      if (!call.isJson) io.stdout.write('\n');
    }
  }
  const { compared, differ, alone, failed } = counts;
  const refused = failed === 0 ? '' : `, ${failed} refused`;
  if (!call.isJson) io.stdout.write(`${compared} compared: ${differ} different${refused}; ${alone} alone\n`);
  return worst;
}

/** RP5549, where the other side has no document of that name. */
function tellAlone(document: FoundDocument | undefined, other: string, flags: DiffFlags, io: Io): ExitCode {
  const file = displayName(document?.argument ?? '');
  const diagnostics = [createDiagnostic('RP5549', { values: { other } })];
  if (flags.output === 'json') {
    const documents = [{ file, diagnostics: diagnosticsJson(diagnostics, '') }];
    printJson({ formatVersion: DIFF_FORMAT_VERSION, ok: false, documents }, io);
  }
  reportDiagnostics(diagnostics, { file, source: '' }, { io, quiet: flags.quiet === true });
  return EXIT.findings;
}

const withProfile = (flags: DiffFlags, profile: string | undefined): DiffFlags =>
  profile === undefined ? flags : { ...flags, profile };

interface Compared {
  readonly files: readonly [before: string, after: string];
  readonly result: PlanComparison;
}

/** Without a comparison, one of the documents has no plan, and it has been told why. */
async function compareDocuments(
  [first, second]: readonly [Pick<FoundDocument, 'argument' | 'io'>, Pick<FoundDocument, 'argument' | 'io'>],
  [left, right]: readonly [PlanOptions, PlanOptions],
  flags: DiffFlags,
  io: Io,
): Promise<{ readonly code: ExitCode; readonly comparison?: Compared }> {
  const quiet = flags.quiet === true;
  const a = await planDocument(first.argument, left, { io: first.io, quiet });
  const b = await planDocument(second.argument, right, { io: second.io, quiet });
  if (!a.ok || !b.ok) {
    const failed = [a, b].flatMap((one) => (one.ok ? [] : [one.problem]));
    if (flags.output === 'json') {
      const documents = failed.map(({ file, source, diagnostics }) => {
        return { file, diagnostics: diagnosticsJson(diagnostics, source) };
      });
      printJson({ formatVersion: DIFF_FORMAT_VERSION, ok: false, documents }, io);
    }
    return { code: failed.reduce<ExitCode>((code, one) => worse(code, one.code), EXIT.fine) };
  }
  const result = atLeast(comparePlans(a.value.plan, b.value.plan), flags.severity ?? 'none');
  const code = result.differs ? EXIT.findings : EXIT.fine;
  return { code, comparison: { files: [a.value.file, b.value.file], result } };
}

function show({ files, result }: Compared, flags: DiffFlags, io: Io): void {
  if (flags.output === 'json') printJson({ formatVersion: DIFF_FORMAT_VERSION, ok: true, files, ...result }, io);
  else io.stdout.write(changesText(result, files, flags.all === true, io));
}

/** What matters less than asked counts as the same. */
function atLeast(comparison: PlanComparison, least: ChangeSeverity): PlanComparison {
  if (least === 'none') return comparison;
  const rank = CHANGE_SEVERITIES.indexOf(least);
  const matters = (severity: ChangeSeverity): boolean => CHANGE_SEVERITIES.indexOf(severity) >= rank;
  const devices = comparison.devices.filter((one: DeviceChange) => one.status === 'same' || matters(one.severity));
  return { ...comparison, devices, differs: matters(comparison.severity) };
}
