import type { Channel, Console } from '../../domain/index.ts';
import { addController, type Completion, refuseDevice } from '../completion.ts';

const DEFAULT_PORTS = 31;
/** Ports in use of each virtio-serial controller, by index. */
type PortTable = Map<number, { readonly count: number; readonly used: Set<number> }>;

/** X-VSER-1 and X-VSER-2: ports of virtio channels and consoles; a controller is added when all are full. */
export function assignVirtioSerialPorts(completion: Completion): void {
  const table: PortTable = new Map();
  for (const { type, index, ports } of completion.domain.devices.controller) {
    if (type === 'virtio-serial') table.set(index, { count: ports ?? DEFAULT_PORTS, used: new Set() });
  }
  const { channel, console } = completion.domain.devices;
  const devices = [...channel, ...console];
  for (const device of devices) {
    if (device.address.type === 'virtio-serial' && device.address.port !== 0) reserveGiven(completion, table, device);
  }
  for (const device of console) if (device.targetType === 'virtio') blockForConsole(completion, table, device);
  for (const device of channel) if (device.targetType === 'virtio') assign(completion, table, device);
}

function reserveGiven(completion: Completion, table: PortTable, device: Channel | Console): void {
  if (device.address.type !== 'virtio-serial') return;
  const { controller, port } = device.address;
  const entry = table.get(controller);
  if (entry === undefined) refuse(completion, device, 'there is no such controller');
  else if (port >= entry.count) refuse(completion, device, `the controller has ${entry.count} ports`);
  else if (entry.used.has(port)) refuse(completion, device, 'the port is taken');
  else entry.used.add(port);
}

function refuse(completion: Completion, device: Channel | Console, problem: string): void {
  if (device.address.type !== 'virtio-serial') return;
  const { controller, port } = device.address;
  refuseDevice(completion, 'RP2023', device, { device: device.kind, controller, port, problem }, 'address');
}

// X-VSER-2: the console keeps what it had, but blocks the port that would have been its own.
function blockForConsole(completion: Completion, table: PortTable, device: Console): void {
  if (device.address.type !== 'virtio-serial' || device.address.port !== 0) return;
  const entry = table.get(0);
  const port = entry === undefined ? undefined : lowestFree(entry);
  if (entry === undefined || port === undefined) refuse(completion, device, 'there is no such controller');
  else entry.used.add(port);
}

function lowestFree({
  count,
  used,
}: {
  readonly count: number;
  readonly used: ReadonlySet<number>;
}): number | undefined {
  for (let port = 1; port < count; port += 1) if (!used.has(port)) return port;
  return undefined;
}

function assign(completion: Completion, table: PortTable, device: Channel): void {
  if (device.address.type === 'virtio-serial') {
    if (device.address.port !== 0) return;
    const { controller } = device.address;
    const entry = table.get(controller);
    const port = entry === undefined ? undefined : lowestFree(entry);
    if (entry === undefined || port === undefined) {
      refuse(completion, device, entry === undefined ? 'there is no such controller' : 'all its ports are taken');
      return;
    }
    entry.used.add(port);
    device.address = { type: 'virtio-serial', controller, bus: 0, port };
    return;
  }
  if (device.address.type !== 'none') return;
  const indexes = [...table.keys()].sort((a, b) => a - b);
  for (const controller of indexes) {
    const entry = table.get(controller);
    const port = entry === undefined ? undefined : lowestFree(entry);
    if (entry === undefined || port === undefined) continue;
    entry.used.add(port);
    device.address = { type: 'virtio-serial', controller, bus: 0, port };
    return;
  }
  let controller = 0;
  while (table.has(controller)) controller += 1;
  addController(completion, 'X-VSER-1', { type: 'virtio-serial', index: controller });
  table.set(controller, { count: DEFAULT_PORTS, used: new Set([1]) });
  device.address = { type: 'virtio-serial', controller, bus: 0, port: 1 };
}
