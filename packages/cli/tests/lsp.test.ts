import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, type Writable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  CancellationTokenSource,
  type CodeAction,
  CodeActionRequest,
  type CompletionList,
  CompletionRequest,
  createProtocolConnection,
  DefinitionRequest,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DidSaveTextDocumentNotification,
  ExitNotification,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  InlayHintRequest,
  LSPErrorCodes,
  type Diagnostic as LspDiagnostic,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  ReferencesRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { FrameError, frames } from '../src/lsp/frames.ts';
import { run } from '../src/run.ts';
import { nodeFiles } from '../src/system/node-io.ts';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

const VM = `<domain type='qemu'>
  <name>web</name>
  <memory unit='GiB'>1</memory>
  <os><type arch='x86_64' machine='q35'>hvm</type></os><features><acpi/></features>
  <devices>
    <disk type='file' device='disk'>
      <source file='/a.img'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <interface type='user'>
      <model type='virtio'/>
      <address type='pci' bus='1'/>
    </interface>
    <controller type='pci' index='1' model='pcie-root-port'/>
  </devices>
</domain>
`;

/** A server at the other end of two streams, and how it ended. */
interface Server {
  readonly input: Writable;
  readonly output: Readable;
  readonly ended: Promise<{ readonly code: number; readonly stderr: string }>;
}

function inMemory(args: readonly string[], cwd: string): Server {
  const input = new PassThrough();
  const output = new PassThrough();
  let stderr = '';
  const stream = (write: (text: string) => void) => ({ isTTY: false, columns: undefined, write });
  const code = run(['lsp', ...args], {
    stdin: { isTTY: false, read: () => Promise.reject(new Error('not read')), chunks: () => input },
    stdout: stream((text) => output.write(text)),
    stderr: stream((text) => {
      stderr += text;
    }),
    files: nodeFiles(),
    cwd,
    programs: { start: async () => ({ ok: false, problem: { kind: 'absent' } }) },
    env: {},
    openQueue: () => Promise.reject(new Error('no queue')),
    interrupted: () => new Promise(() => undefined),
  });
  return { input, output, ended: code.then((value) => ({ code: value, stderr })) };
}

function process_(args: readonly string[], cwd: string): Server {
  const child = spawn(process.execPath, [MAIN, 'lsp', '--stdio', ...args], { cwd });
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr += String(data);
  });
  const ended = new Promise<{ code: number; stderr: string }>((resolve) =>
    child.on('close', (code) => resolve({ code: code ?? -1, stderr })),
  );
  return { input: child.stdin, output: child.stdout, ended };
}

/** An editor of which nothing but its protocol is there. */
class Editor {
  readonly connection: ProtocolConnection;
  readonly server: Server;
  readonly published: PublishDiagnosticsParams[] = [];
  private waiting: (() => void)[] = [];
  private isGone = false;
  constructor(server: Server) {
    this.server = server;
    const reader = new StreamMessageReader(server.output);
    this.connection = createProtocolConnection(reader, new StreamMessageWriter(server.input));
    this.connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
      this.published.push(params);
      for (const wake of this.waiting.splice(0)) wake();
    });
    this.connection.onRequest('client/registerCapability', () => null);
    this.connection.onRequest('workspace/inlayHint/refresh', () => null);
    this.connection.listen();
    void server.ended.then(() => {
      this.isGone = true;
      for (const wake of this.waiting.splice(0)) wake();
    });
  }

  async start(options: object = {}) {
    const result = await this.connection.sendRequest(InitializeRequest.type, {
      processId: null,
      rootUri: null,
      initializationOptions: options,
      capabilities: {
        textDocument: {
          hover: { contentFormat: ['markdown', 'plaintext'] },
          completion: { completionItem: { snippetSupport: true } },
          publishDiagnostics: { relatedInformation: true },
        },
        workspace: {
          inlayHint: { refreshSupport: true },
          didChangeWatchedFiles: { dynamicRegistration: true },
          didChangeConfiguration: { dynamicRegistration: true },
        },
      },
    });
    await this.connection.sendNotification(InitializedNotification.type, {});
    return result;
  }

  open(uri: string, text: string) {
    const textDocument = { uri, languageId: 'xml', version: 1, text };
    return this.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
  }

  /** The diagnostics of a version of a document, when they have come. */
  async diagnostics(uri: string, version: number): Promise<readonly LspDiagnostic[]> {
    for (;;) {
      const found = this.published.find((one) => one.uri === uri && one.version === version);
      if (found !== undefined) return found.diagnostics;
      await this.news();
    }
  }

  private async news(): Promise<void> {
    if (this.isGone) throw new Error('the server has ended');
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** The next diagnostics of a document that hold what is wanted. */
  async until(uri: string, isWanted: (found: readonly LspDiagnostic[]) => boolean): Promise<readonly LspDiagnostic[]> {
    this.published.length = 0;
    for (;;) {
      const found = this.published.find((one) => one.uri === uri && isWanted(one.diagnostics));
      if (found !== undefined) return found.diagnostics;
      await this.news();
    }
  }

  async end() {
    await this.connection.sendRequest(ShutdownRequest.type);
    await this.connection.sendNotification(ExitNotification.type);
    return this.server.ended;
  }
}

const isBuilt = existsSync(MAIN);
if (!isBuilt) process.stdout.write('skipped: the server as a process: packages/cli is not built (npm run build)\n');

const codesOf = (found: readonly LspDiagnostic[]) => found.map(({ code }) => code);

/** A process for each test takes its time: all of them in CI, else a slice. */
const isWhole = isBuilt && (process.env['CI'] ?? '') !== '';

describe.each([
  ['in memory', inMemory, true, true],
  ['over standard input and output', process_, isBuilt, isWhole],
] as const)('the language server %s', (_, connect, isThere, isAll) => {
  let folder = '';
  let uri = '';
  let editor: Editor;
  const start = async (args: readonly string[] = [], options: object = {}) => {
    editor = new Editor(connect(['--profile', 'libvirt-9.0', '--rules', 'RP6003=off', ...args], folder));
    return editor.start(options);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rootport-lsp-'));
    uri = pathToFileURL(join(folder, 'vm.xml')).href;
  });
  afterEach(async () => {
    editor?.connection.end();
    editor?.server.input.end();
    await editor?.server.ended;
    rmSync(folder, { recursive: true });
  });
  const at = (text: string, what: string, more = 1) =>
    TextDocument.create(uri, 'xml', 0, text).positionAt(text.indexOf(what) + more);
  const whole = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };

  test.runIf(isThere)('tells what it can, and ends', async () => {
    const { capabilities, serverInfo } = await start();
    expect(serverInfo?.name).toBe('rootport');
    expect(capabilities).toMatchObject({ hoverProvider: true, inlayHintProvider: true, definitionProvider: true });
    expect(await editor.end()).toEqual({ code: 0, stderr: '' });
  });

  test.runIf(isThere)('finds what is wrong while it is typed, and repairs it', async () => {
    await start();
    await editor.open(uri, VM);
    expect(await editor.diagnostics(uri, 1)).toEqual([]);
    // Two changes at once, each of a part.
    const typo = at(VM, "bus='virtio'", 0);
    await editor.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: 2 },
      contentChanges: [
        {
          range: { start: { ...typo, character: typo.character + 5 }, end: { ...typo, character: typo.character + 7 } },
          text: 'x',
        },
      ],
    });
    await editor.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: 3 },
      contentChanges: [
        { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '<!-- é𝒳 -->' },
      ],
    });
    const found = await editor.diagnostics(uri, 3);
    expect(editor.published.map(({ version }) => version)).toEqual([1, 3]);
    expect(codesOf(found)).toEqual(['RP2004']);
    expect(found[0]).toMatchObject({ severity: 1, source: 'rootport', range: { start: { line: 7 } } });
    expect(found[0]?.message).toContain('xrtio');
    expect(found[0]?.codeDescription?.href).toMatch(/docs\/codes\/RP2004\.md$/);
  });

  test.runIf(isAll)('offers fixes, and says which are not safe', async () => {
    await start();
    const second = "<disk type='file'><source file='/b.img'/><target dev='vda' bus='virtio'/></disk>";
    const clash = VM.replace('<interface', `${second}\n    <interface`);
    await editor.open(uri, clash);
    const found = await editor.diagnostics(uri, 1);
    expect(found.some(({ relatedInformation }) => (relatedInformation ?? []).length > 0)).toBe(true);
    const context = { diagnostics: [] };
    const asked = { textDocument: { uri }, range: whole, context };
    const actions = (await editor.connection.sendRequest(CodeActionRequest.type, asked)) as CodeAction[];
    const fix = actions.find(({ kind, diagnostics }) => kind === 'quickfix' && diagnostics?.[0]?.severity === 1);
    expect(fix?.title).toMatch(/\(not safe: the guest sees a change\)$/);
    const repaired = TextDocument.applyEdits(
      TextDocument.create(uri, 'xml', 0, clash),
      fix?.edit?.changes?.[uri] ?? [],
    );
    await editor.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text: repaired }],
    });
    expect(codesOf(await editor.diagnostics(uri, 2))).not.toContain(found[0]?.code);
    const only = { ...asked, context: { ...context, only: ['source.rootport'] } };
    const [write] = (await editor.connection.sendRequest(CodeActionRequest.type, only)) as CodeAction[];
    const written = TextDocument.applyEdits(
      TextDocument.create(uri, 'xml', 0, repaired),
      write?.edit?.changes?.[uri] ?? [],
    );
    const plan = await call(['plan', '--profile', 'libvirt-9.0', '-'], repaired);
    expect(written).toBe(plan);
  });

  test.runIf(isAll)('says where everything is, why, and who is there', async () => {
    await start();
    await editor.open(uri, VM);
    const textDocument = { uri };
    const hover = await editor.connection.sendRequest(HoverRequest.type, { textDocument, position: at(VM, '<disk') });
    expect(hover?.contents).toMatchObject({
      kind: 'markdown',
      value: expect.stringMatching(/^\*\*disk vda: 0000:03:00\.0\*\*/),
    });
    const name = await editor.connection.sendRequest(HoverRequest.type, {
      textDocument,
      position: at(VM, '<interface'),
    });
    expect(JSON.stringify(name)).toContain('enp1s0');
    const hints = await editor.connection.sendRequest(InlayHintRequest.type, { textDocument, range: whole });
    expect(hints?.map(({ label, position }) => [label, position.line])).toEqual([
      ['03:00.0', 5],
      ['00:01.0', 13],
    ]);
    const definition = await editor.connection.sendRequest(DefinitionRequest.type, {
      textDocument,
      position: at(VM, "bus='1'"),
    });
    expect(definition).toMatchObject([{ uri, range: { start: { line: 13 } } }]);
    const references = await editor.connection.sendRequest(ReferencesRequest.type, {
      textDocument,
      position: at(VM, '<controller'),
      context: { includeDeclaration: false },
    });
    expect(references).toMatchObject([{ uri, range: { start: { line: 9 } } }]);
  });

  test.runIf(isAll)('completes', async () => {
    await start();
    const text = VM.replace("bus='virtio'", "bus=''");
    await editor.open(uri, text);
    const found = await editor.connection.sendRequest(CompletionRequest.type, {
      textDocument: { uri },
      position: at(text, "bus=''", 5),
    });
    const { items } = found as CompletionList;
    expect(items.map(({ label }) => label)).toEqual(expect.arrayContaining(['virtio', 'sata']));
    const edit = items.find(({ label }) => label === 'virtio')?.textEdit as TextEdit;
    expect(TextDocument.applyEdits(TextDocument.create(uri, 'xml', 0, text), [edit])).toBe(VM);
  });

  test.runIf(isAll)('obeys the configuration and the settings of the editor', async () => {
    const config = join(folder, '.rootport.json');
    writeFileSync(config, JSON.stringify({ profile: 'libvirt-11.3' }));
    editor = new Editor(connect([], folder));
    await editor.start();
    // nvme disks came after 11.3.
    const nvme = VM.replace("dev='vda' bus='virtio'", "dev='nvme0n1' bus='nvme'").replace('</domain>', '</domain>');
    await editor.open(uri, nvme);
    expect(codesOf(await editor.diagnostics(uri, 1))).toContain('RP4006');
    writeFileSync(config, JSON.stringify({ profile: 'libvirt-11.3', rules: { nonsense: 'off' } }));
    await editor.connection.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri } });
    const faulty = await editor.until(uri, (found) => codesOf(found).includes('RP5033'));
    expect(faulty[0]?.message).toContain('.rootport.json');
    writeFileSync(config, JSON.stringify({ ignore: ['*.xml'] }));
    await editor.connection.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri } });
    expect(await editor.until(uri, () => true)).toEqual([]);
    rmSync(config);
    await editor.connection.sendNotification(DidChangeConfigurationNotification.type, {
      settings: { rootport: { profile: 'libvirt-9.0', qemu: '' } },
    });
    expect(codesOf(await editor.until(uri, (found) => found.length > 0))).toContain('RP4006');
    await editor.connection.sendNotification(DidChangeConfigurationNotification.type, {
      settings: { rootport: { profile: 'libvirt-0.1' } },
    });
    expect(codesOf(await editor.until(uri, (found) => found.length > 0))).toEqual(['RP4003']);
  });

  test.runIf(isAll)('is silent about other XML, and forgets what is closed', async () => {
    await start();
    await editor.open(uri, '<network><name>a</name></network>');
    expect(await editor.diagnostics(uri, 1)).toEqual([]);
    await editor.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
    const textDocument = { uri };
    expect(
      await editor.connection.sendRequest(HoverRequest.type, { textDocument, position: at(VM, '<disk') }),
    ).toBeNull();
  });

  test.runIf(isThere)('survives hostile documents and calls', async () => {
    await start();
    mkdirSync(join(folder, 'a'));
    const texts = [
      '<domain',
      `<domain>${'<a>'.repeat(20_000)}`,
      '<!DOCTYPE d [<!ENTITY a "b">]><domain>&a;</domain>',
      `<domain><name>${'\u0000\ud800'}</name></domain>`,
      VM.replace('web', '[x](command:evil) `a` &lt;b&gt;'),
      `<domain type='qemu'>${'\r'.repeat(1000)}<devices/></domain>`,
      `<!DOCTYPE d [<!ENTITY e0 "0123456789">${[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `<!ENTITY e${n} "${`&e${n - 1};`.repeat(10)}">`).join('')}]><domain><name>&e9;</name></domain>`,
      `<domain ${Array.from({ length: 10_000 }, (_, index) => `a${index}=''`).join(' ')}><devices/></domain>`,
    ];
    for (const [index, text] of texts.entries()) {
      const one = `file:///no/such/%ZZ/${index}.xml`;
      await editor.open(one, text);
      expect(codesOf(await editor.diagnostics(one, 1))).not.toContain('RP5007');
      for (const position of [
        { line: 0, character: 0 },
        { line: 5, character: 8 },
        { line: 1e9, character: 1e9 },
      ]) {
        const asked = { textDocument: { uri: one }, position };
        await editor.connection.sendRequest(HoverRequest.type, asked);
        await editor.connection.sendRequest(CompletionRequest.type, asked);
        await editor.connection.sendRequest(DefinitionRequest.type, asked);
        await editor.connection.sendRequest(CodeActionRequest.type, {
          ...asked,
          range: whole,
          context: { diagnostics: [] },
        });
        await editor.connection.sendRequest(InlayHintRequest.type, { ...asked, range: whole });
      }
    }
    for (const method of [
      'textDocument/hover',
      'textDocument/completion',
      'textDocument/codeAction',
      'no/such',
      'textDocument/inlayHint',
    ]) {
      for (const params of [
        undefined,
        { textDocument: 3 },
        { textDocument: { uri: texts } },
        { textDocument: { uri: 'file:///no/such/%ZZ/4.xml' }, position: 'x', range: 7 },
      ]) {
        await editor.connection.sendRequest(method, params).catch(() => undefined);
        await editor.connection.sendNotification(method.replace('hover', 'didChange'), params);
      }
    }
    // Of what is cancelled at once, each is answered or refused, and none keeps the next waiting.
    const asked = { textDocument: { uri: 'file:///no/such/%ZZ/4.xml' }, position: at(VM, '<disk') };
    const cancelled = Array.from({ length: 20 }, () => {
      const source = new CancellationTokenSource();
      const answer = editor.connection.sendRequest(HoverRequest.type, asked, source.token);
      source.cancel();
      return answer;
    });
    for (const one of await Promise.allSettled(cancelled))
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    await editor.connection.sendNotification('$/cancelRequest', { id: 'no such' });
    const hover = await editor.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri: 'file:///no/such/%ZZ/4.xml' },
      position: at(VM, '<disk'),
    });
    expect(JSON.stringify(hover)).toContain('vda');
    expect((await editor.end()).code).toBe(0);
  });

  test.runIf(isAll).each([
    ['words', 'hello\n'],
    ['HTTP', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['no length', 'Content-Type: a\r\n\r\n{}'],
    ['too long', 'Content-Length: 999999999999\r\n\r\n'],
    ['a header without an end', `A: ${'b'.repeat(10_000)}`],
    ['bytes', '\u0000\u0001\u0002\r\n\r\n'],
    ['half a message', 'Content-Length: 10\r\n\r\n{}'],
  ])('refuses %s with one message', async (_name, text) => {
    const server = connect([], folder);
    server.input.on('error', () => undefined);
    server.input.end(text);
    const { code, stderr } = await server.ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/^rootport: error: .*\[RP5575\]\n {2}help: .*\n$/);
  });

  test.runIf(isAll)('goes on after a message that is no JSON', async () => {
    const server = connect(['--profile', 'libvirt-9.0', '--rules', 'RP6003=off'], folder);
    for (const content of ['{', 'null', '[]', '3', '{"jsonrpc":"2.0","id":{},"method":7}', `${'['.repeat(50_000)}`]) {
      server.input.write(`Content-Length: ${content.length}\r\n\r\n${content}`);
    }
    editor = new Editor(server);
    await editor.start();
    await editor.open(uri, VM);
    expect(await editor.diagnostics(uri, 1)).toEqual([]);
    expect((await editor.end()).code).toBe(0);
  });
});

/** What a command prints about standard input. */
async function call(args: readonly string[], stdin: string): Promise<string> {
  let out = '';
  const quiet = { isTTY: false, columns: undefined, write: () => undefined };
  await run(args, {
    stdin: {
      isTTY: false,
      read: async () => ({ ok: true, value: new TextEncoder().encode(stdin) }),
      async *chunks() {
        yield new TextEncoder().encode(stdin);
      },
    },
    stdout: {
      ...quiet,
      write(text) {
        out += text;
      },
    },
    stderr: quiet,
    files: nodeFiles(),
    cwd: tmpdir(),
    programs: { start: async () => ({ ok: false, problem: { kind: 'absent' } }) },
    env: {},
    openQueue: () => Promise.reject(new Error('no queue')),
    interrupted: () => new Promise(() => undefined),
  });
  return out;
}

test('messages come whole, however they are cut', async () => {
  const message = (text: string) => `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
  const wanted = [message('{"a":"é𝒳"}'), message('{}'), `Content-Type: x\r\n${message('[1]')}`];
  const bytes = Buffer.from(wanted.join(''));
  for (const size of [1, 2, 7, 1000]) {
    const pieces: Uint8Array[] = [];
    for (let start = 0; start < bytes.length; start += size) pieces.push(bytes.subarray(start, start + size));
    const found: string[] = [];
    for await (const frame of frames(Readable.from(pieces) as AsyncIterable<Uint8Array>)) found.push(frame.toString());
    expect(found).toEqual(wanted);
  }
  const broken = frames(Readable.from([Buffer.from('x')]) as AsyncIterable<Uint8Array>);
  await expect(
    (async () => {
      for await (const _ of broken);
    })(),
  ).rejects.toThrow(FrameError);
});

test('nothing of it is loaded by other commands', () => {
  if (!isBuilt) return;
  const loaded = readFileSync(MAIN, 'utf8');
  expect(loaded).not.toContain('vscode-languageserver');
});
