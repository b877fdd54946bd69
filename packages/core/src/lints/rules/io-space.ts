import { createDiagnostic, type Diagnostic } from '../../diagnostics/index.ts';
import { type Controller, type Device, deviceLabel, deviceSpan, pciAddressOf } from '../../domain/index.ts';
import type { Plan } from '../../plan/index.ts';
import { KIND } from '../../topology/index.ts';
import type { LintInput } from '../lint.ts';
import { emptyFillers, firmwareOf, pciControllers, placedDevices, relatedDevice } from '../look.ts';

/** How many 4 KiB windows of I/O ports fit (G-LIM-IO, measured with SeaBIOS 1.16 and OVMF 2022.11). */
const WINDOWS = [
  { firmware: 'SeaBIOS', family: 'q35', fit: 14, beyond: 'the guest does not boot' },
  { firmware: 'SeaBIOS', family: 'i440fx', fit: 8, beyond: 'the guest does not boot' },
  { firmware: 'OVMF', family: 'q35', fit: 9, beyond: 'devices beyond get none' },
  { firmware: 'OVMF', family: 'i440fx', fit: 3, beyond: 'devices beyond get none' },
] as const;

const CONVENTIONAL_BRIDGES = ['pci-bridge', 'pcie-to-pci-bridge'];

/** Devices with I/O ports wherever they sit; what is conventional virtio has them, too (G-LIM-IO). */
const IO_DEVICES: readonly { readonly kind: Device['kind']; readonly type?: string; readonly model?: RegExp }[] = [
  { kind: 'interface', model: /^(e1000e?|rtl8139|pcnet|igb|Am79C97.*|8254.*)$/ },
  { kind: 'controller', type: 'sata' },
  { kind: 'controller', type: 'usb', model: /uhci/ },
  { kind: 'controller', type: 'scsi', model: /^lsi/ },
  { kind: 'sound', model: /^(ac97|es1370)$/ },
  { kind: 'video', model: /^qxl$/ },
];

/** RP6009: more bridges want I/O ports than there are (G-LIM-IO; QEMU 6.1 reserved them for every root port). */
export function ioSpace({ domain, plan, options }: LintInput): readonly Diagnostic[] {
  if (plan === undefined) return [];
  const firmware = firmwareOf(domain);
  const limit = WINDOWS.find((row) => row.firmware === firmware && row.family === domain.machine.family);
  if (limit === undefined) return [];
  const reservesAll = hasReservingPorts(domain.machine.name, options.qemu);
  const wanting = wantingControllers(plan, reservesAll);
  const windows = windowsBelow(plan, 0, wanting);
  if (windows <= limit.fit) return [];
  const [first, ...others] = [...wanting].filter(({ element }) => element !== undefined);
  return [
    createDiagnostic('RP6009', {
      span: deviceSpan(first) ?? domain.devicesElement?.startTag,
      values: {
        windows,
        fit: limit.fit,
        firmware,
        beyond: limit.beyond,
        why: reservesAll ? 'QEMU 6.1 reserves them for every root port' : 'devices with I/O ports are behind them',
        machine: domain.machine.name,
      },
      related: others.slice(0, 3).map((controller) => relatedDevice(controller, `so does ${deviceLabel(controller)}`)),
    }),
  ];
}

function hasReservingPorts(machine: string, qemu: string | undefined): boolean {
  return machine === 'pc-q35-6.1' || (machine === 'q35' && qemu?.startsWith('6.1') === true);
}

/** The controllers that need a window for themselves or for what is plugged into them. */
function wantingControllers(plan: Plan, reservesAll: boolean): ReadonlySet<Controller> {
  const busesWithPorts = new Set(
    placedDevices(plan.domain)
      .filter(({ device }) => hasPorts(device, plan))
      .map(({ at }) => at.bus),
  );
  // What is there only because of a stray number is the matter of RP6002.
  const strays = emptyFillers(plan);
  return new Set(
    pciControllers(plan.domain).filter(
      ({ index, model, target }) =>
        index > 0 &&
        !strays.has(index) &&
        (busesWithPorts.has(index) ||
          CONVENTIONAL_BRIDGES.includes(model ?? '') ||
          (reservesAll && model === 'pcie-root-port' && target.hotplug !== 'off')),
    ),
  );
}

function hasPorts(device: Device, plan: Plan): boolean {
  if (device.kind === 'controller' && device.type === 'pci') return false;
  const model = 'model' in device ? (device.model ?? '') : '';
  if (model.startsWith('virtio') || (device.kind === 'disk' && device.bus === 'virtio')) {
    return ((plan.needs.get(device) ?? 0) & KIND.PCI) !== 0;
  }
  return IO_DEVICES.some(
    (row) =>
      row.kind === device.kind &&
      (row.type === undefined || ('type' in device && device.type === row.type)) &&
      (row.model === undefined || row.model.test(model)),
  );
}

// A bridge passes on what is below it, and at least one window where it wants one itself.
function windowsBelow(plan: Plan, bus: number, wanting: ReadonlySet<Controller>, depth = 0): number {
  if (depth > plan.buses.length) return 0;
  let windows = 0;
  for (const controller of pciControllers(plan.domain)) {
    if (pciAddressOf(controller.address)?.bus !== bus) continue;
    const below = windowsBelow(plan, controller.index, wanting, depth + 1);
    // The hidden bridge of a pci-expander-bus counts, too.
    const own = wanting.has(controller) || controller.model === 'pci-expander-bus' ? 1 : 0;
    windows += Math.max(below, own);
  }
  return windows;
}
