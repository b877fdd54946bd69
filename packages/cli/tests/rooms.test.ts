import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { importsOf } from '../../core/tests/source-code.ts';
import { COMMANDS } from '../src/commands/commands.ts';

const SOURCES = fileURLToPath(new URL('../src/', import.meta.url));

/** Which rooms of the command a room may import from. `commands` stands for the files that all commands share. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  // reports: to say why an input cannot be read.
  system: ['reports'],
  terminal: ['system'],
  // reports: to say what is wrong in a file, and where.
  config: ['reports', 'system'],
  // config: a setting of a rule changes how bad a finding is.
  reports: ['config', 'system', 'terminal'],
  planning: ['config', 'reports', 'system', 'terminal'],
  qemu: ['system'],
  sources: ['config', 'planning', 'reports', 'system', 'terminal'],
  fleet: ['system', 'terminal'],
  lsp: ['config', 'planning', 'reports', 'sources', 'system'],
  reference: [],
  commands: ['system'],
  command: [
    'commands',
    'config',
    'fleet',
    'lsp',
    'planning',
    'qemu',
    'reference',
    'reports',
    'sources',
    'system',
    'terminal',
  ],
};

/** Files beside the rooms that every room may import, and the ones that put the program together. */
const SHARED = ['exit-codes.ts', 'outcome.ts'];
const PROGRAM = ['json-outputs.ts', 'main-sea.ts', 'main.ts', 'program.ts', 'run.ts', 'start.ts'];

/** Commands that use a part of another, each with its reason. */
const SHARED_PARTS: Readonly<Record<string, string>> = {
  // The same call, for what comes and for what goes.
  attach: 'plug',
  detach: 'plug',
  // The version is printed with the profiles.
  version: 'profiles',
};

const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
const imports = files.flatMap((file) =>
  importsOf(readFileSync(join(SOURCES, file), 'utf8'))
    .filter((written) => written.startsWith('.'))
    .map((written) => ({ file, target: join(dirname(file), written) })),
);

/** The room of a file; undefined beside the rooms. */
function roomOf(path: string): string | undefined {
  const [room, ...rest] = path.split('/');
  if (rest.length === 0) return undefined;
  return room === 'commands' && rest.length === 2 ? 'command' : room;
}

const commandOf = (path: string): string | undefined => /^commands\/([^/]+)\//.exec(path)?.[1];
const show = ({ file, target }: { readonly file: string; readonly target: string }): string => `${file}: ${target}`;

describe('the rooms of the command', () => {
  test('are the ones of the table and of the README', () => {
    const rooms = new Set(files.map(roomOf).filter((room) => room !== undefined));
    expect([...rooms].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
    const readme = readFileSync(join(SOURCES, 'README.md'), 'utf8');
    const missing = [...rooms].filter((room) => room !== 'command' && !readme.includes(`\`${room}`));
    expect(missing).toEqual([]);
  });

  test('have only the program beside them', () => {
    const beside = files.filter((file) => roomOf(file) === undefined);
    expect(beside.sort()).toEqual([...SHARED, ...PROGRAM].sort());
  });

  test('import only from the rooms that they may import from', () => {
    const wrong = imports.filter(({ file, target }) => {
      const [from, to] = [roomOf(file), roomOf(target)];
      if (from === undefined || from === to) return false;
      if (to === undefined) return !SHARED.includes(target);
      // The list of commands is the one shared file that knows them.
      if (file === 'commands/commands.ts' && to === 'command') return !target.endsWith('/grammar.ts');
      return !(MAY_IMPORT[from] ?? []).includes(to);
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('keep commands apart', () => {
    const wrong = imports.filter(({ file, target }) => {
      const [from, to] = [commandOf(file), commandOf(target)];
      return from !== undefined && to !== undefined && from !== to && SHARED_PARTS[from] !== to;
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('have a folder with a grammar for each command', () => {
    const grammars = files.filter((file) => /^commands\/[^/]+\/grammar\.ts$/.test(file)).map(commandOf);
    expect(grammars.sort()).toEqual(Object.keys(COMMANDS).sort());
  });
});
