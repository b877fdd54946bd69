import { logVerbosity, Server, ServerCredentials, setLogVerbosity } from '@grpc/grpc-js';
import type { Diagnostic } from '@rootport/core';
import { createDiagnostic } from '@rootport/core';
import type { Service } from './services.ts';
import { makeRoom } from './socket.ts';

/** Room for a definition and a VMI with all its annotations, many times over. */
const MOST_REQUEST = 8 * 2 ** 20;
/** KubeVirt asks one question at a time. */
const MOST_CALLS = 4;
const PATIENCE_MS = 3000;

/** A server that answers, or why there is none (RP5568). */
export type Serving =
  | { readonly ok: true; readonly stop: () => Promise<void> }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

/**
 * Listens on a Unix socket. Everybody may connect to it: virt-launcher has another user, and who sees the folder is what
 * the pod decides.
 */
export async function serve(path: string, services: readonly Service[]): Promise<Serving> {
  const diagnostic = await makeRoom(path);
  if (diagnostic !== undefined) return { ok: false, diagnostic };
  // What goes wrong with a connection is its client's affair, and what goes wrong here is said below.
  setLogVerbosity(logVerbosity.NONE);
  const server = new Server({
    'grpc.max_receive_message_length': MOST_REQUEST,
    'grpc.max_concurrent_streams': MOST_CALLS,
  });
  for (const { definition, implementation } of services) server.addService(definition, implementation);
  // Not chmod after it: KubeVirt may connect as soon as it sees the file.
  const before = process.umask(0);
  const problem = await new Promise<string | undefined>((resolve) => {
    server.bindAsync(`unix:${path}`, ServerCredentials.createInsecure(), (error) => resolve(error?.message));
  });
  process.umask(before);
  if (problem !== undefined) {
    return { ok: false, diagnostic: createDiagnostic('RP5568', { values: { path, problem } }) };
  }
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      const impatience = setTimeout(() => server.forceShutdown(), PATIENCE_MS);
      server.tryShutdown(() => {
        clearTimeout(impatience);
        resolve();
      });
    });
  return { ok: true, stop };
}
