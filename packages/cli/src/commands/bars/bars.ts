import {
  createDiagnostic,
  type Diagnostic,
  type ProcessorVendor,
  sizeText,
  visibleLines,
  type WindowsBudget,
  type WindowsVerdict,
  windowsBudget,
  windowsFindings,
} from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { firmwareNote, localFirmware } from '../../planning/local-firmware.ts';
import { answerDocument, type Call, type PlannedDocument, planCall } from '../../planning/planned-document.ts';
import { reportDiagnostics } from '../../reports/report.ts';
import { type DocumentFlags, judgeDocuments } from '../../sources/judge-documents.ts';
import type { Io } from '../../system/io.ts';
import { formatTable } from '../../terminal/table.ts';

/** The promise about the JSON: the same as for the plan's. */
const WINDOWS_FORMAT_VERSION = '1.0';

export interface BarsFlags extends DocumentFlags {
  readonly output?: 'text' | 'json';
  readonly firmware?: string;
  readonly physBits?: number;
  readonly cpuVendor?: ProcessorVendor;
  readonly firmwareVersion?: string;
}

/** `rootport bars`: the room for BARs. */
export function barsCommand(files: readonly string[], flags: BarsFlags, io: Io): Promise<ExitCode> {
  const isJson = flags.output === 'json';
  const call = { command: 'bars', isJson, formatVersion: WINDOWS_FORMAT_VERSION };
  return judgeDocuments(files, flags, { call, hasHeadings: !isJson }, io, (argument, own, world) =>
    barsOfDocument(argument, flags, own, world),
  );
}

async function barsOfDocument(argument: string, flags: BarsFlags, call: Call, io: Io): Promise<ExitCode> {
  const planned = await planCall(argument, flags, call, io);
  if (!planned.ok) return planned.problem;
  const document = planned.value;
  const local = document.isLocal ? await localFirmware(io) : undefined;
  const budget = windowsBudget(document.plan, {
    // On machines that bring no firmware, Linux reads the device tree itself.
    ...(flags.firmware === undefined ? {} : { firmware: flags.firmware === 'none' ? 'device tree' : flags.firmware }),
    ...(flags.firmwareVersion === undefined ? {} : { firmwareVersion: flags.firmwareVersion }),
    ...(local === undefined
      ? {}
      : { firmwareVersions: Object.fromEntries(local.map((one) => [one.kind, one.version])) }),
    ...(document.options.qemu === undefined ? {} : { qemu: document.options.qemu }),
    ...(flags.physBits === undefined ? {} : { addressBits: flags.physBits }),
    ...(flags.cpuVendor === undefined ? {} : { vendor: flags.cpuVendor }),
    ...(document.options.host === undefined ? {} : { host: document.options.host }),
  });
  const notes = local === undefined ? [] : [firmwareNote(local)];
  return answer(document, budget, notes, flags, io);
}

function answer(
  document: PlannedDocument,
  budget: WindowsBudget | undefined,
  notes: readonly Diagnostic[],
  flags: BarsFlags,
  io: Io,
): ExitCode {
  const { file, source, plan } = document;
  const machine = plan.domain.machine.name;
  const judged =
    budget === undefined ? [createDiagnostic('RP7020', { values: { machine } })] : windowsFindings(plan, budget);
  const findings = [...notes, ...judged];
  const isFine = !findings.some(({ severity }) => severity === 'error');
  if (flags.output === 'json') {
    const diagnostics = [...document.diagnostics, ...findings];
    answerDocument(
      { file, source, diagnostics },
      {
        formatVersion: WINDOWS_FORMAT_VERSION,
        ok: isFine,
        ...(budget === undefined ? { verdict: 'unknown' } : budgetJson(budget)),
      },
      io,
    );
  } else {
    const text = budget === undefined ? `${VERDICTS.unknown}\n` : budgetText(budget, io.stdout.columns);
    io.stdout.write(visibleLines(text));
  }
  reportDiagnostics(findings, { file, source }, { io, quiet: flags.quiet === true });
  if (!isFine) return EXIT.findings;
  return budget === undefined || budget.verdict === 'unknown' ? EXIT.unknown : EXIT.fine;
}

function budgetJson({ unknown, ...budget }: WindowsBudget): object {
  return { ...budget, unknown: unknown.length };
}

const VERDICTS: Readonly<Record<WindowsVerdict, string>> = {
  fits: 'All BARs fit.',
  short: 'Not all BARs fit.',
  unknown: 'It cannot be told whether all BARs fit.',
};

function budgetText(budget: WindowsBudget, width: number | undefined): string {
  const { firmware, processor, verdict, buses, ioWindows, below4G, above4G, hole64 } = budget;
  const size = (bytes: number): string => (bytes === 0 ? '-' : sizeText(bytes));
  const rows = buses.map(({ bus, label, io, below4G: low, above4G: high }) => [
    `${bus}`,
    size(io),
    size(low),
    size(high),
    label,
  ]);
  const windows = (count: number): string => `${count} ${count === 1 ? 'window' : 'windows'}`;
  const limit = (bytes: number | undefined): string => (bytes === undefined ? 'not known' : sizeText(bytes));
  const totals = [
    ['needed', windows(ioWindows.needed), sizeText(below4G.needed), sizeText(above4G.needed)],
    ['fits', windows(ioWindows.fits), limit(below4G.fits), sizeText(above4G.fits)],
  ];
  const hole = `${sizeText(hole64.size)} (${hole64.isWritten ? 'as written' : "QEMU's default"})`;
  return [
    `${firmware.title}\n${processor.vendor}, ${processor.bits} address bits, pcihole64 ${hole}\n`,
    formatTable([['bus', 'I/O ports', 'below 4G', 'above 4G', 'controller'], ...rows], width),
    formatTable([['', 'I/O ports', 'below 4G', 'above 4G'], ...totals], width),
    `${VERDICTS[verdict]}\n`,
  ].join('\n');
}
