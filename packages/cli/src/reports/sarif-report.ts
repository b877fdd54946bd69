import {
  CATALOGUE,
  type CatalogueEntry,
  createLineIndex,
  type Diagnostic,
  type DiagnosticCode,
  describeDiagnostic,
  describeTemplate,
  type LineIndex,
  type Span,
  visible,
} from '@rootport/core';
import type { Location, Log, Notification, Region, ReportingDescriptor, Result } from 'sarif';
import { jsonText } from '../terminal/json-text.ts';
import type { CheckedFile, Reporter } from './checked-file.ts';

/** SARIF 2.1.0, one run, with the fixes as replacements. `home` is the address of the project, for links to the codes. */
export function sarifReporter(version: string, home: string): Reporter {
  return { end: (all) => `${jsonText(sarifLog(all, version, home), 2)}\n` };
}

function sarifLog(all: readonly CheckedFile[], version: string, home: string): Log {
  const read = all.filter(({ unread }) => !unread);
  const codes = [...new Set(read.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code)))].sort();
  const unread = all.filter((one) => one.unread);
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'rootport', version, rules: codes.map((code) => ruleOf(code, home)) } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: unread.length === 0,
            toolExecutionNotifications: unread.flatMap((one) =>
              one.diagnostics.map((fault) => notification(fault, one)),
            ),
          },
        ],
        results: read.flatMap((checked) => {
          const index = createLineIndex(checked.source);
          return checked.diagnostics.map((one) => resultOf(one, checked.file, index, codes));
        }),
      },
    ],
  };
}

function ruleOf(code: DiagnosticCode, home: string): ReportingDescriptor {
  const { kind, title, help, severity }: CatalogueEntry = CATALOGUE[code];
  const pascal = kind.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  return {
    id: code,
    name: pascal,
    shortDescription: { text: title },
    help: { text: describeTemplate(help) },
    helpUri: `${home}/blob/main/docs/codes/${code}.md`,
    defaultConfiguration: { level: severity },
  };
}

function resultOf(diagnostic: Diagnostic, file: string, index: LineIndex, codes: readonly DiagnosticCode[]): Result {
  const { code, severity, span, related, fixes } = diagnostic;
  const { message, help } = describeDiagnostic(diagnostic);
  const relatedLocations = related.flatMap((place, id) =>
    place.span === undefined
      ? []
      : [{ id, message: { text: plainText(visible(place.message)) }, ...locationOf(file, place.span, index) }],
  );
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: severity,
    message: { text: plainText(`${message}. ${help}`) },
    locations: [locationOf(file, span, index)],
    ...(relatedLocations.length === 0 ? {} : { relatedLocations }),
    ...(fixes.length === 0 ? {} : { fixes: fixes.map((fix) => fixOf(fix, file, index)) }),
  };
}

function fixOf({ title, edits }: Diagnostic['fixes'][number], file: string, index: LineIndex) {
  const replacements = edits.map(({ span, newText }) => ({
    deletedRegion: regionOf(span, index),
    ...(newText === '' ? {} : { insertedContent: { text: newText } }),
  }));
  return {
    description: { text: plainText(visible(title)) },
    artifactChanges: [{ artifactLocation: artifact(file), replacements }],
  };
}

function locationOf(file: string, span: Span | undefined, index: LineIndex): Location {
  const region = span === undefined ? {} : { region: regionOf(span, index) };
  return { physicalLocation: { artifactLocation: artifact(file), ...region } };
}

function regionOf({ start, end }: Span, index: LineIndex): Region {
  const [first, last] = [index.position(start), index.position(end)];
  return {
    startLine: first.line,
    startColumn: first.column,
    endLine: last.line,
    endColumn: last.column,
    charOffset: start,
    charLength: end - start,
  };
}

/**
 * Text for a SARIF message: what would be a placeholder has its braces doubled (3.11.5), what would be an embedded link
 * its bracket escaped (3.11.6).
 */
function plainText(text: string): string {
  return text.replace(/\{(?=\d+\})|(?<=\{\d+)\}/g, '$&$&').replace(/\[(?=[^\]]*\]\()/g, '\\[');
}

/** A URI: relative to the root of the sources, unless the path is absolute. */
function artifact(file: string) {
  const path = file.replaceAll('\\', '/').replace(/\p{Cs}/gu, '\uFFFD');
  const uri = path.split('/').map(encodeURIComponent).join('/');
  return uri.startsWith('/') ? { uri: `file://${uri}` } : { uri, uriBaseId: '%SRCROOT%' };
}

function notification(fault: Diagnostic, { file }: CheckedFile): Notification {
  return {
    level: 'error',
    message: { text: plainText(describeDiagnostic(fault).message) },
    descriptor: { id: fault.code },
    locations: [{ physicalLocation: { artifactLocation: artifact(file) } }],
  };
}
