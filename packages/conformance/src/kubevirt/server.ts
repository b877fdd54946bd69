import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, credentials, type ServiceError } from '@grpc/grpc-js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const MAIN = join(ROOT, 'packages/kubevirt/dist/main.cjs');
const MUTATE = '/kubevirt.hooks.plugins.v1alpha1.DomainHookService/MutateDomain';

/** The built server; `npm run build` makes it. */
export const isServerBuilt = (): boolean => existsSync(MAIN);

/** What a call is answered: the definition, or a code of gRPC with words. */
export type Reply =
  | { readonly ok: true; readonly domain: Buffer }
  | { readonly ok: false; readonly code: number; readonly text: string };

/** A running server of its own process, with what is asked of it. */
export interface PluginServer {
  readonly socket: string;
  /** Over a connection of its own, as KubeVirt asks (I-KP-TIMES). */
  readonly ask: (domain: string | Buffer, vmi: string, context?: string) => Promise<Reply>;
  readonly isRunning: () => boolean;
  /** Resident memory in bytes. */
  readonly memory: () => number;
  /** Ends it by SIGTERM; resolves to its exit code and what it wrote to standard error. */
  readonly stop: () => Promise<{ readonly code: number | null; readonly isSocketLeft: boolean }>;
}

/** Starts the built server on a socket in a new folder. */
export async function startServer(args: readonly string[] = []): Promise<PluginServer> {
  const folder = mkdtempSync(join(tmpdir(), 'rootport-plugin-'));
  const socket = join(folder, 'rootport.sock');
  const child: ChildProcess = spawn(process.execPath, [MAIN, 'plugin', '--socket', socket, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code));
  });
  await new Promise<void>((resolve, reject) => {
    let told = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      told = `${told}${chunk}`.slice(-4000);
      if (told.includes('listening')) resolve();
    });
    void ended.then((code) => reject(new Error(`the server ended with ${code}: ${told}`)));
  });
  return {
    socket,
    ask: (domain, vmi, context = 'Boot') => ask(socket, question(domain, vmi, context)),
    isRunning: () => child.exitCode === null && child.signalCode === null,
    memory: () => residentBytes(child.pid ?? 0),
    stop: async () => {
      child.kill('SIGTERM');
      const code = await ended;
      const isSocketLeft = existsSync(socket);
      rmSync(folder, { recursive: true, force: true });
      return { code, isSocketLeft };
    },
  };
}

function residentBytes(pid: number): number {
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

/** The bytes of a MutateDomainRequest (I-KP-PROTO). */
export function question(domain: string | Buffer, vmi: string, context: string): Buffer {
  return Buffer.concat([
    field(1, Buffer.from('libvirt')),
    field(2, Buffer.from(domain)),
    field(3, Buffer.from(vmi)),
    field(4, field(1, Buffer.from(context))),
  ]);
}

function field(number: number, bytes: Buffer): Buffer {
  const length: number[] = [];
  for (let rest = bytes.length; ; rest >>>= 7) {
    length.push(rest < 0x80 ? rest : (rest & 0x7f) | 0x80);
    if (rest < 0x80) break;
  }
  return Buffer.concat([Buffer.from([number * 8 + 2, ...length]), bytes]);
}

function ask(socket: string, request: Buffer): Promise<Reply> {
  const client = new Client(`unix:${socket}`, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
  return new Promise((resolve) => {
    const same = (bytes: Buffer): Buffer => bytes;
    const deadline = Date.now() + 30_000;
    client.makeUnaryRequest(
      MUTATE,
      same,
      same,
      request,
      { deadline },
      (error: ServiceError | null, answer?: Buffer) => {
        client.close();
        if (error !== null) resolve({ ok: false, code: error.code, text: error.details });
        else resolve({ ok: true, domain: definitionOf(answer ?? Buffer.alloc(0)) });
      },
    );
  });
}

/** Field 1 of a MutateDomainResponse, which has no other. */
function definitionOf(response: Buffer): Buffer {
  let at = 1;
  while (((response[at] ?? 0) & 0x80) !== 0) at += 1;
  return response.subarray(at + 1);
}
