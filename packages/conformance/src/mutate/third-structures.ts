import { childrenNamed, cloneElement, createElement, descendants, type Element } from './mutable-tree.ts';
import type { Spot } from './third-pool.ts';
import {
  type Change,
  changeOneValue,
  devicesOf,
  isController,
  NUMBER,
  onDevice,
  onSpot,
  pick,
  putInto,
  takeOut,
  type WeightedChange,
} from './third-work.ts';

function addressOf({ element }: Spot): Element | undefined {
  return childrenNamed(element, 'address')[0];
}

const addressOfAnother: Change = onDevice((work, spot) => {
  const donor = pick(
    work,
    devicesOf(work).filter((one) => addressOf(one) !== undefined && one !== spot),
  );
  const kind = pick(work, work.pool.parts('domain/devices'))?.name ?? '';
  const foreign = work.pool.parts(`domain/devices/${kind}`).filter(({ name }) => name === 'address');
  const address = work.random.chance(0.4) ? donor && addressOf(donor) : pick(work, foreign);
  if (address === undefined) return;
  spot.element.children = spot.element.children.filter(({ name }) => name !== 'address');
  spot.element.children.push(cloneElement(address));
});

const otherAddressType = onSpot(
  (work, { element }) => {
    const type = pick(
      work,
      work.pool
        .values('type')
        .filter((value) => /^(?:pci|drive|usb|ccw|virtio-|spapr|isa|dimm|ccid|unassigned|mdev)/.test(value)),
    );
    element.attributes.set('type', type ?? 'pci');
  },
  ({ element }) => element.name === 'address',
);

const partialAddress = onSpot(
  (work, { element }) => {
    for (const name of [...element.attributes.keys()]) if (work.random.chance(0.4)) element.attributes.delete(name);
  },
  ({ element }) => element.name === 'address',
);

const nextToAddress = onSpot(
  (work, { element }) => {
    const [name, value] =
      pick(
        work,
        [...element.attributes].filter(([, text]) => NUMBER.test(text)),
      ) ?? [];
    if (name === undefined || value === undefined) return;
    element.attributes.set(name, String(Math.max(0, Number(value) + work.random.pick([-1, 1, 1, 2, 31]))));
  },
  ({ element }) => element.name === 'address',
);

const withoutAddresses: Change = (work) => {
  const share = work.random.pick([1, 0.5]);
  for (const { element } of devicesOf(work))
    if (work.random.chance(share)) element.children = element.children.filter(({ name }) => name !== 'address');
};

const shiftBuses: Change = (work) => {
  const by = work.random.pick([1, 1, -1, 2]);
  for (const element of descendants(work.tree)) {
    const bus = element.name === 'address' ? element.attributes.get('bus') : undefined;
    if (bus !== undefined && NUMBER.test(bus)) element.attributes.set('bus', String(Math.max(0, Number(bus) + by)));
  }
};

const shiftIndexes: Change = (work) => {
  const type = pick(work, devicesOf(work).filter(isController))?.element.attributes.get('type');
  const by = work.random.pick([1, 1, 2, 10]);
  for (const { element } of devicesOf(work).filter(isController)) {
    const index = element.attributes.get('index') ?? '';
    if (element.attributes.get('type') === type && NUMBER.test(index))
      element.attributes.set('index', String(Number(index) + by));
  }
};

const withoutIndexes: Change = (work) => {
  for (const { element } of devicesOf(work).filter(isController))
    if (work.random.chance(0.5)) element.attributes.delete('index');
};

const dropControllers: Change = (work) => {
  for (const spot of devicesOf(work).filter(isController)) if (work.random.chance(0.6)) takeOut(spot);
};

const dropHalf: Change = (work) => {
  for (const spot of devicesOf(work)) if (!isController(spot) && work.random.chance(0.5)) takeOut(spot);
};

const controllerAgain = onDevice((work, { element, parent, path }) => {
  const again = cloneElement(element);
  const model = pick(
    work,
    work.pool.attributes(path).filter(([name]) => name === 'model'),
  );
  if (model !== undefined) again.attributes.set(...model);
  if (work.random.chance(0.5)) again.children = again.children.filter(({ name }) => name !== 'address');
  if (work.random.chance(0.3)) again.attributes.delete('index');
  putInto(work, parent, again);
}, isController);

const deviceAgain = onDevice((work, { element, parent, path }) => {
  const again = cloneElement(element);
  if (work.random.chance(0.7)) again.children = again.children.filter(({ name }) => name !== 'address');
  const target = childrenNamed(again, 'target')[0];
  if (target?.attributes.has('dev') === true && work.random.chance(0.8))
    target.attributes.set('dev', `${target.attributes.get('dev')?.slice(0, 2)}${work.random.pick([...'efghijkl'])}`);
  else changeOneValue(work, again, path);
  putInto(work, parent, again);
});

const otherOrder: Change = (work) => {
  for (const list of childrenNamed(work.tree, 'devices')) {
    if (work.random.chance(0.5)) list.children.reverse();
    else list.children = list.children.flatMap((one) => (work.random.chance(0.5) ? [] : [one])).concat(list.children);
  }
};

const splitDevices: Change = (work) => {
  const [list] = childrenNamed(work.tree, 'devices');
  if (list === undefined) return;
  const second = createElement('devices');
  second.children = list.children.splice(work.random.below(list.children.length + 1));
  work.tree.children.splice(work.random.below(work.tree.children.length + 1), 0, second);
};

/** Changes of addresses, controllers and the set of devices that go together. */
export const STRUCTURES: readonly WeightedChange[] = [
  ['address of another', 5, addressOfAnother],
  ['another type of address', 3, otherAddressType],
  ['part of an address', 4, partialAddress],
  ['next to an address', 5, nextToAddress],
  ['without addresses', 3, withoutAddresses],
  ['shift buses', 3, shiftBuses],
  ['shift indexes', 3, shiftIndexes],
  ['without indexes', 2, withoutIndexes],
  ['drop controllers', 3, dropControllers],
  ['drop half', 2, dropHalf],
  ['controller again', 5, controllerAgain],
  ['device again', 6, deviceAgain],
  ['another order', 1, otherOrder],
  ['split devices', 1, splitDevices],
];
