// The packed extension, without VS Code: what is in it, that its code loads, and that the server inside answers.
import { execFileSync, fork, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createProtocolConnection,
  ExitNotification,
  InitializeRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const isBuilt = existsSync(join(ROOT, 'packages/cli/dist/main.js'));
const hasUnzip = spawnSync('unzip', ['-v']).status === 0;
if (!isBuilt) process.stdout.write('skipped: the extension of VS Code: packages/cli is not built (npm run build)\n');
else if (!hasUnzip) process.stdout.write('skipped: the extension of VS Code: there is no unzip\n');

describe.skipIf(!isBuilt || !hasUnzip)('the packed extension', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rootport-vsix-'));
    const script = join(ROOT, 'packages/vscode/scripts/vsix.mjs');
    execFileSync(process.execPath, [script, join(folder, 'a.vsix')], { stdio: 'ignore' });
    execFileSync('unzip', ['-q', join(folder, 'a.vsix'), '-d', folder]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('has what its manifests name', () => {
    const manifest = JSON.parse(readFileSync(join(folder, 'extension/package.json'), 'utf8'));
    expect(existsSync(join(folder, 'extension', manifest.main))).toBe(true);
    expect(manifest).not.toHaveProperty('devDependencies');
    const assets = readFileSync(join(folder, 'extension.vsixmanifest'), 'utf8');
    expect(assets).toContain(`Version="${manifest.version}"`);
    for (const [, path = ''] of assets.matchAll(/Path="([^"]+)"/g)) expect(existsSync(join(folder, path))).toBe(true);
    const types = readFileSync(join(folder, '[Content_Types].xml'), 'utf8');
    for (const name of ['json', 'cjs', 'js', 'md', 'txt', 'vsixmanifest']) expect(types).toContain(`".${name}"`);
  });

  test('has code that loads', () => {
    const stub = `
      const { Module } = require('node:module');
      const load = Module._load;
      Module._load = (name, ...rest) => (name === 'vscode' ? new Proxy({}, { get: () => class {} }) : load(name, ...rest));
      process.stdout.write(Object.keys(require('./extension/dist/extension.cjs')).sort().join(' '));`;
    writeFileSync(join(folder, 'load.cjs'), stub);
    const loaded = spawnSync(process.execPath, ['load.cjs'], { cwd: folder, encoding: 'utf8' });
    expect([loaded.stdout, loaded.stderr]).toEqual(['activate deactivate', '']);
  });

  test('starts its server as the extension does', async () => {
    const main = join(folder, 'extension/node_modules/rootport/dist/main.js');
    const child = fork(main, ['lsp'], { silent: true, execArgv: [] });
    if (child.stdout === null || child.stdin === null) throw new Error('no streams');
    const ended = new Promise((resolve) => child.on('exit', resolve));
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    connection.listen();
    const asked = { processId: null, rootUri: null, capabilities: {} };
    const { serverInfo } = await connection.sendRequest(InitializeRequest.type, asked);
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(serverInfo).toEqual({ name: 'rootport', version });
    await connection.sendRequest(ShutdownRequest.type);
    await connection.sendNotification(ExitNotification.type);
    expect(await ended).toBe(0);
  });
});
