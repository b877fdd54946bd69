import {
  type Host,
  type HostKind,
  PLACEMENT_FORMAT_VERSION,
  type PlacedDevices,
  type PlacePolicy,
  peersSvg,
  placeDevices,
  planDomain,
  visibleLines,
} from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { deliverDocument } from '../../planning/deliver-document.ts';
import type { PlannerFlags } from '../../planning/plan-options.ts';
import { openCall, printJson, refuseCall } from '../../planning/planned-document.ts';
import { diagnosticsJson } from '../../reports/diagnostic-json.ts';
import { wrongCall } from '../../reports/faults.ts';
import { reportDiagnostics } from '../../reports/report.ts';
import type { Io } from '../../system/io.ts';
import { formatTable } from '../../terminal/table.ts';

export interface PlaceFlags extends PlannerFlags {
  readonly devices?: readonly string[];
  readonly gpus?: boolean;
  readonly nics?: boolean;
  readonly policy: PlacePolicy;
  readonly node?: Readonly<Record<string, number>>;
  readonly cell?: Readonly<Record<string, number>>;
  readonly vf?: readonly string[];
  readonly loose?: boolean;
  readonly move?: boolean;
  readonly smmu?: boolean;
  readonly applyHints?: boolean;
  readonly output?: 'xml' | 'text' | 'json' | 'svg';
  readonly inPlace?: boolean;
}

type Placed = Extract<PlacedDevices, { ok: true }>;

/** `rootport place`: the document with the devices in it, or what was done. */
export async function placeCommand(file: string | undefined, flags: PlaceFlags, io: Io): Promise<ExitCode> {
  const isJson = flags.output === 'json';
  const call = { command: 'place', isJson, formatVersion: PLACEMENT_FORMAT_VERSION, inPlace: flags.inPlace === true };
  const opened = await openCall(file, flags, call, io);
  if (!opened.ok) return opened.problem;
  const { argument, file: name, source, options } = opened.value;
  const host = options.host?.machine;
  if (host === undefined)
    return refuseCall(wrongCall('--host with the facts of "rootport host" is needed', 'place'), call, io);
  const placed = placeDevices(source, (xml) => planDomain(xml, options), requestOf(flags, host));
  reportDiagnostics(placed.diagnostics, { file: name, source }, { io, quiet: flags.quiet === true });
  if (isJson) printJson(json(placed, name, source), io);
  if (!placed.ok) return EXIT.findings;
  if (flags.output === 'svg') {
    io.stdout.write(peersSvg(placed.plan, host));
    return EXIT.fine;
  }
  const { xml } = placed;
  return deliverDocument({ argument, before: source, xml, report: () => report(placed, io) }, flags, io);
}

function requestOf(flags: PlaceFlags, host: Host): Parameters<typeof placeDevices>[2] {
  const kinds: readonly HostKind[] = [
    ...(flags.gpus === true ? (['gpu', 'accelerator'] as const) : []),
    ...(flags.nics === true ? (['nic'] as const) : []),
  ];
  // Named devices and kinds add up.
  const named = flags.devices ?? [];
  const ofKind = host.devices.filter(
    ({ kind, notOffered }) => kind !== null && notOffered === null && kinds.includes(kind),
  );
  const devices =
    kinds.length === 0 && named.length === 0 ? undefined : [...named, ...ofKind.map(({ address }) => address)];
  return {
    host,
    policy: flags.policy,
    ...(devices === undefined ? {} : { devices }),
    ...(flags.node === undefined ? {} : { nodes: flags.node }),
    ...(flags.cell === undefined ? {} : { cells: flags.cell }),
    ...(flags.vf === undefined ? {} : { virtualFunctions: flags.vf }),
    loose: flags.loose === true,
    move: flags.move === true,
    smmu: flags.smmu === true,
    applyHints: flags.applyHints === true,
  };
}

function report({ devices, expanders, pairs, hints }: Placed, io: Io): string {
  const width = io.stdout.columns ?? 80;
  const buses = expanders.map(({ index, cell, root, busNr, lastBus }) => [
    `  controller pci ${index}`,
    `cell ${cell}`,
    root ?? '',
    `guest buses ${busNr.toString(16).padStart(2, '0')}-${lastBus.toString(16).padStart(2, '0')}`,
  ]);
  const rows = devices.map(({ host, kind, cell, guest, address }) => [
    `  ${host}`,
    kind ?? '',
    cell === null ? 'no cell' : `cell ${cell}`,
    guest === null ? `at ${address}` : `${guest} in the guest`,
  ]);
  const worse = pairs.filter(({ isWorse }) => isWorse).length;
  const verdict =
    pairs.length === 0 ? '' : `${pairs.length} pairs of peers, ${worse} of them farther apart than on the metal.\n`;
  const advice = hints.map(({ title, xml, applied }) => `${applied ? 'Written' : 'Hint'}, ${title}:\n${xml}\n`);
  return visibleLines(
    `Expanders:\n${formatTable(buses, width)}Devices:\n${formatTable(rows, width)}${verdict}${advice.join('')}`,
  );
}

function json(placed: PlacedDevices, file: string, source: string): object {
  const head = { formatVersion: PLACEMENT_FORMAT_VERSION, file, ok: placed.ok };
  const diagnostics = diagnosticsJson(placed.diagnostics, source);
  if (!placed.ok) return { ...head, diagnostics };
  const { devices, expanders, pairs, hints, xml } = placed;
  return { ...head, devices, expanders, pairs, hints, xml, diagnostics };
}
