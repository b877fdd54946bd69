// Asks the executable of "npm run binary" what the built command is asked, and compares the bytes: every call of the guide,
// every command with its help, the language server and the page of "view". A start must not take longer. node scripts/binary-answers.mjs [EXECUTABLE]

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from './write-page.mjs';

const executable = resolve(process.argv[2] ?? join(ROOT, 'released/rootport'));
const PROGRAMS = [
  [process.execPath, [join(ROOT, 'packages/cli/dist/main.js')]],
  [executable, []],
];
const read = (path) => readFileSync(join(ROOT, path), 'utf8');

const FILES = [
  ...readdirSync(join(ROOT, 'fixtures/guide')).map((name) => `guide/${name}`),
  ...['examples/refused.xml', 'examples/collisions.xml', 'proxmox/100.conf', 'proxmox/101.conf'],
];
const LSP = message('initialize', { processId: null, rootUri: null, capabilities: {} }, 1) + message('shutdown', {}, 2);

/** Arguments and standard input. */
const calls = [...guideCalls(), ...commandCalls()];

const folders = PROGRAMS.map(() => mkdtempSync(join(tmpdir(), 'rootport-answers-')));
let differing = 0;
let isSlower = false;
try {
  for (const folder of folders) {
    for (const file of FILES) copyFileSync(join(ROOT, 'fixtures', file), join(folder, file.split('/')[1]));
    copyFileSync(join(ROOT, 'fixtures/convert/linux-i440fx.xml'), join(folder, 'i440fx.xml'));
  }
  for (const [args, input] of calls)
    compare(args.join(' '), ...folders.map((folder, at) => answer(at, folder, args, input)));
  const pages = await Promise.all(folders.map((folder, at) => page(at, folder)));
  compare('the page of view', ...pages);
  for (const call of ['--version', 'plan vm.xml', 'check vm.xml']) compareStarts(call.split(' '));
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true });
}
process.stdout.write(`${calls.length + 1} calls of ${executable}, ${differing} answered otherwise than by Node\n`);
process.exitCode = differing === 0 && !isSlower ? 0 : 1;

function guideCalls() {
  return readdirSync(join(ROOT, 'docs/guide')).flatMap((name) =>
    [...read(`docs/guide/${name}`).matchAll(/^\$ rootport (.*)$/gm)].map(([, call]) => [call.split(' '), '']),
  );
}

function commandCalls() {
  const { stdout } = spawnSync(process.execPath, [...PROGRAMS[0][1], '--help'], { encoding: 'utf8' });
  const names = [...stdout.matchAll(/^ {2}([a-z][a-z0-9]+)(?= |$)/gm)].map(([, name]) => name);
  const vm = read('fixtures/guide/vm.xml');
  const written = [
    ...[
      '--version',
      'version',
      '--help',
      'nothing',
      'plan',
      'plan none.xml',
      'plan -o json vm.xml',
      'plan -o tree vm.xml',
    ],
    ...['plan --in-place vm.xml', 'check -o sarif vm.xml', 'check -o junit refused.xml', 'show -o svg vm.xml'],
    ...['fleet inventory --jobs 2 vm.xml new.xml', 'fleet room --jobs 2 vm.xml', 'kubevirt simulate vm.xml'],
    ...['host -o json node.txt', 'host groups node.txt', 'p2p --host node.txt ai.xml', 'bars gpu.xml', 'guest vm.xml'],
    ...[
      'place --host node.txt --gpus ai.xml',
      'config vm.xml',
      'profiles',
      'codes',
      'codes RP5007',
      'rules',
      'rules I-SEA',
    ],
    ...['qemu vm.xml', 'names --emit netplan vm.xml', 'lock -o - vm.xml', 'completion bash', 'completion zsh'],
    ...[
      'hook qemu vm prepare begin -',
      'hook --locks . qemu vm reconnect begin -',
      'verify --qemu-binary /none vm.xml',
    ],
    ...['convert --from proxmox 100.conf', 'reserve --free 2 vm.xml', 'attach vm.xml nic.xml', 'detach vm.xml 00:01.0'],
    ...['diff vm.xml new.xml', 'profiles diff libvirt-9.0 libvirt-11.3 vm.xml'],
  ].map((call) => [call.split(' '), vm]);
  return [...names.map((name) => [[name, '--help'], '']), ...written, [['lsp'], LSP]];
}

function message(method, params, id) {
  const text = JSON.stringify({ jsonrpc: '2.0', id, method, params });
  return `Content-Length: ${text.length}\r\n\r\n${text}`;
}

function answer(at, folder, args, input) {
  const [command, before] = PROGRAMS[at];
  const { status, stdout, stderr } = spawnSync(command, [...before, ...args], {
    cwd: folder,
    input,
    maxBuffer: 2 ** 27,
  });
  return { status, stdout: stdout.toString('latin1'), stderr: stderr.toString('latin1') };
}

/** Milliseconds of the quickest of many starts, which are made by turns: the others had to wait for something else. */
function compareStarts(args) {
  const least = PROGRAMS.map(() => Number.POSITIVE_INFINITY);
  for (let turn = 0; turn < 20; turn += 1) {
    for (const at of PROGRAMS.keys()) {
      const begin = performance.now();
      answer(at, folders[at], args, '');
      least[at] = Math.min(least[at], performance.now() - begin);
    }
  }
  const [byNode, byExecutable] = least.map(Math.round);
  process.stdout.write(`${args.join(' ')}: ${byNode} ms under Node, ${byExecutable} ms by the executable\n`);
  isSlower ||= byExecutable > byNode;
}

/** The page and all that it names, as the program serves them. */
async function page(at, folder) {
  const [command, before] = PROGRAMS[at];
  const server = spawn(command, [...before, 'view', 'vm.xml'], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(server, 'exit');
  const [url] = await once(createInterface(server.stdout), 'line');
  const parts = {};
  const waiting = [''];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (path in parts) continue;
    const reply = await fetch(new URL(path, url));
    const body = Buffer.from(await reply.arrayBuffer()).toString('latin1');
    parts[path] = `${reply.status} ${reply.headers.get('content-type')}\n${body.replaceAll(url, 'URL/')}`;
    for (const [name] of body.matchAll(/\bassets\/[\w.-]+\.(?:js|css|woff2)\b/g)) waiting.push(name);
  }
  server.kill('SIGINT');
  await ended;
  return parts;
}

function compare(name, byNode, byExecutable) {
  const keys = Object.keys({ ...byNode, ...byExecutable }).filter((key) => byNode[key] !== byExecutable[key]);
  if (keys.length === 0) return;
  differing += 1;
  for (const key of keys) {
    process.stdout.write(`${name}: ${key || 'the page'}\n`);
    for (const side of [byNode, byExecutable])
      process.stdout.write(`  ${JSON.stringify(side[key] ?? null).slice(0, 300)}\n`);
  }
}
