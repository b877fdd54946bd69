import { type GuestOptions, type GuestResult, predictGuest } from '@rootport/core';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { failure, type Outcome, success } from '../outcome.ts';
import { reportDiagnostics } from '../reports/report.ts';
import type { Io } from '../system/io.ts';
import type { PlannerFlags } from './plan-options.ts';
import { type Call, type PlannedDocument, planCall, refuseDocument } from './planned-document.ts';

export interface PredictionFlags extends PlannerFlags {
  readonly firmware?: 'seabios' | 'ovmf';
  readonly filesFrom?: string;
}

export interface PredictedDocument extends PlannedDocument {
  readonly guest: Extract<GuestResult, { ok: true }>['guest'];
  readonly guestOptions: GuestOptions;
  /** 1 where something was said that keeps the guest from running. */
  readonly code: ExitCode;
}

/** Plans the document of a call and predicts its guest; whatever there is to say goes to standard error. */
export async function predictDocument(
  argument: string | undefined,
  flags: PredictionFlags,
  call: Call & { readonly scheme?: string },
  io: Io,
): Promise<Outcome<PredictedDocument, ExitCode>> {
  const planned = await planCall(argument, flags, call, io);
  if (!planned.ok) return planned;
  const { file, source, plan, options } = planned.value;
  const guestOptions = guestOptionsOf(flags, options.qemu, call.scheme);
  const predicted = predictGuest(plan, guestOptions);
  const told = predicted.ok ? predicted.guest.diagnostics : predicted.diagnostics;
  reportDiagnostics(told, { file, source }, { io, quiet: flags.quiet === true });
  const diagnostics = [...planned.value.diagnostics, ...told];
  if (!predicted.ok) {
    return failure(refuseDocument({ code: EXIT.findings, file, source, diagnostics }, call, io));
  }
  const isBroken = told.some(({ severity }) => severity === 'error');
  const code = isBroken ? EXIT.findings : EXIT.fine;
  return success({ ...planned.value, diagnostics, guest: predicted.guest, guestOptions, code });
}

function guestOptionsOf(
  { firmware }: PredictionFlags,
  qemu: string | undefined,
  scheme: string | undefined,
): GuestOptions {
  return {
    ...(firmware === undefined ? {} : { firmware: firmware === 'ovmf' ? 'OVMF' : 'SeaBIOS' }),
    ...(qemu === undefined ? {} : { qemu }),
    ...(scheme === undefined ? {} : { scheme }),
  };
}
