import { type Device, deviceLabel, deviceSpan, expandersAbove, pciAddressOf, pciController } from '../domain/index.ts';
import { replacements } from '../outputs/index.ts';
import type { Decision } from '../placement/index.ts';
import { addressText, attachDevices, controllerKey } from '../plan/index.ts';
import { visible } from '../text/index.ts';
import { formatPciAddress, KIND, MARK } from '../topology/index.ts';
import { child } from '../xml/index.ts';
import { explainBus, whyAdded } from './explain-bus.ts';
import { explainNeeds } from './explain-needs.ts';
import { explainRefusals, isHotpluggable } from './explain-search.ts';
import { type Context, type Explanation, type ExplanationStep, lineOf, placeName, step } from './explanation.ts';

/** Why a device is where it is: what it needs, which buses were passed over, what was chosen, what was added for it. */
export function explainDevice(context: Context, device: Device): Explanation {
  const isBridge = device.kind === 'controller' && device.type === 'pci';
  const where = pciAddressOf(device.address);
  return {
    subject: deviceLabel(device),
    ...(device.address.type === 'none' ? {} : { address: addressText(device.address) }),
    steps: [
      explainExistence(context, device),
      ...explainReplaced(context, device),
      ...(where === undefined ? explainOther(context, device) : explainPlace(context, device)),
      ...(isBridge ? explainBus(context, device.index) : explainAttached(context, device)),
    ],
  };
}

/** Why a device is there that the document does not write, by the rule that brings it. */
const IMPLIED: Readonly<Record<string, string>> = {
  'I-VIDEO': 'a guest with graphics has a display',
  'I-CONSOLE': 'the first serial device and the first console are one, and either brings the other',
  'I-CTRL': 'another device needs it',
  'I-SCSIHOST': 'a SCSI host device needs it',
  'I-ORDER': 'every machine of this sort has one',
  'I-INPUT': 'a guest of this architecture with graphics has keyboard and mouse on USB',
  'I-USB': 'the machine has a USB controller unless the document says model="none"',
  'M-ROOT': 'the machine has it',
  'X-VSER-1': 'the ports of the other virtio-serial controllers are all taken',
  C1: 'at this release every pcie-root machine gets one',
  'V-70': 'every guest has an audio backend',
  'V-71': 'the ICH9 has it',
  'V-72': 'with more than 255 processors interrupts have to be remapped',
  'V-76': 'the ports of the USB controllers are not enough',
};

function explainExistence(context: Context, device: Device): ExplanationStep {
  const line = lineOf(context, device);
  if (line !== undefined) return step('exists', `It is in line ${line} of the document.`, { line });
  const rule = device.impliedBy;
  const growth = grown(context, device);
  if (growth !== undefined) return whyAdded(context, growth);
  const why = rule === undefined ? undefined : IMPLIED[rule];
  const because = why === undefined ? '' : `: ${why}`;
  return step('exists', `It is not in the document; libvirt adds it${because}.`, { rule });
}

/** What the document says of the device and libvirt replaces. */
function explainReplaced({ plan, lines }: Context, device: Device): readonly ExplanationStep[] {
  const own = replacements(plan).filter((one) => one.device === device);
  return own.map(({ element, attribute, was, becomes, rule }) => {
    const { line } = lines.position(element.span.start);
    const what = attribute === undefined ? `<${element.name}>` : `${attribute}="${visible(was)}" of <${element.name}>`;
    const by = becomes === undefined ? 'is taken away' : `is replaced by ${visible(quoted(attribute, becomes))}`;
    return step('chosen', `The ${what} in line ${line} ${by}.`, { rule, line });
  });
}

const quoted = (attribute: string | undefined, value: string): string =>
  attribute === undefined ? value : `"${value}"`;

function grown({ plan }: Context, device: Device) {
  if (device.kind !== 'controller' || device.type !== 'pci') return undefined;
  return plan.growth.find(({ index }) => index === device.index);
}

function explainPlace(context: Context, device: Device): readonly ExplanationStep[] {
  const { plan } = context;
  const decision = plan.decisions.get(device);
  const needs = plan.needs.get(device) ?? 0;
  if (decision === undefined) return [];
  return [
    ...explainNeeds(context, device, needs),
    ...explainRefusals(context, decision, needs),
    explainChoice(context, decision),
    ...explainSharing(decision, needs),
    ...explainUpstream(context, decision),
    ...explainNode(context, device, decision),
    ...explainHotplug(context, device, decision),
  ];
}

function explainChoice(context: Context, { device, address, source, rule }: Decision): ExplanationStep {
  const place = placeName(address);
  const span = deviceSpan(device, 'address');
  const isWritten = device.element !== undefined && child(device.element, 'address') !== undefined;
  const line = isWritten && span !== undefined ? context.lines.position(span.start).line : undefined;
  const from = line === undefined ? '' : `, in line ${line}`;
  switch (source) {
    case 'document':
      return step('chosen', `${place} is the address that the document gives${from}.`, { rule, line });
    case 'moved':
      return step(
        'chosen',
        `The document gives another bus${from}; it is raised to ${place}, since two controllers were needed to get there.`,
        { rule, line },
      );
    case 'chipset':
      return step('chosen', `${place} is where the chipset has it; nothing else is tried.`, { rule });
    case 'companion':
      return step('chosen', `${place} is beside another member of its USB 2 set.`, { rule });
    case 'search':
      return step('chosen', `${place} is the first free place on the first bus that fits.`, { rule: 'A-NEXT-3' });
  }
}

function explainSharing({ address, source }: Decision, needs: number): readonly ExplanationStep[] {
  if (source !== 'search' || (needs & MARK.SHARE) === 0) return [];
  const text =
    address.function === 0
      ? 'Root ports share a slot: the next ones become functions 1 to 7 of it.'
      : `Root ports share a slot: it is function ${address.function} of slot ${hex(address.slot)}.`;
  return [step('chosen', text, { rule: 'T-OCC-3' })];
}

/** Which controller provides the bus, and whether it was added. */
function explainUpstream(context: Context, { device, address }: Decision): readonly ExplanationStep[] {
  if (address.bus === 0) return [];
  const provider = pciController(context.plan.domain, address.bus);
  if (provider === undefined) return [];
  const at = pciAddressOf(provider.address);
  const place = at === undefined ? '' : `, which is at ${placeName(at)}`;
  const line = lineOf(context, provider);
  const origin = line === undefined ? '' : ` The document has that controller, in line ${line}.`;
  const growth = grown(context, provider);
  return [
    step('chosen', `Bus ${address.bus} is behind ${deviceLabel(provider)}${place}.${origin}`, { line }),
    ...(growth === undefined ? [] : [whyAdded(context, growth, device)]),
  ];
}

/** Which NUMA node the guest takes it for, and where the host has it. */
function explainNode({ plan, host }: Context, device: Device, { address }: Decision): readonly ExplanationStep[] {
  const steps: ExplanationStep[] = [];
  const expander = expandersAbove(plan.domain).get(address.bus);
  if (expander !== undefined) {
    const { node } = expander.target;
    const near = node === undefined ? 'names no NUMA node' : `is near NUMA node ${node} of the guest`;
    steps.push(
      step('chosen', `Its bus belongs to ${deviceLabel(expander)}, which ${near}; so is all behind it.`, {
        rule: 'P2P-NODE',
      }),
    );
  }
  const own = 'host' in device && device.host !== undefined ? formatPciAddress(device.host) : undefined;
  const facts = host.machine?.devices.find((one) => one.address === own);
  if (facts === undefined) return steps;
  const near = facts.node === null ? 'near a NUMA node that no file tells' : `near NUMA node ${facts.node}`;
  const above = facts.switches?.at(-1);
  const behind = above === undefined ? '' : `, behind the switch at ${above}`;
  return [...steps, step('exists', `On the host ${facts.address} is ${near}${behind}.`, { rule: 'G-GRP-NODE' })];
}

function explainHotplug({ plan }: Context, device: Device, { address }: Decision): readonly ExplanationStep[] {
  const bus = plan.buses[address.bus];
  if (bus === undefined || (device.kind === 'controller' && device.type === 'pci')) return [];
  if ((bus.accepts & (KIND.PCI | KIND.PCIE)) === 0) return [];
  const text = isHotpluggable(bus)
    ? `Bus ${bus.index} (${bus.model}) supports hotplug.`
    : `Bus ${bus.index} (${bus.model}) has no hotplug: what sits there cannot be unplugged while the guest runs.`;
  return [step('running', text, { rule: 'T-BUS-2' })];
}

function explainOther({ plan }: Context, device: Device): readonly ExplanationStep[] {
  const key = controllerKey(device);
  if (key !== undefined) {
    const [type, index] = key.split(' ');
    const controller = plan.domain.devices.controller.find(
      (one) => one.type === type && one.index === Number(index) && one.masterStartPort === undefined,
    );
    const at = controller === undefined ? undefined : pciAddressOf(controller.address);
    const name = controller === undefined ? `controller ${key}` : deviceLabel(controller);
    const place = at === undefined ? '' : `, which is at ${placeName(at)}`;
    return [
      step('chosen', `It is not a PCI device itself: it sits on ${name}${place}, as ${addressText(device.address)}.`),
    ];
  }
  if (device.kind === 'controller' && device.type === 'pci') {
    return [step('chosen', 'It is a root of PCI and has no address.', { rule: 'T-BUS-1' })];
  }
  const place = device.address.type === 'none' ? '' : `; its address is ${addressText(device.address)}`;
  return [step('chosen', `It is not on PCI${place}.`)];
}

function explainAttached({ plan }: Context, device: Device): readonly ExplanationStep[] {
  if (device.kind !== 'controller') return [];
  const attached = attachDevices(plan).byController.get(device) ?? [];
  return attached.map((one) => step('holds', `${deviceLabel(one)} sits on it, as ${addressText(one.address)}.`));
}

const hex = (value: number): string => value.toString(16).padStart(2, '0');
