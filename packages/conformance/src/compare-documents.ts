import { type Comparison, type Difference, difference } from './difference.ts';
import { type Pairing, pairRows } from './pairing.ts';
import {
  addressText,
  type Facts,
  isPci,
  isPciField,
  type PlacedController,
  type PlacedDevice,
  pciText,
  readPlacement,
  type Value,
} from './read-placement.ts';

interface CompareOptions {
  /** Every type of address, and every device whether or not it has a PCI address. */
  readonly all?: boolean;
  /** The document order of controllers and devices does not count. */
  readonly ignoreOrder?: boolean;
  /**
   * The actual document is the user's: libvirt puts the primary video device first, and passes over classes of
   * devices that it does not know.
   */
  readonly asWritten?: boolean;
}

function unionOfKeys(a: Facts, b: Facts): ReadonlySet<string> {
  return new Set([...a.keys(), ...b.keys()]);
}

function valueText(value: Value | undefined, inHexadecimal: boolean): Value {
  if (value === undefined) return 'none';
  return typeof value === 'number' && inHexadecimal ? `0x${value.toString(16)}` : value;
}

function factDifferences(expected: Facts, actual: Facts, where: string): readonly Difference[] {
  return [...unionOfKeys(expected, actual)]
    .filter((name) => expected.get(name) !== actual.get(name))
    .map((what) =>
      difference({ where, what, expected: expected.get(what) ?? 'none', actual: actual.get(what) ?? 'none' }),
    );
}

interface Located {
  readonly address: Facts | undefined;
}

function addressDifferences(expected: Located, actual: Located, where: string, all: boolean): readonly Difference[] {
  const [e, a] = [expected.address, actual.address];
  if (!e && !a) return [];
  if (!all && !isPci(e) && !isPci(a)) return [];
  if (!e || !a || e.get('type') !== a.get('type') || e.get('state') !== a.get('state')) {
    return [difference({ where, what: 'address', expected: addressText(e), actual: addressText(a) })];
  }
  const pci = isPci(e);
  const tail = pci ? ` (${pciText(e)} and ${pciText(a)})` : '';
  return [...unionOfKeys(e, a)]
    .filter((name) => e.get(name) !== a.get(name))
    .map((name) => {
      const values = { expected: valueText(e.get(name), pci), actual: valueText(a.get(name), pci) };
      return difference({ where, what: `address ${name}`, ...values }, isPciField(name) ? tail : '');
    });
}

/** The first place where the order of the paired rows is not the same in both documents. */
function orderDifference(
  pairs: Pairing['pairs'],
  where: string,
  label: (expected: number) => string,
): readonly Difference[] {
  for (const [n, [expected, actual]] of pairs.entries()) {
    const before = pairs[n - 1];
    if (before && actual < before[1]) {
      const order = `${label(before[0])} before ${label(expected)}`;
      return [difference({ where, what: 'order', expected: order, actual: 'the other way round' })];
    }
  }
  return [];
}

function controllerName({ facts }: PlacedController): string {
  const type = facts.get('type');
  const model = facts.get('model');
  const suffix = type === 'usb' && model ? ` ${model}` : '';
  return `controller ${type ?? '?'} ${facts.get('index') ?? '(no index)'}${suffix}`;
}

function compareControllers(
  expected: readonly PlacedController[],
  actual: readonly PlacedController[],
  options: Required<CompareOptions>,
): readonly Difference[] {
  const identity = (names: readonly string[]) => (c: PlacedController) =>
    JSON.stringify(names.map((name) => c.facts.get(name)));
  const { pairs, missing, extra } = pairRows(expected, actual, [
    identity(['type', 'index', 'model', 'master startport']),
    identity(['type', 'index']),
  ]);
  const differences: Difference[] = [];
  const describe = (c: PlacedController) => `${c.facts.get('model') ?? 'one'} at ${addressText(c.address)}`;
  for (const [e, a] of rowsOf(pairs, expected, actual)) {
    const where = controllerName(e);
    differences.push(...factDifferences(e.facts, a.facts, where));
    differences.push(...addressDifferences(e, a, where, options.all));
  }
  for (const c of pick(missing, expected)) {
    differences.push(
      difference({ where: controllerName(c), what: 'controller', expected: describe(c), actual: 'none' }),
    );
  }
  for (const c of pick(extra, actual)) {
    differences.push(
      difference({ where: controllerName(c), what: 'controller', expected: 'none', actual: describe(c) }),
    );
  }
  if (options.ignoreOrder) return differences;
  const label = (position: number) => pick([position], expected).map(controllerName).join();
  return [...differences, ...orderDifference(pairs, 'controllers', label)];
}

function pick<T>(positions: readonly number[], rows: readonly T[]): readonly T[] {
  return positions.flatMap((position) => rows.slice(position, position + 1));
}

function rowsOf<T>(
  pairs: Pairing['pairs'],
  expected: readonly T[],
  actual: readonly T[],
): readonly (readonly [T, T])[] {
  return pairs.flatMap(([i, j]) => pick([i], expected).flatMap((e) => pick([j], actual).map((a) => [e, a] as const)));
}

function keyText(key: Facts): string {
  const known = [...key].filter(([, value]) => value !== undefined);
  return known.map(([name, value]) => `${name}=${value}`).join(' ');
}

/** Generated MAC addresses differ from run to run: they pair devices where both sides have the same, and no more. */
function macsPair(expected: readonly PlacedDevice[], actual: readonly PlacedDevice[]): boolean {
  const macs = (rows: readonly PlacedDevice[]) => rows.flatMap(({ mac }) => (mac ? [mac] : [])).sort();
  const [e, a] = [macs(expected), macs(actual)];
  return e.length > 0 && new Set(e).size === e.length && JSON.stringify(e) === JSON.stringify(a);
}

function compareDevices(
  className: string,
  expected: readonly PlacedDevice[],
  actual: readonly PlacedDevice[],
  options: Required<CompareOptions>,
): readonly Difference[] {
  const identity = (device: PlacedDevice) => JSON.stringify([...device.key]);
  const withMac = (device: PlacedDevice) => JSON.stringify([identity(device), device.mac]);
  const identities = [...(macsPair(expected, actual) ? [withMac] : []), identity, () => 'any'];
  const { pairs, missing, extra } = pairRows(expected, actual, identities);
  const isRelevant = (device: PlacedDevice) => options.all || isPci(device.address);
  const name = (device: PlacedDevice) => {
    const key = keyText(device.key);
    return `${className}[${device.position}]${key ? ` (${key})` : ''}`;
  };
  const differences: Difference[] = [];
  const relevantPairs = pairs.filter(([i, j]) => [...pick([i], expected), ...pick([j], actual)].some(isRelevant));
  for (const [e, a] of rowsOf(relevantPairs, expected, actual)) {
    // A console that stands for a serial device may say another type; libvirt passes over it.
    const isMirror = options.asWritten && className === 'console' && e.key.get('target') === 'serial';
    const facts = factDifferences(e.key, a.key, name(e));
    differences.push(...facts.filter(({ what }) => !(isMirror && what === 'type')));
    differences.push(...addressDifferences(e, a, name(e), options.all));
  }
  const describe = (device: PlacedDevice) => `one with ${addressText(device.address)}`;
  for (const d of pick(missing, expected).filter(isRelevant)) {
    differences.push(difference({ where: name(d), what: 'device', expected: describe(d), actual: 'none' }));
  }
  for (const d of pick(extra, actual).filter(isRelevant)) {
    differences.push(difference({ where: name(d), what: 'device', expected: 'none', actual: describe(d) }));
  }
  if (options.ignoreOrder) return differences;
  const label = (position: number) => pick([position], expected).map(name).join();
  return [...differences, ...orderDifference(relevantPairs, className, label)];
}

function rowsInOrder(rows: readonly PlacedDevice[] = [], asWritten: boolean): readonly PlacedDevice[] {
  return asWritten ? [...rows].sort((a, b) => Number(b.isPrimary) - Number(a.isPrimary)) : rows;
}

/** Compares the placement of two domain documents; spelling and MAC addresses do not count. Throws XmlError. */
export function compareDocuments(expectedText: string, actualText: string, options: CompareOptions = {}): Comparison {
  const { all = false, ignoreOrder = false, asWritten = false } = options;
  const complete = { all, ignoreOrder, asWritten };
  const expected = readPlacement(expectedText);
  const actual = readPlacement(actualText);
  const classes = new Set([...expected.devices.keys(), ...(asWritten ? [] : actual.devices.keys())]);
  const differences = [
    ...compareControllers(expected.controllers, actual.controllers, complete),
    ...[...classes].flatMap((name) =>
      compareDevices(
        name,
        expected.devices.get(name) ?? [],
        rowsInOrder(actual.devices.get(name), asWritten),
        complete,
      ),
    ),
  ];
  return { equal: differences.length === 0, differences };
}
