import { childrenNamed, cloneElement, createElement, readTree } from './mutable-tree.ts';
import { spotsBelow } from './third-pool.ts';
import { MANAGER_PARTS, RUNNING, RUNNING_ATTRIBUTES } from './third-spellings.ts';
import {
  type Change,
  devicesOf,
  isPart,
  onAttribute,
  onSpot,
  pick,
  place,
  putInto,
  takeOut,
  type WeightedChange,
} from './third-work.ts';

const graftDevice: Change = (work) => {
  const other = pick(work, work.pool.parts('domain/devices'));
  if (other !== undefined) putInto(work, place(work, 'devices'), other);
};

const graftOfOneDocument: Change = (work) => {
  const donor = pick(work, work.pool.documents);
  const parts = donor === undefined ? [] : childrenNamed(donor, 'devices').flatMap(({ children }) => children);
  const kind = pick(work, parts)?.name;
  for (const part of parts) if (part.name === kind) putInto(work, place(work, 'devices'), part);
};

const graftPart = onSpot((work, { element, path }) => {
  const other = pick(work, work.pool.parts(path));
  if (other === undefined) return;
  const same = childrenNamed(element, other.name)[0];
  if (same !== undefined && work.random.chance(0.7)) element.children = element.children.filter((one) => one !== same);
  putInto(work, element, other);
});

const replacePart = onSpot((work, { element, parent, path }) => {
  const others = work.pool.parts(path.slice(0, path.lastIndexOf('/'))).filter(({ name }) => name === element.name);
  const other = pick(work, others);
  if (other !== undefined) parent.children[parent.children.indexOf(element)] = cloneElement(other);
});

const otherValue = onAttribute((work, { element, path }, name) => {
  const value = pick(
    work,
    work.pool.attributes(path).filter(([known]) => known === name),
  )?.[1];
  if (value !== undefined) element.attributes.set(name, value);
});

const valueOfElsewhere = onAttribute((work, { element }, name) => {
  const value = pick(work, work.pool.values(name));
  if (value !== undefined) element.attributes.set(name, value);
});

const moreAttributes = onSpot((work, { element, path }) => {
  const other = pick(work, work.pool.attributes(path));
  if (other !== undefined) element.attributes.set(...other);
});

const otherText = onSpot(
  (work, { element, path }) => {
    element.text = pick(work, work.pool.texts(path)) ?? element.text;
  },
  ({ element }) => element.text !== '',
);

const attributeUp = onAttribute((_, { element, parent }, name, value) => {
  element.attributes.delete(name);
  parent.attributes.set(name, value);
});

const attributeDown = onAttribute((work, { element }, name, value) => {
  const child = pick(work, element.children);
  if (child === undefined) return;
  element.attributes.delete(name);
  child.attributes.set(name, value);
});

const attributeAsElement = onAttribute((work, { element }, name, value) => {
  element.attributes.delete(name);
  const child = createElement(name);
  child.text = value;
  putInto(work, element, child);
});

const elementAsAttribute = onSpot((_, spot) => {
  const [first] = spot.element.attributes.values();
  spot.parent.attributes.set(spot.element.name, spot.element.text || (first ?? ''));
  takeOut(spot);
}, isPart);

const otherMachine: Change = (work) => {
  const donor = pick(work, work.pool.documents);
  const type = donor && childrenNamed(donor, 'os').flatMap((os) => childrenNamed(os, 'type'))[0];
  if (type === undefined) return;
  const own = place(work, 'os/type');
  if (work.random.chance(0.6)) own.attributes = new Map(type.attributes);
  else
    for (const [name, value] of type.attributes)
      if (own.attributes.get('arch') === type.attributes.get('arch') || work.random.chance(0.2))
        own.attributes.set(name, value);
};

const otherSection: Change = (work) => {
  const part = pick(
    work,
    work.pool.parts('domain').filter(({ name }) => name !== 'devices' && name !== 'name'),
  );
  if (part === undefined) return;
  if (work.random.chance(0.8)) work.tree.children = work.tree.children.filter(({ name }) => name !== part.name);
  putInto(work, work.tree, part);
};

const otherDomain: Change = (work) => {
  const other = pick(work, work.pool.attributes('domain'));
  if (other !== undefined && other[0] !== 'type') work.tree.attributes.set(...other);
};

const leftOver: Change = (work) => {
  if (work.random.chance(0.4)) {
    const [path, name, value] = work.random.pick(RUNNING_ATTRIBUTES);
    const spots = [{ element: work.tree, path: 'domain' }, ...spotsBelow(work.tree)];
    pick(
      work,
      spots.filter((spot) => spot.path.endsWith(path)),
    )?.element.attributes.set(name, value);
    return;
  }
  const [device, part] = work.random.pick(RUNNING);
  const spot = pick(
    work,
    devicesOf(work).filter(({ element }) => device === '' || element.name === device),
  );
  if (spot !== undefined) putInto(work, spot.element, readTree(part));
};

const ofAManager: Change = (work) => {
  const [path, part] = work.random.pick(MANAGER_PARTS);
  const known = spotsBelow(work.tree).filter((spot) => spot.path === `domain/${path}`);
  const parent = pick(work, known)?.element ?? place(work, path);
  const tree = readTree(part);
  if (work.random.chance(0.6) && path !== 'devices')
    parent.children = parent.children.filter(({ name }) => name !== tree.name);
  putInto(work, parent, tree);
};

/** What comes of other documents, of managers and of running guests. */
export const CROSSINGS: readonly WeightedChange[] = [
  ['graft a device', 10, graftDevice],
  ['graft devices of one document', 5, graftOfOneDocument],
  ['graft a part', 10, graftPart],
  ['replace a part', 6, replacePart],
  ["another's value", 14, otherValue],
  ['value of elsewhere', 4, valueOfElsewhere],
  ['more attributes', 8, moreAttributes],
  ["another's text", 3, otherText],
  ['attribute up', 1, attributeUp],
  ['attribute down', 1, attributeDown],
  ['attribute as element', 1, attributeAsElement],
  ['element as attribute', 1, elementAsAttribute],
  ['another machine', 8, otherMachine],
  ['another section', 5, otherSection],
  ['another domain', 1, otherDomain],
  ['left over', 5, leftOver],
  ['of a manager', 10, ofAManager],
];
