import { type Conversion, convertMachine, type InterfaceName, planDomain, visible } from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import type { PlannerFlags } from '../../planning/plan-options.ts';
import { printJson, readOptionsAndProfile, refuseCall } from '../../planning/planned-document.ts';
import { writeDocument } from '../../planning/write-document.ts';
import { diagnosticsJson } from '../../reports/diagnostic-json.ts';
import { reportUnread, wrongCall } from '../../reports/faults.ts';
import { reportDiagnostics } from '../../reports/report.ts';
import { displayName, readInput } from '../../system/input.ts';
import type { Io } from '../../system/io.ts';
import { changesText } from '../../terminal/changes-text.ts';
import { formatTable } from '../../terminal/table.ts';

/** A minor change adds fields, a major one may change or remove some. */
const CONVERT_FORMAT_VERSION = '1.0';

export interface ConvertFlags extends PlannerFlags {
  readonly machine: 'q35';
  readonly keepNicNames?: boolean;
  readonly output?: 'xml' | 'json' | 'text';
  readonly inPlace?: boolean;
  readonly profile?: string;
  readonly quiet?: boolean;
}

type Converted = Extract<Conversion, { ok: true }>;

/** `rootport convert`: an i440fx document as one of q35, or the report of what changes. */
export async function convertCommand(file: string | undefined, flags: ConvertFlags, io: Io): Promise<ExitCode> {
  const isJson = flags.output === 'json';
  const argument = file ?? (io.stdin.isTTY ? undefined : '-');
  const objection = objectionTo(argument, flags);
  if (argument === undefined || objection !== undefined) {
    return refuseCall(wrongCall(objection ?? '', 'convert'), isJson, CONVERT_FORMAT_VERSION, io);
  }
  const options = await readOptionsAndProfile(flags, flags.profile, io);
  if (!options.ok) return refuseCall(options.problem, isJson, CONVERT_FORMAT_VERSION, io);
  const name = displayName(argument);
  const input = await readInput(argument, io);
  if (!input.ok) {
    reportUnread(input.problem, name, io);
    return EXIT.usage;
  }
  const conversion = convertMachine(input.value, (xml) => planDomain(xml, options.value), {
    keepNicNames: flags.keepNicNames === true,
  });
  reportDiagnostics(conversion.diagnostics, { file: name, source: input.value }, { io, quiet: flags.quiet === true });
  if (isJson) printJson(json(conversion, name, input.value), io);
  if (!conversion.ok) return EXIT.findings;
  return deliver(conversion, { argument, before: input.value }, flags, io);
}

function objectionTo(argument: string | undefined, { inPlace }: ConvertFlags): string | undefined {
  if (argument === undefined) return 'no FILE, and nothing is piped in';
  return inPlace === true && argument === '-' ? '--in-place needs a FILE; standard input has none' : undefined;
}

async function deliver(
  conversion: Converted,
  { argument, before }: { readonly argument: string; readonly before: string },
  flags: ConvertFlags,
  io: Io,
): Promise<ExitCode> {
  if (flags.inPlace === true) {
    const quiet = flags.quiet === true;
    const written = await writeDocument(argument, { text: conversion.xml, before }, { io, quiet });
    if (!written.ok) return EXIT.usage;
    if (!quiet) io.stdout.write(report(conversion, io));
  } else if (flags.output === 'text') io.stdout.write(report(conversion, io));
  else if (flags.output !== 'json') io.stdout.write(conversion.xml);
  return EXIT.fine;
}

function report(conversion: Converted, io: Io): string {
  const names = conversion.names.length === 0 ? '' : `\n${namesText(conversion.names, io)}`;
  return `${changesText(conversion.comparison, undefined, false, io)}${names}`;
}

function namesText(names: readonly InterfaceName[], io: Io): string {
  const rows = names.map(({ label, before, after }) => [
    `  ${visible(label)}`,
    before === after ? `${before ?? 'unknown'} (stays)` : `${before ?? 'unknown'} -> ${after ?? 'unknown'}`,
  ]);
  return `Interface names in a Linux guest with systemd:\n${formatTable(rows, io.stdout.columns ?? 80)}`;
}

function json(conversion: Conversion, file: string, source: string): object {
  const head = { formatVersion: CONVERT_FORMAT_VERSION, file, ok: conversion.ok };
  const diagnostics = diagnosticsJson(conversion.diagnostics, source);
  if (!conversion.ok) return { ...head, diagnostics };
  const { comparison, names, xml } = conversion;
  return { ...head, ...comparison, interfaceNames: names, xml, diagnostics };
}
