// What users install: the packed packages in an empty project, away from this repository and from any registry. It takes
// a while, so it is run in CI only (CI=1).
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const isAsked = (process.env['CI'] ?? '') !== '' && existsSync(join(ROOT, 'packages/cli/dist/main.js'));
if (!isAsked) process.stdout.write('skipped: packed packages: CI is not set, or packages/cli is not built\n');

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const { version } = JSON.parse(read('package.json'));

describe.skipIf(!isAsked)('the packed packages', () => {
  let folder = '';
  let project = '';
  const run = (command: string, ...args: readonly string[]) =>
    spawnSync(command, args, {
      cwd: project,
      encoding: 'utf8',
      env: { PATH: `${project}/node_modules/.bin:${process.env['PATH']}` },
    });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rootport-packed-'));
    project = join(folder, 'project');
    mkdirSync(project);
    // publint and attw are asked, too: the script fails when they find something.
    execFileSync(process.execPath, [join(ROOT, 'scripts/pack.mjs'), folder], { stdio: 'ignore' });
    // The one dependency of the core, from here, so that no registry is needed.
    for (const name of ['saxes', 'xmlchars']) {
      execFileSync(
        'npm',
        ['pack', '--ignore-scripts', '--pack-destination', folder, join(ROOT, 'node_modules', name)],
        { stdio: 'ignore' },
      );
    }
    writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
    const packages = readdirSync(folder).filter((name) => /^(rootport-(core-)?\d|saxes-|xmlchars-).*\.tgz$/.test(name));
    const installed = run(
      'npm',
      'install',
      '--offline',
      '--ignore-scripts',
      ...packages.map((name) => join(folder, name)),
    );
    if (installed.status !== 0) throw new Error(installed.stderr);
    cpSync(join(ROOT, 'fixtures/guide/vm.xml'), join(project, 'vm.xml'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('have what npm shows, once', () => {
    for (const name of ['rootport', '@rootport/core']) {
      const there = join(project, 'node_modules', name);
      const manifest = JSON.parse(readFileSync(join(there, 'package.json'), 'utf8'));
      expect(manifest).toMatchObject({ version, license: 'Apache-2.0', engines: { node: '>=20.19' } });
      expect(manifest.repository.url).toContain(manifest.homepage);
      expect(manifest.publishConfig).toEqual({ access: 'public', provenance: true });
      expect(Object.keys(manifest)).toEqual(expect.arrayContaining(['keywords', 'bugs']));
      expect(JSON.stringify(manifest)).not.toMatch(/@rootport\/source|devDependencies/);
      expect(readFileSync(join(there, 'LICENSE'), 'utf8')).toBe(read('LICENSE'));
      const files = readdirSync(there, { recursive: true, encoding: 'utf8' });
      expect(files).toContain('README.md');
      expect(files.filter((path) => /\.map$|\.tsbuildinfo$|(^|\/)tests?\/|(?<!\.d)\.ts$/.test(path))).toEqual([]);
    }
  });

  const commands = [...read('packages/cli/README.md').matchAll(/`(rootport [a-z]+ [^`]+)`/g)].map(
    ([, command = '']) => command,
  );
  test.each(commands)('%s', (command) => {
    const [name = '', ...args] = command.split(' ');
    if (args[0] === 'view') {
      // It serves until it is ended; that the page is inside is all there is to see.
      const served = spawnSync('timeout', ['-s', 'INT', '5', name, ...args], {
        cwd: project,
        encoding: 'utf8',
        env: { PATH: `${project}/node_modules/.bin:${process.env['PATH']}` },
      });
      expect(served.stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
      return;
    }
    const answer = run(name, ...args);
    const here = spawnSync(process.execPath, [join(ROOT, 'packages/cli/dist/main.js'), ...args], {
      cwd: project,
      encoding: 'utf8',
    });
    expect(answer.status, answer.stderr).toBeLessThan(2);
    expect([answer.status, answer.stdout, answer.stderr]).toEqual([here.status, here.stdout, here.stderr]);
    // A document without findings has its verdict on standard error alone.
    expect(answer.stdout + answer.stderr).not.toBe('');
  });

  test('carry the man page and the completions', () => {
    const there = join(project, 'node_modules/rootport/dist');
    expect(readFileSync(join(there, 'man/rootport.1'), 'utf8')).toContain('.TH ROOTPORT 1');
    for (const name of ['rootport', '_rootport', 'rootport.fish'])
      expect(existsSync(join(there, 'completions', name))).toBe(true);
  });

  const example = /^```ts\n([\s\S]*?)^```$/m.exec(read('packages/core/README.md'))?.[1] ?? '';
  test.each([
    ['NodeNext', 'NodeNext', 'example.ts'],
    ['ESNext', 'Bundler', 'example.ts'],
    ['Node16', 'Node16', 'example.cts'],
    ['Node16', 'Node16', 'example.mts'],
  ])('have types for module %s, resolution %s, %s', (module, resolution, file) => {
    writeFileSync(join(project, file), example);
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const types = join(ROOT, 'node_modules/@types');
    const checked = run(
      process.execPath,
      tsc,
      '--noEmit',
      '--strict',
      '--target',
      'es2023',
      '--module',
      module,
      '--moduleResolution',
      resolution,
      '--typeRoots',
      types,
      '--types',
      'node',
      file,
    );
    expect(checked.stdout).toBe('');
    expect(checked.status).toBe(0);
  });

  test('run the example as a module and by require', () => {
    expect(example).toContain('planDomain');
    const planned = run('rootport', 'plan', '--profile', 'libvirt-9.0', '--qemu', '7.2', 'vm.xml').stdout;
    writeFileSync(join(project, 'example.mjs'), example);
    const required = example.replace(/^import (\{.*\}) from '(.*)';$/gm, "const $1 = require('$2');");
    writeFileSync(join(project, 'example.cjs'), required);
    expect(required).not.toContain('import');
    for (const file of ['example.mjs', 'example.cjs']) {
      expect(run(process.execPath, file)).toMatchObject({ status: 0, stdout: `${planned}\n`, stderr: '' });
    }
  });

  test('are what the hooks run', () => {
    const hook = spawnSync(join(ROOT, 'scripts/rootport.sh'), ['--version'], {
      cwd: project,
      encoding: 'utf8',
      env: { ...process.env, ROOTPORT_PACKAGE: join(folder, `rootport-${version}.tgz`) },
    });
    expect(hook.stdout).toBe(run('rootport', '--version').stdout);
    expect(hook.stdout).toContain(`rootport ${version}\n`);
  });
});

test('all packages have one version', () => {
  const versions = readdirSync(join(ROOT, 'packages')).map(
    (name) => JSON.parse(read(`packages/${name}/package.json`)).version,
  );
  expect(new Set(versions)).toEqual(new Set([version]));
});
