import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { run } from 'rootport/run';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { textIo } from '../src/text-io.ts';
import { type Arguments, callTool, TOOLS } from '../src/tools.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const MAIN = join(ROOT, 'packages/mcp/dist/main.js');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const vm = read('fixtures/guide/vm.xml');

const CALLS: Readonly<Record<string, Arguments>> = {
  plan: { xml: vm, profile: 'libvirt-9.0', qemu: '7.2' },
  check: { xml: read('fixtures/examples/collisions.xml'), rules: 'machine-alias=off' },
  explain: { xml: vm, device: 'vda' },
  capacity: { xml: vm },
  attach: { xml: vm, device: read('fixtures/guide/nic.xml') },
  names: { xml: vm, scheme: 'debian-12', host: read('fixtures/guide/host.json') },
  place: {
    xml: read('fixtures/guide/ai.xml'),
    host: read('fixtures/guide/node.txt'),
    gpus: true,
    nics: true,
    policy: 'switch',
  },
  diff: { before: vm, after: read('fixtures/guide/new.xml') },
};

/** Grows to 10^10 characters where entities are read. */
const BOMB = `<!DOCTYPE d [<!ENTITY e0 "0123456789">${Array.from({ length: 9 }, (_, index) => `<!ENTITY e${index + 1} "${`&e${index};`.repeat(10)}">`).join('')}]><domain><name>&e9;</name></domain>`;

/** What the command prints in a folder that has the same files. */
async function command(args: readonly string[], texts: Readonly<Record<string, string>>): Promise<string> {
  const recorded = { stdout: '', stderr: '' };
  await run(args, textIo(texts, recorded));
  return recorded.stdout;
}

describe('each tool', () => {
  test('has a call here', () => {
    expect(TOOLS.map(({ name }) => name).sort()).toEqual(Object.keys(CALLS).sort());
  });

  test.each(TOOLS.map((tool) => [tool.name, tool] as const))('%s answers something', async (name, tool) => {
    const answer = await callTool(tool, CALLS[name] ?? {});
    expect(answer).toMatchObject({ isError: false, json: { formatVersion: expect.any(String) } });
    expect(JSON.parse(answer.text)).toEqual(answer.json);
  });

  test.each(TOOLS.map((tool) => [tool.name, tool] as const))('%s survives hostile texts', async (_, tool) => {
    for (const text of [
      '<',
      '\u0000',
      '<a>'.repeat(20_000),
      '<!DOCTYPE d [<!ENTITY a "b">]><domain>&a;</domain>',
      BOMB,
      `<domain ${Array.from({ length: 10_000 }, (_, index) => `a${index}=''`).join(' ')}><devices/></domain>`,
      '/etc/passwd',
      '--help',
    ]) {
      const given = Object.fromEntries(Object.keys(tool.inputSchema).map((name) => [name, text]));
      const answer = await callTool(tool, given);
      expect(answer.text).not.toMatch(/RP5007|root:/);
    }
  });
});

test('place answers what the command prints of the same texts', async () => {
  const { xml = '', host = '' } = CALLS['place'] ?? {};
  const texts = { 'domain.xml': String(xml), 'host.json': String(host) };
  const args = ['place', '-o', 'json', '--gpus', '--nics', '--policy=switch', '--host=host.json', 'domain.xml'];
  const [tool] = TOOLS.filter(({ name }) => name === 'place');
  if (tool === undefined) throw new Error('no tool');
  const { text, json } = await callTool(tool, CALLS['place'] ?? {});
  expect(text).toBe(await command(args, texts));
  expect(json).toMatchObject({ ok: true, xml: expect.stringContaining('<hostdev') });
});

test('a path is a text like any other, and an option no option', async () => {
  const [plan] = TOOLS;
  if (plan === undefined) throw new Error('no tool');
  expect(await callTool(plan, { xml: vm, profile: '--host=/etc/passwd' })).toMatchObject({ isError: true });
  expect(await callTool(plan, { xml: vm, profile: 'local' })).not.toMatchObject({
    text: expect.stringContaining('RP5007'),
  });
});

if (!existsSync(MAIN)) process.stdout.write('skipped: the built server: packages/mcp is not built (npm run build)\n');

describe.skipIf(!existsSync(MAIN))('the built server', () => {
  const client = new Client({ name: 'test', version: '1' });
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rootport-mcp-'));
    await client.connect(new StdioClientTransport({ command: process.execPath, args: [MAIN], cwd: folder }));
  });
  afterAll(async () => {
    await client.close();
    rmSync(folder, { recursive: true });
  });

  test('lists the tools, read-only, with schemas', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(TOOLS.map(({ name }) => name));
    for (const { annotations, inputSchema } of tools) {
      expect(annotations).toMatchObject({ readOnlyHint: true, openWorldHint: false });
      expect(Object.keys(inputSchema.properties ?? {}).length).toBeGreaterThan(0);
    }
  });

  test('answers what the command answers', async () => {
    const bin = join(ROOT, 'packages/cli/dist/main.js');
    for (const [name, file] of [
      ['vm.xml', vm],
      ['domain.xml', vm],
      ['device.xml', String(CALLS['attach']?.['device'] ?? '')],
    ])
      writeFileSync(join(folder, name ?? ''), file ?? '');
    const { structuredContent, content } = await client.callTool({ name: 'attach', arguments: CALLS['attach'] });
    const { stdout } = spawnSync(process.execPath, [bin, 'attach', '-o', 'json', 'domain.xml', 'device.xml'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(content).toEqual([{ type: 'text', text: stdout }]);
    expect(structuredContent).toEqual(JSON.parse(stdout));
    expect(await command(['plan', '-o', 'json', 'domain.xml'], { 'domain.xml': vm })).toBe(
      spawnSync(process.execPath, [bin, 'plan', '-o', 'json', 'domain.xml'], { cwd: folder, encoding: 'utf8' }).stdout,
    );
  });

  test('refuses wrong arguments as an answer', async () => {
    expect(await client.callTool({ name: 'plan', arguments: { xml: 3 } })).toMatchObject({ isError: true });
    expect(await client.callTool({ name: 'plan', arguments: { xml: 'a'.repeat(4_000_001) } })).toMatchObject({
      isError: true,
    });
    expect(await client.callTool({ name: 'plan', arguments: { xml: vm, profile: 'no' } })).toMatchObject({
      isError: true,
    });
    expect(await client.callTool({ name: 'plan', arguments: { xml: vm, profiel: '9.0' } })).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('profiel') }],
    });
    // It goes on.
    expect(await client.callTool({ name: 'check', arguments: { xml: '<' } })).toMatchObject({ isError: false });
  });
});

describe.skipIf(!existsSync(MAIN))('what the built server reads', () => {
  const request = (id: number, method: string, params: unknown) =>
    JSON.stringify({ jsonrpc: '2.0', id, method, params });
  const initialize = request(1, 'initialize', {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'test', version: '1' },
  });
  const plan = (id: number) => request(id, 'tools/call', { name: 'check', arguments: { xml: vm } });
  const send = (...lines: readonly string[]) => {
    const input = `${[initialize, ...lines].join('\n')}\n`;
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN], { input, encoding: 'utf8' });
    const answers = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
    return { status, stderr, answers: answers.filter(({ id }) => id !== 1) };
  };

  test('is answered with one error where it is no message, and the next is answered', () => {
    const deep = '['.repeat(200_000);
    const bad = [
      'garbage \u0000\u001b[31m',
      '{"jsonrpc":"2.0","id":',
      deep,
      `${deep}${']'.repeat(200_000)}`,
      '[]',
      'null',
      request(2, 'tools/call', 'text'),
      '{"jsonrpc":"1.0","id":3,"method":"ping"}',
    ];
    const { status, stderr, answers } = send(...bad, plan(9));
    expect(status).toBe(0);
    expect(answers.filter(({ id }) => id === null).map(({ error }) => error.code)).toEqual([
      -32700, -32700, -32700, -32600, -32600, -32600, -32600, -32600,
    ]);
    expect(stderr.trimEnd().split('\n')).toHaveLength(bad.length);
    expect(stderr).not.toContain('    at ');
    expect(answers.find(({ id }) => id === 9).result.isError).toBe(false);
  });

  test('has an error for each wrong call, and cancelled calls harm no other', () => {
    const deepText = JSON.parse(`${'['.repeat(1000)}${']'.repeat(1000)}`);
    const wrong = [
      ['no/such', {}],
      ['tools/call', {}],
      ['tools/call', { name: 'no', arguments: {} }],
      ['tools/call', { name: 'plan', arguments: 7 }],
      ['tools/call', { name: 'plan', arguments: { xml: deepText } }],
      ['tools/call', { name: 'plan', arguments: { xml: null, profile: [] } }],
      ['tools/call', { name: '__proto__', arguments: { __proto__: 1 } }],
    ] as const;
    const cancel = (id: unknown) =>
      JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id } });
    const lines = wrong.map(([method, params], index) => request(10 + index, method, params));
    const { status, answers } = send(...lines, plan(30), cancel(30), cancel(31), cancel('x'), plan(32));
    expect(status).toBe(0);
    for (const index of wrong.keys()) {
      const own = answers.filter(({ id }) => id === 10 + index);
      expect(own).toHaveLength(1);
      expect(own[0].error !== undefined || own[0].result.isError === true, lines[index]?.slice(0, 99)).toBe(true);
    }
    expect(answers.find(({ id }) => id === 32).result.isError).toBe(false);
  });

  test('is refused where it is too long to be kept, and the next is answered', () => {
    const { status, stderr, answers } = send('x'.repeat(49 * 2 ** 20), plan(9), plan(10));
    expect(status).toBe(0);
    expect(stderr).toMatch(/^rootport-mcp: .*48000000 bytes\n$/);
    expect(answers.map(({ id, error }) => [id, error?.code])).toEqual([
      [null, -32600],
      [9, undefined],
      [10, undefined],
    ]);
  });

  test('may be two of the longest documents', () => {
    const long = `<domain>${'"'.repeat(3_999_000)}</domain>`;
    const line = request(9, 'tools/call', { name: 'diff', arguments: { before: long, after: long } });
    expect(line.length).toBeGreaterThan(10 * 2 ** 20);
    const { status, answers } = send(line);
    expect(status).toBe(0);
    expect(answers[0].result.structuredContent.ok).toBe(false);
  });
});
