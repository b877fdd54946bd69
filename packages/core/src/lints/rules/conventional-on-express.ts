import { createDiagnostic, type Diagnostic, type Fix } from '../../diagnostics/index.ts';
import { type Device, type Domain, deviceLabel, deviceSpan, rootModel } from '../../domain/index.ts';
import { KIND } from '../../topology/index.ts';
import { attribute, child, removeElement } from '../../xml/index.ts';
import type { LintInput } from '../lint.ts';
import { counted, placedDevices, relatedDevice } from '../look.ts';

/** Models whose buses take conventional devices only. */
const CONVENTIONAL_MODELS = ['dmi-to-pci-bridge', 'pcie-to-pci-bridge', 'pci-bridge'];

interface Alternative {
  readonly kind: Device['kind'];
  readonly type?: string;
  readonly model?: RegExp;
  readonly instead: string;
  /** The model that can be written in place of the present one without further changes. */
  readonly write?: string;
}

/** What to use instead of a conventional device; the first row that fits holds. */
const ALTERNATIVES: readonly Alternative[] = [
  { kind: 'interface', model: /^e1000$/, instead: 'model e1000e or virtio', write: 'e1000e' },
  { kind: 'interface', instead: 'model virtio' },
  { kind: 'controller', type: 'usb', instead: 'model qemu-xhci', write: 'qemu-xhci' },
  { kind: 'controller', type: 'scsi', instead: 'model virtio-scsi' },
  { kind: 'controller', type: 'sata', instead: 'the SATA controller of the chipset, index 0' },
  { kind: 'video', instead: 'model virtio' },
  { kind: 'sound', instead: 'a sound device of model usb, or ich9 as the only one' },
  { kind: 'watchdog', instead: 'the watchdog of the chipset (model itco, libvirt 9.1)' },
];

/** RP6004: a conventional device on a PCI Express machine, with the bridges it needs. */
export function conventionalOnExpress({ domain, plan }: LintInput): readonly Diagnostic[] {
  if (plan === undefined || rootModel(domain) !== 'pcie-root') return [];
  const behindBridges = placedDevices(domain).filter(
    ({ device, at }) =>
      !(device.kind === 'controller' && device.type === 'pci') &&
      CONVENTIONAL_MODELS.includes(plan.buses[at.bus]?.model ?? ''),
  );
  // A device of the host is what it is.
  const devices = behindBridges
    .map(({ device }) => device)
    .filter((device) => device.kind !== 'hostdev' && isConventional(plan.needs.get(device)));
  const [first, ...others] = devices;
  if (first === undefined) return [];
  const alternative = alternativeOf(first);
  const fix = alternative?.write === undefined ? undefined : writeModel(domain, first, alternative.write);
  return [
    createDiagnostic('RP6004', {
      span: deviceSpan(first, 'model') ?? deviceSpan(first),
      values: {
        device: deviceLabel(first),
        controllers: counted(
          bridgesFor(
            plan.buses.map(({ model }) => model),
            domain,
          ),
          'controller',
        ),
        alternative: alternative?.instead ?? 'a virtio device',
      },
      related: others.map((device) => relatedDevice(device, `so is ${deviceLabel(device)}`)),
      fixes: fix === undefined ? [] : [fix],
    }),
  ];
}

// Whatever is on PCI can be on one of both.
const isConventional = (needs = KIND.PCIE): boolean => (needs & KIND.PCIE) === 0;

// The bridges, and the ports that hold nothing but one of them.
function bridgesFor(models: readonly string[], domain: Domain): number {
  const bridges = placedDevices(domain).filter(
    ({ device }) =>
      device.kind === 'controller' && device.type === 'pci' && CONVENTIONAL_MODELS.includes(device.model ?? ''),
  );
  const ports = bridges.filter(({ at }) => models[at.bus] === 'pcie-root-port');
  return bridges.length + ports.length;
}

function alternativeOf(device: Device): Alternative | undefined {
  const model = 'model' in device ? (device.model ?? '') : '';
  if (model.endsWith('-transitional') && !model.includes('non-')) {
    const written = device.kind === 'interface' || device.kind === 'disk' ? 'virtio-non-transitional' : undefined;
    return { kind: device.kind, instead: 'model virtio', ...(written === undefined ? {} : { write: written }) };
  }
  return ALTERNATIVES.find(
    (row) =>
      row.kind === device.kind &&
      (row.type === undefined || ('type' in device && device.type === row.type)) &&
      (row.model === undefined || row.model.test(model)),
  );
}

function writeModel(domain: Domain, device: Device, model: string): Fix | undefined {
  const { element } = device;
  if (element === undefined) return undefined;
  const inChild = child(element, 'model');
  const written = inChild === undefined ? attribute(element, 'model') : attribute(inChild, 'type');
  if (written === undefined) return undefined;
  const address = child(element, 'address');
  // An address of before would keep it on the bridge.
  const edits = [
    { span: written.valueSpan, newText: model },
    ...(address === undefined ? [] : [removeElement(domain.document, address)]),
  ];
  return { title: `change the model of ${deviceLabel(device)} to ${model}`, edits, safe: false };
}
