import {
  type ComparedDevice,
  type DevicePlace,
  type Diagnostic,
  type ProfileComparison,
  type ProfileName,
  type ProfileOutcome,
  visibleLines,
} from '@rootport/core';
import { type DocumentText, diagnosticLines } from '../../reports/report.ts';
import type { Io } from '../../system/io.ts';
import { coloursFor } from '../../terminal/colours.ts';
import { formatTable, wrap } from '../../terminal/table.ts';

interface Choices {
  /** Devices on which the profiles agree, too. */
  readonly all?: boolean;
  readonly quiet?: boolean;
}

/** What the comparison shows a person: the devices that differ, the count, and what single profiles had to say. */
export function comparisonText(
  comparison: ProfileComparison,
  document: DocumentText,
  choices: Choices,
  io: Io,
): string {
  const width = io.stdout.columns ?? 80;
  const { devices, profiles } = comparison;
  const planned = profiles.some(({ ok }) => ok);
  const shown = choices.all === true ? devices : devices.filter(({ changed }) => changed);
  const names = profiles.map(({ profile }) => profile);
  const table = shown.length === 0 ? [] : [coloured(visibleLines(devicesTable(shown, names, width)), io)];
  const summary = planned ? [`${wrap(summaryOf(comparison), width)}\n`] : [];
  return [...table, ...summary, ...remarks(comparison, document, choices, io)].join('\n');
}

/** A column for each profile; blocks of lines where the terminal is too narrow for columns. */
function devicesTable(devices: readonly ComparedDevice[], profiles: readonly ProfileName[], width: number): string {
  const heading = ['DEVICE', ...profiles.map(shortName)];
  const rows = devices.map((device) => [device.name, ...device.places.map((place) => placeText(place, device))]);
  const table = formatTable([heading, ...rows], undefined);
  if (Math.max(...table.split('\n').map((line) => line.length)) <= width) return table;
  return rows
    .map(([name = '', ...places]) => `${name}\n${placeLines(places, profiles.map(shortName), width)}`)
    .join('');
}

/** A line for each place, with the profiles that choose it. */
function placeLines(places: readonly string[], profiles: readonly string[], width: number): string {
  const distinct = [...new Set(places)];
  const rows = distinct.map((place) => [
    `  ${place}`,
    profiles.filter((_, column) => places[column] === place).join(' '),
  ]);
  return formatTable(rows, width);
}

function shortName(profile: ProfileName): string {
  return profile.replace(/^libvirt-/, '');
}

/** The model stands beside the address only where the profiles choose different ones; else it is in the name. */
function placeText({ address, model }: DevicePlace, { places }: ComparedDevice): string {
  const models = new Set(places.flatMap((place) => (place.model === undefined ? [] : [place.model])));
  return model !== undefined && models.size > 1 ? `${address} ${model}` : address;
}

function coloured(table: string, io: Io): string {
  const colours = coloursFor(io.stdout, io);
  return table.replace(/^DEVICE .*/, (heading) => colours.bold(heading));
}

function summaryOf({ devices, profiles }: ProfileComparison): string {
  const planned = profiles.filter(({ ok }) => ok).length;
  const changed = devices.filter((device) => device.changed).length;
  const among = planned < profiles.length ? ' under the profiles that accept the document' : '';
  if (planned === 1) return 'Only one profile accepts the document.';
  if (changed === 0) return `All ${devices.length} devices are the same${among}.`;
  return `${changed} of ${devices.length} devices differ${among}.`;
}

/** What not all profiles say: why some refuse, what some do not know; the same words once, under all who say them. */
function remarks(
  { profiles }: ProfileComparison,
  document: DocumentText,
  { quiet }: Choices,
  io: Io,
): readonly string[] {
  const keyOf = ({ code, span, values }: Diagnostic): string => JSON.stringify([code, span, values]);
  const keys = profiles.map(({ diagnostics }) => new Set(diagnostics.map(keyOf)));
  const isCommon = (one: Diagnostic): boolean => keys.every((set) => set.has(keyOf(one)));
  const speakers = new Map<string, ProfileOutcome[]>();
  for (const outcome of profiles) {
    const told = outcome.diagnostics.filter(
      (one) => (!outcome.ok || !isCommon(one)) && (quiet !== true || one.severity === 'error'),
    );
    const lines = diagnosticLines(told, document, coloursFor(io.stdout, io));
    const text = lines.map((line) => `  ${line}\n`).join('');
    if (text !== '') speakers.set(text, [...(speakers.get(text) ?? []), outcome]);
  }
  return [...speakers].map(([text, outcomes]) => `${speech(outcomes)}:\n${text}`);
}

function speech(outcomes: readonly ProfileOutcome[]): string {
  const names = outcomes.map(({ profile }) => profile).join(', ');
  const ending = outcomes.length === 1 ? 's' : '';
  return outcomes.every(({ ok }) => ok) ? `${names} say${ending}` : `${names} refuse${ending} the document`;
}
