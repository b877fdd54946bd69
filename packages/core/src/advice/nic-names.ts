import { type Device, deviceLabel, type Interface, pciAddressOf, pciController } from '../domain/index.ts';
import { guestBusNumbers, type Plan } from '../plan/index.ts';
import { attributeValue, child } from '../xml/index.ts';

/** What a Linux guest with systemd calls an interface, where that is certain enough to say (05 section 4). */
export interface InterfaceName {
  readonly label: string;
  readonly before?: string;
  readonly after?: string;
}

/** The names of the interfaces in two plans; `pairs` says which are the same. */
export function interfaceNames(
  pairs: readonly (readonly [before: Interface, after: Interface])[],
  before: Plan,
  after: Plan,
): readonly InterfaceName[] {
  return pairs.map(([left, right]) => {
    const [from, to] = [interfaceName(before, left), interfaceName(after, right)];
    return {
      label: deviceLabel(right),
      ...(from === undefined ? {} : { before: from }),
      ...(to === undefined ? {} : { after: to }),
    };
  });
}

/** G-NAME-ONBOARD, G-NAME-SLOT, G-NAME-PATH for the places that libvirt chooses; undefined where more decides. */
export function interfaceName(plan: Plan, device: Interface): string | undefined {
  const at = pciAddressOf(device.address);
  if (at === undefined || !plan.domain.hasAcpi) return undefined;
  const index = acpiIndex(device);
  if (index !== undefined) return `eno${index}`;
  const isMultifunction = device.address.type === 'pci' && device.address.multifunction === 'on';
  const fn = at.function > 0 || isMultifunction ? `f${at.function}` : '';
  const model = pciController(plan.domain, at.bus)?.model;
  const bus = guestBusNumbers(plan).get(at.bus);
  if (model === 'pcie-root') return `enp0s${at.slot}${fn}`;
  if (model === 'pci-root') {
    return isRootHotpluggable(plan) ? `ens${at.slot}${fn}` : `enp0s${at.slot}${fn}`;
  }
  if (model === 'pcie-root-port' && bus !== undefined) return `enp${bus}s${at.slot}${fn}`;
  return undefined;
}

function isRootHotpluggable({ domain }: Plan): boolean {
  return pciController(domain, 0)?.target.hotplug !== 'off';
}

/** `<acpi index=…>` of a device. */
export function acpiIndex({ element }: Device): number | undefined {
  const acpi = element === undefined ? undefined : child(element, 'acpi');
  const value = acpi === undefined ? undefined : attributeValue(acpi, 'index');
  return value !== undefined && /^[1-9]\d*$/.test(value) ? Number(value) : undefined;
}
