import { checkArguments, isFunction, isPlan, isText } from '../basics/index.ts';
import { allDevices, type Controller } from '../domain/index.ts';
import type { Plan } from '../plan/index.ts';
import type { ElementSpec } from '../xml/index.ts';
import type { Planner } from './edited-document.ts';
import { addToPlan } from './placed-change.ts';

/** A device that can be put into a document, for a menu. */
export interface NewDevice {
  readonly id: string;
  readonly title: string;
}

interface NewDeviceRow extends NewDevice {
  readonly spec: (plan: Plan) => ElementSpec;
}

const element = (
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly ElementSpec[]
): ElementSpec => ({ name, attributes: Object.entries(attributes), children });

const disk = (prefix: string, bus: string) => (plan: Plan) =>
  element(
    'disk',
    { type: 'file', device: 'disk' },
    element('source', { file: '/var/lib/libvirt/images/new.qcow2' }),
    element('target', { dev: freeName(plan, prefix), bus }),
  );

const nic = (model: string) => () =>
  element(
    'interface',
    { type: 'network' },
    element('source', { network: 'default' }),
    element('model', { type: model }),
  );

const controller = (type: string, model: string) => (plan: Plan) =>
  element('controller', { type, index: `${freeIndex(plan, type)}`, model });

const ROWS: readonly NewDeviceRow[] = [
  { id: 'disk-virtio', title: 'Disk, virtio', spec: disk('vd', 'virtio') },
  { id: 'disk-sata', title: 'Disk, SATA', spec: disk('sd', 'sata') },
  { id: 'nic-virtio', title: 'Network, virtio', spec: nic('virtio') },
  { id: 'nic-e1000e', title: 'Network, e1000e', spec: nic('e1000e') },
  { id: 'nic-e1000', title: 'Network, e1000', spec: nic('e1000') },
  {
    id: 'hostdev-pci',
    title: 'Host PCI device',
    spec: () =>
      element(
        'hostdev',
        { mode: 'subsystem', type: 'pci', managed: 'yes' },
        element('source', {}, element('address', { domain: '0x0000', bus: '0x01', slot: '0x00', function: '0x0' })),
      ),
  },
  {
    id: 'video-virtio',
    title: 'Video, virtio',
    spec: () => element('video', {}, element('model', { type: 'virtio' })),
  },
  { id: 'sound-ich9', title: 'Sound, ich9', spec: () => element('sound', { model: 'ich9' }) },
  { id: 'scsi', title: 'SCSI controller', spec: controller('scsi', 'virtio-scsi') },
  { id: 'usb', title: 'USB controller', spec: controller('usb', 'qemu-xhci') },
  { id: 'root-port', title: 'PCIe root port', spec: controller('pci', 'pcie-root-port') },
  { id: 'pci-bridge', title: 'PCI bridge', spec: controller('pci', 'pci-bridge') },
  { id: 'pcie-to-pci', title: 'PCIe-to-PCI bridge', spec: controller('pci', 'pcie-to-pci-bridge') },
  {
    id: 'rng',
    title: 'Random numbers',
    spec: () =>
      element(
        'rng',
        { model: 'virtio' },
        {
          name: 'backend',
          attributes: [['model', 'random']],
          text: '/dev/urandom',
        },
      ),
  },
  {
    id: 'watchdog',
    title: 'Watchdog',
    spec: () => element('watchdog', { model: 'i6300esb', action: 'reset' }),
  },
];

/** What can be put into documents, whatever the machine. */
export const NEW_DEVICES: readonly NewDevice[] = ROWS;

/** The element of a new device, with the name or index that the document leaves free; undefined for another id. */
export function newDeviceSpec(plan: Plan, id: string): ElementSpec | undefined {
  checkArguments('newDeviceSpec', { plan: [plan, isPlan], id: [id, isText] });
  return ROWS.find((row) => row.id === id)?.spec(plan);
}

/** Those that libvirt would accept in a planned document. */
export function addableDevices(plan: Plan, planner: Planner): readonly NewDevice[] {
  checkArguments('addableDevices', { plan: [plan, isPlan], planner: [planner, isFunction] });
  return ROWS.filter(({ spec }) => addToPlan(plan, spec(plan), planner)?.result.ok === true).map(({ id, title }) => ({
    id,
    title,
  }));
}

/** `vda`, `vdb` …: the first that no disk has. */
function freeName({ domain }: Plan, prefix: string): string {
  const taken = new Set(domain.devices.disk.map(({ target }) => target));
  for (let index = 0; ; index += 1) {
    const letter = String.fromCharCode(97 + (index % 26));
    const name = `${prefix}${index < 26 ? '' : String.fromCharCode(96 + Math.floor(index / 26))}${letter}`;
    if (!taken.has(name)) return name;
  }
}

function freeIndex({ domain }: Plan, type: string): number {
  const indexes = allDevices(domain).flatMap((one) =>
    one.kind === 'controller' && one.type === type ? [(one as Controller).index] : [],
  );
  return Math.max(-1, ...indexes) + 1;
}
