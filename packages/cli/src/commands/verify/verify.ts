import { availableParallelism } from 'node:os';
import { createDiagnostic, type Diagnostic, visibleLines } from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { answerDocument, type PlannedDocument, planCall } from '../../planning/planned-document.ts';
import type { ComparedDevice } from '../../qemu/compare.ts';
import { groupTrials, type TrialGroup } from '../../qemu/hotplug.ts';
import { type Verification, verifyPlan } from '../../qemu/verify-plan.ts';
import { reportDiagnostics } from '../../reports/report.ts';
import { type DocumentFlags, judgeDocuments } from '../../sources/judge-documents.ts';
import type { Io } from '../../system/io.ts';
import { coloursFor } from '../../terminal/colours.ts';
import { isAsPlanned, placeText, plannedPlace, slotsText, verificationText } from './verification-text.ts';

/** The promise about the JSON: the same as for the plan's. */
const VERIFY_FORMAT_VERSION = '1.0';

export interface VerifyFlags extends DocumentFlags {
  readonly output?: 'text' | 'json';
  readonly hotplug?: boolean;
  readonly qemuBinary?: string;
  readonly timeout: number;
  readonly jobs?: number;
  /** False where the user asks for a QEMU that is not confined. */
  readonly sandbox: boolean;
}

/** `rootport verify`: several QEMUs at once, and what they say in the order of the documents. */
export async function verifyCommand(files: readonly string[], flags: VerifyFlags, io: Io): Promise<ExitCode> {
  const call = { command: 'verify', isJson: flags.output === 'json', formatVersion: VERIFY_FORMAT_VERSION };
  const atOnce = flags.jobs ?? availableParallelism();
  // What is found of a document begins with its name.
  const judging = { call, hasHeadings: false, mayIgnore: true, atOnce };
  return judgeDocuments(files, flags, judging, io, async (argument, own, world) => {
    const planned = await planCall(argument, flags, own, world);
    return planned.ok ? verifyDocument(planned.value, flags, world) : planned.problem;
  });
}

async function verifyDocument(document: PlannedDocument, flags: VerifyFlags, io: Io): Promise<ExitCode> {
  const { file, source, plan } = document;
  const quiet = flags.quiet === true;
  const answer = await verifyPlan(
    plan,
    {
      seconds: flags.timeout,
      sandbox: flags.sandbox,
      hotplug: flags.hotplug === true,
      ...(flags.qemuBinary === undefined ? {} : { binary: flags.qemuBinary }),
    },
    io,
  );
  const told = answer.ok ? [...answer.value.notes, ...findings(answer.value)] : [answer.problem];
  const isFine = answer.ok && !told.some(({ severity }) => severity === 'error');
  if (flags.output === 'json') {
    const diagnostics = [...document.diagnostics, ...told];
    answerDocument(
      { file, source, diagnostics },
      { formatVersion: VERIFY_FORMAT_VERSION, ok: isFine, ...(answer.ok ? verificationJson(answer.value) : {}) },
      io,
    );
  } else if (answer.ok) {
    const layout = { width: io.stdout.columns, quiet, colours: coloursFor(io.stdout, io) };
    io.stdout.write(visibleLines(verificationText(file, answer.value, layout)));
  }
  reportDiagnostics(told, { file, source }, { io, quiet });
  if (isFine) return EXIT.fine;
  const isSurroundings = !answer.ok && (answer.problem.code.startsWith('RP5') || answer.problem.code === 'RP7200');
  return isSurroundings ? EXIT.usage : EXIT.findings;
}

function findings({ devices, hotplug }: Verification): readonly Diagnostic[] {
  return [...devices.flatMap(deviceFindings), ...groupTrials(hotplug).flatMap(groupFindings)];
}

function deviceFindings(one: ComparedDevice): readonly Diagnostic[] {
  const { planned, found, isThere, differences } = one;
  const device = planned.label;
  const span = planned.device.element?.startTag;
  const place = plannedPlace(one);
  if (found === undefined) {
    const values = { device, driver: planned.driver ?? 'device', planned: place };
    return [createDiagnostic('RP7011', { span, values })];
  }
  const where = isThere
    ? []
    : [createDiagnostic('RP7012', { span, values: { device, found: foundPlace(one), planned: place } })];
  const others = differences.map((difference) =>
    createDiagnostic('RP7013', { span, values: { device, ...difference } }),
  );
  return [...where, ...others];
}

// Two buses of one name are told apart by who has them.
function foundPlace(one: ComparedDevice): string {
  const { found } = one;
  if (found === undefined) return 'nowhere';
  return placeText(found) === plannedPlace(one) ? `${placeText(found)} of ${found.busOwner}` : placeText(found);
}

function groupFindings({ controller, model, slots, outcome, reason = '' }: TrialGroup): readonly Diagnostic[] {
  if (outcome === 'fine') return [];
  const values = { bus: controller, slots: slotsText(slots), model };
  if (outcome === 'not-unplugged') return [createDiagnostic('RP7015', { values })];
  return [createDiagnostic('RP7014', { values: { ...values, reason } })];
}

function verificationJson({ binary, version, devices, others, hotplug }: Verification): object {
  return {
    qemu: { binary, version },
    devices: devices.map((one) => ({
      label: one.planned.label,
      ...(one.planned.id === undefined ? {} : { id: one.planned.id }),
      ...(one.planned.driver === undefined ? {} : { driver: one.planned.driver }),
      planned: { bus: one.planned.bus, slot: one.planned.at?.slot, function: one.planned.at?.function },
      ...(one.found === undefined
        ? {}
        : { found: { bus: one.found.bus, slot: one.found.slot, function: one.found.function, type: one.found.type } }),
      asPlanned: isAsPlanned(one),
      differences: one.differences,
    })),
    others: others.map(({ bus, slot, function: fn, type }) => ({ bus, slot, function: fn, type })),
    hotplug: hotplug.map(({ place, bus, outcome, reason }) => ({
      controller: place.bus,
      model: place.model,
      bus,
      slot: place.slot,
      outcome,
      ...(reason === undefined ? {} : { reason }),
    })),
  };
}
