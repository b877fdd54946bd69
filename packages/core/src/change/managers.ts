import { areOptions, checkArguments, isCount, isFunction, isObject, isOneOf, isText } from '../basics/index.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import { applyEdits, type TextEdit } from '../text/index.ts';
import {
  appendChildren,
  attributeValue,
  child,
  type ElementSpec,
  elements,
  findDomain,
  insertBefore,
  parseXml,
  removeElement,
  type XmlDocument,
  type XmlElement,
} from '../xml/index.ts';
import type { Planner } from './edited-document.ts';
import { forgetChoices } from './forget-choices.ts';
import { type KubevirtSettings, simulateKubevirt } from './kubevirt.ts';

/** Who writes a definition anew at each start; `all`: whoever forgets everything that libvirt chose. */
export const MANAGERS = ['nova', 'kubevirt', 'opennebula', 'cloudstack', 'all'] as const;
/** A program that manages virtual machines. */
export type Manager = (typeof MANAGERS)[number];

/** The settings of a manager that decide about places. */
export interface RegenerateOptions {
  /** Root ports that the manager's configuration asks for: Nova's `num_pcie_ports` (0), OpenNebula's `Q35_ROOT_PORTS` (16). */
  readonly rootPorts?: number;
  readonly kubevirt?: KubevirtSettings;
}

/** What the manager would write, and what of it is not sure. */
export type Regenerated =
  | { readonly ok: true; readonly xml: string; readonly unsure: readonly string[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * From a dump back to what its manager writes at the next start (I-NOVA-REGENERATE, I-KV-REGENERATE, I-ONE, I-CLOUDSTACK).
 * With `kubevirt` that is the last of its definitions, for which `planner` answers the ones before.
 */
export function regenerate(
  xml: string,
  manager: Manager,
  planner: Planner,
  options: RegenerateOptions = {},
): Regenerated {
  checkArguments('regenerate', {
    xml: [xml, isText],
    manager: [manager, isOneOf(...MANAGERS)],
    planner: [planner, isFunction],
    options: [options, areOptions<RegenerateOptions>({ rootPorts: isCount, kubevirt: isObject })],
  });
  if (manager === 'all') {
    const forgotten = forgetChoices(xml, planner);
    return forgotten.ok ? { ok: true, xml: forgotten.xml, unsure: [] } : forgotten;
  }
  const { document, diagnostics } = parseXml(xml);
  if (diagnostics.some(({ severity }) => severity === 'error')) return { ok: false, diagnostics };
  const found = findDomain(document);
  if (!found.ok) return { ok: false, diagnostics: [found.diagnostic] };
  const dump: Dump = { document, domain: found.domain, devices: elements(found.domain, 'devices') };
  const written = applyEdits(xml, MANAGER_EDITS[manager](dump, options));
  const unsure = [...MANAGER_DOUBTS[manager](dump, options), ...aliasDoubt(dump)];
  if (manager !== 'kubevirt') return { ok: true, xml: written, unsure };
  const simulated = simulateKubevirt(written, planner, options.kubevirt);
  return simulated.ok ? { ok: true, xml: simulated.xml, unsure } : simulated;
}

interface Dump {
  readonly document: XmlDocument;
  readonly domain: XmlElement;
  readonly devices: readonly XmlElement[];
}

type Edits = (dump: Dump, options: RegenerateOptions) => readonly TextEdit[];

const MANAGER_EDITS: Readonly<Record<Exclude<Manager, 'all'>, Edits>> = {
  nova: (dump, { rootPorts = 0 }) => [
    ...forget(dump, { keepsVirtioSerial: false }),
    ...(rootPorts > 0 && isExpress(dump) ? addControllers(dump, [ROOT, ...Array(rootPorts).fill(PORT)]) : []),
  ],
  cloudstack: (dump) => forget(dump, { keepsVirtioSerial: false }),
  kubevirt: (dump) => forget(dump, { keepsVirtioSerial: true }),
  opennebula: (dump, { rootPorts = 16 }) => {
    // Expanders are those of Q35_NUMA_PCIE: OpenNebula writes them and their ports with indexes and addresses.
    if (controllers(dump, 'pci').some((one) => attributeValue(one, 'model') === 'pcie-expander-bus')) {
      return forget(dump, { keepsVirtioSerial: false, keepsPci: true });
    }
    const ports = Array.from({ length: rootPorts }, (_, position) => indexed(PORT, position + 1));
    const bridge = indexed(pci('pcie-to-pci-bridge'), rootPorts + 1);
    const forgotten = forget(dump, { keepsVirtioSerial: false, keepsHostdevs: true });
    return isExpress(dump) ? [...forgotten, ...addControllers(dump, [indexed(ROOT, 0), ...ports, bridge])] : forgotten;
  },
};

const NIC_ORDER = 'the order of the interfaces: a dump has that of attaching, the manager has its own';
const MANAGER_DOUBTS: Readonly<Record<Exclude<Manager, 'all'>, (dump: Dump, options: RegenerateOptions) => string[]>> =
  {
    nova: (dump, { rootPorts }) => [
      ...(elements(dump.devices[0] ?? dump.domain, 'interface').length > 1 ? [NIC_ORDER] : []),
      ...(rootPorts === undefined && isExpress(dump) ? ['num_pcie_ports of the new host is taken as 0'] : []),
    ],
    cloudstack: (dump) => (elements(dump.devices[0] ?? dump.domain, 'interface').length > 1 ? [NIC_ORDER] : []),
    kubevirt: (_, { kubevirt }) =>
      kubevirt?.slotCount === undefined ? ['the slot count of the annotation is taken as absent'] : [],
    opennebula: (dump, { rootPorts }) =>
      rootPorts === undefined && isExpress(dump) ? ['Q35_ROOT_PORTS of the new host is taken as 16'] : [],
  };

/** A machine such as `q35` may be another one on another host. */
function aliasDoubt({ domain }: Dump): readonly string[] {
  const machine = machineOf(domain);
  return machine !== undefined && !/\d\.\d/.test(machine) ? [`${machine} is the newest machine of the new QEMU`] : [];
}

const machineOf = (domain: XmlElement): string | undefined => {
  const type = child(child(domain, 'os') ?? domain, 'type');
  return type === undefined ? undefined : attributeValue(type, 'machine');
};

/** Whether the machine has a PCI Express root for which the managers write ports. */
function isExpress({ domain }: Dump): boolean {
  const machine = machineOf(domain) ?? '';
  return machine.includes('q35') || machine.startsWith('virt');
}

interface Forgetting {
  readonly keepsVirtioSerial: boolean;
  readonly keepsPci?: boolean;
  readonly keepsHostdevs?: boolean;
}

/** Addresses that only a person or the manager writes. */
const KEPT_ADDRESSES: readonly (string | undefined)[] = ['dimm', 'unassigned'];

function forget({ document, devices }: Dump, what: Forgetting): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  for (const device of devices.flatMap((one) => elements(one))) {
    if (isImplied(device, what)) {
      edits.push(removeElement(document, device));
      continue;
    }
    for (const name of ['address', 'alias']) {
      const element = child(device, name);
      if (element !== undefined && !keepsChild(device, element, what)) edits.push(removeElement(document, element));
    }
  }
  return edits;
}

function keepsChild(device: XmlElement, element: XmlElement, { keepsPci, keepsHostdevs }: Forgetting): boolean {
  if (element.name !== 'address') return false;
  const type = attributeValue(element, 'type');
  if (KEPT_ADDRESSES.includes(type)) return true;
  if (type === 'drive') return device.name === 'disk' && busOf(device) === 'scsi';
  if (device.name === 'controller') return keepsPci === true && attributeValue(device, 'type') === 'pci';
  return device.name === 'hostdev' && (keepsPci === true || keepsHostdevs === true);
}

const busOf = (disk: XmlElement): string | undefined => {
  const target = child(disk, 'target');
  return target === undefined ? undefined : attributeValue(target, 'bus');
};

/** What libvirt adds by itself, and the manager does not write. */
function isImplied(device: XmlElement, what: Forgetting): boolean {
  const value = (name: string): string | undefined => attributeValue(device, name);
  switch (device.name) {
    case 'controller':
      return isImpliedController(value('type'), value('model'), device, what);
    case 'input':
      return value('bus') === 'ps2';
    case 'watchdog':
      return value('model') === 'itco';
    case 'audio':
      return value('type') === 'none';
    case 'interface': {
      const target = child(device, 'target');
      return /^placeholder-\d+$/.test((target === undefined ? undefined : attributeValue(target, 'dev')) ?? '');
    }
    case 'panic':
    case 'hub':
      return true;
    default:
      return false;
  }
}

function isImpliedController(
  type: string | undefined,
  model: string | undefined,
  device: XmlElement,
  { keepsVirtioSerial, keepsPci }: Forgetting,
): boolean {
  switch (type) {
    case 'pci':
      // The size of the window is somebody's wish.
      return keepsPci !== true && child(device, 'pcihole64') === undefined;
    case 'sata':
    case 'ide':
    case 'fdc':
    case 'ccid':
      return true;
    case 'virtio-serial':
      return !keepsVirtioSerial;
    case 'scsi':
      return model?.startsWith('virtio') !== true;
    default:
      return false;
  }
}

const pci = (model: string): ElementSpec => ({
  name: 'controller',
  attributes: [
    ['type', 'pci'],
    ['model', model],
  ],
});
const ROOT = pci('pcie-root');
const PORT = pci('pcie-root-port');

const indexed = ({ name, attributes }: ElementSpec, index: number): ElementSpec => ({
  name,
  attributes: [...attributes, ['index', `${index}`]],
});

function controllers({ devices }: Dump, type: string): readonly XmlElement[] {
  return devices.flatMap((one) => elements(one, 'controller')).filter((one) => attributeValue(one, 'type') === type);
}

/** Before the usb controller, as Nova writes them; that one is there as a rule. */
function addControllers(dump: Dump, specs: readonly ElementSpec[]): readonly TextEdit[] {
  const { document, devices } = dump;
  const hasRoot = controllers(dump, 'pci').some((one) => child(one, 'pcihole64') !== undefined);
  const added = hasRoot ? specs.filter((spec) => !spec.attributes.some(([, value]) => value === 'pcie-root')) : specs;
  const [usb] = controllers(dump, 'usb');
  if (usb !== undefined) return [insertBefore(document, usb, added)];
  const [first] = devices;
  return first === undefined ? [] : [appendChildren(document, first, added)];
}
