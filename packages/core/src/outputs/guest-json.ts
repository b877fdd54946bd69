import { checkArguments, isGuest } from '../basics/index.ts';
import type { Guest, PredictedFunction, PredictedInterface } from '../guest/index.ts';

/** A minor change adds fields, a major one may change or remove some. */
export const GUEST_FORMAT_VERSION = '1.0';

/** What a guest sees, as JSON; addresses are `0000:02:01.0`. */
export interface GuestJson {
  readonly formatVersion: string;
  readonly machine: string;
  readonly firmware: string;
  readonly qemu: string;
  readonly buses: readonly GuestBusJson[];
  readonly devices: readonly GuestDeviceJson[];
  /** The slots whose name in `/sys/bus/pci/slots` is a number. */
  readonly slots: Readonly<Record<string, string>>;
  /** Guest addresses of devices that are passed through, by host address. */
  readonly hostDevices: Readonly<Record<string, string>>;
}

/** A bus as the guest numbers it. */
export interface GuestBusJson {
  readonly number: number;
  readonly subordinate: number;
  /** libvirt's index of the bus, where it has one. */
  readonly controller?: number;
  /** Address of the bridge; absent for a root bus. */
  readonly bridge?: string;
}

/** A function as the guest finds it. */
export type GuestDeviceJson = Omit<PredictedFunction, 'fn' | 'device' | 'identity'> & PredictedFunction['identity'];

/** {@link Guest} as JSON. */
export function guestJson(guest: Guest): GuestJson {
  checkArguments('guestJson', {
    guest: [guest, isGuest],
  });
  const { functions, slots, machine, firmware, qemu } = guest;
  const behind = new Map(functions.map(({ fn, address }) => [fn.behind, address]));
  const buses = [...guest.roots, ...functions.flatMap(({ fn }) => fn.behind ?? [])];
  return {
    formatVersion: GUEST_FORMAT_VERSION,
    machine,
    firmware,
    qemu,
    buses: buses
      .sort((a, b) => a.number - b.number)
      .map((bus) => {
        const bridge = behind.get(bus);
        return {
          number: bus.number,
          subordinate: bus.subordinate,
          ...(bus.index === undefined ? {} : { controller: bus.index }),
          ...(bridge === undefined ? {} : { bridge }),
        };
      }),
    devices: functions.map(({ fn, device, identity, ...rest }) => ({ ...rest, ...identity })),
    slots: Object.fromEntries([...slots].map(([number, place]) => [`${number}`, place])),
    hostDevices: Object.fromEntries(
      functions.flatMap(({ host, address }) => (host === undefined ? [] : [[host, address] as const])),
    ),
  };
}

/** A minor change adds fields, a major one may change or remove some. */
export const NAMES_FORMAT_VERSION = '1.0';

/** The names of a guest's interfaces, as JSON. */
export interface NamesJson {
  readonly formatVersion: string;
  readonly machine: string;
  readonly firmware: string;
  readonly qemu: string;
  readonly scheme: string;
  readonly interfaces: readonly Omit<PredictedInterface, 'device'>[];
}

/** The interfaces of {@link Guest} as JSON. */
export function namesJson(guest: Guest): NamesJson {
  checkArguments('namesJson', {
    guest: [guest, isGuest],
  });
  const { machine, firmware, qemu, scheme, interfaces } = guest;
  return {
    formatVersion: NAMES_FORMAT_VERSION,
    machine,
    firmware,
    qemu,
    scheme,
    interfaces: interfaces.map(({ device, ...rest }) => rest),
  };
}
