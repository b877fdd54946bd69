import { DEFAULT_PROFILE, type KubevirtFormula, type Manager, type PlanOptions } from '@rootport/core';
import type { FileFaults } from '../../config/file-faults.ts';
import type { ExitCode } from '../../exit-codes.ts';
import type { Question, Side, UpgradeQuestion } from '../../fleet/question.ts';
import { failure, type Outcome, success } from '../../outcome.ts';
import { callFault, findProfile } from '../../planning/plan-options.ts';
import { wrongCall } from '../../reports/faults.ts';
import type { Io } from '../../system/io.ts';
import { type RunFlags, runFleet } from './fleet.ts';
import { type SubmitFlags, submitFleet } from './submit.ts';

export interface UpgradeFlags {
  readonly from?: string;
  readonly to?: string;
  readonly qemuFrom?: string;
  readonly qemuTo?: string;
  readonly regenerate?: Manager;
  readonly rootPorts?: number;
  readonly kubevirtFrom?: KubevirtFormula;
  readonly kubevirtTo?: KubevirtFormula;
}

/** What becomes of a question: it is answered here, or by the workers of a queue. */
export type Asked<Flags> = { readonly flags: Flags & RunFlags } | { readonly submitted: Flags & SubmitFlags };

/** `rootport fleet upgrade`, or `fleet submit upgrade`. */
export function upgradeCommand(files: readonly string[], asked: Asked<UpgradeFlags>, io: Io): Promise<ExitCode> {
  return askOrSubmit('upgrade', files, asked, upgradeQuestion, io);
}

function askOrSubmit<Flags>(
  name: string,
  files: readonly string[],
  asked: Asked<Flags>,
  question: (flags: Flags, options: PlanOptions) => Outcome<Question, FileFaults>,
  io: Io,
): Promise<ExitCode> {
  if ('flags' in asked) {
    const { flags } = asked;
    return runFleet(`fleet ${name}`, files, flags, (options) => question(flags, options), io);
  }
  const { submitted } = asked;
  return submitFleet(`fleet submit ${name}`, files, submitted, (options) => question(submitted, options), io);
}

function upgradeQuestion(flags: UpgradeFlags, options: PlanOptions): Outcome<UpgradeQuestion, FileFaults> {
  const { regenerate, rootPorts } = flags;
  if (regenerate !== 'kubevirt' && (flags.kubevirtFrom ?? flags.kubevirtTo) !== undefined) {
    return failure(
      callFault(wrongCall('--kubevirt-from and --kubevirt-to go with --regenerate kubevirt', 'fleet upgrade')),
    );
  }
  const from = sideOf(flags.from, flags.qemuFrom, flags.kubevirtFrom, options);
  if (!from.ok) return from;
  const to = sideOf(flags.to, flags.qemuTo, flags.kubevirtTo, options);
  if (!to.ok) return to;
  return success({
    kind: 'upgrade',
    from: from.value,
    to: to.value,
    ...(regenerate === undefined ? {} : { regenerate }),
    ...(rootPorts === undefined ? {} : { rootPorts }),
  });
}

/** A configuration's QEMU goes with its profile; here each libvirt has that of its time, or the one of the call. */
function sideOf(
  name: string | undefined,
  qemu: string | undefined,
  formula: KubevirtFormula | undefined,
  { qemu: _, capabilities: __, ...common }: PlanOptions,
): Outcome<Side, FileFaults> {
  const profile = findProfile(name ?? common.profile ?? DEFAULT_PROFILE);
  if (!profile.ok) return failure(callFault(profile.problem));
  const options = { ...common, profile: profile.value, ...(qemu === undefined ? {} : { qemu }) };
  return success({ profile: profile.value, options, ...(formula === undefined ? {} : { kubevirt: { formula } }) });
}

/** `rootport fleet inventory`, or `fleet submit inventory`. */
export function inventoryCommand(files: readonly string[], asked: Asked<object>, io: Io): Promise<ExitCode> {
  return askOrSubmit('inventory', files, asked, (_, options) => success({ kind: 'inventory', options }), io);
}

export interface RoomFlags {
  readonly free: number;
}

/** `rootport fleet room`, or `fleet submit room`. */
export function roomCommand(files: readonly string[], asked: Asked<RoomFlags>, io: Io): Promise<ExitCode> {
  return askOrSubmit('room', files, asked, ({ free }, options) => success({ kind: 'room', options, free }), io);
}
