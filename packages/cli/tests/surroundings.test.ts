import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../src/commands/commands.ts';
import { run } from '../src/run.ts';
import { nodeFiles } from '../src/system/node-io.ts';
import { BARE } from './documents.ts';
import { fakeIo } from './fake-io.ts';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const MCP = fileURLToPath(new URL('../../mcp/dist/main.js', import.meta.url));
const canRun = existsSync(MAIN) && process.platform === 'linux';
if (!canRun)
  process.stdout.write('skipped: odd surroundings: no Linux, or packages/cli is not built (npm run build)\n');

/** What an agent says first. */
const INITIALIZE = JSON.stringify({
  ...{ jsonrpc: '2.0', id: 1, method: 'initialize' },
  params: { protocolVersion: '2024-11-05', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
});

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rootport-odd-'));
  writeFileSync(join(folder, 'vm.xml'), BARE);
  writeFileSync(join(folder, 'nic.xml'), "<interface type='user'><model type='virtio'/></interface>");
  writeFileSync(
    join(folder, 'facts.json'),
    JSON.stringify({
      ...{ formatVersion: '2.0', nodes: [{ id: 0 }], roots: [{ id: 'pci0000:17', node: 0 }], bridges: [] },
      devices: [{ address: '0000:18:00.0', class: '0302', id: '10de:2335', root: 'pci0000:17', node: 0 }],
    }),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a shell makes of a script in which $R is the program; ended by force if it hangs. */
function shell(script: string) {
  const env = { PATH: process.env['PATH'], NODE: process.execPath, MAIN, MCP };
  const text = script.replaceAll('$R', '"$NODE" "$MAIN"');
  const { status, stdout, stderr } = spawnSync('sh', ['-c', text], {
    cwd: folder,
    env,
    encoding: 'utf8',
    timeout: 300_000,
  });
  return { status, stdout, stderr, messages: stderr.split('\n').filter((line) => /error: /.test(line)) };
}

/** A call of every command; `reads`: it asks the configuration beside its document. */
const CALLS: readonly { readonly name: string; readonly call: string; readonly reads: boolean }[] = [
  ...[
    'plan vm.xml',
    'show vm.xml',
    'explain vm.xml',
    'capacity vm.xml',
    'reserve --free 2 vm.xml',
    'attach vm.xml nic.xml',
    'detach vm.xml 00:01.0',
    'diff vm.xml vm.xml',
    'lock -o - vm.xml',
    'check vm.xml',
    'fleet inventory vm.xml',
    'fleet room vm.xml',
    'kubevirt simulate vm.xml',
    'config vm.xml',
    'convert --machine q35 vm.xml',
    'qemu vm.xml',
    'verify vm.xml',
    'place --host facts.json --gpus vm.xml',
    'p2p --host facts.json vm.xml',
    'bars vm.xml',
    'guest vm.xml',
    'names vm.xml',
    'names --emit netplan vm.xml',
    'profiles diff libvirt-9.0 libvirt-11.3 vm.xml',
  ].map((call) => ({ name: call.split(' ')[0] ?? '', call, reads: true })),
  ...[
    'host facts.json',
    'host groups facts.json',
    'profiles',
    'codes',
    'rules',
    'completion bash',
    // What these ask comes later, from a client; a document's configuration is none of their arguments.
    'hook qemu vm prepare begin -',
    'lsp',
    'view --quiet vm.xml',
  ].map((call) => ({ name: call.split(' ')[0] ?? '', call, reads: false })),
];

test('there is a call of every command', () => {
  expect(Object.keys(COMMANDS).filter((command) => CALLS.every(({ name }) => name !== command))).toEqual([]);
});

/** Configurations that stop every command which asks them, with what is said. */
const BAD_CONFIGURATIONS: readonly (readonly [string, (path: string) => void, RegExp])[] = [
  ['a pipe', (path) => void spawnSync('mkfifo', [path]), /not a regular file \[RP5001\]$/],
  ['a link to itself', (path) => symlinkSync('.rootport.json', path), /links.* \[RP5001\]$/],
  ['a link to nothing', (path) => symlinkSync('nothing', path), /no such file.* \[RP5001\]$/],
  [
    'nested thousands deep',
    (path) => writeFileSync(path, '['.repeat(5_000) + ']'.repeat(5_000)),
    /\.rootport\.json:1:101: error: .*nested more than 100 deep \[RP5030\]$/,
  ],
];

describe.skipIf(process.platform !== 'linux').each(BAD_CONFIGURATIONS)(
  'beside a configuration that is %s',
  (_, make, message) => {
    beforeAll(() => make(join(folder, '.rootport.json')));
    afterAll(() => rmSync(join(folder, '.rootport.json')));

    // In this process: what a start costs is not what is asked here.
    test.each(CALLS.filter(({ reads }) => reads))('$call says it once', async ({ call }) => {
      const [stdout, stderr]: [string[], string[]] = [[], []];
      const overrides = { files: nodeFiles(), cwd: folder };
      const io = fakeIo({ overrides, stdin: '' }, { stdout, stderr, written: new Map() });
      const args = call.split(' ').map((arg) => (/\.(?:xml|json)$/.test(arg) ? join(folder, arg) : arg));
      expect(await run(args, io)).toBe(2);
      expect(stdout.join('')).toBe('');
      const errors = stderr
        .join('')
        .split('\n')
        .filter((line) => line.includes('error: '));
      expect(errors).toEqual([expect.stringMatching(message)]);
    });
  },
);

/** What a program says of a standard output that is full, and its exit code; `input` stays open until it ends. */
async function intoFullDisk(args: readonly string[], input = ''): Promise<{ code: unknown; stderr: string }> {
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['pipe', full, 'pipe'] });
  let stderr = '';
  child.stderr?.on('data', (text) => {
    stderr += text;
  });
  child.stdin?.on('error', () => undefined).write(input);
  // A server waits for more, every other command for an end of its input at most.
  if (input === '') child.stdin?.end();
  const [code] = await once(child, 'close');
  closeSync(full);
  return { code, stderr };
}

describe.skipIf(!canRun)('into a full disk', () => {
  // Those that print in ways of their own; the others write as "plan" does.
  test.each([
    ['plan', [MAIN, 'plan', '-o', 'json', 'vm.xml']],
    ['check -o sarif', [MAIN, 'check', '-o', 'sarif', 'vm.xml']],
    ['fleet', [MAIN, 'fleet', 'inventory', 'vm.xml']],
    ['host', [MAIN, 'host', 'facts.json']],
    ['view, whose address nobody gets', [MAIN, 'view', '--quiet', 'vm.xml']],
    ['--help', [MAIN, '--help']],
    ['the server of agents', [MCP], `${INITIALIZE}\n`],
  ])('%s says it and ends', async (_, args, input = '') => {
    const { code, stderr } = await intoFullDisk(args, input);
    expect(stderr.split('\n').filter((line) => line.includes('error: '))).toEqual([
      expect.stringMatching(/^rootport: error: cannot write <stdout>: .*no space left.* \[RP5003\]$/),
    ]);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(code).toBe(2);
  });
});

describe.skipIf(!canRun)('in odd surroundings, rootport says one thing and ends', () => {
  // How many files a start needs depends on Node, and on what the command loads: below, Node itself fails.
  test.each([18, 19, 20, 21, 22, 24, 28])('with %d open files', (limit) => {
    const call = '$R plan --profile latest --in-place files.xml';
    const { status, messages, stderr } = shell(`cp vm.xml files.xml; ulimit -n ${limit}; ${call}`);
    const isWritten = readFileSync(join(folder, 'files.xml'), 'utf8') !== BARE;
    expect(stderr).not.toContain('bug');
    expect(isWritten).toBe(status === 0);
    if (status === 0 || !stderr.startsWith('rootport')) return;
    expect(status).toBe(2);
    expect(messages).toEqual([expect.stringMatching(/^rootport: error: .*too many open files.* \[RP5\d{3}\]$/)]);
  });

  test.each([19, 20, 21, 22, 24])('with %d open files, a hook of libvirt kills no running guest', (limit) => {
    const { status, stderr } = shell(`ulimit -n ${limit}; $R hook qemu vm reconnect begin - < vm.xml`);
    if (stderr === '' || stderr.startsWith('rootport')) expect(status).toBe(0);
  });

  test.each([
    [
      'a configuration that is a pipe',
      'mkfifo p; $R check --config p vm.xml',
      2,
      /read p: not a regular file \[RP5001\]/,
    ],
  ])('with %s', (_, script, code, message) => {
    const { status, messages, stdout } = shell(script);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(message);
    expect(stdout).toBe('');
    expect(status).toBe(code);
  });

  test.each([
    ['output', '$R plan --profile latest vm.xml >&-'],
    ['errors', '$R plan vm.xml 2>&-'],
    ['input', '$R plan --profile latest vm.xml <&-'],
    ['reader', '$R codes | head -1'],
    ['reader of a host', '$R host facts.json | true'],
    ['reader of the server of agents', `echo '${INITIALIZE}' | "$NODE" "$MCP" | true`],
    ['output and errors', '$R check vm.xml >&- 2>&-; [ $? -le 1 ]'],
  ])('with closed %s', (_, script) => {
    expect(shell(script)).toMatchObject({ status: 0, stderr: '' });
  });

  test('with no input at all', () => {
    const { status, messages } = shell('$R plan - <&-');
    expect(status).toBe(1);
    expect(messages).toEqual([expect.stringMatching(/\[RP1005\]$/)]);
  });

  test.each([['--host'], ['--locked']])('with a %s file that is nested thousands deep', (option) => {
    writeFileSync(join(folder, 'deep.json'), '['.repeat(100_000) + ']'.repeat(100_000));
    const { status, messages } = shell(`$R plan ${option} deep.json vm.xml`);
    expect(status).toBe(2);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(/\[RP(5004|3070)\]$/);
  });
});
