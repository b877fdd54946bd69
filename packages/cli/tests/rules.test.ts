import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CATALOGUE } from '@rootport/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { RULES_PATH } from '../src/commands/rules/rule-texts.ts';
import { rulesCommand } from '../src/commands/rules/rules.ts';
import { ownFile } from '../src/system/own-files.ts';
import { markdownText } from '../src/terminal/markdown.ts';
import { fakeIo } from './fake-io.ts';

const { readRules } = await import(new URL('../../../scripts/rules.mjs', import.meta.url).href);
const all: readonly { readonly name: string; readonly page: string }[] = readRules();
const file = join(mkdtempSync(join(tmpdir(), 'rootport-')), 'rules.json');
beforeAll(() => writeFileSync(file, JSON.stringify(all)));

async function rules(wanted?: string, output: 'text' | 'json' = 'text', path = file) {
  const recorded = { stdout: [] as string[], stderr: [] as string[], written: new Map<string, string>() };
  const code = await rulesCommand(wanted, { output }, fakeIo({}, recorded), path);
  return { code, stdout: recorded.stdout.join(''), stderr: recorded.stderr.join('') };
}

describe('rootport rules', () => {
  test('lists every rule, one per line in a pipe', async () => {
    const { code, stdout, stderr } = await rules();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toHaveLength(all.length);
    expect(stdout).toMatch(/^T-GROW-2 +Which buses are added$/m);
  });

  test('prints one, also as an explanation names it', async () => {
    const { code, stdout } = await rules('t-grow-2 row 6');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^T-GROW-2\nWhich buses are added\.\n\n/);
    expect(stdout).toContain('docs/spec/topology.md#t-grow-2');
    expect((await rules('T-FIT-3')).stdout).toMatch(/^Codes +RP\d+/m);
  });

  test.each(all.map(({ name }) => name))('prints %s in 80 columns, without marks of Markdown', async (name) => {
    const { stdout } = await rules(name);
    const lines = stdout.split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).not.toMatch(/\*\*|^\s*\|[ -]|```/m);
  });

  test.each([
    ['a-plug', /did you mean A-PLUG-1 or A-PLUG-2 or A-PLUG-3 or A-PLUG-4\?/],
    ['t-grwo-2', /did you mean T-GROW-2/],
    ['busnr', /did you mean A-SUB-3\?/],
    ['qqqqqq', /there is no rule "qqqqqq"; "rootport rules" lists them all/],
  ])('does not know %s and says what is near', async (wanted, message) => {
    const answer = await rules(wanted);
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr.replace(/\s+/g, ' ')).toMatch(message);
  });

  test('is JSON for programs', async () => {
    const { formatVersion, rules: listed } = JSON.parse((await rules(undefined, 'json')).stdout);
    expect(formatVersion).toBe('1.0');
    expect(listed.map(({ name }: { name: string }) => name)).toEqual(all.map(({ name }) => name));
    const [one] = JSON.parse((await rules('A-PLUG-1', 'json')).stdout).rules;
    expect(one).toMatchObject({ name: 'A-PLUG-1', background: false, page: 'docs/spec/assignment.md#a-plug-1' });
  });

  test('says where the texts should be when they are not', async () => {
    const answer = await rules(undefined, 'text', '/nowhere/rules.json');
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toContain('RP5250');
  });

  test('has the rules of docs/spec beside the built command, and needs nothing else', () => {
    expect(JSON.parse(new TextDecoder().decode(ownFile(RULES_PATH)))).toEqual(all);
    const main = new URL('../dist/main.js', import.meta.url).pathname;
    const away = { cwd: tmpdir(), encoding: 'utf8' } as const;
    expect(execFileSync(process.execPath, [main, 'rules', 'A-PLUG-1'], away)).toMatch(/^A-PLUG-1\n/);
  });
});

test('each code names rules that can be printed', () => {
  const known = new Set(all.map(({ name }) => name));
  const cited = Object.values(CATALOGUE).flatMap(({ rules: names }) => names.map((name) => name.split(' ')[0] ?? ''));
  expect(cited.filter((name) => !known.has(name))).toEqual([]);
});

describe('Markdown for a terminal', () => {
  test('a wide table becomes a list, a narrow one stays', () => {
    const wide = `| a | what it is | b |\n|---|---|---|\n| one | ${'long '.repeat(12)} | ${'x '.repeat(20)} |`;
    expect(markdownText(wide, 60)).toMatch(/^- one; what it is: long long/);
    expect(markdownText('| a | b |\n|---|---|\n| 1 | 2 |', 60)).toBe('a  b\n1  2\n');
  });

  test('lists keep their marks, words lose theirs', () => {
    expect(markdownText('One `two` **three** *four*:\n\n1. five\n   six\n2. seven', 40)).toBe(
      'One two three four:\n\n1. five six\n2. seven\n',
    );
  });
});
