import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readNodeFacts } from '../src/node-facts.ts';
import { serve } from '../src/serve.ts';
import { pluginServices, sidecarServices } from '../src/services.ts';
import { caller } from './client.ts';
import { converted, lockOf, SETTINGS, started } from './guests.ts';

const folder = mkdtempSync(join(tmpdir(), 'rootport-kubevirt-'));
const SOCKET = join(folder, 'plugin.sock');
const HOOKS = join(folder, 'hooks.sock');
const log: string[] = [];
const stops: (() => Promise<void>)[] = [];

async function listening(path: string, services: Parameters<typeof serve>[1]): Promise<void> {
  const serving = await serve(path, services);
  if (!serving.ok) throw new Error(serving.diagnostic.code);
  stops.push(serving.stop);
}

beforeAll(async () => {
  const settings = { ...SETTINGS, nodeFacts: () => readNodeFacts(undefined, undefined) };
  await listening(
    SOCKET,
    pluginServices(settings, (line) => log.push(line)),
  );
  await listening(
    HOOKS,
    sidecarServices('rootport', settings, (line) => log.push(line)),
  );
});
afterAll(async () => {
  for (const stop of stops) await stop();
  expect([SOCKET, HOOKS].map((path) => existsSync(path))).toEqual([false, false]);
  rmSync(folder, { recursive: true });
});

const mutate = caller('kubevirt.hooks.plugins.v1alpha1', 'DomainHookService');
const DOMAIN = converted({ nics: { default: '52:54:00:00:00:01' }, disks: ['root', 'data'] });
const LOCK = lockOf(started({ nics: { default: '52:54:00:00:00:01' }, disks: ['root'] }).plan);
const vmi = (annotations: object, more: object = {}): string =>
  JSON.stringify({ metadata: { namespace: 'vms', name: 'web', annotations }, ...more });

function ask(domain: string | Buffer, given: string | Buffer, context = 'Boot', type = 'libvirt') {
  return mutate(SOCKET, 'MutateDomain', {
    domain_type: type,
    domain: Buffer.from(domain),
    vmi: Buffer.from(given),
    sidecar_context: { invocation_context: context },
  });
}

const textOf = (reply: Awaited<ReturnType<typeof ask>>, field = 'domain'): string =>
  reply.ok ? `${reply.value[field]}` : `${reply.error.code} ${reply.error.details}`;

describe('MutateDomain (I-KP-PROTO)', () => {
  test('keeps to the lock of an annotation', async () => {
    const answered = textOf(await ask(DOMAIN, vmi({ 'rootport/lock': LOCK })));
    expect(answered).toContain("<domain type='kvm'>");
    expect(answered).not.toBe(DOMAIN);
    expect(textOf(await ask(answered, vmi({ 'rootport/lock': LOCK })))).toBe(answered);
  });

  test.each([
    ['no annotation', vmi({}), 'Boot'],
    ['annotations of others', vmi({ 'kubevirt.io/x': 'y' }), 'Boot'],
    ['the target of a migration (I-KP-CONTEXT)', vmi({ 'rootport/lock': LOCK }), 'MigrationTarget'],
    ['the source of a migration', vmi({ 'rootport/lock': '{' }), 'MigrationSource'],
    ['a context of the future', 'not even JSON', 'Something'],
  ])('gives back its input to the byte with %s', async (_, given, context) => {
    const odd = `\ufeff<!-- ä -->\r\n${DOMAIN}\n`;
    expect(textOf(await ask(odd, given, context))).toBe(odd);
  });

  test.each([
    ['broken XML', '<domain', vmi({ 'rootport/lock': LOCK }), 3, 'RP1001'],
    ['nothing', '', vmi({ 'rootport/reserve': '2' }), 3, 'RP1'],
    ['no UTF-8', Buffer.from([0xff, 0xfe]), vmi({ 'rootport/reserve': '2' }), 3, 'RP5565'],
    [
      'a document of a megabyte',
      `<!--${'x'.repeat(2 ** 20)}-->${DOMAIN}`,
      vmi({ 'rootport/reserve': '2' }),
      3,
      'RP5565',
    ],
    ['a VMI that is no JSON', DOMAIN, '{', 3, 'RP5565'],
    ['a VMI that is a list', DOMAIN, '[]', 3, 'RP5565'],
    ['a VMI of brackets', DOMAIN, '['.repeat(100_000), 3, 'RP5565'],
    ['a lock that is none', DOMAIN, vmi({ 'rootport/lock': '{}' }), 9, 'RP3070'],
    ['a huge annotation', DOMAIN, vmi({ 'rootport/lock': 'x'.repeat(300_000) }), 9, 'RP5566'],
    ['a lock that is no text', DOMAIN, vmi({ 'rootport/lock': {} }), 9, 'RP5566'],
    ['a count that is none', DOMAIN, vmi({ 'rootport/reserve': '-1' }), 9, 'RP5566'],
    ['a count beyond reason', DOMAIN, vmi({ 'rootport/reserve': '999' }), 9, 'RP5566'],
    ['an unknown policy', DOMAIN, vmi({ 'rootport/place': 'near' }), 9, 'RP5566'],
    [
      'a domain that libvirt refuses',
      DOMAIN.replace("model='virtio-non-transitional'", "model='nonsense'"),
      vmi({ 'rootport/reserve': '1' }),
      9,
      'RP',
    ],
    [
      'GPUs and no facts',
      converted({ gpus: { a: '0000:18:00.0' } }),
      vmi({ 'rootport/place': 'per-node' }),
      9,
      'RP5567',
    ],
  ])('refuses %s', async (_, domain, given, code, text) => {
    const reply = await ask(domain, given);
    expect(textOf(reply)).toMatch(new RegExp(`^${code} .*\\[?${text}`, 's'));
    expect(textOf(reply)).not.toMatch(/RP5007|\n/);
  });

  test('refuses another type of domain, and knows no other method', async () => {
    expect(textOf(await ask(DOMAIN, vmi({}), 'Boot', 'xen'))).toMatch(/^3 .*RP5565/);
    const other = caller('kubevirt.hooks.plugins.v1alpha2', 'DomainHookService');
    expect(textOf(await other(SOCKET, 'MutateDomain', {}))).toMatch(/^12 /);
  });

  test('refuses what is larger than a message may be, and goes on', async () => {
    expect(textOf(await ask(Buffer.alloc(9 * 2 ** 20, 0x20), vmi({})))).toMatch(/^8 /);
    expect(textOf(await ask(DOMAIN, vmi({})))).toBe(DOMAIN);
  });

  test('says in one line of the log what it did', () => {
    expect(log).toContain('vms/web: changed');
    expect(log).toContain('vms/web: unchanged');
    expect(log.filter((line) => line.includes('\n'))).toEqual([]);
  });
});

describe('the older sidecar (I-KH-PROTO)', () => {
  test('says its name, its version and that it wants definitions', async () => {
    const info = caller('kubevirt.hooks.info', 'Info');
    expect(await info(HOOKS, 'Info', {})).toMatchObject({
      ok: true,
      value: {
        name: 'rootport',
        hookPoints: [{ name: 'OnDefineDomain' }],
        versions: ['v1alpha1', 'v1alpha2', 'v1alpha3'],
      },
    });
  });

  test.each(['v1alpha1', 'v1alpha2', 'v1alpha3'])('%s defines domains', async (version) => {
    const call = caller(`kubevirt.hooks.${version}`, 'Callbacks');
    const define = async (given: string) =>
      textOf(
        await call(HOOKS, 'OnDefineDomain', { domainXML: Buffer.from(DOMAIN), vmi: Buffer.from(given) }),
        'domainXML',
      );
    const changed = await define(vmi({ 'rootport/lock': LOCK }));
    expect(changed).toBe(textOf(await ask(DOMAIN, vmi({ 'rootport/lock': LOCK }))));
    expect(await define(vmi({ 'rootport/reserve': 'x' }))).toMatch(/^9 .*RP5566/);
    // It is called at the target of a migration, too, and has no other way to know.
    const arriving = vmi({ 'rootport/lock': LOCK }, { status: { migrationState: { targetNode: 'b' } } });
    expect(await define(arriving)).toBe(DOMAIN);
    const ended = vmi({ 'rootport/lock': LOCK }, { status: { migrationState: { targetNode: 'b', completed: true } } });
    expect(await define(ended)).toBe(changed);
  });

  test('gives back what it is asked of cloud-init, and ends nothing at Shutdown', async () => {
    const call = caller('kubevirt.hooks.v1alpha3', 'Callbacks');
    const iso = { cloudInitNoCloudSource: Buffer.from('a'), cloudInitData: Buffer.from('b') };
    expect(await call(HOOKS, 'PreCloudInitIso', { ...iso, vmi: Buffer.from('{}') })).toMatchObject({
      ok: true,
      value: iso,
    });
    expect(await call(HOOKS, 'Shutdown', {})).toMatchObject({ ok: true });
    const old = caller('kubevirt.hooks.v1alpha1', 'Callbacks');
    expect(textOf(await old(HOOKS, 'PreCloudInitIso', iso))).toMatch(/^12 /);
  });
});

describe('the socket (I-KP-SERVER)', () => {
  test('can be reached by every user, whatever the umask is', () => {
    expect(lstatSync(SOCKET).mode & 0o777).toBe(0o777);
  });

  test('takes the place of one that a server left behind', async () => {
    const path = join(folder, 'stale.sock');
    const left = createServer().listen(path);
    await new Promise((resolve) => left.once('listening', resolve));
    // The file stays when a process is killed; here another name of it does.
    const { linkSync } = await import('node:fs');
    const stale = join(folder, 'left.sock');
    linkSync(path, stale);
    await new Promise((resolve) => left.close(resolve));
    expect(existsSync(stale)).toBe(true);
    const serving = await serve(
      stale,
      pluginServices(SETTINGS, () => undefined),
    );
    expect(serving.ok).toBe(true);
    if (serving.ok) await serving.stop();
    expect(existsSync(stale)).toBe(false);
  });

  test.each([
    ['a file', (path: string) => writeFileSync(path, 'x'), 'something else than a socket'],
    ['a folder', (path: string) => mkdirSync(path), 'something else than a socket'],
    ['a link to a socket', (path: string) => symlinkSync(SOCKET, path), 'something else than a socket'],
    ['no folder', () => undefined, 'its folder is not there'],
  ])('is not made where there is %s', async (what, make, problem) => {
    const path = join(folder, what === 'no folder' ? 'nowhere/a.sock' : `${what.replaceAll(' ', '-')}.sock`);
    make(path);
    const serving = await serve(path, []);
    expect(serving).toMatchObject({ ok: false, diagnostic: { code: 'RP5568' } });
    expect(JSON.stringify(serving)).toMatch(new RegExp(problem));
  });

  test('is not taken from a server that answers, and its path has a limit', async () => {
    expect(JSON.stringify(await serve(SOCKET, []))).toContain('another server answers');
    expect(JSON.stringify(await serve(`/${'a'.repeat(200)}`, []))).toContain('more than 107 bytes');
    expect(JSON.stringify(await serve('a.sock', []))).toContain('begin with /');
  });
});

describe('facts about the node', () => {
  const hosts = join(folder, 'hosts');
  beforeAll(() => {
    mkdirSync(hosts);
    writeFileSync(join(hosts, 'node-1.json'), '{"formatVersion": "9.0"}');
    writeFileSync(join(hosts, 'broken.json'), '{');
    chmodSync(hosts, 0o755);
  });

  test.each([
    [undefined, undefined, 'RP5567'],
    [hosts, undefined, 'RP5567'],
    [hosts, '../node-1', 'RP5567'],
    [hosts, 'node-2', 'RP5567'],
    [hosts, 'node-1', 'RP55'],
    [hosts, 'broken', 'RP55'],
    [join(hosts, 'node-1.json'), undefined, 'RP55'],
    ['/dev/zero', undefined, 'RP5567'],
  ])('%s of %s are refused', (path, node, code) => {
    const facts = readNodeFacts(path, node);
    expect(facts.ok ? '' : facts.diagnostics[0]?.code).toMatch(new RegExp(`^${code}`));
  });
});
