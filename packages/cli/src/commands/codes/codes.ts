import { CATALOGUE, type CatalogueEntry, describeTemplate } from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { reportFault, wrongCall } from '../../reports/faults.ts';
import { paintSeverity } from '../../reports/report.ts';
import type { Io } from '../../system/io.ts';
import { type Colours, coloursFor } from '../../terminal/colours.ts';
import { formatTable, wrap } from '../../terminal/table.ts';

export interface CodesFlags {
  readonly output?: 'text' | 'json';
}

type Code = readonly [code: string, entry: CatalogueEntry];

/** `rootport codes`: lists all codes, or explains one given by its code or its name. */
export function codesCommand(wanted: string | undefined, flags: CodesFlags, io: Io): ExitCode {
  const codes = allCodes();
  if (wanted === undefined) {
    io.stdout.write(flags.output === 'json' ? json(codes.map(codeJson)) : list(codes, io));
    return EXIT.fine;
  }
  const found = codes.find(([code, entry]) => code === wanted.toUpperCase() || entry.kind === wanted.toLowerCase());
  if (found === undefined) {
    reportFault(wrongCall(`there is no code "${wanted}"${hint(wanted, codes)}`, 'codes'), io);
    return EXIT.usage;
  }
  io.stdout.write(flags.output === 'json' ? json(codeJson(found)) : explain(found, io));
  return EXIT.fine;
}

function allCodes(): readonly Code[] {
  const codes: readonly Code[] = Object.entries(CATALOGUE);
  return [...codes].sort(([a], [b]) => (a < b ? -1 : 1));
}

function list(codes: readonly Code[], io: Io): string {
  const table = formatTable(
    codes.map(([code, { severity, title }]) => [code, severity, title]),
    io.stdout.columns,
  );
  const colours = coloursFor(io.stdout, io);
  return table.replace(/^(RP\d+ +)(error|warning|note)/gm, (_, code: string, severity: string) => {
    return `${code}${paintSeverity(severity, colours)}`;
  });
}

function explain([code, entry]: Code, io: Io): string {
  const colours = coloursFor(io.stdout, io);
  const width = Math.min(io.stdout.columns ?? 80, 100);
  const rules =
    entry.rules.length === 0
      ? []
      : [['Rules', `${entry.rules.join(', ')}; to read one: rootport rules ${entry.rules[0]?.split(' ')[0]}`]];
  const table = formatTable(
    [
      ['Message', describeTemplate(entry.message)],
      ['Help', describeTemplate(entry.help)],
      ['libvirt', libvirtAnswer(entry)],
      ...rules,
      ['Name', entry.kind],
      ['More', `docs/codes/${code}.md`],
    ],
    width,
  );
  return `${heading(code, entry, colours)}\n${wrap(sentence(entry.title), width)}\n\n${table}`;
}

function heading(code: string, entry: CatalogueEntry, colours: Colours): string {
  return `${colours.bold(code)} (${paintSeverity(entry.severity, colours)})`;
}

function sentence(title: string): string {
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}.`;
}

function libvirtAnswer({ libvirt, severity }: CatalogueEntry): string {
  switch (libvirt) {
    case 'xml':
      return 'refuses it too, as "XML error"';
    case 'internal':
      return 'refuses it too, as "internal error"';
    case 'unsupported':
      return 'refuses it too, as "unsupported configuration"';
    case 'origin':
      return 'refuses it too: as "XML error" when the document gives the address, as "internal error" when it was chosen';
    default:
      return severity === 'error' ? 'has no such refusal' : 'says nothing';
  }
}

function hint(wanted: string, codes: readonly Code[]): string {
  const near = nearCodes(wanted, codes).map(([code, { kind }]) => `${code} (${kind})`);
  return near.length === 0 ? '; "rootport codes" lists them all' : `; did you mean ${near.join(' or ')}?`;
}

/** For a number the closest numbers, for words the codes whose name or title has them; three at most. */
function nearCodes(wanted: string, codes: readonly Code[]): readonly Code[] {
  const digits = /^(?:rp)?-?(\d{1,5})$/i.exec(wanted.trim())?.[1];
  if (digits === undefined) {
    const words = wanted.toLowerCase();
    return codes
      .filter(([, { kind, title }]) => words !== '' && `${kind} ${title}`.toLowerCase().includes(words))
      .slice(0, 3);
  }
  const distance = ([code]: Code): number => Math.abs(Number(code.slice(2)) - Number(digits));
  return [...codes].sort((a, b) => distance(a) - distance(b)).slice(0, 3);
}

function codeJson([code, entry]: Code): object {
  return { code, ...entry, page: `docs/codes/${code}.md` };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
