import {
  planDomain,
  RESERVATION_FORMAT_VERSION,
  type ReservedPlaces,
  reservePlaces,
  visibleLines,
} from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import type { PlannerFlags } from '../../planning/plan-options.ts';
import { printJson, readOptionsAndProfile, refuseCall } from '../../planning/planned-document.ts';
import { writeDocument } from '../../planning/write-document.ts';
import { diagnosticsJson } from '../../reports/diagnostic-json.ts';
import { reportUnread, wrongCall } from '../../reports/faults.ts';
import { reportDiagnostics } from '../../reports/report.ts';
import { displayName, readInput } from '../../system/input.ts';
import type { Io } from '../../system/io.ts';
import { formatTable } from '../../terminal/table.ts';

export interface ReserveFlags extends PlannerFlags {
  readonly free: number;
  readonly kind?: 'pcie' | 'pci';
  readonly output?: 'xml' | 'text' | 'json';
  readonly inPlace?: boolean;
  readonly profile?: string;
  readonly quiet?: boolean;
}

type Reserved = Extract<ReservedPlaces, { ok: true }>;

/** `rootport reserve`: the document with so many places free for hotplug, or the report of what was added. */
export async function reserveCommand(file: string | undefined, flags: ReserveFlags, io: Io): Promise<ExitCode> {
  const isJson = flags.output === 'json';
  const argument = file ?? (io.stdin.isTTY ? undefined : '-');
  const objection = objectionTo(argument, flags);
  if (argument === undefined || objection !== undefined) {
    return refuseCall(wrongCall(objection ?? '', 'reserve'), isJson, RESERVATION_FORMAT_VERSION, io);
  }
  const options = await readOptionsAndProfile(flags, flags.profile, io);
  if (!options.ok) return refuseCall(options.problem, isJson, RESERVATION_FORMAT_VERSION, io);
  const name = displayName(argument);
  const input = await readInput(argument, io);
  if (!input.ok) {
    reportUnread(input.problem, name, io);
    return EXIT.usage;
  }
  const { free, kind, qemu } = flags;
  const reserved = reservePlaces(input.value, (xml) => planDomain(xml, options.value), {
    free,
    ...(kind === undefined ? {} : { kind }),
    ...(qemu === undefined ? {} : { qemu }),
  });
  reportDiagnostics(reserved.diagnostics, { file: name, source: input.value }, { io, quiet: flags.quiet === true });
  if (isJson) printJson(json(reserved, name, input.value), io);
  return reserved.ok ? deliver(reserved, { argument, before: input.value }, flags, io) : EXIT.findings;
}

function objectionTo(argument: string | undefined, { inPlace }: ReserveFlags): string | undefined {
  if (argument === undefined) return 'no FILE, and nothing is piped in';
  return inPlace === true && argument === '-' ? '--in-place needs a FILE; standard input has none' : undefined;
}

async function deliver(
  reserved: Reserved,
  { argument, before }: { readonly argument: string; readonly before: string },
  flags: ReserveFlags,
  io: Io,
): Promise<ExitCode> {
  if (flags.inPlace === true) {
    const quiet = flags.quiet === true;
    const written = await writeDocument(argument, { text: reserved.xml, before }, { io, quiet });
    if (!written.ok) return EXIT.usage;
    if (!quiet) io.stdout.write(report(reserved, io));
  } else if (flags.output === 'text') io.stdout.write(report(reserved, io));
  else if (flags.output !== 'json') io.stdout.write(reserved.xml);
  return EXIT.fine;
}

const KINDS = { pcie: 'PCI Express', pci: 'conventional PCI' } as const;

function report({ kind, before, after, added }: Reserved, io: Io): string {
  const head = `Places free for hotplug of ${KINDS[kind]} devices: ${before} before, ${after} now.\n`;
  if (added.length === 0) return `${head}Nothing had to be added.\n`;
  const rows = added.map(({ label, address = '' }) => [`  ${label}`, address]);
  return visibleLines(`${head}Added, and nothing moved:\n${formatTable(rows, io.stdout.columns ?? 80)}`);
}

function json(reserved: ReservedPlaces, file: string, source: string): object {
  const head = { formatVersion: RESERVATION_FORMAT_VERSION, file, ok: reserved.ok };
  const diagnostics = diagnosticsJson(reserved.diagnostics, source);
  if (!reserved.ok) return { ...head, diagnostics };
  const { kind, before, after, added, xml } = reserved;
  return { ...head, kind, before, after, added, xml, diagnostics };
}
