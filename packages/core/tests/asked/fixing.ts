// How fixes are applied where nothing but their order and their cost counts: texts that are no documents, and planners that
// find something in them.
import { type CheckPlanner, type Diagnostic, type Fix, fixDomain } from '../../src/index.ts';
import { type AnswerFile, saidLines } from './answer-file.ts';

interface Fixing {
  readonly name: string;
  readonly text: string;
  /** What is found in a text. */
  readonly find: (text: string) => readonly Diagnostic[];
}

/** A span and what it becomes. */
type Edit = readonly [start: number, end: number, newText: string];

const fixOf = (title: string, edits: readonly Edit[]): Fix => ({
  title,
  edits: edits.map(([start, end, newText]) => ({ span: { start, end }, newText })),
  safe: true,
});

const finding = (name: string, ...edits: readonly Edit[]): Diagnostic => ({
  code: 'RP6005',
  severity: 'note',
  values: { device: name, address: '' },
  related: [],
  fixes: [fixOf(name, edits)],
});

/** `x`, `y`, … for characters that become `-`: each by a fix of its own, or together with others in one. */
const letters = (text: string, groups: readonly string[]): readonly Diagnostic[] =>
  groups.flatMap((group) => {
    const places = [...group].map((letter) => text.indexOf(letter)).filter((place) => place >= 0);
    return places.length === 0 ? [] : [finding(group, ...places.map((place) => [place, place + 1, '-'] as const))];
  });

/** Findings that no fix takes away, each at a place of its own. */
const stuck = (count: number) => (): readonly Diagnostic[] =>
  Array.from({ length: count }, (_, at) => finding(`${at}`, [3 * at, 3 * at + 1, '-']));

const FIXINGS: readonly Fixing[] = [
  {
    name: 'each fix shows another finding',
    text: '0',
    find: (text) => [finding(`from ${text}`, [0, text.length, `${Number(text) + 1}`])],
  },
  {
    name: 'a fix helps after another one that touches it',
    text: 'pq',
    find: (text) => [
      ...(text === '-+' ? [] : [finding('p', [0, 1, '-'])]),
      ...(text.includes('+') ? [] : [finding('q', [1, 2, '+'])]),
    ],
  },
  {
    name: 'a fix helps after one behind it',
    text: 'p.q.r',
    find: (text) => [
      ...(text.startsWith('-') && text.includes('+') ? [] : [finding('p', [0, 1, '-'])]),
      ...(text.includes('+') ? [] : [finding('q', [2, 3, '+'])]),
      ...letters(text, ['r']),
    ],
  },
  {
    name: 'the first of two shows that the second is gone, and a third does not go',
    text: 'a.b.c',
    find: (text) => [
      ...(text.startsWith('-') ? [] : [finding('a', [0, 0, '-']), finding('b', [2, 2, '-'])]),
      finding('c', [4, 4, '-']),
    ],
  },
  {
    name: 'a fix that inserts where it replaces, and one behind it',
    text: 'abcdefgh',
    find: (text) => [
      ...(text.includes('+') ? [] : [finding('a and d', [0, 1, '-'], [3, 3, '+'], [3, 4, '-'])]),
      ...(text.includes('*') ? [] : [finding('e', [4, 4, '*'])]),
    ],
  },
  { name: 'the text is read for long enough', text: '.'.repeat(500_000), find: stuck(16) },
  { name: 'the text is read for nearly long enough', text: '.'.repeat(3_999_999), find: stuck(3) },
  {
    name: 'a long text that is right at once',
    text: `a${'.'.repeat(3_999_999)}`,
    find: (text) => letters(text, ['a']),
  },
  {
    name: 'a long text, and a fix that touches the first one',
    text: `ab${'.'.repeat(3_999_998)}`,
    find: (text) => letters(text, ['a', 'b']),
  },
  { name: 'a short text', text: '.'.repeat(100), find: stuck(16) },
  ...[
    ['a', 'k', 'f', 'k', 'c'],
    ['a', 'b', 'c', 'd', 'e', 'f'],
    ['f', 'e', 'd', 'c', 'b', 'a'],
    ['a', 'c', 'e', 'g', 'b', 'd', 'f', 'h'],
    ['k', 'a', 'f', 'i', 'c', 'l', 'b', 'j', 'd'],
    ['eacd', 'b', 'g', 'k'],
    ['lca', 'b', 'd', 'kf', 'eg', 'h', 'i'],
    ['ai', 'e', 'c', 'g', 'd', 'j', 'l'],
    ['dcba', 'f', 'hg', 'i', 'lk', 'j'],
    ['dcba', 'e', 'g'],
    ['hkij', 'l', 'g', 'a'],
    ['g', 'ck', 'e', 'a', 'i', 'bd', 'fl', 'h', 'j'],
  ].map((groups) => ({
    name: `letters by ${groups.join(', ')}`,
    text: 'abcdefghijkl',
    find: (text: string) => letters(text, groups),
  })),
];

function saidOf({ name, text, find }: Fixing): string {
  const calls: string[] = [];
  const planner: CheckPlanner = (asked) => {
    calls.push(asked);
    return { ok: false, diagnostics: find(asked) };
  };
  // Of a release that there is none of, so that nobody reads the text as a document.
  const { xml, applied, result } = fixDomain(text, planner, { profile: 'none' as never });
  const steps = calls.map((one) => (one.length > 50 ? `${one.length} characters` : one));
  const repeated = steps.filter((step, at) => step !== steps[at - 1]);
  return [
    name,
    `  ${calls.length} calls: ${repeated.join(' ')}`,
    `  ${applied.length} applied: ${applied.map(({ title }) => title).join('; ')}`,
    `  left: ${result.diagnostics.map(({ code, values }) => `${code} ${Object.values(values).join(' ')}`.trim()).join('; ')}`,
    ...(xml.length > 50 ? [] : [`  ${xml}`]),
  ].join('\n');
}

export const FIXING: AnswerFile = {
  file: 'fixing.txt',
  questions: FIXINGS.map((one) => ({ name: one.name, ask: () => saidOf(one) })),
  textOf: saidLines,
};
