import type { CcwAddress, Device, Interface } from '../domain/index.ts';
import type { Plan } from '../plan/index.ts';
import { type QemuMeans, qemuMeans } from '../qemu/index.ts';
import { type GuestOptions, guestEnvironment } from './environment.ts';
import { enumerateGuest, type GuestFunction, type GuestTopology } from './guest-buses.ts';
import { guestMachine } from './guest-machine.ts';
import { type NameInputs, type UdevNames, udevNames } from './nic-names.ts';
import { nameSlots } from './slots.ts';

/** What predictions go by. */
export interface GuestInputs {
  readonly topology: GuestTopology;
  readonly inputs: NameInputs;
}

/** What predictions go by; `means` are QEMU's devices in the order in which it makes them. */
export function guestInputs(plan: Plan, options: GuestOptions, means: readonly QemuMeans[]): GuestInputs {
  const { domain } = plan;
  const environment = guestEnvironment(plan, options);
  const topology = enumerateGuest(plan, environment.hasAcpi);
  const qemu = new Map(means.map((one) => [one.device, one]));
  const slots = nameSlots({ domain, topology, environment, qemu });
  const madeAt = new Map(means.map(({ device }, position) => [device, position]));
  const inputs: NameInputs = { environment, domain, slots, madeAt };
  return { topology, inputs };
}

/** The predicted names of a plan's interfaces; none for a machine that they are not known for. */
export function interfaceNamesOf(plan: Plan): ReadonlyMap<Device, string> {
  if (plan.domain.devices.interface.length === 0 || guestMachine(plan.domain.machine.family) === undefined)
    return new Map();
  const { topology, inputs } = guestInputs(plan, {}, qemuMeans(plan));
  return namesAlone(plan, topology, inputs);
}

/** The names alone, for who compares plans: neither other schemes nor doubts are looked at. */
function namesAlone(plan: Plan, topology: GuestTopology, inputs: NameInputs): ReadonlyMap<Interface, string> {
  const found = functionsByDevice(topology);
  const names = new Map<Interface, string>();
  for (const device of plan.domain.devices.interface) {
    const fn = found.get(device);
    const { address } = device;
    if (fn !== undefined) names.set(device, chosenName(udevNames(fn, inputs.environment.scheme, inputs)).name);
    else if (address.type === 'ccw' && address.at !== undefined) names.set(device, channelName(address.at).name);
  }
  return names;
}

export const functionsByDevice = ({ buses }: GuestTopology): ReadonlyMap<Device | undefined, GuestFunction> =>
  new Map(buses.flatMap(({ functions }) => functions.map((fn) => [fn.device, fn] as const)));

/** The first name that there is counts (G-NAME-POLICY). */
export function chosenName(names: UdevNames): { readonly name: string; readonly source: 'onboard' | 'slot' | 'path' } {
  const source = names.onboard !== undefined ? 'onboard' : names.slot !== undefined ? 'slot' : 'path';
  return { source, name: names[source] ?? names.path };
}

/** The address of a channel device in the guest, and the name that it gives (G-NAME-CCW). */
export function channelName({ ssid, devno }: NonNullable<CcwAddress['at']>): {
  readonly address: string;
  readonly name: string;
} {
  // QEMU's devices are on the guest's channel subsystem 0, whatever number libvirt writes.
  const address = `0.${ssid.toString(16)}.${devno.toString(16).padStart(4, '0')}`;
  return { address, name: `enc${address.replace(/^[0.]+/, '')}` };
}
