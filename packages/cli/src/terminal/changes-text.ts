import { type ChangeSeverity, type DeviceChange, type PlanComparison, visible } from '@rootport/core';
import type { Io } from '../system/io.ts';
import { type Colours, coloursFor } from './colours.ts';
import { wrap } from './table.ts';

/** What a comparison shows a person: each device that is not the same, with what the guest may notice; the count. */
export function changesText(
  comparison: PlanComparison,
  files: readonly [before: string, after: string] | undefined,
  all: boolean,
  io: Io,
): string {
  const width = io.stdout.columns ?? 80;
  const colours = coloursFor(io.stdout, io);
  const shown = comparison.devices.filter(({ status }) => all || status !== 'same');
  const heading = headingOf(comparison, files).map((line) => `${visible(line)}\n`);
  const groups = grouped(shown).map((group) => groupText(group, width, colours));
  const blocks = groups.length === 0 ? [] : [`${groups.join('')}\n`];
  return [
    heading.length === 0 ? '' : `${heading.join('')}\n`,
    ...blocks,
    `${wrap(summaryOf(comparison), width)}\n`,
  ].join('');
}

function headingOf(
  { machines, profiles }: PlanComparison,
  files: readonly [before: string, after: string] | undefined,
): readonly string[] {
  const arrow = ([before, after]: readonly [string, string]): string =>
    before === after ? before : `${before} -> ${after}`;
  return [
    ...(files === undefined ? [] : [`--- ${files[0]}`, `+++ ${files[1]}`]),
    ...(machines[0] === machines[1] ? [] : [`machine ${arrow(machines)}`]),
    ...(profiles[0] === profiles[1] ? [] : [`profile ${arrow(profiles)}`]),
  ];
}

/** Neighbours with which the same happens come under one sentence. */
function grouped(changes: readonly DeviceChange[]): readonly (readonly DeviceChange[])[] {
  const groups = new Map<string, DeviceChange[]>();
  for (const change of changes) {
    const key = [change.status, change.severity, ...change.consequences.map(({ text }) => text)].join('|');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  }
  return [...groups.values()];
}

function groupText(group: readonly DeviceChange[], width: number, colours: Colours): string {
  const labelWidth = Math.min(Math.max(...group.map((change) => labelOf(change).length)), Math.max(20, width - 40));
  const lines = group.map((change) => deviceLine(change, labelWidth, width));
  const notes = (group[0]?.consequences ?? []).map(({ severity, text }) => {
    const [first = '', ...rest] = wrap(`${severity}: ${text}`, width, 4).split('\n');
    return [`    ${painted(first, severity, colours)}`, ...rest].map((line) => `${line}\n`).join('');
  });
  return [...lines, ...notes].join('');
}

// A disk that was renamed, a controller of another model.
function labelOf({ label, before, after }: DeviceChange): string {
  return before === undefined || after === undefined || before.label === after.label
    ? label
    : `${before.label} -> ${after.label}`;
}

function deviceLine(change: DeviceChange, labelWidth: number, width: number): string {
  const { status, before, after } = change;
  const from = before?.address ?? '';
  const to = after?.address ?? '';
  const place = [
    status === 'new' ? to : status === 'gone' || from === to ? from : `${from} -> ${to}`,
    ...nameChange(change),
  ].join(', ');
  const head = `${status.padEnd(7)} ${visible(labelOf(change)).padEnd(labelWidth)}`;
  const line = `${head}  ${place}`;
  return line.length <= width ? `${line.trimEnd()}\n` : `${head.trimEnd()}\n        ${place}\n`;
}

/** `ens3 -> enp1s0` of an interface that a Linux guest calls otherwise. */
function nameChange({ before, after }: DeviceChange): readonly string[] {
  const [from, to] = [before?.guestName, after?.guestName];
  return from === to || from === undefined || to === undefined ? [] : [`${from} -> ${to}`];
}

function painted(line: string, severity: ChangeSeverity, colours: Colours): string {
  const paint = { none: colours.dim, notice: colours.cyan, warning: colours.yellow, breaking: colours.red }[severity];
  return line.startsWith(severity) ? `${paint(severity)}${line.slice(severity.length)}` : line;
}

function summaryOf({ devices, severity, differs }: PlanComparison): string {
  const counts = (['moved', 'changed', 'new', 'gone', 'same'] as const).map((status) => {
    return `${devices.filter((device) => device.status === status).length} ${status}`;
  });
  return `${counts.join(', ')}${differs ? `; worst: ${severity}` : ''}`;
}
