import { type AttachOutcome, type Diagnostic, type PlugChange, visible } from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import type { PlannerFlags } from '../../planning/plan-options.ts';
import { type PlannedDocument, printJson } from '../../planning/planned-document.ts';
import { writeDocument } from '../../planning/write-document.ts';
import { diagnosticsJson } from '../../reports/diagnostic-json.ts';
import { type DocumentText, reportDiagnostics } from '../../reports/report.ts';
import type { Io } from '../../system/io.ts';
import { coloursFor } from '../../terminal/colours.ts';
import { formatTable } from '../../terminal/table.ts';

/** A minor change adds fields, a major one may change or remove some. */
export const PLUG_FORMAT_VERSION = '1.0';

export interface PlugFlags extends Omit<PlannerFlags, 'config'> {
  /** The stored definition alone. */
  readonly config?: boolean;
  /** False: no configuration file. */
  readonly readConfig?: boolean;
  readonly live?: boolean;
  readonly output?: 'text' | 'json' | 'xml';
  readonly inPlace?: boolean;
}

/** A device of a call: the text of its file, or nothing but a name. */
export interface PlugDevice extends DocumentText {
  readonly isFile: boolean;
}

export type PlugWay = 'stored' | 'live';

/** What becomes of one device. */
export interface PlugAnswer {
  readonly device: PlugDevice;
  /** By the ways asked for. */
  readonly outcomes: Partial<Readonly<Record<PlugWay, AttachOutcome>>>;
  readonly agree?: boolean;
}

/** What a command does with each device. */
export interface PlugAction {
  readonly plug: (xml: string, device: PlugDevice) => Readonly<Record<PlugWay, AttachOutcome>>;
  /** Whether both ways give the same; undefined when one is refused. */
  readonly compare?: (stored: AttachOutcome, live: AttachOutcome) => boolean | undefined;
}

/** The ways that a call asks for. Writing is about the stored definition. */
export function waysOf({ config, live, inPlace, output }: PlugFlags): readonly PlugWay[] {
  if (config === true && live === true) return ['stored', 'live'];
  if (live === true) return ['live'];
  return config === true || inPlace === true || output === 'xml' ? ['stored'] : ['stored', 'live'];
}

/** Goes through the devices of a call, each on the document that the one before left, and hands over what came of it. */
export async function answerPlugs(
  { file, source }: PlannedDocument,
  devices: readonly PlugDevice[],
  { plug, compare }: PlugAction,
  { argument, flags, io }: { readonly argument: string; readonly flags: PlugFlags; readonly io: Io },
): Promise<ExitCode> {
  const ways = waysOf(flags);
  const current: Record<PlugWay, string> = { stored: source, live: source };
  const answers = devices.map((device, position): PlugAnswer => {
    const first = plug(current.stored, device);
    const live = current.live === current.stored ? first : plug(current.live, device);
    const outcomes = Object.fromEntries(
      ways.map((way): [PlugWay, AttachOutcome] => [way, (way === 'live' ? live : first)[way]]),
    );
    const agree = ways.length === 2 ? compare?.(first.stored, live.live) : undefined;
    const answer = { device, outcomes, ...(agree === undefined ? {} : { agree }) };
    reportAnswer(answer, position === 0 ? { file, source } : undefined, { io, quiet: flags.quiet === true });
    for (const way of ways) {
      const outcome = (way === 'live' ? live : first)[way];
      if (outcome.ok) current[way] = outcome.xml;
    }
    return answer;
  });
  const isRefused = answers.some(({ outcomes }) => Object.values(outcomes).some(({ ok }) => !ok));
  const xml = current[ways[0] ?? 'stored'];
  if (flags.inPlace === true && !isRefused) {
    const content = { text: xml, before: source };
    const written = await writeDocument(argument, content, { io, quiet: flags.quiet === true });
    if (!written.ok) return EXIT.usage;
  }
  if (flags.output === 'json') printJson(json(answers, { file, isRefused, ...(isRefused ? {} : { xml }) }), io);
  else if (flags.output === 'xml') io.stdout.write(isRefused ? '' : xml);
  else if (!(flags.inPlace === true && flags.quiet === true)) io.stdout.write(answersText(answers, io));
  return isRefused ? EXIT.findings : EXIT.fine;
}

/** Tells each message once: both ways often say the same. Of the document only what it was not told of before. */
function reportAnswer(
  { device, outcomes }: PlugAnswer,
  document: DocumentText | undefined,
  told: { readonly io: Io; readonly quiet: boolean },
): void {
  const said = Object.values(outcomes).map(({ diagnostics }) => diagnostics);
  const refusals = distinct(said.flatMap((one) => one.document)).filter(({ severity }) => severity === 'error');
  // Behind the first device, places are ones of a text that nobody has seen.
  const places = document ?? { file: device.file, source: '' };
  reportDiagnostics(document === undefined ? refusals.map(withoutPlaces) : refusals, places, told);
  reportDiagnostics(distinct(said.flatMap((one) => one.device)), device, told);
}

const withoutPlaces = ({ code, severity, values }: Diagnostic): Diagnostic => ({
  code,
  severity,
  values,
  related: [],
  fixes: [],
});

function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const keyed = diagnostics.map((one): [string, Diagnostic] => [JSON.stringify([one.code, one.values, one.span]), one]);
  return [...new Map(keyed).values()];
}

const WAY_NAMES: Readonly<Record<PlugWay, string>> = { stored: 'stored definition', live: 'running guest' };
const WAYS = ['stored', 'live'] as const;

function answersText(answers: readonly PlugAnswer[], io: Io): string {
  const colours = coloursFor(io.stdout, io);
  const width = io.stdout.columns ?? 80;
  const blocks = answers.map(({ device, outcomes, agree }) => {
    const rows = WAYS.flatMap((way) => {
      const outcome = outcomes[way];
      return outcome === undefined ? [] : wayRows(way, outcome);
    });
    const verdict =
      agree === undefined
        ? []
        : [['', agree ? 'the same place in both' : 'NOT the same place: it moves at the next start']];
    return `${colours.bold(visible(device.file))}\n${formatTable([...rows, ...verdict], width)}`;
  });
  return blocks.join('\n');
}

function wayRows(way: PlugWay, outcome: AttachOutcome): readonly (readonly string[])[] {
  const name = `  ${WAY_NAMES[way]}`;
  if (!outcome.ok) return [[name, `refused: ${codesOf(outcome).join(', ')}`]];
  const { changes } = outcome;
  if (changes.length === 0) return [[name, 'nothing changes']];
  return changes.map((change, position) => [position === 0 ? name : '', changeText(change)]);
}

const codesOf = ({ diagnostics }: AttachOutcome): readonly string[] => [
  ...new Set(
    [...diagnostics.device, ...diagnostics.document]
      .filter(({ severity }) => severity === 'error')
      .map(({ code }) => code),
  ),
];

function changeText({ status, label, address, guestName }: PlugChange): string {
  if (status === 'new') {
    const name = guestName === undefined ? '' : `, ${guestName} in a Linux guest`;
    return visible(`${label} at ${address}${name}`);
  }
  return visible(address === 'present' ? `${label} is gone` : `${label} is gone, ${address} is free`);
}

function json(
  answers: readonly PlugAnswer[],
  { file, isRefused, xml }: { readonly file: string; readonly isRefused: boolean; readonly xml?: string },
): object {
  const devices = answers.map(({ device, outcomes, agree }) => {
    const ways = Object.entries(outcomes).map(([way, outcome]) => [
      way,
      {
        ok: outcome.ok,
        ...(outcome.ok ? { changes: outcome.changes } : {}),
        diagnostics: diagnosticsJson(outcome.diagnostics.device, device.source),
        document: diagnosticsJson(outcome.diagnostics.document.map(withoutPlaces), ''),
      },
    ]);
    return { device: device.file, ...Object.fromEntries(ways), ...(agree === undefined ? {} : { agree }) };
  });
  return { formatVersion: PLUG_FORMAT_VERSION, file, ok: !isRefused, devices, ...(xml === undefined ? {} : { xml }) };
}
