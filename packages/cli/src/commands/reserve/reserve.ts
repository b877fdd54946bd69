import {
  planDomain,
  RESERVATION_FORMAT_VERSION,
  type ReservedPlaces,
  reservePlaces,
  visibleLines,
} from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { deliverDocument } from '../../planning/deliver-document.ts';
import type { PlannerFlags } from '../../planning/plan-options.ts';
import { openCall, printJson } from '../../planning/planned-document.ts';
import { diagnosticsJson } from '../../reports/diagnostic-json.ts';
import { reportDiagnostics } from '../../reports/report.ts';
import type { Io } from '../../system/io.ts';
import { formatTable } from '../../terminal/table.ts';

export interface ReserveFlags extends PlannerFlags {
  readonly free: number;
  readonly kind?: 'pcie' | 'pci';
  readonly output?: 'xml' | 'text' | 'json';
  readonly inPlace?: boolean;
}

type Reserved = Extract<ReservedPlaces, { ok: true }>;

/** `rootport reserve`: the document with so many places free for hotplug, or the report of what was added. */
export async function reserveCommand(file: string | undefined, flags: ReserveFlags, io: Io): Promise<ExitCode> {
  const isJson = flags.output === 'json';
  const call = {
    command: 'reserve',
    isJson,
    formatVersion: RESERVATION_FORMAT_VERSION,
    inPlace: flags.inPlace === true,
  };
  const opened = await openCall(file, flags, call, io);
  if (!opened.ok) return opened.problem;
  const { argument, file: name, source, options } = opened.value;
  const { free, kind } = flags;
  const reserved = reservePlaces(source, (xml) => planDomain(xml, options), {
    free,
    ...(kind === undefined ? {} : { kind }),
    ...(options.qemu === undefined ? {} : { qemu: options.qemu }),
  });
  reportDiagnostics(reserved.diagnostics, { file: name, source }, { io, quiet: flags.quiet === true });
  if (isJson) printJson(json(reserved, name, source), io);
  if (!reserved.ok) return EXIT.findings;
  const { xml } = reserved;
  return deliverDocument({ argument, before: source, xml, report: () => report(reserved, io) }, flags, io);
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
