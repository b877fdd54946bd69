import { type Outcome, success } from '../outcome.ts';
import type { Qmp, QmpFault } from './qmp.ts';
import type { PciRootBus, QomValue } from './qmp-answers.ts';

/** A PCI device that QEMU has. */
export interface FoundDevice {
  /** Its place in QEMU's tree of objects: `/machine/peripheral/net0`. */
  readonly path: string;
  /** Absent for devices without id and for those of the machine. */
  readonly id?: string;
  /** QEMU's type, `virtio-net-pci`. */
  readonly type: string;
  /** QEMU's name of the bus, `pci.2`. */
  readonly bus: string;
  /** The object that has the bus, `/machine/peripheral/pci.2`. */
  readonly busOwner: string;
  readonly slot: number;
  readonly function: number;
}

/** What QEMU says of its PCI devices. */
export interface FoundMachine {
  readonly devices: readonly FoundDevice[];
  /** Host bridge and expanders, with their numbers. */
  readonly rootBuses: readonly PciRootBus[];
}

const PERIPHERAL = '/machine/peripheral';

/**
 * Asks a QEMU for all of its PCI devices: those of the command line, and what else is on their buses. The tree of objects
 * knows what is behind a bridge; query-pci does not before a firmware has run, but has the root buses' numbers.
 */
export async function findDevices(qmp: Qmp): Promise<Outcome<FoundMachine, QmpFault>> {
  const rootBuses = await qmp.execute('query-pci', {});
  if (!rootBuses.ok) return rootBuses;
  const paths: string[] = [];
  for (const container of [PERIPHERAL, '/machine/peripheral-anon']) {
    const listed = await qmp.execute('qom-list', { path: container });
    if (!listed.ok) return listed;
    paths.push(
      ...listed.value.filter(({ type }) => type.startsWith('child<')).map(({ name }) => `${container}/${name}`),
    );
  }
  const written = await readDevices(qmp, paths);
  if (!written.ok) return written;
  const others: string[] = [];
  for (const bus of new Set(written.value.map((device) => `${device.busOwner}/${device.bus}`))) {
    const onBus = await pathsOnBus(qmp, bus);
    if (!onBus.ok) return onBus;
    others.push(...onBus.value.filter((path) => !paths.includes(path)));
  }
  const board = await readDevices(qmp, others);
  if (!board.ok) return board;
  return success({ devices: [...written.value, ...board.value], rootBuses: rootBuses.value });
}

/** One PCI device by its id; undefined if QEMU has none of that id. */
export async function findDevice(qmp: Qmp, id: string): Promise<Outcome<FoundDevice | undefined, QmpFault>> {
  return readDevice(qmp, `${PERIPHERAL}/${id}`);
}

/** A property of an object; undefined where the object has none of that name. */
export async function readProperty(
  qmp: Qmp,
  path: string,
  property: string,
): Promise<Outcome<QomValue | undefined, QmpFault>> {
  const answer = await qmp.execute('qom-get', { path, property });
  return answer.ok || answer.problem.kind !== 'refused' ? answer : success(undefined);
}

async function readDevices(qmp: Qmp, paths: readonly string[]): Promise<Outcome<readonly FoundDevice[], QmpFault>> {
  const devices: FoundDevice[] = [];
  for (const path of paths) {
    const device = await readDevice(qmp, path);
    if (!device.ok) return device;
    if (device.value !== undefined) devices.push(device.value);
  }
  return success(devices);
}

/** Only PCI devices have a number as `addr`: slot and function in one. */
async function readDevice(qmp: Qmp, path: string): Promise<Outcome<FoundDevice | undefined, QmpFault>> {
  const addr = await readProperty(qmp, path, 'addr');
  if (!addr.ok) return addr;
  const parent = await readProperty(qmp, path, 'parent_bus');
  if (!parent.ok) return parent;
  const type = await readProperty(qmp, path, 'type');
  if (!type.ok) return type;
  if (typeof addr.value !== 'number' || typeof parent.value !== 'string') return success(undefined);
  const end = parent.value.lastIndexOf('/');
  const isNamed = path.startsWith(`${PERIPHERAL}/`);
  return success({
    path,
    ...(isNamed ? { id: path.slice(PERIPHERAL.length + 1) } : {}),
    type: `${type.value ?? ''}`,
    bus: parent.value.slice(end + 1),
    busOwner: parent.value.slice(0, end),
    slot: addr.value >> 3,
    function: addr.value & 7,
  });
}

async function pathsOnBus(qmp: Qmp, bus: string): Promise<Outcome<readonly string[], QmpFault>> {
  const listed = await qmp.execute('qom-list', { path: bus });
  if (!listed.ok) return listed;
  const paths: string[] = [];
  for (const { name } of listed.value.filter((one) => /^child\[\d+\]$/.test(one.name))) {
    const path = await readProperty(qmp, bus, name);
    if (!path.ok) return path;
    if (typeof path.value === 'string') paths.push(path.value);
  }
  return success(paths);
}
