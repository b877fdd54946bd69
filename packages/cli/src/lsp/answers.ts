import {
  addressHints,
  type Completion,
  type Completions,
  type Diagnostic,
  describeDiagnostic,
  type Fix,
  fixDomain,
  type Hover,
  type Plan,
  patchEdits,
  type Span,
  type TextEdit,
  visible,
} from '@rootport/core';
import {
  type CodeAction,
  CodeActionKind,
  type CompletionItem,
  CompletionItemKind,
  DiagnosticSeverity,
  type InlayHint,
  InsertTextFormat,
  type Diagnostic as LspDiagnostic,
  type TextEdit as LspEdit,
  type Hover as LspHover,
  MarkupKind,
  type Range,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileFaults } from '../config/file-faults.ts';
import type { Analysis } from './analysis.ts';

type Checked = Extract<Analysis, { readonly kind: 'checked' }>;

/** What the editor can show. */
export interface Client {
  readonly markdown: boolean;
  readonly snippets: boolean;
  readonly related: boolean;
  /** The address of the project, for links. */
  readonly home: string;
}

export const rangeOf = (document: TextDocument, { start, end }: Span): Range => ({
  start: document.positionAt(start),
  end: document.positionAt(end),
});

/** Of an element that goes over many lines the first one is underlined. */
function markedRange(document: TextDocument, span: Span | undefined): Range {
  const text = document.getText();
  const start = span?.start ?? Math.max(0, text.search(/<domain\b/));
  const line = /[\r\n]/.exec(text.slice(start, span?.end ?? start + 7));
  return rangeOf(document, { start, end: line === null ? (span?.end ?? start + 7) : start + line.index });
}

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  note: DiagnosticSeverity.Information,
} as const;

/** What an analysis has found, for the editor. */
export function diagnosticsOf(document: TextDocument, analysis: Analysis, client: Client): LspDiagnostic[] {
  switch (analysis.kind) {
    case 'silent':
      return [];
    case 'faults':
      return faultsOf(document, analysis.faults, client);
    case 'crash':
      return [diagnosticOf(document, analysis.fault, client)];
    case 'checked':
      return analysis.result.diagnostics.map((one) => diagnosticOf(document, one, client));
  }
}

function faultsOf(document: TextDocument, { file, diagnostics }: FileFaults, client: Client): LspDiagnostic[] {
  const of = file === 'rootport' ? '' : `${file}: `;
  return diagnostics.map((one) => {
    const { message, ...rest } = diagnosticOf(document, { ...one, span: undefined, related: [] }, client);
    return { ...rest, message: visible(`${of}${message}`) };
  });
}

type Told = Omit<Diagnostic, 'span'> & { readonly span?: Span | undefined };

function diagnosticOf(document: TextDocument, diagnostic: Told, { related, home }: Client): LspDiagnostic {
  const { code, severity, span } = diagnostic;
  const { message, help } = describeDiagnostic(diagnostic);
  const places = diagnostic.related.map((one) => ({ ...one, message: visible(one.message) }));
  const more = places.flatMap((one) => (related && one.span !== undefined ? [] : [`\n${one.message}`]));
  const linked = places.flatMap((one) =>
    one.span === undefined
      ? []
      : [{ location: { uri: document.uri, range: markedRange(document, one.span) }, message: one.message }],
  );
  return {
    range: markedRange(document, span),
    severity: SEVERITIES[severity],
    code,
    codeDescription: { href: `${home}/blob/main/docs/codes/${code}.md` },
    source: 'rootport',
    message: `${message}.\n${help}${more.join('')}`,
    ...(related && linked.length > 0 ? { relatedInformation: linked } : {}),
  };
}

const editsOf = (document: TextDocument, edits: readonly TextEdit[]): LspEdit[] =>
  edits.map(({ span, newText }) => ({ range: rangeOf(document, span), newText }));

/** Fixes of one finding. */
export const FIX = CodeActionKind.QuickFix;
/** All safe fixes at once. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.rootport`;
/** What `rootport plan` prints. */
export const WRITE = `${CodeActionKind.Source}.rootport.writeAddresses`;

const isAsked = (kind: string, only: readonly string[] | undefined): boolean =>
  only === undefined || only.some((one) => kind === one || kind.startsWith(`${one}.`) || one === '');

/** What may be done about the findings in a range, and to the whole document. */
export function actionsOf(
  document: TextDocument,
  analysis: Checked,
  range: Range,
  only: readonly string[] | undefined,
  client: Client,
): CodeAction[] {
  const actions: CodeAction[] = [];
  const action = (title: string, kind: string, edits: readonly TextEdit[], more: Partial<CodeAction> = {}): void => {
    const changes = { [document.uri]: editsOf(document, edits) };
    actions.push({ title: visible(title), kind, edit: { changes }, ...more });
  };
  const { diagnostics, plan } = analysis.result;
  if (isAsked(FIX, only)) {
    for (const one of diagnostics) {
      const told = diagnosticOf(document, one, client);
      if (!meet(told.range, range)) continue;
      for (const fix of one.fixes)
        action(titleOf(fix), FIX, fix.edits, { diagnostics: [told], isPreferred: fix.safe && one.fixes.length === 1 });
    }
  }
  if (isAsked(FIX_ALL, only) && diagnostics.some(({ fixes }) => fixes.some(({ safe }) => safe))) {
    const before = document.getText();
    const { xml, applied } = fixDomain(before, analysis.planner, analysis.check);
    if (applied.length > 0) action('Apply all safe fixes', FIX_ALL, [replacement(before, xml)]);
  }
  if (plan !== undefined && isAsked(WRITE, only)) {
    const edits = patchEdits(plan);
    if (edits.length > 0) action('Write the addresses that libvirt would give into the document', WRITE, edits);
  }
  return actions;
}

const titleOf = ({ title, safe }: Fix): string => (safe ? title : `${title} (not safe: the guest sees a change)`);

function meet(a: Range, b: Range): boolean {
  const isBefore = (one: Range['start'], other: Range['start']): boolean =>
    one.line < other.line || (one.line === other.line && one.character < other.character);
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}

/** One edit that makes one text of another: what both begin and end with stays. */
function replacement(before: string, after: string): TextEdit {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let same = 0;
  while (same < most - start && before[before.length - 1 - same] === after[after.length - 1 - same]) same += 1;
  return { span: { start, end: before.length - same }, newText: after.slice(start, after.length - same) };
}

/** Sentences for the editor; what the document gives is shown as it is. */
export function hoverOf(document: TextDocument, { span, title, lines }: Hover, { markdown }: Client): LspHover {
  const rules = (rule: string | undefined, mark: string): string =>
    rule === undefined ? '' : ` ${mark}${rule}${mark}`;
  const value = markdown
    ? `**${escaped(title)}**\n\n${lines.map(({ text, rule }) => `- ${escaped(text)}${rules(rule, '`')}`).join('\n')}`
    : [title, ...lines.map(({ text, rule }) => `- ${text}${rule === undefined ? '' : ` (${rule})`}`)].join('\n');
  const kind = markdown ? MarkupKind.Markdown : MarkupKind.PlainText;
  return { contents: { kind, value }, range: rangeOf(document, span) };
}

/** Text that Markdown takes for nothing but text. */
const escaped = (text: string): string => text.replace(/[\\`*_{}[\]()#+!|<>~&]/g, '\\$&');

const KINDS = {
  element: CompletionItemKind.Property,
  attribute: CompletionItemKind.Field,
  value: CompletionItemKind.Value,
} as const;

/** Completions as edits; where the cursor would go elsewhere than behind them, as snippets. */
export function completionsOf(
  document: TextDocument,
  { span, items }: Completions,
  offset: number,
  { snippets }: Client,
): CompletionItem[] {
  const range = rangeOf(document, span);
  // The protocol wants one line.
  const end = range.end.line === range.start.line ? range.end : document.positionAt(offset);
  return items.map((item) => {
    const newText = snippets ? snippetOf(item) : item.insert;
    const begins = document.getText()[span.start] === '<' ? '<' : '';
    return {
      label: item.label,
      kind: KINDS[item.kind],
      ...(item.detail === '' ? {} : { detail: item.detail }),
      filterText: `${begins}${item.label}`,
      insertTextFormat: snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
      textEdit: { range: { start: range.start, end }, newText },
    };
  });
}

function snippetOf({ insert, caret }: Completion): string {
  const plain = (text: string): string => text.replace(/[\\$}]/g, '\\$&');
  return caret === insert.length ? plain(insert) : `${plain(insert.slice(0, caret))}$0${plain(insert.slice(caret))}`;
}

/** The addresses that the document leaves to libvirt, in a range. */
export function hintsOf(document: TextDocument, plan: Plan, range: Range): InlayHint[] {
  const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
  return addressHints(plan)
    .filter(({ offset }) => start <= offset && offset <= end)
    .map(({ offset, label, address }) => ({
      position: document.positionAt(offset),
      label: address.replace(/^0000:/, ''),
      tooltip: `${label}: libvirt would give it ${address}`,
      paddingLeft: true,
    }));
}
