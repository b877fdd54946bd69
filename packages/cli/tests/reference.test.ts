import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../src/program.ts';
import { completionScript, SHELLS, type Shell } from '../src/reference/completions.ts';
import { grammarReference } from '../src/reference/grammar-reference.ts';
import { manPage } from '../src/reference/man-page.ts';
import { call, fakeIo } from './fake-io.ts';

const commands = grammarReference(createProgram(fakeIo(), () => undefined));
const named = commands.filter(({ name }) => name !== '');
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const page = manPage(commands, version);
const isInstalled = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

/** Skips, with the reason, where a program is missing. */
const testWith = (program: string) => {
  const isThere = isInstalled(program);
  if (!isThere) process.stdout.write(`skipped: ${program} is not installed\n`);
  return test.skipIf(!isThere);
};

function inFile(text: string, name: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'rootport-')), name);
  writeFileSync(path, text);
  return path;
}

describe('rootport(1)', () => {
  test.each(named)('has $name with its options, examples and exit codes', ({ name, options, notes }) => {
    const [, section = ''] = page.split(`.SS rootport ${name}\n`);
    const own = section.split(/^\.S[SH] /m)[0] ?? '';
    for (const { long, description } of options) {
      expect(own).toContain(long.replaceAll('-', '\\-'));
      expect(own).toContain(description.split(/[-'\\]/)[0]);
    }
    expect(own).toContain(notes.split('\n')[0]);
    expect(notes).toMatch(/^Examples:\n {2}\S/);
  });

  test('is in the package as the grammar has it', () => {
    const { man } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(readFileSync(new URL(`../${man}`, import.meta.url), 'utf8')).toBe(page);
  });

  testWith('groff')('is roff without a warning', () => {
    const answer = spawnSync('groff', ['-man', '-ww', '-Tascii', inFile(page, 'rootport.1')], { encoding: 'utf8' });
    expect(answer.stderr).toBe('');
    expect(answer.stdout).toContain('rootport reserve --free 8 vm.xml');
  });
});

const HOSTILE = `<domain type='qemu'><name>x</name><memory>1</memory>
<os><type arch='x86_64' machine='q35'>hvm</type></os>
<devices><interface type='user'><model type='virtio'/><alias name='ua-$(touch hacked)'/></interface>
<disk type='file' device='disk'><source file='/a'/><target dev='vda$(touch hacked)' bus='virtio'/></disk>
</devices></domain>`;

/** A folder with domains, and a `rootport` in front of the PATH that answers as the built one does. */
function surroundings(): { readonly folder: string; readonly env: NodeJS.ProcessEnv } {
  const folder = mkdtempSync(join(tmpdir(), 'rootport-'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'machines'));
  const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
  writeFileSync(join(folder, 'bin/rootport'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
  chmodSync(join(folder, 'bin/rootport'), 0o755);
  writeFileSync(join(folder, 'my vm.xml'), readFileSync(new URL('../../../fixtures/guide/vm.xml', import.meta.url)));
  writeFileSync(join(folder, 'hostile.xml'), HOSTILE);
  return { folder, env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH']}` } };
}

describe('--help', () => {
  test.each(commands)('of $name fits a screen of 48 lines and 80 columns', async ({ name }) => {
    const words = name === '' ? [] : name.split(' ');
    const { code, stdout } = await call([...words, '--help'], { columns: 80 });
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.length).toBeLessThanOrEqual(48);
    expect(stdout).toMatch(/^Usage: rootport /);
  });

  test('of the program has a line for each command', async () => {
    const { stdout } = await call(['--help'], { columns: 80 });
    const shown = stdout.split('\n').flatMap((line) => /^ {2}([a-z]\S*) {2,}\S/.exec(line)?.[1] ?? []);
    expect(shown).toEqual(named.map(({ name }) => name).filter((name) => !name.includes(' ')));
  });

  test('leaves what is long to the manual page', async () => {
    const { stdout } = await call(['plan', '--help'], { columns: 80 });
    expect(stdout).toMatch(/\nMore in "man rootport"\.\n$/);
    expect(stdout).not.toContain('Canonical output has');
    expect(page).toContain('Canonical output has');
    expect(page).not.toContain('More in');
  });
});

describe('rootport completion', () => {
  test.each(SHELLS)('%s: knows every command, option and choice', async (shell) => {
    const { code, stdout } = await call(['completion', shell]);
    expect(code).toBe(0);
    expect(stdout).toBe(completionScript(shell, commands));
    for (const { name, options } of named) {
      expect(stdout).toContain(name.split(' ').at(-1));
      for (const { long, choices } of options) {
        expect(stdout).toContain(shell === 'fish' ? `-l ${long.slice(2)}` : long);
        for (const choice of choices) expect(stdout).toContain(choice);
      }
    }
  });

  test('refuses another shell', async () => {
    const answer = await call(['completion', 'tcsh']);
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toContain('bash, zsh, fish');
  });

  testWith('bash')('bash completes', () => {
    const script = inFile(completionScript('bash', commands), 'rootport.bash');
    const { folder, env } = surroundings();
    const complete = (...words: readonly string[]): readonly string[] => {
      const list = words.map((word) => `'${word}'`).join(' ');
      const run = `source '${script}'; COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _rootport; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const answer = execFileSync('bash', ['--norc', '-c', run], { encoding: 'utf8', cwd: folder, env });
      return answer.split('\n').filter((line) => line !== '');
    };
    expect(complete('rootport', 'pl')).toEqual(['plan', 'place']);
    expect(complete('rootport', '')).toEqual(
      expect.arrayContaining([...named.map(({ name }) => name).filter((name) => !name.includes(' ')), 'help']),
    );
    expect(complete('rootport', 'show', '-o', '')).toEqual(['tree', 'svg', 'mermaid', 'dot', 'json']);
    expect(complete('rootport', 'reserve', '--k')).toEqual(['--kind']);
    expect(complete('rootport', 'reserve', '--kind', 'pc')).toEqual(['pcie', 'pci']);
    expect(complete('rootport', 'reserve', '--free', '')).toEqual([]);
    expect(complete('rootport', 'plan', 'my')).toEqual(['my vm.xml']);
    expect(complete('rootport', 'plan', '--host', 'my')).toEqual(['my vm.xml']);
    expect(complete('rootport', 'plan', 'mac')).toEqual(['machines']);
    expect(complete('rootport', 'codes', 'RP301')).toEqual(expect.arrayContaining(['RP3010', 'RP3011']));
    expect(complete('rootport', 'rules', 'T-GROW-5')).toEqual(['T-GROW-5']);
    expect(complete('rootport', 'plan', '--profile', 'libvirt-9.0')).toEqual(['libvirt-9.0']);
    expect(complete('rootport', 'plan', '--arch', 'aa')).toEqual(['aarch64']);
    expect(complete('rootport', 'names', '--scheme', 'debian-1')).toEqual([
      'debian-11',
      'debian-12',
      'debian-12-backports',
      'debian-13',
    ]);
    expect(complete('rootport', 'explain', 'my\\ vm.xml', 'net')).toEqual(['net0']);
    expect(complete('rootport', 'explain', '"my vm.xml"', 'pci.1')).toEqual(['pci.1']);
    // Of a document nothing is run, and no name is offered that a shell would take for more than a word.
    expect(complete('rootport', 'explain', 'hostile.xml', 'v')).toEqual([]);
    expect(existsSync(join(folder, 'hacked'))).toBe(false);
    expect(complete('rootport', 'fleet', 'submit', 'room', '--fr')).toEqual(['--free']);
    expect(complete('rootport', 'fleet', 'upgrade', '--from', 'debian-13')).toEqual([
      'debian-13',
      'debian-13-backports',
    ]);
    expect(complete('rootport', 'fleet', 'work', '--results', 'm')).toEqual(['machines']);
    expect(complete('rootport', 'profiles', 'diff', 'sles-12')).toEqual(['sles-12.5']);
    expect(complete('rootport', 'names', '--emit', 'net')).toEqual(['netplan', 'networkd', 'networkmanager']);
    expect(complete('rootport', 'profiles', 'd')).toEqual(['diff']);
    expect(complete('rootport', 'profiles', 'diff', '--al')).toEqual(['--all']);
    expect(complete('rootport', 'completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
    expect(complete('rootport', 'help', 'ca')).toEqual(['capacity']);
  });

  testWith('fish')('fish completes', () => {
    const script = inFile(completionScript('fish', commands), 'rootport.fish');
    const { folder, env } = surroundings();
    const complete = (line: string): readonly string[] => {
      const run = `source ${script}; complete -C ${JSON.stringify(line)}`;
      const answer = execFileSync('fish', ['--no-config', '-c', run], { encoding: 'utf8', cwd: folder, env });
      return answer.split('\n').flatMap((found) => (found === '' ? [] : [found.split('\t')[0] ?? '']));
    };
    expect(complete('rootport capa')).toEqual(['capacity']);
    expect(complete('rootport reserve --kind p')).toEqual(['pci', 'pcie']);
    expect(complete('rootport profiles diff --al')).toEqual(['--all']);
    expect(complete('rootport fleet work --results ma')).toEqual(['machines/']);
    expect(complete('rootport fleet upgrade --to debian-12')).toEqual(['debian-12', 'debian-12-backports']);
    expect(complete('rootport completion ')).toEqual(['bash', 'fish', 'zsh']);
    expect(complete('rootport plan --arch aa')).toEqual(['aarch64']);
    expect(complete('rootport names --scheme debian-1')).toEqual([
      'debian-11',
      'debian-12',
      'debian-12-backports',
      'debian-13',
    ]);
    expect(complete('rootport rules T-GROW-5')).toEqual(['T-GROW-5']);
    expect(complete("rootport explain 'my vm.xml' net")).toEqual(['net0']);
  });

  testWith('zsh')('zsh completes', () => {
    const { folder, env } = surroundings();
    const script = inFile(completionScript('zsh', commands), '_rootport');
    const offered = join(folder, 'offered');
    const own = (name: string): string => fileURLToPath(new URL(`zsh/${name}`, import.meta.url));
    const lines: readonly (readonly [line: string, words: readonly string[]])[] = [
      ['rootport capa', ['capacity']],
      ['rootport reserve --kind p', ['pcie', 'pci']],
      ['rootport plan --arch aa', ['aarch64']],
      ['rootport fleet submit upgrade --from debian-13', ['debian-13', 'debian-13-backports']],
      ['rootport fleet work --results m', ['machines']],
      ['rootport rules T-GROW-5', ['T-GROW-5']],
      ['rootport explain my\\ vm.xml net', ['net0']],
    ];
    execFileSync('zsh', ['-f', own('driver.zsh'), own('setup.zsh'), ...lines.map(([line]) => line)], {
      cwd: folder,
      env: { ...env, ROOTPORT_SCRIPT: script, ROOTPORT_OFFERED: offered },
    });
    const answers = readFileSync(offered, 'utf8').split('--\n').slice(0, -1);
    const words = answers.map((text) => [...new Set(text.split('\n').filter((word) => word !== ''))]);
    expect(lines.map(([line], index) => [line, words[index]])).toEqual(lines);
  });

  const PARSERS: readonly (readonly [shell: Shell, args: readonly string[]])[] = [
    ['bash', ['-n']],
    ['zsh', ['-n']],
    ['fish', ['--no-execute']],
  ];
  for (const [shell, args] of PARSERS) {
    testWith(shell)(`${shell} can read it`, () => {
      const path = inFile(completionScript(shell, commands), `rootport.${shell}`);
      expect(spawnSync(shell, [...args, path], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    });
  }
});
