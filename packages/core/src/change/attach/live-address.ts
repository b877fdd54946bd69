import { createDiagnostic, type Diagnostic } from '../../diagnostics/index.ts';
import { busMisfit, endpointKinds, liveNeeds, type Plan, searchedPlaces } from '../../plan/index.ts';
import { type Connection, formatPciAddress, KIND, type PciAddress } from '../../topology/index.ts';
import { attributeValue, child, type XmlElement } from '../../xml/index.ts';

/** A place in a running guest, or why there is none. */
export type LiveAddress =
  | { readonly ok: true; readonly address: PciAddress }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

/** Places that are looked for one after the other; `taken` are those given away so far. */
export interface LiveSearch {
  readonly plan: Plan;
  readonly taken: PciAddress[];
  /** What each device needs that a place is looked for; 0 for one without. */
  readonly wanted: readonly Connection[];
}

/** A guest that runs gets no controllers; what would have made room for the device and what it needs is a command of ours. */
function wayOut({ plan, wanted }: LiveSearch, needs: Connection): string {
  const isExpress = (needs & KIND.PCIE) !== 0;
  const count = wanted.filter((one) => one !== 0 && ((one & KIND.PCIE) !== 0) === isExpress).length;
  const kind = isExpress ? 'pcie' : 'pci';
  const sort = kind === endpointKinds(plan)[0] ? '' : ` --kind ${kind}`;
  return `a running guest gets no new controllers; "rootport reserve --free ${count}${sort}" keeps places free from its next start on`;
}

/**
 * A-PLUG-2, step 4: the first free place of the buses that a running guest has. Before 3.6 libvirt goes on behind the
 * last place that it gave to the same needs (A-PLUG-3); in a guest that has just been started there is none.
 */
export function searchLive(search: LiveSearch, needs: Connection, device: string, element: XmlElement): LiveAddress {
  const { plan, taken } = search;
  const found = searchedPlaces(plan, liveNeeds(plan, needs)).find(
    ({ address }) => !taken.some((other) => other.bus === address.bus && other.slot === address.slot),
  );
  if (found === undefined) {
    const related = [{ message: wayOut(search, needs) }];
    return {
      ok: false,
      diagnostic: createDiagnostic('RP3013', { span: element.startTag, values: { device }, related }),
    };
  }
  taken.push(found.address);
  return { ok: true, address: found.address };
}

/**
 * A-PLUG-2, step 3, as far as it differs from a definition: the function (RP3058), the bus, which is not added (RP3003),
 * and whether it takes a device now (RP3005). Everything else is judged as in a definition.
 */
export function objectToAddress(
  plan: Plan,
  needs: Connection,
  { device, element, address }: { readonly device: string; readonly element: XmlElement; readonly address: PciAddress },
): Diagnostic | undefined {
  const span = child(element, 'address')?.span;
  const values = { device, address: formatPciAddress(address) };
  if (address.function !== 0) return createDiagnostic('RP3058', { span, values });
  const bus = plan.buses[address.bus];
  if (bus === undefined)
    return createDiagnostic('RP3003', { span, values: { ...values, last: plan.buses.length - 1 } });
  if (busMisfit(plan, bus, liveNeeds(plan, needs), 'user') !== 'no-hotplug') return undefined;
  return createDiagnostic('RP3005', { span, values: { ...values, index: bus.index, model: bus.model } });
}

/** The PCI address that the XML of a device gives; undefined when it gives none, or what no number can be made of. */
export function givenAddress(element: XmlElement): PciAddress | undefined {
  const address = child(element, 'address');
  if (address === undefined || attributeValue(address, 'type') !== 'pci') return undefined;
  const written = FIELDS.map((name) => attributeValue(address, name));
  if (written.every((value) => value === undefined)) return undefined;
  const [domain = 0, bus = 0, slot = 0, fn = 0] = written.map((value) => Number(value ?? '0'));
  return [domain, bus, slot, fn].every(Number.isInteger) ? { domain, bus, slot, function: fn } : undefined;
}

const FIELDS = ['domain', 'bus', 'slot', 'function'] as const;
