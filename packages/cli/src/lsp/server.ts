import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import {
  type AssistOptions,
  completionsAt,
  createDiagnostic,
  definitionsAt,
  hoverAt,
  occupantsAt,
  type Plan,
} from '@rootport/core';
import {
  CodeActionKind,
  type Connection,
  createConnection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  type Location,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { CONFIG_FILE } from '../config/find-config.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { reportFault } from '../reports/faults.ts';
import type { Io } from '../system/io.ts';
import { ownField } from '../system/own-files.ts';
import { type Analyse, type Analysis, type LspFlags, openAnalysis } from './analysis.ts';
import {
  actionsOf,
  type Client,
  completionsOf,
  diagnosticsOf,
  FIX,
  FIX_ALL,
  hintsOf,
  hoverOf,
  rangeOf,
  WRITE,
} from './answers.ts';
import { FrameError, frames } from './frames.ts';

/** In milliseconds: whoever types does not want to be told of each half of a word. */
const PAUSE = 150;

/** A document that is open in the editor. */
interface Open {
  /** Of the version and the settings that `of` tells. */
  analysis?: { readonly of: string; readonly made: Promise<Analysis> };
  /** The last plan that there was; it may be of an older version. */
  plan?: Plan;
  timer?: NodeJS.Timeout;
  /** Of the last analysis, in milliseconds: what takes long is done less often. */
  took: number;
}

/** Speaks the language server protocol over the streams of a call until the client ends it. */
export async function serve(flags: LspFlags, io: Io): Promise<ExitCode> {
  return new Promise<ExitCode>((resolve) => {
    let connection: Connection | undefined;
    let isEnded = false;
    const end = (code: ExitCode): void => {
      if (isEnded) return;
      isEnded = true;
      io.stdin.close?.();
      connection?.dispose();
      resolve(code);
    };
    const input = Readable.from(frames(io.stdin.chunks()), { objectMode: false });
    input.on('error', (error) => {
      if (isEnded) return;
      const problem = error instanceof FrameError ? error.message : error.message.split('\n')[0];
      reportFault(createDiagnostic('RP5575', { values: { problem: problem ?? '' } }), io);
      end(EXIT.usage);
    });
    input.on('end', () => setImmediate(() => end(EXIT.fine)));
    // Each message comes in one piece, so that no character is cut.
    const output = new Writable({
      write(bytes: Buffer, _, done) {
        io.stdout.write(bytes.toString('utf8'));
        done();
      },
    });
    const watchDog = {
      shutdownReceived: false,
      initialize: () => undefined,
      exit: (code: number) => end(code === 0 ? EXIT.fine : EXIT.findings),
    };
    connection = createConnection(
      (logger) => createProtocolConnection(new StreamMessageReader(input), new StreamMessageWriter(output), logger),
      watchDog,
    );
    answer(connection, flags, io, () => isEnded);
    connection.listen();
  });
}

function answer(connection: Connection, flags: LspFlags, io: Io, isEnded: () => boolean): void {
  const documents = new TextDocuments(TextDocument);
  const open = new Map<string, Open>();
  let client: Client = { markdown: false, snippets: false, related: false, home: '' };
  let given: Readonly<Record<string, unknown>> = {};
  let refreshesHints = false;
  let watches = false;
  let asksSettings = false;
  /** Counts what makes every answer doubtful: another configuration, other settings. */
  let epoch = 0;
  let analyser: ReturnType<typeof openAnalysis> | undefined;

  const analyse = async (...args: Parameters<Analyse>): Promise<Analysis> => {
    analyser ??= openAnalysis({ ...flags, ...flagsOf(given) }, io);
    const ready = await analyser;
    return ready.ok ? ready.value(...args) : { kind: 'faults', faults: ready.problem };
  };

  /** The analysis of a document as it is now; made once for each version. */
  const analysisOf = (document: TextDocument): Promise<Analysis> => {
    const state = stateOf(document.uri);
    const of = `${epoch} ${document.version}`;
    if (state.analysis?.of === of) return state.analysis.made;
    const started = performance.now();
    const made = analyse(pathOf(document.uri), document.getText()).then((analysis) => {
      state.took = performance.now() - started;
      if (analysis.kind === 'checked' && analysis.result.plan !== undefined) state.plan = analysis.result.plan;
      return analysis;
    });
    state.analysis = { of, made };
    return made;
  };

  const stateOf = (uri: string): Open => {
    const state = open.get(uri) ?? { took: 0 };
    open.set(uri, state);
    return state;
  };

  const tell = async (uri: string): Promise<void> => {
    const document = documents.get(uri);
    if (document === undefined || isEnded()) return;
    const { version } = document;
    const analysis = await analysisOf(document);
    // What was typed since then is told of by its own turn.
    if (isEnded() || documents.get(uri)?.version !== version) return;
    await connection.sendDiagnostics({ uri, version, diagnostics: diagnosticsOf(document, analysis, client) });
    if (refreshesHints) await connection.languages.inlayHint.refresh();
  };

  const tellSoon = (uri: string): void => {
    const state = stateOf(uri);
    clearTimeout(state.timer);
    state.timer = setTimeout(() => void tell(uri).catch(() => undefined), Math.max(PAUSE, 2 * state.took));
  };

  const renew = (): void => {
    epoch += 1;
    analyser = undefined;
    for (const { uri } of documents.all()) tellSoon(uri);
  };

  connection.onInitialize(({ capabilities, initializationOptions }: InitializeParams): InitializeResult => {
    const { textDocument, workspace } = capabilities;
    client = {
      markdown: textDocument?.hover?.contentFormat?.includes('markdown') ?? false,
      snippets: textDocument?.completion?.completionItem?.snippetSupport ?? false,
      related: textDocument?.publishDiagnostics?.relatedInformation ?? false,
      home: ownField('homepage'),
    };
    given = settingsIn(initializationOptions);
    refreshesHints = workspace?.inlayHint?.refreshSupport ?? false;
    watches = workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false;
    asksSettings = workspace?.didChangeConfiguration?.dynamicRegistration ?? false;
    return {
      serverInfo: { name: 'rootport', version: ownField('version') },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        hoverProvider: true,
        completionProvider: { triggerCharacters: ['<', '/', ' ', "'", '"'] },
        definitionProvider: true,
        referencesProvider: true,
        inlayHintProvider: true,
        codeActionProvider: { codeActionKinds: [FIX, CodeActionKind.SourceFixAll, FIX_ALL, WRITE] },
      },
    };
  });

  connection.onInitialized(() => {
    const register = async (): Promise<void> => {
      if (watches) {
        const watchers = [{ globPattern: `**/${CONFIG_FILE}` }];
        await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
      }
      if (asksSettings) {
        await connection.client.register(DidChangeConfigurationNotification.type, { section: 'rootport' });
      }
    };
    // An editor that refuses goes without.
    register().catch(() => undefined);
  });

  connection.onDidChangeWatchedFiles(renew);
  connection.onDidChangeConfiguration(({ settings }) => {
    given = settingsIn(settings);
    renew();
  });

  documents.onDidOpen(({ document }) => {
    // Its configuration may be new, and an editor need not watch files.
    analyser = undefined;
    void tell(document.uri).catch(() => undefined);
  });
  documents.onDidChangeContent(({ document }) => {
    // It comes when a document is opened, too.
    if (stateOf(document.uri).analysis?.of !== `${epoch} ${document.version}`) tellSoon(document.uri);
  });
  documents.onDidSave(renew);
  documents.onDidClose(({ document }) => {
    clearTimeout(open.get(document.uri)?.timer);
    open.delete(document.uri);
    connection.sendDiagnostics({ uri: document.uri, diagnostics: [] }).catch(() => undefined);
  });

  /** What an answer needs of a document; undefined where it is none of ours. */
  const look = async (uri: string) => {
    const document = documents.get(uri);
    if (document === undefined) return undefined;
    const analysis = await analysisOf(document);
    return analysis.kind === 'checked' ? { document, analysis, text: document.getText() } : undefined;
  };

  connection.onHover(async ({ textDocument, position }) => {
    const found = await look(textDocument.uri);
    if (found === undefined) return null;
    const { document, analysis, text } = found;
    const hover = hoverAt(text, document.offsetAt(position), assistOptions(analysis.options, analysis.result.plan));
    return hover === undefined ? null : hoverOf(document, hover, client);
  });

  connection.onCompletion(async ({ textDocument, position }) => {
    const document = documents.get(textDocument.uri);
    if (document === undefined) return null;
    // While a word is typed the document is seldom whole: the last plan is what there is.
    const analysis = await analysisOf(document);
    if (analysis.kind !== 'checked' && analysis.kind !== 'silent') return null;
    const offset = document.offsetAt(position);
    const options = analysis.kind === 'checked' ? analysis.options : {};
    const found = completionsAt(document.getText(), offset, assistOptions(options, open.get(document.uri)?.plan));
    return { isIncomplete: false, items: completionsOf(document, found, offset, client) };
  });

  const locations = (document: TextDocument, spans: readonly { readonly start: number; readonly end: number }[]) =>
    spans.map((span): Location => ({ uri: document.uri, range: rangeOf(document, span) }));

  connection.onDefinition(async ({ textDocument, position }) => {
    const found = await look(textDocument.uri);
    if (found === undefined) return null;
    const { document, analysis, text } = found;
    const places = definitionsAt(text, document.offsetAt(position), analysis.result.plan);
    return locations(
      document,
      places.map(({ span }) => span),
    );
  });

  connection.onReferences(async ({ textDocument, position }) => {
    const found = await look(textDocument.uri);
    const plan = found?.analysis.result.plan;
    if (found === undefined || plan === undefined) return null;
    return locations(found.document, occupantsAt(found.text, found.document.offsetAt(position), plan));
  });

  connection.onCodeAction(async ({ textDocument, range, context }) => {
    const found = await look(textDocument.uri);
    if (found === undefined) return null;
    return actionsOf(found.document, found.analysis, range, context.only, client);
  });

  connection.languages.inlayHint.on(async ({ textDocument, range }) => {
    const found = await look(textDocument.uri);
    const plan = found?.analysis.result.plan;
    return found === undefined || plan === undefined ? null : hintsOf(found.document, plan, range);
  });

  documents.listen(connection);
}

function assistOptions(options: AssistOptions, plan: Plan | undefined): AssistOptions {
  const { profile, qemu, hostArch } = options;
  return {
    ...(profile === undefined ? {} : { profile }),
    ...(qemu === undefined ? {} : { qemu }),
    ...(hostArch === undefined ? {} : { hostArch }),
    ...(plan === undefined ? {} : { plan }),
  };
}

/** The path whose configuration holds; a document that is no file yet has that of the current folder. */
function pathOf(uri: string): string {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : '-';
  } catch {
    return '-';
  }
}

type Given = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Given =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The settings as an editor sends them: below our name, or by themselves. */
function settingsIn(value: unknown): Given {
  if (!isObject(value)) return {};
  return isObject(value['rootport']) ? value['rootport'] : value;
}

const TEXTS = ['profile', 'qemu', 'arch', 'host', 'config', 'capabilities'] as const;

/** The settings of the editor as flags; what is empty or of another type is left out. */
function flagsOf(given: Given): LspFlags {
  const flags: Record<string, unknown> = {};
  for (const name of TEXTS) {
    const value = given[name];
    if (typeof value === 'string' && value !== '') flags[name] = value;
  }
  const { rules } = given;
  if (isObject(rules)) flags['rules'] = Object.entries(rules).map(([rule, setting]) => `${rule}=${String(setting)}`);
  return flags;
}
