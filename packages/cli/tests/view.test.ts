import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ViewFlags, viewCommand } from '../src/commands/view/view.ts';
import { startViewServer } from '../src/commands/view/view-server.ts';
import { success } from '../src/outcome.ts';
import type { Io } from '../src/system/io.ts';
import { processIo } from '../src/system/node-io.ts';
import { BARE } from './documents.ts';
import { call } from './fake-io.ts';

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rootport-view-'));
  mkdirSync(join(folder, 'page/assets'), { recursive: true });
  writeFileSync(join(folder, 'page/index.html'), '<!doctype html><html lang="en"></html>');
  writeFileSync(join(folder, 'page/assets/a.js'), 'let a;');
  writeFileSync(join(folder, 'secret.xml'), 'secret');
  file = join(folder, 'vm ü.xml');
  writeFileSync(file, BARE);
});

afterEach(() => rmSync(folder, { recursive: true }));

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Asked {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

interface Served {
  readonly url: URL;
  /** Asks for a path behind the token. */
  ask(path: string, asked?: Asked): Promise<Answer>;
  askPath(path: string, asked?: Asked): Promise<Answer>;
}

/** Runs the command until the test has done its work. */
async function serve(
  argument: string | undefined,
  work: (served: Served) => Promise<void>,
  flags: ViewFlags = { config: false },
): Promise<number> {
  let stop = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const told: string[] = [];
  let printed = (_: string): void => undefined;
  const address = new Promise<string>((resolve) => {
    printed = resolve;
  });
  const stream = { isTTY: false, columns: undefined };
  const io: Io = {
    ...processIo(),
    stdin: { isTTY: false, read: async () => success(new TextEncoder().encode(BARE)), async *chunks() {} },
    stdout: { ...stream, write: (text) => printed(text.trim()) },
    stderr: { ...stream, write: (text) => void told.push(text) },
    interrupted: () => ended,
  };
  const code = viewCommand(argument, flags, io, join(folder, 'page'));
  const refused = code.then((ended) => {
    throw new Error(`it ended with ${ended}: ${told.join('')}`);
  });
  const url = new URL(await Promise.race([address, refused]));
  try {
    const askPath: Served['askPath'] = (path, asked = {}) => send(url, path, asked);
    await work({ url, askPath, ask: (path, asked) => askPath(`${url.pathname}${path}`, asked) });
  } finally {
    stop();
  }
  return code;
}

function send(url: URL, path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port: url.port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('aborted', () => reject(new Error('ended')));
      response.on('end', () => {
        const { statusCode: status = 0, headers: answered } = response;
        resolve({ status, headers: answered, body: Buffer.concat(chunks).toString('utf8') });
      });
    });
    asking.on('error', reject);
    asking.end(body);
  });
}

describe('rootport view', () => {
  test('serves the page and the file, and ends when it is told to', async () => {
    const code = await serve(file, async ({ url, ask }) => {
      expect(url.hostname).toBe('127.0.0.1');
      expect(url.pathname).toMatch(/^\/[\w-]{32}\/$/);
      const page = await ask('');
      expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
      expect(page.body).toMatch(/<html data-document="document" data-writable="true" data-settings="[^"]*" lang="en">/);
      expect(page.headers['content-security-policy']).toBe("frame-ancestors 'none'");
      expect(await ask('assets/a.js')).toMatchObject({ status: 200, body: 'let a;' });
      const document = await ask('document');
      expect(document).toMatchObject({ status: 200, body: BARE, headers: { 'rootport-name': 'vm%20%C3%BC.xml' } });
    });
    expect(code).toBe(0);
  });

  test('saves what was opened, again and again', async () => {
    await serve(file, async ({ url, ask }) => {
      let { etag = '' } = (await ask('document')).headers;
      for (const body of [`${BARE}<!-- 1 -->`, `${BARE}<!-- ü -->`]) {
        const saved = await ask('document', { method: 'PUT', headers: { origin: url.origin, 'if-match': etag }, body });
        expect(saved.status).toBe(200);
        expect(readFileSync(file, 'utf8')).toBe(body);
        etag = saved.headers.etag ?? '';
      }
    });
  });

  test('of two that save what both have opened, one is refused', async () => {
    await serve(file, async ({ url, ask }) => {
      const { etag = '' } = (await ask('document')).headers;
      const headers = { origin: url.origin, 'if-match': etag };
      const bodies = Array.from({ length: 6 }, (_, number) => `${BARE}<!-- ${number} -->`);
      const answers = await Promise.all(bodies.map((body) => ask('document', { method: 'PUT', headers, body })));
      const saved = bodies.filter((_, number) => answers[number]?.status === 200);
      expect(answers.filter(({ status }) => status === 412)).toHaveLength(5);
      expect(saved).toEqual([readFileSync(file, 'utf8')]);
      expect(readdirSync(folder).sort()).toEqual(['page', 'secret.xml', 'vm ü.xml']);
    });
  });

  test('does not save over what somebody else has written', async () => {
    await serve(file, async ({ url, ask }) => {
      const { etag = '' } = (await ask('document')).headers;
      writeFileSync(file, 'theirs');
      const put = { method: 'PUT', headers: { origin: url.origin, 'if-match': etag }, body: 'mine' };
      const refused = await ask('document', put);
      expect(refused.status).toBe(412);
      expect(refused.body).toMatch(/^vm ü\.xml is not saved: somebody else has written it \[RP5062\]\. /);
      expect(readFileSync(file, 'utf8')).toBe('theirs');
      rmSync(file);
      expect(await ask('document', put)).toMatchObject({ status: 409 });
      expect((await ask('document', { ...put, headers: { origin: url.origin } })).status).toBe(409);
    });
  });

  test.each([
    ['a Host that a name was made for', { headers: { host: 'evil.example' } }, 'Host'],
    ['a Host that begins like ours', { headers: { host: 'localhost.evil.example' } }, 'Host'],
    ['a Host that ends like ours', { headers: { host: 'evil.example:127.0.0.1' } }, 'Host'],
    ['an Origin of another site', { headers: { origin: 'http://evil.example' } }, 'Origin'],
    ['an Origin of another port', { headers: { origin: 'http://127.0.0.1:1' } }, 'Origin'],
    ['the Origin of a file or a frame', { headers: { origin: 'null' } }, 'Origin'],
    ['writing without an Origin', { method: 'PUT', body: 'x' }, 'Origin'],
  ])('refuses %s', async (_, asked, what) => {
    await serve(file, async ({ ask }) => {
      for (const path of ['', 'document', 'assets/a.js']) {
        const refused = await ask(path, asked);
        expect(refused.status).toBe(403);
        expect(refused.body).toContain(`${what} header`);
        expect(refused.body).toContain('RP5063');
      }
    });
    expect(readFileSync(file, 'utf8')).toBe(BARE);
  });

  test.each(['/', '/document', '/x/document', `/${'A'.repeat(32)}/document`, `/${'A'.repeat(32)}/`])(
    'refuses %s, which has not the token',
    async (path) => {
      await serve(file, async ({ url, askPath }) => {
        expect(await askPath(path)).toMatchObject({ status: 403 });
        const put = { method: 'PUT', headers: { origin: url.origin, 'if-match': '*' }, body: 'x' };
        expect(await askPath(path, put)).toMatchObject({ status: 403 });
      });
      expect(readFileSync(file, 'utf8')).toBe(BARE);
    },
  );

  test.each([
    '../secret.xml',
    '..%2fsecret.xml',
    'assets/../../secret.xml',
    '/etc/passwd',
    'link.xml',
    'secret.xml',
    '%00',
    '__proto__',
  ])('has nothing at %s, to read or to write', async (path) => {
    symlinkSync(join(folder, 'secret.xml'), join(folder, 'page/link.xml'));
    await serve(file, async ({ url, ask }) => {
      expect(await ask(path)).toMatchObject({ status: 404 });
      const put = { method: 'PUT', headers: { origin: url.origin, 'if-match': '*' }, body: 'x' };
      expect((await ask(path, put)).status).toBe(404);
      expect((await ask('assets/a.js', put)).status).toBe(405);
    });
    expect(readFileSync(join(folder, 'secret.xml'), 'utf8')).toBe('secret');
    expect(readFileSync(join(folder, 'page/assets/a.js'), 'utf8')).toBe('let a;');
  });

  test('shows what is piped in, and writes nowhere', async () => {
    await serve('-', async ({ url, ask }) => {
      expect((await ask('')).body).toMatch(/<html data-document="document" data-settings="[^"]*" lang="en">/);
      const { headers, body } = await ask('document');
      expect(body).toBe(BARE);
      const put = { method: 'PUT', headers: { origin: url.origin, 'if-match': headers.etag ?? '' }, body: 'x' };
      expect((await ask('document', put)).status).toBe(405);
    });
  });

  test.each(['localhost:8080', '127.0.0.1:9', '[::1]:8080', 'localhost'])(
    'lets in who comes as %s, through a forwarded port',
    async (host) => {
      await serve(file, async ({ ask, askPath }) => {
        expect(await ask('document', { headers: { host } })).toMatchObject({ status: 200, body: BARE });
        const { etag = '' } = (await ask('document')).headers;
        const headers = { host, origin: `http://${host}`, 'if-match': etag };
        expect(await ask('document', { method: 'PUT', headers, body: BARE })).toMatchObject({ status: 200 });
        expect(await askPath('/wrong/document', { headers: { host } })).toMatchObject({ status: 403 });
      });
    },
  );

  test('tells the page that it has ended', async () => {
    let ended: Promise<unknown> = Promise.resolve();
    await serve(file, async ({ ask }) => {
      let isOver = false;
      ended = ask('alive').then(
        () => undefined,
        () => undefined,
      );
      void ended.then(() => {
        isOver = true;
      });
      expect((await ask('document')).status).toBe(200);
      expect(isOver).toBe(false);
    });
    await ended;
  });

  test('shows what a pipe has, which is read once', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('sh', ['-c', 'cat "$1" > "$2"', 'sh', file, pipe]);
    await serve(pipe, async ({ ask }) => {
      expect((await ask('')).body).toMatch(/<html data-document="document" data-settings="[^"]*" lang="en">/);
      for (let turn = 0; turn < 2; turn += 1) expect(await ask('document')).toMatchObject({ status: 200, body: BARE });
    });
    writer.kill();
  });

  test('gives the page what is in force: the configuration, and the options that win over it', async () => {
    const rules = { RP6010: 'off' };
    const told = async (config: object, flags: ViewFlags) => {
      writeFileSync(join(folder, '.rootport.json'), JSON.stringify(config));
      let settings: unknown;
      const look = async ({ ask }: Served) => {
        const [, given = ''] = /data-settings="([^"]*)"/.exec((await ask('')).body) ?? [];
        settings = JSON.parse(given.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&'));
      };
      expect(await serve(file, look, flags)).toBe(0);
      return settings;
    };
    const config = { profile: '9.0', qemu: '7.2', arch: 'aarch64', host: 'host.json', rules };
    const address = '0000:01:00.0';
    const facts = { hostDevices: { [address]: { pcie: true } } };
    writeFileSync(join(folder, 'host.json'), JSON.stringify(facts));
    expect(await told(config, {})).toEqual({
      profile: 'libvirt-9.0',
      qemu: '7.2',
      given: { hostArch: 'aarch64', host: facts, rules },
    });
    expect(await told(config, { profile: '10.0', qemu: '8.2', arch: 'x86_64' })).toMatchObject({
      profile: 'libvirt-10.0',
      qemu: '8.2',
      given: { hostArch: 'x86_64', rules },
    });
    expect(await told(config, { config: false })).toEqual({ profile: 'libvirt-latest', qemu: '', given: {} });
    const networks = { hostdevNetworks: ['a<"&$&\u2028'] };
    writeFileSync(join(folder, 'host.json'), JSON.stringify(networks));
    const named = { capabilities: ['pcie-root-port'], host: 'host.json' };
    expect(await told(named, {})).toMatchObject({ qemu: '', given: { ...named, host: networks } });
  });

  test('has no document without a file', async () => {
    await serve(undefined, async ({ ask }) => {
      expect((await ask('')).body).toMatch(/<html data-settings="[^"]*" lang="en">/);
      expect((await ask('document')).status).toBe(404);
    });
  });

  test('keeps a document that is no UTF-8 out of the file', async () => {
    await serve(file, async ({ url, ask }) => {
      const { etag = '' } = (await ask('document')).headers;
      const asking = new Promise<number>((resolve) => {
        const headers = { origin: url.origin, 'if-match': etag };
        const put = request({
          host: '127.0.0.1',
          port: url.port,
          path: `${url.pathname}document`,
          method: 'PUT',
          headers,
        });
        put.on('response', ({ statusCode = 0 }) => resolve(statusCode));
        put.end(Buffer.from([0xff, 0xfe, 0x00]));
      });
      expect(await asking).toBe(400);
      expect(readFileSync(file, 'utf8')).toBe(BARE);
    });
  });
});

describe('what requests hold in memory', () => {
  const refusals = { request: (why: string) => why, changed: (why: string) => why, overload: (limit: string) => limit };
  const limits = { document: 1_000_000, held: 4_000_000 };
  const files = new Map([['index.html', new Uint8Array()]]);

  async function withServer(work: (url: URL) => Promise<void>): Promise<void> {
    const document = {
      name: 'vm.xml',
      read: async () => success(new Uint8Array(600_000)),
      write: async () => success(undefined),
    };
    const server = await startViewServer({ files, settings: {}, token: 'token', limits, refusals, document }, 0);
    await work(new URL(server.url)).finally(server.close);
  }

  /** Sends so much of a document and then waits; what it is answered is told by `answered`. */
  function begin(url: URL, bytes: number, answered: (status: number) => void) {
    const headers = { origin: url.origin, 'if-match': '"x"', 'content-length': bytes + 1 };
    const asking = request({ host: '127.0.0.1', port: url.port, path: '/token/document', method: 'PUT', headers });
    asking.on('error', () => undefined);
    asking.on('response', ({ statusCode = 0 }) => answered(statusCode));
    asking.write(Buffer.alloc(bytes));
    return asking;
  }

  test('is bounded for all of them together, and free again when they end', async () => {
    await withServer(async (url) => {
      const answers: number[] = [];
      // Four times 900,000 bytes fit, five times do not.
      const sending = Array.from({ length: 5 }, () => begin(url, 900_000, (status) => answers.push(status)));
      await expect.poll(() => answers).toEqual([503]);
      expect((await send(url, '/token/document')).status).toBe(503);
      for (const asking of sending) asking.destroy();
      await expect.poll(async () => (await send(url, '/token/document')).status).toBe(200);
    });
  });

  test('is bounded for one, which is told so', async () => {
    await withServer(async (url) => {
      const put = { method: 'PUT', headers: { origin: url.origin, 'if-match': '"x"' }, body: ' '.repeat(1_000_001) };
      expect(await send(url, '/token/document', put)).toMatchObject({ status: 413 });
      expect(await send(url, '/token/document')).toMatchObject({ status: 200 });
    });
  });
});

describe('a call of rootport view', () => {
  test.each([
    [['view', '--port', 'x'], 'RP5006'],
    [['view', '--port', '65536'], 'RP5006'],
  ])('%j is refused', async (args, code) => {
    const answer = await call(args, { files: { 'a.xml': BARE } });
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toContain(code);
  });

  test('says that there is no such file, no page, or no such port', async () => {
    const stderr: string[] = [];
    const io: Io = {
      ...processIo(),
      stdin: { isTTY: true, read: async () => success(new Uint8Array()), async *chunks() {} },
      stdout: { isTTY: false, columns: undefined, write: () => undefined },
      stderr: { isTTY: false, columns: undefined, write: (text) => void stderr.push(text) },
      interrupted: async () => undefined,
    };
    const page = join(folder, 'page');
    expect(await viewCommand(join(folder, 'none.xml'), {}, io, page)).toBe(2);
    expect(await viewCommand(file, {}, io, folder)).toBe(2);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    expect(await viewCommand(file, { port: `${(other.address() as AddressInfo).port}` }, io, page)).toBe(2);
    other.close();
    expect(stderr.join('').match(/RP\d{4}(?=\]\n)/g)).toEqual(['RP5001', 'RP5060', 'RP5061']);
  });
});
