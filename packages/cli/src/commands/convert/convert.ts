import { type Conversion, convertMachine, type InterfaceName, planDomain, visible } from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { deliverDocument } from '../../planning/deliver-document.ts';
import { managerOf, openForeign } from '../../planning/foreign-document.ts';
import { predictDocument } from '../../planning/guest-input.ts';
import type { PlannerFlags } from '../../planning/plan-options.ts';
import { type Call, openCall, printJson, refuseCall } from '../../planning/planned-document.ts';
import { diagnosticsJson } from '../../reports/diagnostic-json.ts';
import { wrongCall } from '../../reports/faults.ts';
import { reportDiagnostics } from '../../reports/report.ts';
import type { Io } from '../../system/io.ts';
import { changesText } from '../../terminal/changes-text.ts';
import { formatTable } from '../../terminal/table.ts';

/** A minor change adds fields, a major one may change or remove some. */
const CONVERT_FORMAT_VERSION = '1.0';

export interface ConvertFlags extends PlannerFlags {
  /** One of the two. */
  readonly machine?: 'q35';
  readonly from?: 'proxmox';
  readonly keepNicNames?: boolean;
  readonly output?: 'xml' | 'json' | 'text';
  readonly inPlace?: boolean;
}

type Converted = Extract<Conversion, { ok: true }>;

/** `rootport convert`: an i440fx document as one of q35, or the report of what changes. */
export async function convertCommand(file: string | undefined, flags: ConvertFlags, io: Io): Promise<ExitCode> {
  const isJson = flags.output === 'json';
  const call = { command: 'convert', isJson, formatVersion: CONVERT_FORMAT_VERSION, inPlace: flags.inPlace === true };
  const isDomain = flags.machine !== undefined || flags.inPlace === true || flags.keepNicNames === true;
  if (!isDomain && managerOf(file, flags.from) !== undefined) return convertForeign(file, flags, call, io);
  if (flags.machine === undefined)
    return refuseCall(wrongCall('say what to convert: --machine q35 or --from proxmox', 'convert'), call, io);
  const opened = await openCall(file, flags, call, io);
  if (!opened.ok) return opened.problem;
  const { argument, file: name, source, options } = opened.value;
  const conversion = convertMachine(source, (xml) => planDomain(xml, options), {
    keepNicNames: flags.keepNicNames === true,
  });
  reportDiagnostics(conversion.diagnostics, { file: name, source }, { io, quiet: flags.quiet === true });
  if (isJson) printJson(json(conversion, name, source), io);
  if (!conversion.ok) return EXIT.findings;
  const { xml } = conversion;
  return deliverDocument({ argument, before: source, xml, report: () => report(conversion, io) }, flags, io);
}

/** A guest of another manager as a domain, and what Linux calls its interfaces. */
async function convertForeign(given: string | undefined, flags: ConvertFlags, call: Call, io: Io): Promise<ExitCode> {
  const foreign = await openForeign(given, { ...call, quiet: flags.quiet === true }, io);
  if (!foreign.ok) return foreign.problem;
  const { argument, file, source, conversion, io: inside } = foreign.value;
  // Planned before it is handed out, so that nothing comes of it which libvirt would refuse.
  const predicted = await predictDocument(argument, { ...flags, quiet: true }, call, inside);
  if (!predicted.ok) return predicted.problem;
  const { interfaces } = predicted.value.guest;
  const names = conversion.interfaces.map(({ key, mac }) => ({
    setting: key,
    mac,
    name: interfaces.find((one) => one.mac === mac)?.name ?? null,
  }));
  if (call.isJson) {
    const { formatVersion } = call;
    const diagnostics = diagnosticsJson(conversion.diagnostics, source);
    printJson({ formatVersion, file, ok: true, interfaceNames: names, xml: conversion.xml, diagnostics }, io);
  } else if (flags.output === 'text') {
    const rows = names.map(({ setting, mac, name }) => [setting, mac, name ?? 'unknown']);
    io.stdout.write(formatTable([['SETTING', 'MAC ADDRESS', 'NAME IN LINUX'], ...rows], io.stdout.columns ?? 80));
  } else io.stdout.write(conversion.xml);
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
