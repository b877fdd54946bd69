import { type BusOffer, type Connection, KIND, MARK } from '../../topology/index.ts';
import type { ReleaseRange } from '../releases.ts';

export interface PciControllerRow extends ReleaseRange, BusOffer {
  readonly model: string;
  readonly rule: 'T-BUS-1';
  /** What the controller itself needs upstream; 0 for a root. */
  readonly needs: Connection;
  /** The attribute hotplug='off' may be set (T-BUS-2). */
  readonly hotplugAttribute: boolean;
  /** `<model name>` that is filled in (A-SUB-1). */
  readonly modelName?: string;
}

const OPEN = MARK.AUTO | MARK.HOT;
const ENDPOINT_BEHIND_PORT = KIND.PCIE | KIND.UPSTREAM;

function row(
  model: string,
  accepts: Connection,
  slots: readonly [first: number, last: number],
  needs: Connection,
  more: Omit<
    PciControllerRow,
    'model' | 'accepts' | 'firstSlot' | 'lastSlot' | 'needs' | 'rule' | 'hotplugAttribute'
  > & {
    readonly hotplugAttribute?: boolean;
  } = {},
): PciControllerRow {
  return {
    model,
    accepts,
    firstSlot: slots[0],
    lastSlot: slots[1],
    needs,
    rule: 'T-BUS-1',
    hotplugAttribute: false,
    ...more,
  };
}

/** The PCI controller models: what their bus takes, what they need themselves. */
export const PCI_CONTROLLERS: readonly PciControllerRow[] = [
  row('pci-root', KIND.PCI | KIND.BRIDGE | KIND.PXB | OPEN, [1, 31], 0),
  row('pci-bridge', KIND.PCI | KIND.BRIDGE | OPEN, [1, 31], KIND.BRIDGE, { modelName: 'pci-bridge' }),
  row('pci-expander-bus', KIND.PCI | KIND.BRIDGE | OPEN, [0, 31], KIND.PXB, { modelName: 'pxb' }),
  row('pcie-root', KIND.PCIE | KIND.ROOTPORT | KIND.DMIBRIDGE | KIND.PXBE, [1, 31], 0),
  row('dmi-to-pci-bridge', KIND.PCI | KIND.BRIDGE, [0, 31], KIND.DMIBRIDGE, { modelName: 'i82801b11-bridge' }),
  row('pcie-to-pci-bridge', KIND.PCI | KIND.BRIDGE | OPEN, [1, 31], KIND.P2PBRIDGE, {
    since: '4.3',
    modelName: 'pcie-pci-bridge',
  }),
  row('pcie-root-port', ENDPOINT_BEHIND_PORT | OPEN, [0, 0], KIND.ROOTPORT, { until: '3.0', modelName: 'ioh3420' }),
  row('pcie-root-port', ENDPOINT_BEHIND_PORT | OPEN, [0, 0], KIND.ROOTPORT | MARK.SHARE, {
    since: '3.0',
    until: '4.3',
    modelName: 'ioh3420',
  }),
  row('pcie-root-port', ENDPOINT_BEHIND_PORT | KIND.P2PBRIDGE | OPEN, [0, 0], KIND.ROOTPORT | MARK.SHARE, {
    since: '4.3',
    modelName: 'ioh3420',
    hotplugAttribute: true,
  }),
  row('pcie-switch-downstream-port', ENDPOINT_BEHIND_PORT | OPEN, [0, 0], KIND.DOWNSTREAM, {
    until: '4.3',
    modelName: 'xio3130-downstream',
  }),
  row('pcie-switch-downstream-port', ENDPOINT_BEHIND_PORT | KIND.P2PBRIDGE | OPEN, [0, 0], KIND.DOWNSTREAM, {
    since: '4.3',
    modelName: 'xio3130-downstream',
    hotplugAttribute: true,
  }),
  row('pcie-switch-upstream-port', KIND.DOWNSTREAM, [0, 31], KIND.UPSTREAM, { modelName: 'x3130-upstream' }),
  row('pcie-expander-bus', KIND.ROOTPORT | KIND.DMIBRIDGE, [0, 31], KIND.PXBE, { modelName: 'pxb-pcie' }),
];

/** Model of a controller that fills a gap between given indexes (T-SET-2). */
export const GAP_FILLERS = {
  pseries: 'pci-root',
  'pcie-root': 'pcie-root-port',
  other: 'pci-bridge',
} as const;

/** Ports that QEMU has without a maker's name, and the switch by which libvirt prefers them (A-SUB-1). */
export const GENERIC_PORTS = [
  { model: 'pcie-root-port', name: 'pcie-root-port', isUsed: 'genericRootPort', rule: 'V-7' },
  { model: 'pcie-switch-upstream-port', name: 'pcie-upstream-port', isUsed: 'genericSwitchPorts', rule: 'V-GENERIC' },
  {
    model: 'pcie-switch-downstream-port',
    name: 'pcie-downstream-port',
    isUsed: 'genericSwitchPorts',
    rule: 'V-GENERIC',
  },
] as const;
