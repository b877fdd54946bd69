import { createDiagnostic, type Diagnostic, type Fix } from '../../diagnostics/index.ts';
import { deviceLabel, deviceSpan, type Hostdev, pciAddressOf } from '../../domain/index.ts';
import type { TextEdit } from '../../text/index.ts';
import { formatPciAddress, type PciAddress } from '../../topology/index.ts';
import type { XmlElement } from '../../xml/index.ts';
import { writeAddress } from '../edits.ts';
import type { LintInput } from '../lint.ts';
import { relatedDevice } from '../look.ts';

interface HostFunction {
  readonly device: Hostdev;
  readonly element: XmlElement;
  readonly host: PciAddress;
}

/** RP6001: the functions of one device of the host, on several slots of the guest. */
export function splitMultifunction(input: LintInput): readonly Diagnostic[] {
  return [...functionsBySlot(input)].flatMap(([name, functions]) => {
    const first = functions.find(({ host }) => host.function === 0);
    if (first === undefined || isChipset(first.host) || isVirtual(first.host)) return [];
    const slots = new Set(functions.map(({ device }) => slotName(device)));
    if (slots.size < 2) return [];
    const fix = regroup(input, first, functions);
    return [
      createDiagnostic('RP6001', {
        span: deviceSpan(first.device, 'address') ?? deviceSpan(first.device),
        values: { host: name, functions: functions.length, slots: slots.size, freed: slots.size - 1 },
        related: functions
          .filter((one) => one !== first)
          .map(({ device }) => relatedDevice(device, `${deviceLabel(device)} is at ${placeName(device)}`)),
        fixes: fix === undefined ? [] : [fix],
      }),
    ];
  });
}

// Behind a PCI Express port real functions are on slot 0; a higher slot is the way to number virtual functions (ARI).
const isVirtual = ({ slot }: PciAddress): boolean => slot > 0;

// What is on the root bus belongs to the chipset: functions of one slot are devices of their own there.
const isChipset = ({ bus }: PciAddress): boolean => bus === 0;

function functionsBySlot({ domain }: LintInput): ReadonlyMap<string, readonly HostFunction[]> {
  const groups = new Map<string, HostFunction[]>();
  for (const device of domain.devices.hostdev) {
    const { type, host, element } = device;
    if (type !== 'pci' || host === undefined || element === undefined) continue;
    const name = formatPciAddress(host).replace(/\.\d$/, '');
    groups.set(name, [...(groups.get(name) ?? []), { device, element, host }]);
  }
  return groups;
}

// What is not placed yet gets a slot of its own.
function slotName(device: Hostdev): string {
  const at = pciAddressOf(device.address);
  return at === undefined ? deviceLabel(device) : `${at.domain}:${at.bus}:${at.slot}`;
}

function placeName(device: Hostdev): string {
  const at = pciAddressOf(device.address);
  return at === undefined ? 'a place of its own' : `${formatPciAddress(at)} of the guest`;
}

/** All on the slot of function 0, each with the function number it has in the host. */
function regroup(
  { domain, plan }: LintInput,
  first: HostFunction,
  functions: readonly HostFunction[],
): Fix | undefined {
  const at = pciAddressOf(first.device.address);
  // Of a refused document nobody knows who has which place.
  if (plan === undefined || at === undefined || at.function !== 0) return undefined;
  const members = new Set<unknown>(functions.map(({ device }) => device));
  const taken = plan.buses[at.bus]?.holdings.some(({ slot, owner }) => slot === at.slot && !members.has(owner));
  if (taken === true) return undefined;
  const edits = functions.flatMap(({ element, host }): readonly TextEdit[] => {
    const place = { ...at, function: host.function };
    return writeAddress(domain, element, place, host.function === 0 ? 'on' : undefined);
  });
  return {
    title: `put the ${functions.length} functions on the slot of ${formatPciAddress(at)} of the guest`,
    edits,
    safe: false,
  };
}
