import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const HEADER = 12;
const VERSION_AND_REPLY = 5;
const WANTS_REPLY = 8;
/** Bits of the features: VIRTIO_F_VERSION_1 and the protocol's own features; of the protocol: queues' count, configuration. */
const FEATURES = (1n << 32n) | (1n << 30n);
const PROTOCOL_FEATURES = (1n << 0n) | (1n << 9n);
const REQUESTS = { features: 1, protocolFeatures: 15, queues: 17, config: 24 } as const;

/** A vhost-user device that knows as much of the protocol as QEMU asks before it makes the PCI device. */
export async function vhostServer(): Promise<{ readonly path: string; readonly close: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'rootport-vhost-'));
  const path = join(folder, 'socket');
  const server: Server = createServer((socket) => {
    let buffer = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      buffer = Buffer.concat([buffer, data as Buffer]);
      while (buffer.length >= HEADER && buffer.length >= HEADER + buffer.readUInt32LE(8)) {
        const [request, flags, size] = [buffer.readUInt32LE(0), buffer.readUInt32LE(4), buffer.readUInt32LE(8)];
        const payload = buffer.subarray(HEADER, HEADER + size);
        buffer = buffer.subarray(HEADER + size);
        const answer = answerTo(request, payload) ?? ((flags & WANTS_REPLY) === 0 ? undefined : number(0n));
        if (answer === undefined) continue;
        const head = Buffer.alloc(HEADER);
        head.writeUInt32LE(request, 0);
        head.writeUInt32LE(VERSION_AND_REPLY, 4);
        head.writeUInt32LE(answer.length, 8);
        socket.write(Buffer.concat([head, answer]));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    path,
    close: () => {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function answerTo(request: number, payload: Buffer): Buffer | undefined {
  switch (request) {
    case REQUESTS.features:
      return number(FEATURES);
    case REQUESTS.protocolFeatures:
      return number(PROTOCOL_FEATURES);
    case REQUESTS.queues:
      return number(8n);
    case REQUESTS.config:
      // The configuration that QEMU sent room for.
      return payload;
    default:
      return undefined;
  }
}

function number(value: bigint): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(value);
  return buffer;
}
