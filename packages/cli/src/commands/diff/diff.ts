import {
  CHANGE_SEVERITIES,
  type ChangeSeverity,
  comparePlans,
  type DeviceChange,
  type PlanComparison,
  type PlanOptions,
} from '@rootport/core';
import { EXIT, type ExitCode, worse } from '../../exit-codes.ts';
import type { PlannerFlags } from '../../planning/plan-options.ts';
import { planDocument, printJson, refuseCall, refuseFaults } from '../../planning/planned-document.ts';
import { settingsFor } from '../../planning/settings.ts';
import { diagnosticsJson } from '../../reports/diagnostic-json.ts';
import { wrongCall } from '../../reports/faults.ts';
import type { Io } from '../../system/io.ts';
import { changesText } from '../../terminal/changes-text.ts';

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
  const left = await settingsFor(first, withProfile(flags, flags.profileA), io);
  if (!left.ok) return refuseFaults(left.problem, call, io);
  const right = await settingsFor(second, { ...withProfile(flags, flags.profileB), quiet: true }, io);
  if (!right.ok) return refuseFaults(right.problem, call, io);
  return diffDocuments(args, [left.value.options, right.value.options], flags, io);
}

const withProfile = (flags: DiffFlags, profile: string | undefined): DiffFlags =>
  profile === undefined ? flags : { ...flags, profile };

async function diffDocuments(
  [first, second]: readonly [a: string, b: string],
  [left, right]: readonly [PlanOptions, PlanOptions],
  flags: DiffFlags,
  io: Io,
): Promise<ExitCode> {
  const call = { io, quiet: flags.quiet === true };
  const a = await planDocument(first, left, call);
  const b = await planDocument(second, right, call);
  if (!a.ok || !b.ok) {
    const failed = [a, b].flatMap((one) => (one.ok ? [] : [one.problem]));
    if (flags.output === 'json') {
      const documents = failed.map(({ file, source, diagnostics }) => {
        return { file, diagnostics: diagnosticsJson(diagnostics, source) };
      });
      printJson({ formatVersion: DIFF_FORMAT_VERSION, ok: false, documents }, io);
    }
    return failed.reduce<ExitCode>((code, one) => worse(code, one.code), EXIT.fine);
  }
  const comparison = atLeast(comparePlans(a.value.plan, b.value.plan), flags.severity ?? 'none');
  const files = [a.value.file, b.value.file] as const;
  if (flags.output === 'json') printJson({ formatVersion: DIFF_FORMAT_VERSION, ok: true, files, ...comparison }, io);
  else io.stdout.write(changesText(comparison, files, flags.all === true, io));
  return comparison.differs ? EXIT.findings : EXIT.fine;
}

/** What matters less than asked counts as the same. */
function atLeast(comparison: PlanComparison, least: ChangeSeverity): PlanComparison {
  if (least === 'none') return comparison;
  const rank = CHANGE_SEVERITIES.indexOf(least);
  const matters = (severity: ChangeSeverity): boolean => CHANGE_SEVERITIES.indexOf(severity) >= rank;
  const devices = comparison.devices.filter((one: DeviceChange) => one.status === 'same' || matters(one.severity));
  return { ...comparison, devices, differs: matters(comparison.severity) };
}
