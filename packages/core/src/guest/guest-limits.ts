import { type Device, eachAddressedDevice, pciAddressOf } from '../domain/index.ts';
import type { Plan } from '../plan/index.ts';
import { isPort } from '../plan/index.ts';
import {
  connectionRow,
  type Firmware,
  getProfile,
  IO_BRIDGES,
  IO_DEVICES,
  IO_WINDOWS,
  MOST_BUSES,
  PORTS_OF_ONE_PROCESSOR,
  RESERVING_MACHINE,
} from '../profiles/index.ts';
import { KIND, MARK } from '../topology/index.ts';
import { firmwareOf } from './guest-machine.ts';

/** A limit of firmware or guest that libvirt does not know (G-LIM-IO and its neighbours), and how far it is used up. */
export interface GuestLimit {
  readonly what: string;
  readonly used: number;
  readonly fits: number;
  /** What happens beyond. */
  readonly effect: string;
  readonly rule: string;
}

/** The limits that are known for a machine; `qemu` is the version that runs it, where it is known. */
export function guestLimits(
  plan: Plan,
  qemu?: string,
  firmware: Firmware = firmwareOf(plan.domain),
): readonly GuestLimit[] {
  const { domain, buses } = plan;
  const windows = IO_WINDOWS.find((row) => row.firmware === firmware && row.family === domain.machine.family);
  if (windows === undefined) return [];
  const hidden = buses.filter(({ model }) => model === 'pci-expander-bus').length;
  const limits: GuestLimit[] = [
    {
      what: `windows of I/O ports (${firmware})`,
      used: ioWindows(plan, qemu),
      fits: windows.fits,
      effect: windows.effect,
      rule: 'G-LIM-IO',
    },
    {
      what: 'bus numbers behind the root',
      used: Math.max(0, buses.length - 1) + hidden,
      fits: MOST_BUSES,
      effect: 'firmware hangs',
      rule: 'G-LIM-BUS',
    },
  ];
  if (domain.vcpus !== 1 || domain.machine.family !== 'q35') return limits;
  const used = buses.filter(isPort).length;
  const effect = 'a Linux guest with one processor runs out of interrupt vectors and hangs';
  return [
    ...limits,
    { what: 'ports with one processor', used, fits: PORTS_OF_ONE_PROCESSOR, effect, rule: 'G-LIM-VEC' },
  ];
}

/** How many 4 KiB windows of I/O ports the bridges need; a bridge takes the sum of what is below it. */
function ioWindows(plan: Plan, qemu?: string): number {
  const onBus = new Map<number, Device[]>();
  eachAddressedDevice(plan.domain, (device) => {
    const at = pciAddressOf(device.address);
    if (at !== undefined) onBus.set(at.bus, [...(onBus.get(at.bus) ?? []), device]);
  });
  const reserves = reservesIoEverywhere(plan, qemu);
  // Bridges in a circle are below no root bus.
  const needed = ({ index, model, accepts }: Plan['buses'][number]): number => {
    const devices = onBus.get(index) ?? [];
    const bridges = devices.flatMap((one) => (isBridge(one) ? (plan.buses[one.index] ?? []) : []));
    const below = bridges.map(needed).reduce((a, b) => a + b, 0);
    if (index === 0 || model === 'pcie-expander-bus') return below;
    const own = devices.some((one) => hasPorts(plan, one)) ? 1 : 0;
    const isReserved = IO_BRIDGES.includes(model) || (reserves && isPort({ model }) && (accepts & MARK.HOT) !== 0);
    return Math.max(below + own, isReserved ? 1 : 0);
  };
  const [root] = plan.buses;
  return root === undefined ? 0 : needed(root);
}

/** Every hot-pluggable port wants a window of I/O ports (G-LIM-IO c). */
export function reservesIoEverywhere({ domain }: Plan, qemu?: string): boolean {
  const { name, qemu: version } = RESERVING_MACHINE;
  return domain.machine.name === name || (domain.machine.name === 'q35' && qemu?.startsWith(version) === true);
}

type Bridge = Extract<Device, { kind: 'controller' }>;

const isBridge = (device: Device): device is Bridge => device.kind === 'controller' && device.type === 'pci';

function hasPorts(plan: Plan, device: Device): boolean {
  const sort = device.kind === 'controller' ? `controller ${device.type}` : device.kind;
  const model = 'model' in device ? (device.model ?? '') : '';
  const isListed = IO_DEVICES.some(
    (row) => row.device === sort && (row.models.includes('*') || row.models.includes(model)),
  );
  return isListed || (isVirtio(plan, device, model) && ((plan.needs.get(device) ?? 0) & KIND.PCI) !== 0);
}

const isVirtio = (plan: Plan, device: Device, model: string): boolean =>
  model === 'virtio-transitional' || connectionRow(getProfile(plan.profile), device)?.need === 'virtio';
