import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import type { PluginServer } from './server.ts';

/** What was sent, and how it was taken. */
export interface FrameReport {
  readonly sent: Readonly<Record<'raw' | 'frames' | 'calls', number>>;
  /** Calls of gRPC with a code that says so. */
  readonly codes: Readonly<Record<string, number>>;
  /** Of each stop on the way: whether a real call was answered. */
  readonly answered: readonly boolean[];
  /** Resident memory in bytes at each stop. */
  readonly memory: readonly number[];
}

/** A whole number below `limit`. */
type Roll = (limit: number) => number;

const BATCH = 64;
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/**
 * Sends `count` hostile things to a server: bytes that are no HTTP/2, frames of HTTP/2 with any type, flags, stream and
 * content, and calls of gRPC whose messages are random or real ones with some bytes changed. At each tenth of the way a
 * real call is made.
 */
export async function sendHostile(
  server: PluginServer,
  count: number,
  roll: Roll,
  real: { readonly request: Buffer; readonly check: () => Promise<boolean> },
): Promise<FrameReport> {
  const sent = { raw: 0, frames: 0, calls: 0 };
  const codes: Record<string, number> = {};
  const answered: boolean[] = [];
  const memory: number[] = [];
  const step = Math.max(1, Math.floor(count / 10));
  let stop = step;
  let total = 0;
  while (total < count) {
    const batch = Math.min(BATCH, count - total);
    const kind = (['raw', 'frames', 'calls', 'calls', 'calls'] as const)[roll(5)] ?? 'calls';
    if (kind === 'calls') await sendCalls(server.socket, batch, roll, real.request, codes);
    else {
      const parts = Array.from({ length: batch }, () =>
        kind === 'raw' ? randomBytes(roll, 1 + roll(200)) : frame(roll),
      );
      await sendBytes(server.socket, kind === 'raw' ? Buffer.concat(parts) : Buffer.concat([PREFACE, ...parts]));
    }
    sent[kind] += batch;
    total += batch;
    if (total < stop && total < count) continue;
    stop += step;
    answered.push(server.isRunning() && (await real.check()));
    memory.push(server.isRunning() ? server.memory() : 0);
    if (!server.isRunning()) break;
  }
  return { sent, codes, answered, memory };
}

function randomBytes(roll: Roll, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; at += 1) bytes[at] = roll(256);
  return bytes;
}

/** A frame of HTTP/2: length, type, flags, stream, content; the length is right as a rule, since else nothing comes after it. */
function frame(roll: Roll): Buffer {
  const content = randomBytes(roll, roll(40));
  const head = Buffer.alloc(9);
  head.writeUIntBE(roll(20) === 0 ? roll(2 ** 24) : content.length, 0, 3);
  head[3] = roll(8) === 0 ? roll(256) : roll(10);
  head[4] = roll(2) === 0 ? roll(256) : 0;
  head.writeUInt32BE([0, 1, 3, roll(2 ** 31)][roll(4)] ?? 0, 5);
  return Buffer.concat([head, content]);
}

/** Writes bytes over a connection of their own, and waits until the server has closed it or has taken them all. */
function sendBytes(path: string, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.on('error', () => undefined);
    socket.once('close', () => resolve());
    socket.resume();
    socket.end(bytes);
    // A server that keeps a connection which says nothing more is not wrong; the client leaves.
    setTimeout(() => socket.destroy(), 50).unref();
  });
}

async function sendCalls(
  path: string,
  count: number,
  roll: Roll,
  real: Buffer,
  codes: Record<string, number>,
): Promise<void> {
  const session = connectHttp2('http://localhost', { createConnection: () => connect(path) });
  session.on('error', () => undefined);
  try {
    for (let at = 0; at < count; at += 1) {
      const code = await sendCall(session, roll, real);
      codes[code] = (codes[code] ?? 0) + 1;
      if (session.destroyed || session.closed) break;
    }
  } finally {
    session.destroy();
  }
}

const PATHS = [
  '/kubevirt.hooks.plugins.v1alpha1.DomainHookService/MutateDomain',
  '/kubevirt.hooks.plugins.v1alpha1.DomainHookService/Other',
  '/',
];

/** The code of the answer; `none` where there is none. */
function sendCall(session: ClientHttp2Session, roll: Roll, real: Buffer): Promise<string> {
  return new Promise((resolve) => {
    if (session.destroyed || session.closed) {
      resolve('none');
      return;
    }
    const stream = session.request({
      ':method': roll(20) === 0 ? 'GET' : 'POST',
      ':path': PATHS[roll(12)] ?? PATHS[0],
      'content-type': roll(20) === 0 ? 'text/plain' : 'application/grpc',
      te: 'trailers',
      ...(roll(20) === 0 ? { 'grpc-encoding': 'gzip' } : {}),
      ...(roll(20) === 0 ? { 'grpc-timeout': 'soon' } : {}),
    });
    let code = 'none';
    const take = (headers: NodeJS.Dict<string | string[] | number>): void => {
      if (headers['grpc-status'] !== undefined) code = `${headers['grpc-status']}`;
      if (`${headers['grpc-message']}`.includes('bug')) code = 'bug';
    };
    stream.on('response', take);
    stream.on('trailers', take);
    stream.on('error', () => undefined);
    stream.setTimeout(2000, () => stream.close());
    stream.once('close', () => resolve(code));
    stream.resume();
    stream.end(body(roll, real));
  });
}

/** A message with its length before it, as gRPC sends it; both may be wrong. */
function body(roll: Roll, real: Buffer): Buffer {
  const message = roll(3) === 0 ? changed(roll, real) : randomBytes(roll, roll(120));
  const head = Buffer.alloc(5);
  head[0] = roll(20) === 0 ? roll(256) : 0;
  head.writeUInt32BE(roll(20) === 0 ? roll(2 ** 32) : message.length, 1);
  return Buffer.concat([head, message]);
}

function changed(roll: Roll, real: Buffer): Buffer {
  const copy = Buffer.from(real);
  for (let times = 1 + roll(6); times > 0; times -= 1) copy[roll(copy.length)] = roll(256);
  return roll(4) === 0 ? copy.subarray(0, roll(copy.length)) : copy;
}
