import { deviceLabel } from '../domain/index.ts';
import type { QemuDevice } from '../qemu/index.ts';
import type { GuestFunction } from './guest-buses.ts';
import { IDENTITIES, type IdentityRow, VIRTIO, type VirtioRow } from './tables/identities.ts';

/** What a function says it is. */
export type FunctionIdentity = Pick<IdentityRow, 'class' | 'name' | 'revision'> & {
  /** `8086:100e`; absent where it is not known, as of a device of the host. */
  readonly pci?: string;
  /** QEMU's driver, where it alone decides. */
  readonly driver?: string;
};

const MODERN = '-non-transitional';
const TRANSITIONAL = '-transitional';

const HIDDEN_BRIDGE = 'pci-bridge';

/** Identifies a function by the QEMU device behind it. */
export function identify(fn: GuestFunction, qemu: QemuDevice | undefined): FunctionIdentity {
  const driver =
    fn.chipset?.driver ??
    fn.argument?.argument.driver ??
    (fn.hiddenBridgeOf === undefined ? qemu?.driver : HIDDEN_BRIDGE) ??
    optionDriver(qemu);
  const row = IDENTITIES.find((one) => one.driver === (driver === 'ahci' ? 'ich9-ahci' : driver));
  if (row !== undefined) return row;
  const virtio = driver === undefined ? undefined : VIRTIO.find((one) => driver.startsWith(one.driver));
  if (virtio !== undefined) return virtioIdentity(virtio, fn, driver ?? '', qemu);
  return {
    class: 'Device',
    name: fn.device === undefined ? (fn.argument?.label ?? 'unknown') : deviceLabel(fn.device),
  };
}

// `-vga std`, `-usb`
function optionDriver(qemu: QemuDevice | undefined): string | undefined {
  switch (qemu?.option) {
    case '-vga std':
      return 'VGA';
    case '-vga cirrus':
      return 'cirrus-vga';
    case '-vga vmware':
      return 'vmware-svga';
    case '-vga qxl':
      return 'qxl-vga';
    case '-vga virtio':
      return 'virtio-vga';
    case '-usb':
      return 'piix3-usb-uhci';
    default:
      return undefined;
  }
}

/** Buses whose virtio devices are modern only. */
const PORTS: readonly (string | undefined)[] = ['pcie-root-port', 'pcie-switch-downstream-port'];

function virtioIdentity(
  row: VirtioRow,
  { bus }: GuestFunction,
  driver: string,
  qemu: QemuDevice | undefined,
): FunctionIdentity {
  const isModern =
    row.transitional === undefined ||
    driver.endsWith(MODERN) ||
    qemu?.disableLegacy === true ||
    (PORTS.includes(bus.model) && !driver.endsWith(TRANSITIONAL) && qemu?.disableLegacy === undefined);
  const id = (isModern ? undefined : row.transitional) ?? 0x1040 + row.type;
  return {
    class: row.class,
    name: row.names[isModern ? 0 : 1],
    pci: `1af4:${id.toString(16).padStart(4, '0')}`,
    ...(isModern ? { revision: 1 } : {}),
  };
}
