import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import { type CcwAddress, type Device, deviceLabel, type Interface, pciAddressOf } from '../domain/index.ts';
import type { Plan } from '../plan/index.ts';
import type { QemuDevice } from '../qemu/index.ts';
import { formatPciAddress } from '../topology/index.ts';
import { addressOf } from './address.ts';
import type { GuestFunction, GuestTopology } from './guest-buses.ts';
import { guestLimits } from './guest-limits.ts';
import { indexProblems, sharesSlot } from './index-problems.ts';
import { channelName, chosenName, functionsByDevice } from './interface-names.ts';
import { indexReach, type NameInputs, type UdevNames, udevNames } from './nic-names.ts';
import { rangeProblems, uncounted } from './problems.ts';
import { SCHEMES, type SchemeRow } from './tables/schemes.ts';

/** How sure a name is: measured without exception; true under conditions that are told; or open. */
export type Confidence = 'high' | 'medium' | 'low';

/** The names under some schemes that agree. */
export interface NamesByScheme extends UdevNames {
  readonly schemes: readonly string[];
}

/** What a Linux guest with systemd calls an interface (G-NAME-POLICY). */
export interface PredictedInterface {
  readonly label: string;
  readonly device: Interface;
  /** QEMU's id, libvirt's alias. */
  readonly id?: string;
  readonly mac?: string;
  /** libvirt's address. */
  readonly planned?: string;
  /** The guest's address; absent where the guest does not see it on PCI. */
  readonly address?: string;
  /** The name; absent where none is predicted. Of clashing interfaces only one gets it. */
  readonly name?: string;
  /** What the name is made from. */
  readonly source?: 'onboard' | 'slot' | 'path';
  /** The rule that gave it. */
  readonly rule?: string;
  readonly confidence: Confidence;
  /** Why the confidence is not high, or why there is no name. */
  readonly reasons: readonly string[];
  /** All names that udev computes, the chosen one too. */
  readonly names?: UdevNames;
  /** Further names by which `ip` and networkd know it. */
  readonly alternatives: readonly string[];
  /** The labels of interfaces that want the same name. */
  readonly clashesWith: readonly string[];
  readonly byScheme: readonly NamesByScheme[];
  /** Why an `<acpi index>` would have no effect; absent where it would. */
  readonly indexObjection?: string;
}

const RULES = { onboard: 'G-NAME-ONBOARD', slot: 'G-NAME-SLOT', path: 'G-NAME-PATH' } as const;

/** The interfaces of a plan in document order, with names; and what is to be said about them. */
export function nameInterfaces(
  plan: Plan,
  topology: GuestTopology,
  inputs: NameInputs,
  qemu: ReadonlyMap<Device, QemuDevice>,
): { readonly interfaces: readonly PredictedInterface[]; readonly diagnostics: readonly Diagnostic[] } {
  const found = functionsByDevice(topology);
  const { doubts, firmware, qemu: version } = inputs.environment;
  const isShort = guestLimits(plan, version, firmware).some(
    ({ rule, used, fits }) => rule === 'G-LIM-IO' && used > fits,
  );
  const general: General = {
    doubts,
    isOpen: rangeProblems(topology).length > 0,
    isUncounted: uncounted(plan).length > 0,
    isShortOfIo: firmware === 'OVMF' && isShort,
    inputs,
  };
  const wanting = plan.domain.devices.interface.map((device) => {
    const fn = found.get(device);
    const base = identityOf(device, qemu.get(device)?.id);
    if (fn !== undefined) return named(base, fn, general);
    return device.address.type === 'ccw' ? channelNamed(base, device.address, doubts) : unnamed(base, device);
  });
  const wanted = wantedNames(wanting);
  const alone = wanting.map((one) => withoutTaken(one, wanted));
  const byName = new Map<string, PredictedInterface[]>();
  for (const one of alone) {
    if (one.name !== undefined) byName.set(one.name, [...(byName.get(one.name) ?? []), one]);
  }
  const interfaces = alone.map((one) => (one.name === undefined ? one : withClashes(one, byName.get(one.name) ?? [])));
  return {
    interfaces,
    diagnostics: [
      ...clashDiagnostics(interfaces, inputs.environment.scheme.name),
      ...indexProblems(plan, found, inputs),
    ],
  };
}

type Base = Pick<PredictedInterface, 'label' | 'device' | 'id' | 'mac' | 'planned'>;

function identityOf(device: Interface, id: string | undefined): Base {
  const at = pciAddressOf(device.address);
  return {
    label: deviceLabel(device),
    device,
    ...(id === undefined ? {} : { id }),
    ...(device.mac === undefined ? {} : { mac: device.mac }),
    ...(at === undefined ? {} : { planned: formatPciAddress(at) }),
  };
}

function unnamed(base: Base, { address }: Interface): PredictedInterface {
  const reason = address.type === 'pci' ? 'the guest does not see it' : `it is not on PCI but ${address.type}`;
  return {
    ...base,
    confidence: 'low',
    reasons: [reason],
    alternatives: [],
    clashesWith: [],
    byScheme: [],
    indexObjection: reason,
  };
}

/** G-NAME-CCW: a channel device is named by its number, without the zeros and dots that it begins with. */
function channelNamed(base: Base, { at }: CcwAddress, doubts: readonly string[]): PredictedInterface {
  if (at === undefined) return { ...unnamed(base, base.device) };
  const { address, name } = channelName(at);
  return {
    ...base,
    address,
    name,
    source: 'path',
    rule: 'G-NAME-CCW',
    confidence: doubts.length === 0 ? 'high' : 'medium',
    reasons: doubts,
    names: { path: name },
    alternatives: [],
    clashesWith: [],
    byScheme: [{ schemes: SCHEMES.map((scheme) => scheme.name), path: name }],
    indexObjection: 'it is not on PCI but ccw',
  };
}

interface General {
  readonly doubts: readonly string[];
  /** Bus numbers overlap, so that nothing is certain. */
  readonly isOpen: boolean;
  /** Arguments of the document may add or move devices (G-ARG-PLACE). */
  readonly isUncounted: boolean;
  /** More I/O ports are wanted than OVMF has (G-LIM-IO). */
  readonly isShortOfIo: boolean;
  readonly inputs: NameInputs;
}

function named(base: Base, fn: GuestFunction, general: General): PredictedInterface {
  const { environment } = general.inputs;
  const names = udevNames(fn, environment.scheme, general.inputs);
  const { name, source } = chosenName(names);
  const byScheme = groupSchemes(fn, general.inputs);
  const others = [names.onboard, names.slot, names.path].filter((one) => one !== undefined && one !== name);
  const mac = environment.scheme.macAlternative && base.mac !== undefined ? [macName(base.mac)] : [];
  const isSun =
    source === 'slot' && environment.scheme.ownSlotFirst && (general.inputs.slots.acpiNumberOf(fn) ?? 0) > 0;
  return {
    ...base,
    address: addressOf(fn),
    name,
    source,
    rule: isSun ? 'G-NAME-SUN' : RULES[source],
    ...confidenceOf(name, fn, byScheme, general),
    names,
    alternatives: [...others.flatMap((one) => one ?? []), ...mac],
    clashesWith: [],
    byScheme,
    ...objection(fn, general.inputs),
  };
}

function objection(fn: GuestFunction, inputs: NameInputs): Pick<PredictedInterface, 'indexObjection'> {
  if (sharesSlot(fn)) return { indexObjection: 'it shares a slot with other functions' };
  const reach = indexReach(fn, inputs);
  return reach.ok ? {} : { indexObjection: reach.reason };
}

/** `enx525400123456` */
function macName(mac: string): string {
  return `enx${mac.toLowerCase().replaceAll(/[:-]/g, '')}`;
}

function groupSchemes(fn: GuestFunction, inputs: NameInputs): readonly NamesByScheme[] {
  const groups: { schemes: string[]; names: UdevNames }[] = [];
  for (const scheme of SCHEMES) {
    const names = udevNames(fn, scheme, inputs);
    const same = groups.find((group) => isSame(group.names, names));
    if (same === undefined) groups.push({ schemes: [scheme.name], names });
    else same.schemes.push(scheme.name);
  }
  return groups.map(({ schemes, names }) => ({ schemes, ...names }));
}

function isSame(a: UdevNames, b: UdevNames): boolean {
  return a.onboard === b.onboard && a.slot === b.slot && a.path === b.path;
}

function confidenceOf(
  name: string,
  fn: GuestFunction,
  byScheme: readonly NamesByScheme[],
  { doubts, isOpen, isUncounted, isShortOfIo, inputs }: General,
): Pick<PredictedInterface, 'confidence' | 'reasons'> {
  const { environment, slots, domain } = inputs;
  const { family } = domain.machine;
  const open: string[] = [];
  if (isOpen) open.push('bus numbers overlap');
  if (isUncounted) open.push('arguments for QEMU may add or move devices');
  if (family === 'q35' && !environment.hasAcpi && !environment.behaviours.has('bios-tables')) {
    open.push('without ACPI this QEMU loses devices behind ports');
  }
  if (isShortOfIo && fn.bus.bridge !== undefined) {
    open.push('OVMF has too few I/O ports; an interface that gets none has no driver and no name');
  }
  const conditions = [...doubts];
  const own = slots.names.get(slots.numberOf(fn.bus, fn.slot) ?? 0);
  if (own?.by === 'shpc') conditions.push('the slot has a number only with a kernel that has SHPC');
  if (own?.by === 'bios') conditions.push('the slot has a number only with SeaBIOS before 1.17');
  if (fn.device?.kind === 'interface' && fn.device.type === 'hostdev') {
    conditions.push('the driver of a host device may add a port to the name');
  }
  const others = environment.isSchemeGiven ? [] : otherNames(name, byScheme);
  if (others.length > 0) conditions.push(`under other naming schemes: ${others.join(', ')}`);
  if (open.length > 0) return { confidence: 'low', reasons: [...open, ...conditions] };
  return { confidence: conditions.length === 0 ? 'high' : 'medium', reasons: conditions };
}

/** Naming schemes before this one are out of use. */
const OLDEST_IN_USE: SchemeRow['name'] = 'v247';

function otherNames(name: string, byScheme: readonly NamesByScheme[]): readonly string[] {
  const inUse = SCHEMES.slice(SCHEMES.findIndex((scheme) => scheme.name === OLDEST_IN_USE)).map(
    (scheme) => scheme.name,
  );
  return byScheme.flatMap(({ schemes, onboard, slot, path }) => {
    const other = onboard ?? slot ?? path;
    const used = schemes.filter((scheme) => inUse.includes(scheme));
    return other === name || used.length === 0 ? [] : [`${other} (${schemeRange(used)})`];
  });
}

/** `v247` or `v247-v255`. */
function schemeRange(schemes: readonly string[]): string {
  const [first = '', last = ''] = [schemes[0], schemes.at(-1)];
  return first === last ? first : `${first}-${last}`;
}

/** How many interfaces want each name, as their own or as an alternative. */
function wantedNames(all: readonly PredictedInterface[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { name, alternatives } of all) {
    for (const one of [...alternatives, ...(name === undefined ? [] : [name])]) {
      counts.set(one, (counts.get(one) ?? 0) + 1);
    }
  }
  return counts;
}

/** Without the alternatives that another interface may have (G-NAME-ALTERNATIVE). */
function withoutTaken(one: PredictedInterface, wanted: ReadonlyMap<string, number>): PredictedInterface {
  return { ...one, alternatives: one.alternatives.filter((name) => wanted.get(name) === 1) };
}

/** G-NAME-CLASH. */
function withClashes(one: PredictedInterface, sameName: readonly PredictedInterface[]): PredictedInterface {
  const rivals = sameName.filter((other) => other !== one);
  if (rivals.length === 0) return one;
  const reason = 'only one of those that want the name gets it; the others stay ethN, and which is which varies';
  return {
    ...one,
    confidence: 'low',
    reasons: [reason, ...one.reasons],
    clashesWith: rivals.map(({ label }) => label),
  };
}

function clashDiagnostics(interfaces: readonly PredictedInterface[], scheme: string): readonly Diagnostic[] {
  const byName = new Map<string, PredictedInterface[]>();
  for (const one of interfaces) {
    if (one.clashesWith.length > 0) byName.set(one.name ?? '', [...(byName.get(one.name ?? '') ?? []), one]);
  }
  return [...byName].map(([name, rivals]) => {
    const [first, ...others] = rivals;
    return createDiagnostic('RP7103', {
      span: first?.device.element?.startTag,
      values: { devices: rivals.map(({ label, address }) => `${label} at ${address}`).join(' and '), name, scheme },
      related: others.map(({ device, label }) => ({
        message: `${label} wants it, too`,
        ...(device.element === undefined ? {} : { span: device.element.startTag }),
      })),
    });
  });
}
