import {
  CAPACITY_FORMAT_VERSION,
  type Capacity,
  capacityOf,
  type GuestLimit,
  type KindCapacity,
  limitDiagnostics,
  type NearNode,
  type Room,
  visibleLines,
} from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { answerDocument, type Call, planCall } from '../../planning/planned-document.ts';
import { reportDiagnostics } from '../../reports/report.ts';
import { type DocumentFlags, judgeDocuments } from '../../sources/judge-documents.ts';
import type { Io } from '../../system/io.ts';
import { type Colours, coloursFor } from '../../terminal/colours.ts';
import { ruleHint } from '../../terminal/rule-hint.ts';
import { formatTable, wrap } from '../../terminal/table.ts';

export interface CapacityFlags extends DocumentFlags {
  readonly output?: 'text' | 'json';
  readonly most?: number;
}

/** `rootport capacity`: what still fits, and what ends it. */
export function capacityCommand(files: readonly string[], flags: CapacityFlags, io: Io): Promise<ExitCode> {
  const isJson = flags.output === 'json';
  const call = { command: 'capacity', isJson, formatVersion: CAPACITY_FORMAT_VERSION };
  return judgeDocuments(files, flags, { call, hasHeadings: !isJson }, io, (argument, own, world) =>
    capacityOfDocument(argument, flags, own, world),
  );
}

async function capacityOfDocument(argument: string, flags: CapacityFlags, call: Call, io: Io): Promise<ExitCode> {
  const quiet = flags.quiet === true;
  const planned = await planCall(argument, flags, call, io);
  if (!planned.ok) return planned.problem;
  const { file, source, plan, diagnostics, options } = planned.value;
  const capacity = capacityOf(plan, {
    ...(flags.most === undefined ? {} : { most: flags.most }),
    ...(options.qemu === undefined ? {} : { qemu: options.qemu }),
  });
  const passed = limitDiagnostics(plan, capacity.limits);
  reportDiagnostics(passed, { file, source }, { io, quiet });
  if (call.isJson)
    answerDocument(
      { file, source, diagnostics: [...diagnostics, ...passed] },
      { formatVersion: CAPACITY_FORMAT_VERSION, ok: true, ...capacity },
      io,
    );
  else io.stdout.write(visibleLines(capacityText(capacity, io)));
  return EXIT.fine;
}

function capacityText({ machine, profile, kinds, ports, nearNodes, limits }: Capacity, io: Io): string {
  const colours = coloursFor(io.stdout, io);
  const width = Math.min(io.stdout.columns ?? 80, 100);
  const title = `${machine.name} (${profile})`;
  if (kinds.length === 0) return `${title}\nThe machine has no PCI.\n`;
  const portLine =
    ports.total === 0 ? '' : `${ports.total} ports for PCI Express devices, ${ports.free} of them empty\n`;
  const blocks = kinds.map((kind) => kindText(kind, width, colours));
  const rules = [
    ...kinds.flatMap(limitRules),
    ...(nearNodes.length === 0 ? [] : ['PL-BUS']),
    ...limits.map(({ rule }) => rule),
  ];
  return (
    [`${title}\n${portLine}`, ...blocks, ...nodesText(nearNodes, width, colours), ...limitsText(limits, colours)].join(
      '\n',
    ) + ruleHint(rules)
  );
}

const TITLES = { pcie: 'PCI Express devices', pci: 'Conventional PCI devices' } as const;

function kindText({ kind, places, running, stored, defined }: KindCapacity, width: number, colours: Colours): string {
  const free = [
    ...(places.definition.count === 0 ? [] : [`${places.definition.count} free places are for a definition only`]),
    ...(places.byHand.count === 0 ? [] : [`${places.byHand.count} more only for addresses written by hand`]),
  ];
  const rows = [
    ['  while the guest runs', countOf(running), runningNote(running, places.hotplug.first)],
    ['  stored, one by one', countOf(stored), limitNote(stored)],
    ['  defined at once', countOf(defined), `${limitNote(defined)}${holeNote(defined)}`],
  ];
  const note = free.length === 0 ? '' : `  ${wrap(free.join('; '), width, 2)}\n`;
  return `${colours.bold(TITLES[kind])}\n${formatTable(rows, width)}${note}`;
}

const countOf = ({ count, isExact }: Room): string => `${isExact ? '' : '>='}${count}`.padStart(6);

function runningNote(room: Room, first: readonly string[]): string {
  const places = first.length === 0 ? '' : `the first at ${first[0]}; `;
  return `${places}${limitNote(room)}`;
}

function limitNote({ limit, isExact, count }: Room): string {
  if (!isExact) return 'counted no further';
  if (limit === undefined) return '';
  const words = count === 0 ? limit.text : `then ${limit.text}`;
  return `${words} [${limit.code ?? limit.rules.join(', ')}]`;
}

function limitRules({ running, stored, defined }: KindCapacity): readonly string[] {
  return [running, stored, defined].flatMap(({ limit }) => (limit?.code === undefined ? (limit?.rules ?? []) : []));
}

function holeNote({ count, acceptedAgain }: KindCapacity['defined']): string {
  if (acceptedAgain === undefined) return '';
  const hole = acceptedAgain - count === 2 ? `${count + 1} is` : `${count + 1} to ${acceptedAgain - 1} are`;
  return `; ${hole} refused although there is room, ${acceptedAgain} accepted again`;
}

function nodesText(nodes: readonly NearNode[], width: number, colours: Colours): readonly string[] {
  if (nodes.length === 0) return [];
  const rows = nodes.map(({ node, count, expanders, limit }) => {
    const now = expanders === 0 ? 'no expander is near it yet' : `${expanders} near it`;
    return [`  node ${node}`, `${count}`.padStart(6), `${now}; then no more ${limit} are left [PL-BUS]`];
  });
  const title = 'Devices near a NUMA node of the guest, if it gets all that is left';
  return [`${colours.bold(title)}\n${formatTable(rows, width)}`];
}

function limitsText(limits: readonly GuestLimit[], colours: Colours): readonly string[] {
  if (limits.length === 0) return [];
  const rows = limits.map(({ what, used, fits, effect, rule }) => {
    const state = used > fits ? colours.yellow('passed') : used === fits ? 'no more' : '';
    return [`  ${what}`, `${used} of ${fits}`, `${state === '' ? '' : `${state}; `}with more, ${effect} [${rule}]`];
  });
  return [`${colours.bold('Limits that libvirt does not know')}\n${formatTable(rows, 80)}`];
}
