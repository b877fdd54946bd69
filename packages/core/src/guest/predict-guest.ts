import { areOptions, checkArguments, isOneOf, isPlan, isSome, isText } from '../basics/index.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import { type Device, deviceLabel, pciAddressOf } from '../domain/index.ts';
import type { Plan } from '../plan/index.ts';
import { FIRMWARES, type Firmware } from '../profiles/index.ts';
import { planQemuDevices } from '../qemu/index.ts';
import { formatPciAddress } from '../topology/index.ts';
import { addressOf, slotAddress } from './address.ts';
import { findNamingScheme, type GuestOptions } from './environment.ts';
import type { GuestBus, GuestFunction } from './guest-buses.ts';
import { type FunctionIdentity, identify } from './identity.ts';
import { guestInputs } from './interface-names.ts';
import { nameInterfaces, type PredictedInterface } from './interfaces.ts';
import { onboardIndex } from './nic-names.ts';
import { topologyDiagnostics, unsupportedGuest } from './problems.ts';

/** A PCI function as the guest finds it. */
export interface PredictedFunction {
  /** The guest's address: `0000:02:01.0`. */
  readonly address: string;
  /** What the plan calls it; a name of the chipset's part, where the plan has none. */
  readonly label: string;
  /** libvirt's address. */
  readonly planned?: string;
  /** QEMU's id, libvirt's alias. */
  readonly id?: string;
  /** The host device that is passed through. */
  readonly host?: string;
  readonly identity: FunctionIdentity;
  readonly multifunction: boolean;
  /** Address of the bridge it is behind; absent on a root bus. */
  readonly parent?: string;
  /** Of a bridge: the buses behind it. */
  readonly secondary?: number;
  readonly subordinate?: number;
  /** The slot number that ACPI tells (`_SUN`). */
  readonly sun?: number;
  readonly acpiIndex?: number;
  readonly device?: Device;
  readonly fn: GuestFunction;
}

/** What a Linux guest finds when it boots. */
export interface Guest {
  readonly machine: string;
  readonly firmware: Firmware;
  readonly qemu: string;
  /** The naming scheme that `interfaces` are named by. */
  readonly scheme: string;
  /** Root buses: bus 0, then those of expanders. */
  readonly roots: readonly GuestBus[];
  /** By address, as `lspci -D` lists them. */
  readonly functions: readonly PredictedFunction[];
  /** The slots with a number for a name: `3` is `0000:00:03`. */
  readonly slots: ReadonlyMap<number, string>;
  readonly interfaces: readonly PredictedInterface[];
  /** What the guest will not see, or what will fail. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A prediction, or why there is none. */
export type GuestResult =
  | { readonly ok: true; readonly guest: Guest }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

const isScheme = isSome(
  'a naming scheme, such as "v257" or "debian-13"',
  (value) => typeof value === 'string' && findNamingScheme(value) !== undefined,
);
export const GUEST_OPTIONS = areOptions<GuestOptions>({
  firmware: isOneOf(...FIRMWARES),
  qemu: isText,
  scheme: isScheme,
});

/**
 * Predicts what the guest sees of a plan: bus numbers, addresses, slots, names of interfaces. RP7100: the machine is none
 * whose guests are known.
 */
export function predictGuest(plan: Plan, options: GuestOptions = {}): GuestResult {
  checkArguments('predictGuest', { plan: [plan, isPlan], options: [options, GUEST_OPTIONS] });
  const unsupported = unsupportedGuest(plan.domain);
  if (unsupported !== undefined) return { ok: false, diagnostics: [unsupported] };
  const qemuDevices = planQemuDevices(plan);
  const qemu = new Map(qemuDevices.map((one) => [one.device, one]));
  const { topology, inputs } = guestInputs(plan, options, qemuDevices);
  const { environment, domain, slots } = inputs;
  const functions = topology.buses.flatMap((bus) =>
    bus.functions.map((fn): PredictedFunction => {
      const device = fn.device ?? fn.hiddenBridgeOf;
      const sun = slots.acpiNumberOf(fn);
      const index = onboardIndex(fn, inputs);
      return {
        address: addressOf(fn),
        label: labelOf(fn),
        ...plannedAs(fn.device),
        ...identified(device === undefined ? undefined : qemu.get(device)?.id),
        identity: identify(fn, fn.device === undefined ? undefined : qemu.get(fn.device)),
        multifunction: fn.multifunction,
        ...(bus.bridge === undefined ? {} : { parent: addressOf(bus.bridge) }),
        ...(fn.behind === undefined ? {} : { secondary: fn.behind.number, subordinate: fn.behind.subordinate }),
        ...(sun === undefined ? {} : { sun }),
        ...(index === undefined || fn.zpci !== undefined ? {} : { acpiIndex: index }),
        ...(fn.device === undefined ? {} : { device: fn.device }),
        fn,
      };
    }),
  );
  const named = nameInterfaces(plan, topology, inputs, qemu);
  return {
    ok: true,
    guest: {
      machine: domain.machine.name,
      firmware: environment.firmware,
      qemu: environment.qemu,
      scheme: environment.scheme.name,
      roots: topology.roots,
      functions: functions.sort((a, b) => (a.address < b.address ? -1 : 1)),
      slots: new Map(
        [...slots.names].sort(([a], [b]) => a - b).map(([number, { bus, slot }]) => [number, slotAddress(bus, slot)]),
      ),
      interfaces: named.interfaces,
      diagnostics: [...topologyDiagnostics(plan, topology), ...named.diagnostics],
    },
  };
}

function labelOf({ device, chipset, hiddenBridgeOf, argument }: GuestFunction): string {
  if (device !== undefined) return deviceLabel(device);
  if (argument !== undefined) return argument.label;
  return hiddenBridgeOf === undefined ? (chipset?.driver ?? '') : `hidden bridge of ${deviceLabel(hiddenBridgeOf)}`;
}

function plannedAs(device: Device | undefined): Pick<PredictedFunction, 'planned' | 'host'> {
  if (device === undefined) return {};
  const at = pciAddressOf(device.address);
  const host = 'host' in device ? device.host : undefined;
  return {
    ...(at === undefined ? {} : { planned: formatPciAddress(at) }),
    ...(host === undefined ? {} : { host: formatPciAddress(host) }),
  };
}

const identified = (id: string | undefined): Pick<PredictedFunction, 'id'> => (id === undefined ? {} : { id });
