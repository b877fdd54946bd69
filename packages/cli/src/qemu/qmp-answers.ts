/** What this program asks of QEMU's monitor (QMP), and what comes back, as far as it is looked at. */
export interface QmpCommands {
  readonly qmp_capabilities: { readonly arguments: object; readonly answer: undefined };
  readonly 'qom-list': { readonly arguments: { readonly path: string }; readonly answer: readonly QomProperty[] };
  readonly 'qom-get': {
    readonly arguments: { readonly path: string; readonly property: string };
    readonly answer: QomValue;
  };
  readonly 'query-pci': { readonly arguments: object; readonly answer: readonly PciRootBus[] };
  readonly device_add: {
    readonly arguments: Readonly<Record<string, string>> & { readonly driver: string; readonly id: string };
    readonly answer: undefined;
  };
  readonly device_del: { readonly arguments: { readonly id: string }; readonly answer: undefined };
  readonly system_reset: { readonly arguments: object; readonly answer: undefined };
  readonly quit: { readonly arguments: object; readonly answer: undefined };
}

export type QomValue = string | number | boolean;

export interface QomProperty {
  readonly name: string;
  /** `child<pcie-root-port>`, `link<mch>`, `string` */
  readonly type: string;
}

/** One root bus of query-pci. What is behind bridges is not in it before the firmware has numbered them. */
export interface PciRootBus {
  readonly bus: number;
  readonly devices: readonly PciRootDevice[];
}

interface PciRootDevice {
  readonly slot: number;
  readonly function: number;
  /** The empty text for a device of the machine. */
  readonly id: string;
}

/** What was read; undefined for an answer of another form. */
type Read<T> = { readonly value: T } | undefined;

type Readers = { readonly [C in keyof QmpCommands]: (answer: unknown) => Read<QmpCommands[C]['answer']> };

const nothing = (): { readonly value: undefined } => ({ value: undefined });

/** Reads the answers; what they say besides is passed over. */
export const QMP_READERS: Readers = {
  qmp_capabilities: nothing,
  'qom-list': (answer) =>
    listOf(answer, (one) => {
      const [name, type] = [field(one, 'name'), field(one, 'type')];
      return typeof name === 'string' && typeof type === 'string' ? { name, type } : undefined;
    }),
  'qom-get': (value) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? { value } : undefined,
  'query-pci': (answer) =>
    listOf(answer, (one) => {
      const bus = field(one, 'bus');
      const devices = listOf(field(one, 'devices'), rootDevice);
      return typeof bus === 'number' && devices !== undefined ? { bus, devices: devices.value } : undefined;
    }),
  device_add: nothing,
  device_del: nothing,
  system_reset: nothing,
  quit: nothing,
};

function rootDevice(value: unknown): PciRootDevice | undefined {
  const [slot, fn, id] = [field(value, 'slot'), field(value, 'function'), field(value, 'qdev_id')];
  return typeof slot === 'number' && typeof fn === 'number' && typeof id === 'string'
    ? { slot, function: fn, id }
    : undefined;
}

/** A field of an object that came as JSON. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

function listOf<T>(value: unknown, read: (one: unknown) => T | undefined): Read<readonly T[]> {
  if (!Array.isArray(value)) return undefined;
  const list = value.map((one: unknown) => read(one)).filter((one) => one !== undefined);
  return list.length === value.length ? { value: list } : undefined;
}
