import type { QemuDevice } from '@rootport/core';
import type { FoundDevice, FoundMachine } from './found-devices.ts';
import type { PciRootBus, QomValue } from './qmp-answers.ts';

/** A planned device and what QEMU has in its place. */
export interface ComparedDevice {
  readonly planned: QemuDevice;
  /** Absent when QEMU has no such device. */
  readonly found?: FoundDevice;
  /** QEMU has it on the planned bus, in the planned slot and function. */
  readonly isThere: boolean;
  /** What else is not as planned, each a property with both values. */
  readonly differences: readonly PropertyDifference[];
}

export interface PropertyDifference {
  readonly property: string;
  readonly planned: string;
  readonly found: string;
}

/** QEMU's types by the aliases that its `-device help` lists for them; of virtio the alias lacks the transport. */
const ALIASES: Readonly<Record<string, string>> = {
  lsi: 'lsi53c895a',
  ahci: 'ich9-ahci',
  'e1000-82540em': 'e1000',
  ac97: 'AC97',
  es1370: 'ES1370',
};

function isDriver(planned: string, found: string): boolean {
  const type = ALIASES[planned] ?? planned;
  return type === found || (type.startsWith('virtio-') && `${type}-pci` === found);
}

/** What of a planned device QEMU repeats as a property. */
export function plannedProperties(device: QemuDevice): ReadonlyMap<string, QomValue> {
  if (device.how !== 'device') return new Map();
  const values: readonly (readonly [string, QomValue | undefined])[] = [
    ['multifunction', device.multifunction],
    ['chassis', device.chassis],
    ['chassis_nr', device.chassisNr],
    ['port', device.port],
    ['bus_nr', device.busNr],
    ['numa_node', device.numaNode],
    ['index', device.index],
    ['hotplug', device.hotplug],
    ['firstport', device.firstPort],
    ['masterbus', device.masterBus],
  ];
  return new Map(values.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}

/** The device of QEMU that a planned one is: by its id; one without id by its place. */
export function findPlanned(planned: QemuDevice, machine: FoundMachine): FoundDevice | undefined {
  const { id, how, at, bus } = planned;
  if (how === 'device' && id !== undefined) return machine.devices.find((one) => one.id === id);
  return machine.devices.find(
    (one) => one.bus === bus && one.slot === at?.slot && one.function === at.function && one.id === undefined,
  );
}

/**
 * Holds a planned device against QEMU's. `properties` are those of {@link plannedProperties} as QEMU has them;
 * `providers` are the planned devices by the bus that they provide.
 */
export function compareDevice(
  planned: QemuDevice,
  machine: FoundMachine,
  properties: ReadonlyMap<string, QomValue | undefined>,
  providers: ReadonlyMap<string, QemuDevice>,
): ComparedDevice {
  const found = findPlanned(planned, machine);
  if (found === undefined) return { planned, isThere: false, differences: [] };
  const isThere = isAt(planned, found) && isOnItsBus(planned, found, machine, providers);
  return { planned, found, isThere, differences: differences(planned, found, machine.rootBuses, properties) };
}

function isAt({ bus, at }: QemuDevice, found: FoundDevice): boolean {
  return found.bus === bus && found.slot === at?.slot && found.function === at.function;
}

/**
 * The bus of that name is the one of the planned controller, and not another of the same name. An expander's bus has an
 * owner of its own; that it is the expander's shows in its number, by which query-pci lists what is on it.
 */
function isOnItsBus(
  { bus = '' }: QemuDevice,
  found: FoundDevice,
  { rootBuses }: FoundMachine,
  providers: ReadonlyMap<string, QemuDevice>,
): boolean {
  const provider = providers.get(bus);
  if (provider?.id === undefined) return true;
  if (found.busOwner === `/machine/peripheral/${provider.id}`) return true;
  const root = rootBuses.find((one) => one.bus === (provider.busNr ?? 0));
  const hasBridge = hiddenBridge(root, provider.id);
  const isListed = root?.devices.some(
    (one) => one.slot === found.slot && one.function === found.function && one.id === (found.id ?? ''),
  );
  return provider.driver === 'pxb' ? hasBridge : isListed === true;
}

/** Behind a pci-expander-bus QEMU puts a bridge of the same id, in slot 0 of the new root bus. */
function hiddenBridge(root: PciRootBus | undefined, id: string): boolean {
  return root?.devices.some((one) => one.slot === 0 && one.id === id) === true;
}

function differences(
  planned: QemuDevice,
  found: FoundDevice,
  rootBuses: readonly PciRootBus[],
  properties: ReadonlyMap<string, QomValue | undefined>,
): readonly PropertyDifference[] {
  const { driver, busNr } = planned;
  return [
    ...(driver === undefined || isDriver(driver, found.type)
      ? []
      : [{ property: 'driver', planned: driver, found: found.type }]),
    ...[...plannedProperties(planned)].flatMap(([property, value]) => {
      const actual = properties.get(property);
      return actual === value ? [] : [{ property, planned: `${value}`, found: `${actual ?? 'none'}` }];
    }),
    ...(busNr === undefined || rootBuses.some(({ bus }) => bus === busNr)
      ? []
      : [{ property: 'root bus', planned: `${busNr}`, found: rootBuses.map(({ bus }) => bus).join(', ') }]),
  ];
}

/** Devices that QEMU has on the planned buses and that are not in the plan: parts of the machine, mostly. */
export function unplannedDevices(compared: readonly ComparedDevice[], machine: FoundMachine): readonly FoundDevice[] {
  const known = new Set(compared.map(({ found }) => found?.path));
  return machine.devices.filter(({ path }) => !known.has(path));
}
