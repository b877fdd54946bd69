import { identityOf, placeableDevices } from '../../compare/index.ts';
import { createDiagnostic, type Diagnostic } from '../../diagnostics/index.ts';
import { type Device, type DeviceAddress, deviceLabel } from '../../domain/index.ts';
import { addressText, type Plan } from '../../plan/index.ts';
import { getProfile, inForce, PLUG_DATES } from '../../profiles/index.ts';
import { attributeValue, child, type XmlElement } from '../../xml/index.ts';
import { isPluggable, knowsElement, type PlugWay, unpluggable } from './attachable.ts';
import { givenAddress } from './live-address.ts';
import { outline } from './match-device.ts';

/** A device to be attached, as reading the domain with it in made it, and the domain without it. */
export interface Attaching {
  readonly plan: Plan;
  /** Absent for elements that placement does not know. */
  readonly device: Device | undefined;
  /** As written by the user. */
  readonly element: XmlElement;
}

/** RP3050 or RP3051: libvirt does not attach such a thing, whatever the domain is. */
export function objectToKind({ plan, device, element }: Attaching, way: PlugWay): Diagnostic | undefined {
  const span = element.startTag;
  if (device === undefined && !knowsElement(way, element.name))
    return createDiagnostic('RP3050', { span, values: { element: element.name } });
  if (isPluggable(way, plan, element.name, device)) return undefined;
  const label = device === undefined ? element.name : deviceLabel(device);
  return createDiagnostic('RP3051', { span, values: unpluggable(way, 'Attach', label) });
}

/** What libvirt objects to before it looks for a place: the rules in its order, the first that speaks. */
export function objectToDevice(attaching: Attaching): Diagnostic | undefined {
  for (const rule of RULES) {
    const objection = rule(attaching);
    if (objection !== undefined) return objection;
  }
  return undefined;
}

const RULES: readonly ((attaching: Attaching) => Diagnostic | undefined)[] = [
  objectToUsb,
  objectToBareController,
  objectToIndex,
  objectToTwin,
  objectToRngAddress,
];

const USB_KINDS: readonly string[] = ['disk', 'input', 'hostdev'];

function objectToUsb({ plan, device, element }: Attaching): Diagnostic | undefined {
  if (device === undefined || !USB_KINDS.includes(device.kind)) return undefined;
  const isUsb = device.kind === 'hostdev' ? device.type === 'usb' : 'bus' in device && device.bus === 'usb';
  const hasUsb = plan.domain.devices.controller.some(({ type, model }) => type === 'usb' && model !== 'none');
  if (!isUsb || hasUsb) return undefined;
  return createDiagnostic('RP3056', { span: element.startTag, values: { device: deviceLabel(device) } });
}

/** What libvirt fills in of a PCI controller when a domain is defined, and asks for when one is attached. */
const CONTROLLER_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  'pcie-root-port': ['chassis', 'port'],
  'pcie-switch-downstream-port': ['chassis', 'port'],
  'pci-bridge': ['chassisNr'],
  'pci-expander-bus': ['busNr'],
  'pcie-expander-bus': ['busNr'],
};

// Looked at as written: alone on a machine, a controller without index would be taken for the root.
function objectToBareController({ plan, element }: Attaching): Diagnostic | undefined {
  const controllerModel = attributeValue(element, 'model');
  if (element.name !== 'controller' || attributeValue(element, 'type') !== 'pci' || controllerModel === undefined) {
    return undefined;
  }
  const { modelName } = getProfile(plan.profile).pciControllers.get(controllerModel) ?? {};
  const model = child(element, 'model');
  const target = child(element, 'target');
  const names = CONTROLLER_OPTIONS[controllerModel] ?? [];
  const isNameless = modelName !== undefined && (model === undefined || attributeValue(model, 'name') === undefined);
  const lacking = names.find((name) => target === undefined || attributeValue(target, name) === undefined);
  const option = isNameless ? '<model name>' : lacking === undefined ? undefined : `<target ${lacking}>`;
  if (option === undefined) return undefined;
  const index = attributeValue(element, 'index') ?? `${plan.buses.length}`;
  const written = names.map((name) => ` ${name}='${index}'`).join('');
  const example = `<model name='${modelName ?? controllerModel}'/>${names.length > 0 ? `<target${written}/>` : ''}`;
  const values = { index, model: controllerModel, option, example };
  return createDiagnostic('RP3057', { span: element.startTag, values });
}

function objectToIndex({ plan, device, element }: Attaching): Diagnostic | undefined {
  const written = attributeValue(element, 'index');
  if (device?.kind !== 'controller' || written === undefined) return undefined;
  const { type, index } = device;
  if (!plan.domain.devices.controller.some((other) => other.type === type && other.index === index)) return undefined;
  return createDiagnostic('RP3053', { span: element.startTag, values: { type, index } });
}

interface TwinRule {
  readonly kinds: readonly string[];
  /** What two devices may not share. */
  readonly what: string;
  /** Undefined: this one is unlike any other. */
  readonly key: (device: Device) => string | undefined;
  /** Other kinds that count as well. */
  readonly among?: readonly string[];
}

/** Devices that libvirt has only one of. Asked of libvirt 9.0. */
const TWIN_RULES: readonly TwinRule[] = [
  { kinds: ['disk'], what: 'target', key: (device) => identityOf(device).target },
  { kinds: ['filesystem'], what: 'target', key: (device) => identityOf(device).target },
  {
    kinds: ['hostdev'],
    what: 'host device',
    key: (device) => identityOf(device).host,
    among: ['hostdev', 'interface'],
  },
  { kinds: ['shmem'], what: 'name', key: writtenKey },
  { kinds: ['channel', 'serial', 'parallel'], what: 'target', key: characterKey },
  { kinds: ['vsock'], what: 'one for each domain', key: () => 'vsock' },
];

function objectToTwin({ plan, device, element }: Attaching): Diagnostic | undefined {
  if (device === undefined) return undefined;
  const rule = TWIN_RULES.find(({ kinds }) => kinds.includes(device.kind)) ?? singleWatchdog(plan, device);
  const key = rule?.key(device);
  if (rule === undefined || key === undefined) return undefined;
  const among = rule.among ?? [device.kind];
  const twin = placeableDevices(plan.domain).find((other) => among.includes(other.kind) && rule.key(other) === key);
  if (twin === undefined) return undefined;
  const values = { device: deviceLabel(twin), what: rule.what };
  return createDiagnostic('RP3052', { span: element.startTag, values });
}

function singleWatchdog(plan: Plan, device: Device): TwinRule | undefined {
  if (device.kind !== 'watchdog' || !inForce(PLUG_DATES['one-watchdog'], getProfile(plan.profile).release))
    return undefined;
  return { kinds: ['watchdog'], what: 'one for each domain', key: () => 'watchdog' };
}

// Serial devices are compared with the port they are given; without one they are new.
function characterKey(device: Device): string | undefined {
  if (device.kind !== 'channel' && device.kind !== 'serial' && device.kind !== 'parallel') return undefined;
  const { sourceKey, targetType, targetName, targetPort, element } = device;
  const target = element === undefined ? undefined : child(element, 'target');
  const hasPort = target !== undefined && attributeValue(target, 'port') !== undefined;
  if (device.kind !== 'channel' && !hasPort) return undefined;
  return [device.sourceType, sourceKey, targetType, targetName, device.kind === 'channel' ? '' : targetPort].join('|');
}

function writtenKey({ element }: Device): string | undefined {
  return element === undefined ? undefined : outline(element);
}

function objectToRngAddress({ plan, device, element }: Attaching): Diagnostic | undefined {
  const written = child(element, 'address');
  if (device?.kind !== 'rng' || written === undefined) return undefined;
  // The device was looked at without its PCI address.
  const at = givenAddress(element);
  if (at === undefined && attributeValue(written, 'type') === 'pci') return undefined;
  const wanted: DeviceAddress = at === undefined ? device.address : { type: 'pci', at };
  const holder = placeableDevices(plan.domain).find(
    ({ address }) => address.type === wanted.type && addressText(address) === addressText(wanted),
  );
  if (holder === undefined) return undefined;
  const values = { device: deviceLabel(device), holder: deviceLabel(holder) };
  return createDiagnostic('RP3054', { span: element.startTag, values });
}
