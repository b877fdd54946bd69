import {
  applyEdits,
  createDiagnostic,
  findNamingScheme,
  NAMES_FORMAT_VERSION,
  NAMING_SCHEMES,
  namedInterfaces,
  namesJson,
  type PredictedInterface,
  pinNames,
  SCHEME_DISTRIBUTIONS,
  visible,
  visibleLines,
} from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { managerOf, openForeign } from '../../planning/foreign-document.ts';
import { type PredictedDocument, type PredictionFlags, predictDocument } from '../../planning/guest-input.ts';
import { answerDocument, type Call, refuseCall } from '../../planning/planned-document.ts';
import { writeDocument } from '../../planning/write-document.ts';
import { reportDiagnostics } from '../../reports/report.ts';
import type { Documents } from '../../sources/choose-documents.ts';
import { judgeDocuments } from '../../sources/judge-documents.ts';
import type { Io } from '../../system/io.ts';
import { coloursFor } from '../../terminal/colours.ts';
import { formatTable, wrap } from '../../terminal/table.ts';
import { type NameConfigFormat, nameConfig, WITHOUT_MAC } from './name-config.ts';

export interface NamesFlags extends PredictionFlags {
  readonly output?: 'text' | 'json' | 'xml';
  readonly scheme?: string;
  readonly emit?: NameConfigFormat;
  readonly pin?: boolean;
  readonly inPlace?: boolean;
  readonly from?: 'proxmox';
}

/** `rootport names`: what a Linux guest calls its interfaces; configuration or a patch that keeps the names. */
export async function namesCommand(files: readonly string[], flags: NamesFlags, io: Io): Promise<ExitCode> {
  const isJson = flags.output === 'json';
  const call = { command: 'names', isJson, formatVersion: NAMES_FORMAT_VERSION, inPlace: flags.inPlace === true };
  const scheme = flags.scheme === undefined ? undefined : findNamingScheme(flags.scheme);
  if (flags.scheme !== undefined && scheme === undefined) {
    const known = [...NAMING_SCHEMES.map(({ name }) => name), ...SCHEME_DISTRIBUTIONS].join(', ');
    const fault = createDiagnostic('RP5050', { values: { name: flags.scheme, known } });
    return refuseCall(fault, call, io);
  }
  const asked = scheme === undefined ? {} : { scheme };
  const objection = (documents: Documents): string | undefined => objectionTo(documents, flags);
  const hasHeadings = flags.output === undefined || flags.output === 'text';
  const judging = { call, hasHeadings: hasHeadings && flags.pin !== true, objection };
  return judgeDocuments(files, flags, judging, io, (argument, own, world) =>
    namesOfDocument(argument, flags, { ...own, ...asked }, world),
  );
}

async function namesOfDocument(
  argument: string,
  flags: NamesFlags,
  call: Call & { readonly scheme?: string },
  io: Io,
): Promise<ExitCode> {
  const quiet = flags.quiet === true;
  const from = flags.pin === true ? undefined : managerOf(argument, flags.from);
  const foreign = from === undefined ? undefined : await openForeign(argument, { ...call, quiet }, io);
  if (foreign?.ok === false) return foreign.problem;
  const predicted = await predictDocument(argument, flags, call, foreign?.value.io ?? io);
  if (!predicted.ok) return predicted.problem;
  if (flags.pin === true) return pin(predicted.value, argument, flags, io);
  if (flags.emit !== undefined) emit(predicted.value, flags.emit, flags, io);
  else if (call.isJson) answerDocument(predicted.value, { ok: true, ...namesJson(predicted.value.guest) }, io);
  else io.stdout.write(namesText(predicted.value, io));
  return predicted.value.code;
}

function objectionTo(
  { several, unwritable }: Documents,
  { inPlace, pin: pins, output, emit: format }: NamesFlags,
): string | undefined {
  if (inPlace === true && pins !== true) return '--in-place goes with --pin';
  if (inPlace === true && unwritable !== undefined) return `--in-place needs a FILE; ${unwritable} has none`;
  if (several && (format !== undefined || (pins === true && inPlace !== true))) {
    return '--emit and --pin print what is of one document; use --pin --in-place for several';
  }
  if (pins === true && output !== undefined && output !== 'xml') return '--pin prints xml';
  return output === 'xml' && pins !== true ? '-o xml goes with --pin' : undefined;
}

function emit({ file, source, guest }: PredictedDocument, format: NameConfigFormat, flags: NamesFlags, io: Io): void {
  const { interfaces, diagnostics } = namedInterfaces(guest, WITHOUT_MAC[format]);
  reportDiagnostics(diagnostics, { file, source }, { io, quiet: flags.quiet === true });
  io.stdout.write(visibleLines(nameConfig(interfaces, format)));
}

async function pin(document: PredictedDocument, argument: string, flags: NamesFlags, io: Io): Promise<ExitCode> {
  const { file, source, plan, guestOptions, code } = document;
  const { edits, pinned, diagnostics } = pinNames(plan, guestOptions);
  const quiet = flags.quiet === true;
  reportDiagnostics(diagnostics, { file, source }, { io, quiet });
  const xml = applyEdits(source, edits);
  if (flags.inPlace !== true) {
    io.stdout.write(xml);
    return code;
  }
  const written = await writeDocument(argument, { text: xml, before: source }, { io, quiet });
  if (!written.ok) return EXIT.usage;
  if (!quiet)
    for (const { label, name } of pinned) io.stderr.write(`${visible(`${file}: ${label} becomes ${name}`)}\n`);
  return code;
}

const HEADINGS = ['INTERFACE', 'GUEST ADDRESS', 'NAME', 'FROM', 'SURE', 'ALSO KNOWN AS'];

function namesText({ guest }: PredictedDocument, io: Io): string {
  const { bold } = coloursFor(io.stdout, io);
  const width = io.stdout.columns ?? 80;
  const { machine, firmware, qemu, scheme, interfaces } = guest;
  const title = bold(`${machine}, ${firmware}, QEMU ${qemu}, naming scheme ${scheme}`);
  if (interfaces.length === 0) return `${title}\nThe guest has no network interface.\n`;
  const rows = interfaces.map((one) => [
    visible(one.mac ?? one.id ?? one.label),
    one.address ?? '-',
    one.name ?? '-',
    one.source ?? '-',
    one.confidence,
    one.alternatives.join(' '),
  ]);
  const reasons = interfaces.filter((one) => one.reasons.length > 0).map((one) => reasonText(one, width));
  return `${title}\n\n${formatTable([HEADINGS, ...rows], width)}${reasons.length === 0 ? '' : `\n${reasons.join('')}`}`;
}

function reasonText({ mac, label, name, reasons }: PredictedInterface, width: number): string {
  const subject = name === undefined ? label : `${mac ?? label} ${name}`;
  return `${wrap(visible(`${subject}: ${reasons.join('; ')}`), width, 2)}\n`;
}
