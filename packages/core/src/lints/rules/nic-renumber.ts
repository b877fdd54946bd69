import { createDiagnostic, type Diagnostic, type Fix } from '../../diagnostics/index.ts';
import {
  allDevices,
  type Domain,
  deviceLabel,
  deviceSpan,
  type Interface,
  pciAddressOf,
  rootModel,
} from '../../domain/index.ts';
import { acpiIndex, guestBusNumbers, interfaceNamesOf } from '../../guest/index.ts';
import type { Plan } from '../../plan/index.ts';
import {
  comparePciAddresses,
  formatPciAddress,
  lowestFreeFunction,
  lowestShareableSlot,
  type PciAddress,
} from '../../topology/index.ts';
import { appendChildren, child } from '../../xml/index.ts';
import type { LintInput } from '../lint.ts';
import { pciControllers } from '../look.ts';

/**
 * RP6008: an interface that the next port would rename. libvirt puts that port at the lowest free place of bus 0; the
 * guest counts buses in the order of places (G-BUS-NUM), and names the interface by its bus (G-NAME-PATH).
 */
export function nicRenumber({ domain, plan }: LintInput): readonly Diagnostic[] {
  if (plan === undefined || rootModel(domain) !== 'pcie-root') return [];
  const next = nextPort(plan);
  if (next === undefined) return [];
  const numbers = guestBusNumbers(plan);
  const names = interfaceNamesOf(plan);
  const used = new Set(allDevices(domain).map(acpiIndex));
  return domain.devices.interface.flatMap((device) => {
    const at = pciAddressOf(device.address);
    // Behind a port a name has the bus number in it; an acpi index gives a name of its own.
    if (at === undefined || plan.buses[at.bus]?.model !== 'pcie-root-port' || acpiIndex(device) !== undefined)
      return [];
    const port = onRoot(domain, at.bus);
    const number = numbers.get(at.bus);
    const name = names.get(device);
    if (port === undefined || number === undefined || name === undefined) return [];
    if (comparePciAddresses(next, port) >= 0) return [];
    return [
      createDiagnostic('RP6008', {
        span: deviceSpan(device, 'address'),
        values: {
          device: deviceLabel(device),
          name,
          later: name.replace(`enp${number}`, `enp${number + 1}`),
          next: formatPciAddress(next),
          port: formatPciAddress(port),
        },
        fixes: pinName(domain, device, used),
      }),
    ];
  });
}

function nextPort(plan: Plan): PciAddress | undefined {
  const root = plan.buses[0];
  if (root === undefined) return undefined;
  const slot = lowestShareableSlot(root);
  return slot < 0 ? undefined : { domain: 0, bus: 0, slot, function: lowestFreeFunction(root, slot) };
}

/** Where on bus 0 the way to a bus begins; undefined for a bus behind an expander, whose number is fixed. */
function onRoot(domain: Domain, bus: number): PciAddress | undefined {
  const controllers = pciControllers(domain);
  let at: PciAddress | undefined;
  let index = bus;
  // A definition may put two controllers behind each other.
  for (let steps = 0; index !== 0 && steps <= controllers.length; steps += 1) {
    const controller = controllers.find((one) => one.index === index);
    at = controller === undefined ? undefined : pciAddressOf(controller.address);
    if (at === undefined || controller?.model?.includes('expander') === true) return undefined;
    index = at.bus;
  }
  return index === 0 ? at : undefined;
}

// The index is of the guest's choosing as long as no other device has it (G-NAME-ONBOARD), nor gets it from a fix.
function pinName(domain: Domain, device: Interface, used: Set<number | undefined>): readonly Fix[] {
  const { element } = device;
  if (element === undefined || child(element, 'acpi') !== undefined) return [];
  let index = 1;
  while (used.has(index)) index += 1;
  used.add(index);
  const edits = [appendChildren(domain.document, element, [{ name: 'acpi', attributes: [['index', String(index)]] }])];
  return [{ title: `add <acpi index='${index}'/>: the name is then eno${index} for good`, edits, safe: false }];
}
