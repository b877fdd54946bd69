import { type Guest, type GuestOptions, type PlanOptions, planDomain, predictGuest } from '@rootport/core';
import type { BootEnvironment, BootRun, ObservedDevice, ObservedNames, ObservedNic } from './record.ts';

/** The options that stand for the environment of a boot. */
export function guestOptions({ firmware, qemu, scheme }: BootEnvironment): GuestOptions {
  const [name] = firmware.split(' ');
  const known = (['SeaBIOS', 'OVMF', 'AAVMF'] as const).find((one) => one === name);
  return { firmware: known ?? 'device tree', qemu, scheme };
}

/** The document with another machine: a QEMU is booted with a machine type that it has. */
export function withMachine(xml: string, machine: string): string {
  return xml.replace(/(<type\b[^>]*\bmachine=)(['"])[^'"]*\2/, `$1$2${machine}$2`);
}

/** How the prediction for a document differs from what a guest saw; empty where it does not. */
export function compareBoot(xml: string, run: BootRun, options: PlanOptions): readonly string[] {
  const { machine, qemu } = run.environment;
  // A machine type that the QEMU does not have is refused.
  const planned = planDomain(withMachine(xml, machine), { ...options, qemu });
  if (!planned.ok) return [`no plan: ${planned.diagnostics.map(({ code }) => code).join(' ')}`];
  const predicted = predictGuest(planned.plan, guestOptions(run.environment));
  if (!predicted.ok) return ['no prediction'];
  const { guest } = predicted;
  return [
    ...compareDevices(guest, run.observed.devices),
    ...compareSlots(guest, run.observed.slots),
    ...run.observed.nics.flatMap((nic) => compareNic(guest, nic)),
  ];
}

function compareDevices(guest: Guest, observed: readonly ObservedDevice[]): readonly string[] {
  // QEMU tells where its devices are without the PCI domain.
  const isOneDomain = guest.roots.every(({ domain }) => domain === 0);
  const identified = new Set(observed.flatMap(({ bdf, id }) => (isOneDomain || id !== undefined ? [bdf] : [])));
  const predicted = guest.functions.map(({ address, id, identity, multifunction, fn, ...one }) => ({
    bdf: address,
    // QEMU itself has no id for what comes with the machine.
    ...(id === undefined || fn.chipset !== undefined || !identified.has(address) ? {} : { id }),
    ...pick(identity, ['pci']),
    ...(multifunction ? { multifunction } : {}),
    ...pick(one, ['parent', 'secondary', 'subordinate', 'sun', 'acpiIndex']),
  }));
  const seen = observed.map(({ acpiIndex, ...one }) => ({
    ...pick(one, ['bdf', 'id', 'pci', 'multifunction', 'parent', 'secondary', 'subordinate', 'sun']),
    // QEMU 7.2 answers for a bridge with the index of some other bus, which nothing in the guest asks for.
    ...(acpiIndex === undefined || one.secondary !== undefined ? {} : { acpiIndex }),
  }));
  return compareLists<{ readonly bdf: string }>('device', predicted, seen, ({ bdf }) => bdf);
}

function compareSlots(guest: Guest, observed: Readonly<Record<string, string>>): readonly string[] {
  const predicted = [...guest.slots].map(([number, place]) => ({ number: `${number}`, place }));
  const seen = Object.entries(observed).map(([number, place]) => ({ number, place }));
  return compareLists('slot', predicted, seen, ({ number }) => number);
}

function compareNic(guest: Guest, observed: ObservedNic): readonly string[] {
  const predicted = guest.interfaces.find(({ mac }) => mac === observed.mac);
  if (predicted === undefined) return [`no interface ${observed.mac}`];
  const clashes = observed.clashesOn !== undefined;
  const isLoser = clashes && observed.name !== observed.clashesOn;
  const differences = [
    differs('address', predicted.address, observed.bdf),
    differs('clash', predicted.clashesWith.length > 0, clashes),
    differs('name', predicted.name, observed.clashesOn ?? observed.name),
    // G-NAME-CLASH: the loser has no alternative names either.
    isLoser ? [] : differs('alternatives', [...predicted.alternatives].sort(), [...(observed.altNames ?? [])].sort()),
    ...observed.netId.flatMap(({ schemes, ...names }) =>
      schemes.map((scheme) => {
        const own = predicted.byScheme.find((group) => group.schemes.includes(scheme));
        return differs(`names under ${scheme}`, namesOnly(own), namesOnly(names));
      }),
    ),
  ];
  return differences.flat().map((text) => `${observed.mac}: ${text}`);
}

function namesOnly(names: Omit<ObservedNames, 'schemes'> | undefined): object {
  return names === undefined ? {} : pick(names, ['onboard', 'slot', 'path']);
}

function differs(what: string, predicted: unknown, observed: unknown): readonly string[] {
  const [own, theirs] = [JSON.stringify(predicted), JSON.stringify(observed)];
  return own === theirs ? [] : [`${what} ${own}, the guest saw ${theirs}`];
}

function compareLists<Key extends object>(
  what: string,
  predicted: readonly Key[],
  observed: readonly Key[],
  keyOf: (one: Key) => string,
): readonly string[] {
  const own = new Map(predicted.map((one) => [keyOf(one), one]));
  const theirs = new Map(observed.map((one) => [keyOf(one), one]));
  const keys = [...new Set([...own.keys(), ...theirs.keys()])].sort();
  return keys.flatMap((key) => differs(`${what} ${key}`, own.get(key), theirs.get(key)));
}

/** The named parts that are there, in this order. */
function pick<T extends object, Key extends keyof T>(from: T, keys: readonly Key[]): Pick<T, Key> {
  const parts = keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]]));
  return Object.fromEntries(parts) as Pick<T, Key>;
}
