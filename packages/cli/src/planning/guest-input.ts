import { type Diagnostic, type GuestOptions, type GuestResult, predictGuest } from '@rootport/core';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { failure, type Outcome, success } from '../outcome.ts';
import { diagnosticsJson } from '../reports/diagnostic-json.ts';
import { wrongCall } from '../reports/faults.ts';
import { reportDiagnostics } from '../reports/report.ts';
import type { Io } from '../system/io.ts';
import type { PlannerFlags } from './plan-options.ts';
import {
  type PlannedDocument,
  planDocument,
  printJson,
  readOptionsAndProfile,
  refuseCall,
} from './planned-document.ts';

export interface PredictionFlags extends PlannerFlags {
  readonly firmware?: 'seabios' | 'ovmf';
  readonly profile?: string;
  readonly quiet?: boolean;
}

export interface PredictedDocument extends PlannedDocument {
  readonly guest: Extract<GuestResult, { ok: true }>['guest'];
  readonly options: GuestOptions;
  /** 1 where something was said that keeps the guest from running. */
  readonly code: ExitCode;
}

interface Call {
  readonly command: string;
  readonly formatVersion: string;
  readonly isJson: boolean;
  readonly scheme?: string;
}

/** Plans the document of a call and predicts its guest; whatever there is to say goes to standard error. */
export async function predictDocument(
  argument: string | undefined,
  flags: PredictionFlags,
  { command, formatVersion, isJson, scheme }: Call,
  io: Io,
): Promise<Outcome<PredictedDocument, ExitCode>> {
  if (argument === undefined && io.stdin.isTTY) {
    return failure(refuseCall(wrongCall('no FILE, and nothing is piped in', command), isJson, formatVersion, io));
  }
  const read = await readOptionsAndProfile(flags, flags.profile, io);
  if (!read.ok) return failure(refuseCall(read.problem, isJson, formatVersion, io));
  const quiet = flags.quiet === true;
  const planned = await planDocument(argument ?? '-', read.value, { io, quiet });
  const refuse = (file: string, source: string, diagnostics: readonly Diagnostic[], code: ExitCode) => {
    if (isJson) printJson({ formatVersion, file, ok: false, diagnostics: diagnosticsJson(diagnostics, source) }, io);
    return failure(code);
  };
  if (!planned.ok) {
    const { file, source, diagnostics, code } = planned.problem;
    return refuse(file, source, diagnostics, code);
  }
  const { file, source, plan } = planned.value;
  const options = guestOptions(flags, scheme);
  const predicted = predictGuest(plan, options);
  const told = predicted.ok ? predicted.guest.diagnostics : predicted.diagnostics;
  reportDiagnostics(told, { file, source }, { io, quiet });
  const diagnostics = [...planned.value.diagnostics, ...told];
  if (!predicted.ok) return refuse(file, source, diagnostics, EXIT.findings);
  const isBroken = told.some(({ severity }) => severity === 'error');
  const code = isBroken ? EXIT.findings : EXIT.fine;
  return success({ ...planned.value, diagnostics, guest: predicted.guest, options, code });
}

function guestOptions({ firmware, qemu }: PredictionFlags, scheme: string | undefined): GuestOptions {
  return {
    ...(firmware === undefined ? {} : { firmware: firmware === 'ovmf' ? 'OVMF' : 'SeaBIOS' }),
    ...(qemu === undefined ? {} : { qemu }),
    ...(scheme === undefined ? {} : { scheme }),
  };
}
