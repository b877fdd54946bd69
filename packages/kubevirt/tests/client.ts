import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentials, loadPackageDefinition, type ServiceClientConstructor, type ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const PROTO = readFileSync(new URL('kubevirt.proto', import.meta.url), 'utf8');

/** The services of a package, as a client in another language would have them of the definitions. */
function servicesOf(version: string): Readonly<Record<string, ServiceClientConstructor>> {
  const folder = mkdtempSync(join(tmpdir(), 'rootport-proto-'));
  try {
    const file = join(folder, 'kubevirt.proto');
    writeFileSync(file, PROTO.replace('VERSION', version));
    let found: unknown = loadPackageDefinition(loadSync(file, { keepCase: true, arrays: true }));
    for (const name of version.split('.')) found = (found as Record<string, unknown>)[name];
    return found as Record<string, ServiceClientConstructor>;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export type Reply =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly error: ServiceError };

/** Calls a method over a connection of its own, as KubeVirt does (I-KP-TIMES). */
export function caller(version: string, service: string) {
  const Client = servicesOf(version)[service];
  if (Client === undefined) throw new Error(`no service ${service}`);
  return (socket: string, method: string, request: object): Promise<Reply> => {
    const client = new Client(`unix:${socket}`, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
    return new Promise((resolve) => {
      client[method]?.(
        request,
        { deadline: Date.now() + 300_000 },
        (error: ServiceError | null, value: Record<string, unknown>) => {
          client.close();
          resolve(error === null ? { ok: true, value } : { ok: false, error });
        },
      );
    });
  };
}
