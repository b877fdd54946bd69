import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, Server, ServerResponse } from 'node:http';
import type { Outcome } from '../../outcome.ts';

/** The document that the page edits. */
export interface ViewedDocument {
  /** As the page shows it; not a path. */
  readonly name: string;
  /** Its bytes as they are now, or why they cannot be had. */
  read(): Promise<Outcome<Uint8Array>>;
  /** Replaces it in one step, if it still is what was read `before`; absent for one that was piped in. */
  readonly write?: (text: string, before: Uint8Array) => Promise<Outcome<undefined>>;
}

export interface ViewSite {
  /** The files of the page by their path in it, `index.html` among them. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly document?: ViewedDocument;
  /** What the page begins with, as JSON. */
  readonly settings: object;
  /** The first part of every path; who does not know it gets nothing. */
  readonly token: string;
  /** In bytes: of one document that is saved, and of all that requests hold in memory at one time. */
  readonly limits: { readonly document: number; readonly held: number };
  /** Sentences for refusals that a person reads, by what is refused. */
  readonly refusals: Readonly<Record<'request' | 'changed' | 'overload', (problem: string) => string>>;
}

/** The site as it is served: what its requests hold in memory at this moment, in bytes. */
interface Served extends ViewSite {
  held: number;
  /** Settles when the document is free: it is read whole, by one request at a time. */
  turn: Promise<unknown>;
}

/** What the browser is told beside each answer: in nobody's frame, kept by nobody. What it may load says the page. */
const HEADERS: OutgoingHttpHeaders = {
  'content-security-policy': "frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
};

const HOST = '127.0.0.1';
/** A browser opens six; the rest are for people who look twice. */
const MOST_CONNECTIONS = 64;

/** Serves the page and one document on the loopback. `port` 0 is any that is free; rejects when it cannot be had. */
export async function startViewServer(site: ViewSite, port: number): Promise<{ url: string; close(): Promise<void> }> {
  const { createServer } = await import('node:http');
  const served: Served = { ...site, held: 0, turn: Promise.resolve() };
  const server = createServer((request, response) => {
    answer(served, request, response).catch(() => send(response, 500, 'This is a bug in rootport.\n'));
  });
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
  return { url: `http://${HOST}:${portOf(server)}/${site.token}/`, close: () => close(server) };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function answer(site: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refusal = refusalOf(site, request);
  if (refusal !== undefined) return send(response, 403, site.refusals.request(refusal));
  // Exactly a name of the list, so that no path leads anywhere else.
  const path = (request.url ?? '').slice(site.token.length + 2).split('?')[0];
  const { method = '' } = request;
  if (path === 'document' && site.document !== undefined) return answerDocument(site, site.document, request, response);
  // Answered by the end of the command, which is how the page learns of it.
  if (path === 'alive' && method === 'GET') return wait(response);
  const name = path === '' ? 'index.html' : path;
  const content = name === undefined ? undefined : site.files.get(name);
  if (name === undefined || content === undefined) return send(response, 404, 'There is no such file here.\n');
  if (method !== 'GET' && method !== 'HEAD')
    return send(response, 405, 'This can only be read.\n', { allow: 'GET, HEAD' });
  const type = TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
  send(response, 200, name === 'index.html' ? withSite(content, site) : content, { 'content-type': type });
}

/** Begins an answer that has no end while the command runs. */
function wait(response: ServerResponse): void {
  response.writeHead(200, { ...HEADERS, 'content-type': TYPES['txt'] });
  response.flushHeaders();
}

/** Names of this machine, with whatever port: that of ssh -L is another one. Who comes so far has to know the token. */
const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/;

/** Why a request is not from the page: another site's (Origin, or Host by a name that points here), or a guess. */
function refusalOf({ token }: ViewSite, { headers, url = '', method }: IncomingMessage): string | undefined {
  const { host = '' } = headers;
  if (!LOOPBACK.test(host)) return 'the Host header names another host';
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${host}`) return 'the Origin header names another site';
  if (origin === undefined && method !== 'GET' && method !== 'HEAD') return 'the Origin header is missing';
  const given = Buffer.from(url.slice(0, token.length + 2));
  const wanted = Buffer.from(`/${token}/`);
  return given.length === wanted.length && timingSafeEqual(given, wanted)
    ? undefined
    : 'the token in the path is wrong';
}

/** The page learns from its root element what to plan with, that it has a document, and whether that can be written. */
function withSite(html: Uint8Array, { document, settings }: ViewSite): Uint8Array {
  const given = ` data-settings="${escapeAttribute(JSON.stringify(settings))}"`;
  const viewed = document === undefined ? '' : ' data-document="document"';
  const writable = document?.write === undefined ? '' : ' data-writable="true"';
  const text = new TextDecoder().decode(html);
  return new TextEncoder().encode(text.replace('<html', () => `<html${viewed}${writable}${given}`));
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '"': '&quot;', '<': '&lt;' };

const escapeAttribute = (text: string): string => text.replace(/[&"<]/g, (sign) => ESCAPES[sign] ?? sign);

async function answerDocument(
  site: Served,
  document: ViewedDocument,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method } = request;
  if (method === 'PUT' && document.write !== undefined) return save(site, document, request, response);
  if (method !== 'GET' && method !== 'HEAD')
    return send(response, 405, 'This can only be read.\n', { allow: 'GET, HEAD' });
  await inTurn(site, async () => {
    const bytes = await document.read();
    if (!bytes.ok) return send(response, 404, `${bytes.problem}\n`);
    if (!holder(site, response)(bytes.value.length)) return overload(site, response);
    send(response, 200, bytes.value, {
      'content-type': 'application/xml',
      etag: await tagOf(bytes.value),
      'rootport-name': encodeURIComponent(document.name),
    });
  });
}

/** Does the work when all that was asked before is done. */
async function inTurn(site: Served, work: () => Promise<void>): Promise<void> {
  const done = site.turn.then(work);
  site.turn = done.catch(() => undefined);
  await done;
}

/** What counts bytes as held until the request is answered, or says false: they would be too many. */
function holder(site: Served, response: ServerResponse): (bytes: number) => boolean {
  let own = 0;
  response.once('close', () => {
    site.held -= own;
  });
  return (bytes) => {
    if (site.held + bytes > site.limits.held) return false;
    site.held += bytes;
    own += bytes;
    return true;
  };
}

function overload({ refusals, limits }: Served, response: ServerResponse): void {
  send(response, 503, refusals.overload(`${limits.held / 2 ** 20} MiB`), { 'retry-after': '1' });
}

async function save(
  site: Served,
  document: ViewedDocument,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await bodyOf(request, site.limits.document, holder(site, response));
  // What still comes is read and forgotten, so that the answer is read.
  if (typeof body === 'string') request.resume();
  if (body === 'too large') return send(response, 413, 'The document is too large.\n');
  if (body === 'too much') return overload(site, response);
  await inTurn(site, () => saveBody(site, document, body, request, response));
}

async function saveBody(
  { refusals }: Served,
  document: ViewedDocument,
  body: Uint8Array,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = utf8(body);
  if (text === undefined) return send(response, 400, 'The document is not UTF-8.\n');
  const now = await document.read();
  if (!now.ok) return send(response, 409, refusals.changed(now.problem));
  if (request.headers['if-match'] !== (await tagOf(now.value))) {
    return send(response, 412, refusals.changed('somebody else has written it'));
  }
  const written = await document.write?.(text, now.value);
  if (written?.ok !== true) return send(response, 409, `Not saved: ${written?.problem}\n`);
  send(response, 200, 'saved\n', { etag: await tagOf(body) });
}

async function bodyOf(
  request: IncomingMessage,
  limit: number,
  mayHold: (bytes: number) => boolean,
): Promise<Uint8Array | 'too large' | 'too much'> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // To leave the loop is not to end the connection: a refusal is still to be sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > limit) return 'too large';
    if (!mayHold(chunk.length)) return 'too much';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

async function tagOf(bytes: Uint8Array): Promise<string> {
  const { createHash } = await import('node:crypto');
  return `"${createHash('sha256').update(bytes).digest('hex')}"`;
}

function send(
  response: ServerResponse,
  status: number,
  body: string | Uint8Array,
  headers: OutgoingHttpHeaders = {},
): void {
  const content = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, {
    ...HEADERS,
    'content-type': 'text/plain; charset=utf-8',
    'content-length': content.length,
    ...headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : content);
}
