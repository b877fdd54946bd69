import { cloneElement, createElement, descendants } from './mutable-tree.ts';
import { NUMBER_SPELLINGS, WORD_SPELLINGS } from './third-spellings.ts';
import {
  changeOneValue,
  isPart,
  NUMBER,
  onAttribute,
  onSpot,
  pick,
  putInto,
  someSpot,
  takeOut,
  type WeightedChange,
} from './third-work.ts';

const partAgain = onSpot((work, { element, parent, path }) => {
  const again = cloneElement(element);
  if (work.random.chance(0.6)) changeOneValue(work, again, path);
  putInto(work, parent, again);
}, isPart);

const emptyPart = onSpot((work, { element, parent }) => {
  const at = parent.children.indexOf(element) + work.random.below(2);
  parent.children.splice(at, 0, createElement(element.name));
});

/** An element as two, of which each has some of its attributes. */
const inHalves = onSpot(
  (work, { element, parent }) => {
    const other = cloneElement(element);
    for (const name of [...element.attributes.keys()])
      (work.random.chance(0.5) ? element : other).attributes.delete(name);
    parent.children.splice(parent.children.indexOf(element), 0, other);
  },
  ({ element }) => element.attributes.size > 1,
);

const otherNumber = onAttribute(
  (work, { element }, name, value) => element.attributes.set(name, work.random.pick(NUMBER_SPELLINGS)(Number(value))),
  (value) => NUMBER.test(value),
);

const otherWord = onAttribute((work, { element }, name, value) => {
  element.attributes.set(name, work.random.pick(WORD_SPELLINGS)(value));
});

const otherTextSpelling = onSpot(
  (work, { element }) => {
    const { text } = element;
    element.text = NUMBER.test(text)
      ? work.random.pick(NUMBER_SPELLINGS)(Number(text))
      : work.random.pick(WORD_SPELLINGS)(text);
  },
  ({ element }) => element.text !== '',
);

const dropAttribute = onAttribute((_, { element }, name) => {
  element.attributes.delete(name);
});

const renameAttribute = onAttribute((work, { element }, name, value) => {
  const { path } = someSpot(work) ?? { path: '' };
  const other = pick(work, work.pool.attributes(path))?.[0];
  element.attributes.delete(name);
  element.attributes.set(other ?? name.toUpperCase(), value);
});

const renameElement = onSpot((work, { element, path }) => {
  element.name = pick(work, work.pool.parts(path.slice(0, path.lastIndexOf('/'))))?.name ?? element.name;
});

const movePart = onSpot((work, spot) => {
  const target = someSpot(work, ({ element }) => !descendants(spot.element).includes(element));
  if (target === undefined) return;
  takeOut(spot);
  putInto(work, target.element, spot.element);
}, isPart);

const unwrap = onSpot((work, spot) => {
  takeOut(spot);
  for (const child of spot.element.children) putInto(work, spot.parent, child);
}, isPart);

const dropElement = onSpot((_, spot) => takeOut(spot));

/** Changes of one attribute, text or part. */
export const EDITS: readonly WeightedChange[] = [
  ['part again', 5, partAgain],
  ['an empty part', 4, emptyPart],
  ['in halves', 3, inHalves],
  ['another number', 5, otherNumber],
  ['another word', 3, otherWord],
  ['another spelling of text', 2, otherTextSpelling],
  ['drop an attribute', 7, dropAttribute],
  ['rename an attribute', 1, renameAttribute],
  ['rename an element', 1, renameElement],
  ['move a part', 2, movePart],
  ['unwrap', 1, unwrap],
  ['drop an element', 7, dropElement],
];
