import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { compareArgs, compareDocuments } from '../src/compare.ts';
import { findSets } from '../src/corpus.ts';
import { isRecord, type JsonRecord } from '../src/json-value.ts';
import { readCases } from '../src/manifest.ts';
import { readArgs } from '../src/run-case.ts';
import { sharedOrSkip } from './shared.ts';

const corpus = sharedOrSkip('the comparator beside its original', 'corpus');

type Answer = (...given: readonly unknown[]) => unknown;

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'function';
}

async function original(name: string): Promise<Answer> {
  const module: unknown = await import(pathToFileURL(join(corpus ?? '', 'compare.mjs')).href);
  const found = isRecord(module) ? module[name] : undefined;
  if (!isAnswer(found)) throw new Error(`the original has no ${name}`);
  return found;
}

/** A small deterministic source of numbers below `limit`. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Replaces one of the places where a pattern is found. */
function replaceOne(text: string, pattern: RegExp, by: (found: string) => string, next: (limit: number) => number) {
  const places = [...text.matchAll(pattern)];
  const place = places[next(places.length)];
  if (!place) return text;
  return text.slice(0, place.index) + by(place[0]) + text.slice(place.index + place[0].length);
}

const ELEMENT = /^ {4}<(\w+)[^>]*(?:\/>|>(?:[^\n]*<\/\1>|[\s\S]*?\n {4}<\/\1>))\n/gm;
const MUTATIONS: readonly (readonly [pattern: RegExp, by: (found: string) => string])[] = [
  [
    /(slot|bus|function|domain|unit|controller|port|index|chassis|busNr|uid)='[^']*'/g,
    (t) => t.replace(/'.*'/, "'0x07'"),
  ],
  [/ *<address [^>]*\/>\n/g, () => ''],
  [/<address type='pci'[^>]*>/g, (t) => `<address type='pci'${t.endsWith('/>') ? '/' : ''}>`],
  [/<address type='pci'[^>]*>/g, (t) => t.replace("type='pci'", "type='ccw'")],
  [/multifunction='on'/g, () => "multifunction='off'"],
  [/(model|name|type|bus|dev|dir)='[^']*'/g, (t) => t.replace(/'.*'/, "'other'")],
  [ELEMENT, () => ''],
  [ELEMENT, (t) => t + t],
  [/<node>\d+<\/node>/g, () => '<node>77</node>'],
  [/<[a-z]+/g, (t) => `${t} extra='&lt;&#65;&unknown;'`],
  [/>/g, () => ''],
];

function mutated(text: string, next: (limit: number) => number): string {
  let result = text;
  for (let i = 1 + next(3); i > 0; i -= 1) {
    const mutation = MUTATIONS[next(MUTATIONS.length)];
    if (mutation) result = replaceOne(result, mutation[0], mutation[1], next);
  }
  if (next(6) !== 0) return result;
  const elements = [...result.matchAll(ELEMENT)].map(([element]) => element);
  const moved = elements[next(elements.length)];
  const before = elements[next(elements.length)];
  return moved && before && moved !== before ? result.replace(moved, '').replace(before, moved + before) : result;
}

function outcome(answer: () => unknown): unknown {
  try {
    return answer();
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
}

const sets = (corpus === undefined ? [] : findSets(corpus)).map((folder) => ({ set: basename(folder), folder }));
const OPTIONS = [{}, { all: true }, { ignoreOrder: true }, { all: true, ignoreOrder: true }] as const;

describe.skipIf(corpus === undefined)('the comparator agrees with its original', () => {
  test.each(sets)('on documents of $set', async ({ folder: set }) => {
    const compare = await original('compare');
    const next = numbers(20161114);
    let different = 0;
    for (const { folder } of readCases(set)) {
      if (!existsSync(join(folder, 'out.xml'))) continue;
      const [input, output] = [
        readFileSync(join(folder, 'in.xml'), 'utf8'),
        readFileSync(join(folder, 'out.xml'), 'utf8'),
      ];
      const others = [
        input,
        output,
        mutated(output, next),
        mutated(output, next),
        mutated(output, next),
        mutated(output, next),
      ];
      for (const [n, other] of others.entries()) {
        const options = OPTIONS[(n + next(4)) % 4] ?? {};
        const ours = outcome(() => compareDocuments(output, other, options));
        expect(ours, folder).toEqual(outcome(() => compare(output, other, options)));
        if (!isRecord(ours) || ours['equal'] !== true) different += 1;
      }
    }
    expect(different).toBeGreaterThan(0);
  });

  // The other comparator knows no bus by the alias that a user gave its controller.
  const NAMED_BUSES = ['pseries-phb-user-alias.ppc64-latest'];

  test.each(sets)('on command lines of $set', async ({ folder: set }) => {
    const compare = await original('compareArgs');
    const next = numbers(7);
    for (const { folder } of readCases(set)) {
      const file = join(folder, 'args.json');
      if (!existsSync(file) || NAMED_BUSES.some((name) => folder.endsWith(name))) continue;
      const source: JsonRecord = JSON.parse(readFileSync(file, 'utf8'));
      const base = existsSync(join(folder, 'out.xml')) ? 'out.xml' : 'in.xml';
      const document = readFileSync(join(folder, base), 'utf8');
      for (const text of [document, mutated(document, next), mutated(document, next)]) {
        const ours = outcome(() => compareArgs(readArgs(file), text));
        expect(ours, folder).toEqual(outcome(() => compare(source, text)));
      }
    }
  });
});
