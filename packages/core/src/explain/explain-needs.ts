import { type Device, pciController, rootModel } from '../domain/index.ts';
import { connectionRow, getProfile } from '../profiles/index.ts';
import { type Connection, firstKind, KIND, type KindName, MARK } from '../topology/index.ts';
import { child } from '../xml/index.ts';
import { type Context, type ExplanationStep, enumerate, step } from './explanation.ts';

/** What plugs in, in the words of the field. */
const KIND_WORDS: Readonly<Record<KindName, { readonly one: string; readonly many: string }>> = {
  PCI: { one: 'a conventional PCI device', many: 'conventional PCI devices' },
  PCIE: { one: 'a PCI Express device', many: 'PCI Express devices' },
  ROOTPORT: { one: 'a root port', many: 'root ports' },
  UPSTREAM: { one: 'a switch upstream port', many: 'switch upstream ports' },
  DOWNSTREAM: { one: 'a switch downstream port', many: 'switch downstream ports' },
  DMIBRIDGE: { one: 'a dmi-to-pci-bridge', many: 'dmi-to-pci-bridges' },
  P2PBRIDGE: { one: 'a pcie-to-pci-bridge', many: 'pcie-to-pci-bridges' },
  PXB: { one: 'a pci-expander-bus', many: 'pci-expander-buses' },
  PXBE: { one: 'a pcie-expander-bus', many: 'pcie-expander-buses' },
  BRIDGE: { one: 'a pci-bridge', many: 'pci-bridges' },
};

const KIND_NAMES = Object.keys(KIND) as readonly KindName[];

/** `a PCI Express device`; undefined for what is not on PCI. */
export function needWords(needs: Connection): string | undefined {
  const kind = firstKind(needs);
  return kind === undefined ? undefined : KIND_WORDS[kind].one;
}

/** `PCI Express devices and switch upstream ports`. */
export function acceptWords(accepts: Connection): string {
  return enumerate(KIND_NAMES.filter((kind) => (accepts & KIND[kind]) !== 0).map((kind) => KIND_WORDS[kind].many));
}

/** What a device needs of a bus, and why (N-CLASS). */
export function explainNeeds(context: Context, device: Device, needs: Connection): readonly ExplanationStep[] {
  const words = needWords(needs);
  if (words === undefined) return [];
  if (device.kind === 'controller' && device.type === 'pci') {
    return [
      step('needs', `It needs a bus that takes ${plural(needs)}: ${controllerPlace(needs)}.`, { rule: 'T-BUS-1' }),
    ];
  }
  const row = connectionRow(getProfile(context.plan.profile), device);
  const rule = row?.rule;
  const steps = [step('needs', `It is ${words}, because ${whySort(context, device, needs)}.`, { rule })];
  if ((needs & MARK.INTEGRATED) !== 0) {
    steps.push(step('needs', 'It is built into the root and has to be on bus 0.', { rule: 'V-21' }));
  }
  return steps;
}

const plural = (needs: Connection): string => {
  const kind = firstKind(needs);
  return kind === undefined ? 'it' : KIND_WORDS[kind].many;
};

function controllerPlace(needs: Connection): string {
  const kind = firstKind(needs);
  switch (kind) {
    case 'ROOTPORT':
      return 'pcie-root, or a pcie-expander-bus';
    case 'UPSTREAM':
      return 'a root port or a switch downstream port';
    case 'DOWNSTREAM':
      return 'a switch upstream port';
    case 'P2PBRIDGE':
      return 'a root port or a switch downstream port';
    case 'DMIBRIDGE':
      return 'pcie-root, or a pcie-expander-bus';
    case 'BRIDGE':
      return 'pci-root, or a bridge to conventional PCI';
    default:
      return 'the root of the machine';
  }
}

function whySort({ plan }: Context, device: Device, needs: Connection): string {
  const profile = getProfile(plan.profile);
  const need = connectionRow(profile, device)?.need;
  const root = rootModel(plan.domain) ?? pciController(plan.domain, 0)?.model ?? 'pci-root';
  const isExpress = (needs & KIND.PCIE) !== 0;
  if (need === undefined || need === 'none') return 'its address is for one';
  if (need === 'conventional') return ownModel(device);
  if (root !== 'pcie-root') return `everything is on a machine with ${root}`;
  if (need === 'host') return isExpress ? 'the host device is one, or nothing else is known' : 'the host device is one';
  if (need === 'express') return ownModel(device);
  return isExpress
    ? 'virtio devices are on pcie-root with this QEMU'
    : `virtio devices are without ${profile.switches.modernVirtio}, which this QEMU lacks`;
}

// Of interfaces the default surprises people: rtl8139, a conventional device.
function ownModel(device: Device): string {
  const model = 'model' in device ? device.model : undefined;
  if (model === undefined) return 'its model is one';
  const written = device.element === undefined ? undefined : child(device.element, 'model');
  const isChosen = device.kind === 'interface' && device.element !== undefined && written === undefined;
  return isChosen ? `every ${model} is; libvirt takes ${model} where the document names no model` : `every ${model} is`;
}
