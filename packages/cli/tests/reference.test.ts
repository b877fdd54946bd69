import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    const folder = mkdtempSync(join(tmpdir(), 'rootport-'));
    writeFileSync(join(folder, 'my vm.xml'), '');
    const complete = (...words: readonly string[]): readonly string[] => {
      const list = words.map((word) => `'${word}'`).join(' ');
      const run = `source '${script}'; COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _rootport; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const answer = execFileSync('bash', ['--norc', '-c', run], { encoding: 'utf8', cwd: folder });
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
    expect(complete('rootport', 'plan', '--host', 'm')).toEqual(['my vm.xml']);
    expect(complete('rootport', 'codes', 'm')).toEqual([]);
    expect(complete('rootport', 'profiles', 'd')).toEqual(['diff']);
    expect(complete('rootport', 'profiles', 'diff', '--al')).toEqual(['--all']);
    expect(complete('rootport', 'completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
    expect(complete('rootport', 'help', 'ca')).toEqual(['capacity']);
  });

  testWith('fish')('fish completes', () => {
    const script = inFile(completionScript('fish', commands), 'rootport.fish');
    const complete = (line: string): readonly string[] => {
      const answer = execFileSync('fish', ['--no-config', '-c', `source ${script}; complete -C '${line}'`], {
        encoding: 'utf8',
      });
      return answer.split('\n').flatMap((found) => (found === '' ? [] : [found.split('\t')[0] ?? '']));
    };
    expect(complete('rootport capa')).toEqual(['capacity']);
    expect(complete('rootport reserve --kind p')).toEqual(['pci', 'pcie']);
    expect(complete('rootport profiles diff --al')).toEqual(['--all']);
    expect(complete('rootport completion ')).toEqual(['bash', 'fish', 'zsh']);
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
