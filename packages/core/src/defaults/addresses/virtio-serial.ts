import {
  type Channel,
  type Console,
  type Device,
  eachAddressedDevice,
  type VirtioSerialAddress,
} from '../../domain/index.ts';
import { addController, type Completion, refuseDevice } from '../completion.ts';

const DEFAULT_PORTS = 31;
interface Ports {
  readonly count: number;
  readonly used: Set<number>;
  /** All ports below are in use. */
  next: number;
}

/** Ports of each virtio-serial controller, by index. */
type PortTable = Map<number, Ports>;

const newPorts = (count: number): Ports => ({ count, used: new Set(), next: 1 });

/** X-VSER-1 and X-VSER-2: ports of virtio channels and consoles; a controller is added when all are full. */
export function assignVirtioSerialPorts(completion: Completion): void {
  const table: PortTable = new Map();
  for (const { type, index, ports } of completion.domain.devices.controller) {
    if (type === 'virtio-serial') table.set(index, newPorts(ports ?? DEFAULT_PORTS));
  }
  const { channel, console } = completion.domain.devices;
  eachAddressedDevice(completion.domain, (device) => reserveGiven(completion, table, device));
  for (const device of completion.facts.profile.switches.consoleBlocksNoPort ? [] : console)
    if (device.targetType === 'virtio') blockForConsole(completion, table, device);
  const nextPort = freePorts(completion, table);
  for (const device of channel) if (device.targetType === 'virtio') assign(completion, table, device, nextPort);
}

// Of any device: one that has no business there is refused afterwards, and the place must exist before.
function reserveGiven(completion: Completion, table: PortTable, device: Device): void {
  const { address } = device;
  if (address.type !== 'virtio-serial' || address.port === 0) return;
  const { controller, port } = address;
  const entry = table.get(controller);
  if (entry === undefined) refuse(completion, device, address, 'there is no such controller');
  else if (port >= entry.count) refuse(completion, device, address, `the controller has ${entry.count} ports`);
  else if (entry.used.has(port)) refuse(completion, device, address, 'the port is taken');
  else entry.used.add(port);
}

function refuse(completion: Completion, device: Device, address: VirtioSerialAddress, problem: string): void {
  const { controller, port } = address;
  refuseDevice(completion, 'RP2023', device, { controller, port, problem }, 'address');
}

// X-VSER-2: the console keeps what it had, but blocks the port that would have been its own.
function blockForConsole(completion: Completion, table: PortTable, device: Console): void {
  const { address } = device;
  if (address.type !== 'virtio-serial' || address.port !== 0) return;
  const entry = table.get(0);
  if (entry === undefined) refuse(completion, device, address, 'there is no such controller');
  else if (take(entry) === undefined) refuse(completion, device, address, 'all its ports are taken');
}

/** The lowest free port. */
function take(ports: Ports): number | undefined {
  while (ports.used.has(ports.next)) ports.next += 1;
  if (ports.next >= ports.count) return undefined;
  ports.used.add(ports.next);
  return ports.next;
}

function assign(completion: Completion, table: PortTable, device: Channel, nextPort: () => VirtioSerialAddress): void {
  if (device.address.type === 'none') device.address = nextPort();
  const { address } = device;
  if (address.type !== 'virtio-serial' || address.port !== 0) return;
  const { controller } = address;
  // I-CTRL has added the controllers of all channels.
  const ports = table.get(controller);
  const port = ports && take(ports);
  if (port === undefined) refuse(completion, device, address, 'all its ports are taken');
  else device.address = { type: 'virtio-serial', controller, bus: 0, port };
}

/** A function that takes the next free port. Ports are only taken, so each search goes on where the last ended. */
function freePorts(completion: Completion, table: PortTable): () => VirtioSerialAddress {
  const controllers = [...table].sort(([a], [b]) => a - b);
  let tried = 0;
  let unused = 0;
  return function next(): VirtioSerialAddress {
    for (let entry = controllers[tried]; entry !== undefined; entry = controllers[tried]) {
      const [controller, ports] = entry;
      const port = take(ports);
      if (port !== undefined) return { type: 'virtio-serial', controller, bus: 0, port };
      tried += 1;
    }
    while (table.has(unused)) unused += 1;
    addController(completion, 'X-VSER-1', { type: 'virtio-serial', index: unused });
    const added = newPorts(DEFAULT_PORTS);
    table.set(unused, added);
    controllers.push([unused, added]);
    return next();
  };
}
