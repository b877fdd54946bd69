import {
  type Firmware,
  firmwaresOf,
  type GuestOptions,
  type GuestResult,
  type Plan,
  predictGuest,
} from '@rootport/core';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { failure, type Outcome, success } from '../outcome.ts';
import { wrongCall } from '../reports/faults.ts';
import { reportDiagnostics } from '../reports/report.ts';
import type { Io } from '../system/io.ts';
import { firmwareNote, localFirmware } from './local-firmware.ts';
import type { PlannerFlags } from './plan-options.ts';
import { type Call, type PlannedDocument, planCall, refuseCall, refuseDocument } from './planned-document.ts';

/** The values of `--firmware` (commands/options.ts); `none` stands for all guests that start without UEFI on machines other than PCs. */
const GUEST_FIRMWARES = ['seabios', 'ovmf', 'aavmf', 'none'] as const;
type FirmwareName = (typeof GUEST_FIRMWARES)[number];

export interface PredictionFlags extends PlannerFlags {
  readonly firmware?: FirmwareName;
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
  const { file, source, plan, options, isLocal } = planned.value;
  const firmware = flags.firmware === undefined ? undefined : firmwareNamed(flags.firmware, plan);
  if (flags.firmware !== undefined && firmware === undefined) {
    const known = firmwaresOf(plan.domain.machine.family).map(nameOf).join(' or ');
    const text = `--firmware ${flags.firmware} does not start ${plan.domain.machine.name}: ${known}`;
    return failure(refuseCall(wrongCall(text, call.command), call, io));
  }
  const guestOptions = guestOptionsOf(firmware, options.qemu, call.scheme);
  const predicted = predictGuest(plan, guestOptions);
  const local = isLocal ? [firmwareNote(await localFirmware(io))] : [];
  const told = [...local, ...(predicted.ok ? predicted.guest.diagnostics : predicted.diagnostics)];
  reportDiagnostics(told, { file, source }, { io, quiet: flags.quiet === true });
  const diagnostics = [...planned.value.diagnostics, ...told];
  if (!predicted.ok) {
    return failure(refuseDocument({ code: EXIT.findings, file, source, diagnostics }, call, io));
  }
  const isBroken = told.some(({ severity }) => severity === 'error');
  const code = isBroken ? EXIT.findings : EXIT.fine;
  return success({ ...planned.value, diagnostics, guest: predicted.guest, guestOptions, code });
}

/** The firmware of a machine that a flag names; undefined for one that does not start it. */
function firmwareNamed(name: FirmwareName, { domain }: Plan): Firmware | undefined {
  return firmwaresOf(domain.machine.family).find((firmware) => nameOf(firmware) === name);
}

function nameOf(firmware: Firmware): FirmwareName {
  return GUEST_FIRMWARES.find((name) => name === firmware.toLowerCase()) ?? 'none';
}

function guestOptionsOf(
  firmware: Firmware | undefined,
  qemu: string | undefined,
  scheme: string | undefined,
): GuestOptions {
  return {
    ...(firmware === undefined ? {} : { firmware }),
    ...(qemu === undefined ? {} : { qemu }),
    ...(scheme === undefined ? {} : { scheme }),
  };
}
