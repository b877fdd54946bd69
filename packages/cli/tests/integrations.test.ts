import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const isBuilt = existsSync(join(ROOT, 'packages/cli/dist/main.js'));
if (!isBuilt) process.stdout.write('skipped: hook and action: packages/cli is not built (npm run build)\n');

// The command that the hooks install elsewhere; a folder is linked, so that nothing is fetched.
const COMMAND = { ROOTPORT_PACKAGE: join(ROOT, 'packages/cli') };

const yaml = (name: string) => parse(readFileSync(join(ROOT, name), 'utf8'));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rootport-hooks-'));
  mkdirSync(join(folder, 'guests/old'), { recursive: true });
  cpSync(join(ROOT, 'fixtures/examples/collisions.xml'), join(folder, 'guests/clash.xml'));
  cpSync(join(ROOT, 'fixtures/examples/many-disks.xml'), join(folder, 'guests/old/good.xml'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly language: string;
}

describe.skipIf(!isBuilt)('the hooks of pre-commit', () => {
  const hooks: readonly Hook[] = yaml('.pre-commit-hooks.yaml');
  /** As pre-commit runs a hook of language script: the first word is a file of this repository. */
  const run = (id: string, ...files: readonly string[]) => {
    const { entry = '' } = hooks.find((one) => one.id === id) ?? {};
    const [script = '', ...args] = entry.split(' ');
    const env = { ...process.env, ...COMMAND };
    return spawnSync(join(ROOT, script), [...args, ...files], { cwd: folder, env, encoding: 'utf8' });
  };

  test('have what pre-commit asks for', () => {
    expect(hooks.map(({ id, language }) => [id, language])).toEqual([
      ['rootport-check', 'script'],
      ['rootport-fix', 'script'],
    ]);
    for (const hook of hooks)
      expect(Object.keys(hook).sort()).toEqual([
        'description',
        'entry',
        'id',
        'language',
        'name',
        'require_serial',
        'types',
      ]);
  });

  test('fail on what libvirt refuses, and pass what is good', () => {
    const { status, stdout } = run('rootport-check', 'guests/clash.xml', 'guests/old/good.xml');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^guests\/clash\.xml:23:7: error: .* \[RP3010\]$/m);
    expect(run('rootport-check', 'guests/old/good.xml')).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  test('repair', () => {
    writeFileSync(join(folder, 'mine.xml'), readFileSync(join(folder, 'guests/clash.xml')));
    expect(run('rootport-fix', 'mine.xml').stdout).toMatch(/^mine\.xml:23: fixed: /);
    expect(run('rootport-check', 'mine.xml').status).toBe(0);
  });
});

describe.skipIf(!isBuilt)('the GitHub Action', () => {
  const action = yaml('action.yml');
  /** Runs the steps as a runner does: each in a bash of its own, with the inputs in its variables. */
  const run = (inputs: Readonly<Record<string, string>>) => {
    const given: Record<string, string> = {};
    for (const [name, { default: value }] of Object.entries<{ default?: string }>(action.inputs))
      given[name] = inputs[name] ?? value ?? '';
    let stdout = '';
    for (const step of action.runs.steps) {
      expect(step.shell).toBe('bash');
      const env: Record<string, string> = {
        ...COMMAND,
        PATH: process.env['PATH'] ?? '',
        GITHUB_ACTION_PATH: ROOT,
      };
      for (const [name, value] of Object.entries<string>(step.env ?? {})) {
        env[name] = value.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, input: string) => {
          if (given[input] === undefined) throw new Error(`no input ${input}`);
          return given[input];
        });
      }
      const script = join(folder, 'step.sh');
      writeFileSync(script, step.run);
      const answer = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
        cwd: folder,
        env,
        encoding: 'utf8',
      });
      stdout += answer.stdout;
      if (answer.status !== 0) return { status: answer.status, stdout, stderr: answer.stderr };
    }
    return { status: 0, stdout, stderr: '' };
  };

  test('is composite, and every variable of a step comes from an input', () => {
    expect(action.runs.using).toBe('composite');
    // A text in an expression would be run as a command.
    for (const step of action.runs.steps) expect(step.run).not.toContain('${{');
  });

  test('annotates and fails', () => {
    const { status, stdout } = run({ files: 'guests/**/*.xml' });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error file=guests\/clash\.xml,line=23,/m);
    expect(run({ files: 'guests/old/good.xml' })).toMatchObject({ status: 0, stdout: '' });
  });

  test('takes settings, and writes SARIF', () => {
    const answer = run({
      files: 'guests/old/*.xml',
      rules: 'machine-alias=error',
      severity: 'error',
      profile: 'libvirt-9.0',
      sarif: 'out.sarif',
    });
    expect(answer.status).toBe(1);
    expect(answer.stdout).toMatch(/^::error file=guests\/old\/good\.xml,.*RP6010/);
    expect(JSON.parse(readFileSync(join(folder, 'out.sarif'), 'utf8')).runs[0].results).toHaveLength(1);
  });

  test('says so where there is nothing to check', () => {
    expect(run({ files: 'absent.xml' })).toMatchObject({ status: 2, stdout: '::error::there is no file absent.xml\n' });
    expect(run({ files: 'none/*.xml' })).toMatchObject({ status: 2 });
    expect(run({ files: 'guests/old/good.xml', rules: 'x=$(touch hacked)' })).toMatchObject({ status: 2 });
    expect(existsSync(join(folder, 'hacked'))).toBe(false);
  });
});
