import { success } from '../src/outcome.ts';
import type { Programs, RunningProgram } from '../src/system/io.ts';

/** How the fake differs from an obedient QEMU. */
export interface Whims {
  /** Answers instead of the QEMU; undefined leaves the command to it, 'silence' keeps silent. */
  readonly answer?: (command: string, args: Readonly<Record<string, unknown>>) => object | 'silence' | undefined;
  /** Ends before it greets, with this on standard error. */
  readonly complaint?: string;
  readonly isMute?: boolean;
}

interface FakeDevice {
  readonly type: string;
  readonly path: string;
  readonly bus: string;
  readonly addr: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Started programs, so that a test sees that they were ended. */
export interface FakeQemu extends Programs {
  readonly calls: readonly { readonly command: string; readonly args: readonly string[] }[];
  alive(): number;
  /** How many were alive at a time. */
  most(): number;
}

/** A QEMU in memory: it has the devices of its arguments and knows the few questions that `rootport verify` asks. */
export function fakeQemu(whims: Whims = {}): FakeQemu {
  const calls: { readonly command: string; readonly args: readonly string[] }[] = [];
  let [alive, most] = [0, 0];
  return {
    calls,
    alive: () => alive,
    most: () => most,
    async start(command, args) {
      calls.push({ command, args });
      alive += 1;
      most = Math.max(most, alive);
      return success(startFake(args, whims, () => (alive -= 1)));
    },
  };
}

function startFake(args: readonly string[], whims: Whims, gone: () => void): RunningProgram {
  const queue: string[] = [];
  let wake = (): void => undefined;
  let isOver = false;
  let settle = (): void => undefined;
  const ended = new Promise<{ readonly exitCode: number }>((resolve) => {
    settle = () => resolve({ exitCode: 1 });
  });
  const say = (message: object): void => {
    queue.push(JSON.stringify(message));
    wake();
  };
  const end = (): void => {
    if (!isOver) gone();
    isOver = true;
    settle();
    wake();
  };
  const machine = new Map([BOARD, ...devicesOf(args)].map((device) => [device.path, device]));
  if (whims.complaint !== undefined) end();
  else if (whims.isMute !== true) say({ QMP: { version: { qemu: { major: 7, minor: 2, micro: 22 } } } });
  return {
    write(text) {
      const { execute, arguments: given, id } = JSON.parse(text);
      const answer = whims.answer?.(execute, given) ?? obey(machine, execute, given, say);
      if (answer !== 'silence') say({ ...answer, id });
    },
    lines: {
      async *[Symbol.asyncIterator]() {
        while (!isOver || queue.length > 0) {
          const line = queue.shift();
          if (line !== undefined) yield line;
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
      },
    },
    errors: () => whims.complaint ?? '',
    ended,
    kill: end,
  };
}

function devicesOf(args: readonly string[]): readonly FakeDevice[] {
  const words = args.filter((_, place) => args[place - 1] === '-device');
  return words.map((word, place) => {
    const [driver = '', ...pairs] = word.split(',');
    const given = Object.fromEntries(pairs.map((pair) => pair.split('=')));
    const path =
      given['id'] === undefined ? `/machine/peripheral-anon/device[${place}]` : `/machine/peripheral/${given['id']}`;
    return fakeDevice(driver, path, given);
  });
}

function fakeDevice(type: string, path: string, given: Readonly<Record<string, string>>): FakeDevice {
  const [slot = '0', fn = '0'] = (given['addr'] ?? '0').split('.');
  const properties = Object.entries(given).map(([name, value]) => [name, typed(value)]);
  return {
    type,
    path,
    bus: given['bus'] ?? '',
    addr: Number.parseInt(slot, 16) * 8 + Number.parseInt(fn, 16),
    properties: Object.fromEntries(properties),
  };
}

function typed(value: string): string | number | boolean {
  if (value === 'on' || value === 'off') return value === 'on';
  return /^(0x[0-9a-f]+|\d+)$/.test(value) ? Number(value) : value;
}

const BOARD_BUS = '/machine/board/pcie.0';
const BOARD: FakeDevice = {
  type: 'ich9-ahci',
  path: '/machine/unattached/device[0]',
  bus: 'pcie.0',
  addr: 0x1f * 8 + 2,
  properties: {},
};

const busPath = (bus: string): string =>
  /^pcie?\.0$/.test(bus) ? `/machine/board/${bus}` : `/machine/peripheral/${bus}/${bus}`;

type Machine = Map<string, FakeDevice>;

function obey(machine: Machine, command: string, given: Record<string, string>, say: (event: object) => void): object {
  const { path = '', property = '', id = '' } = given;
  switch (command) {
    case 'query-pci': {
      const devices = [...machine.values()].filter(({ bus }) => bus === 'pcie.0' || bus === 'pci.0');
      const rows = devices.map((one) => ({
        slot: one.addr >> 3,
        function: one.addr & 7,
        qdev_id: one.properties['id'] ?? '',
      }));
      return { return: [{ bus: 0, devices: rows }] };
    }
    case 'qom-list': {
      if (path === BOARD_BUS) return { return: [{ name: 'child[0]', type: `link<${BOARD.type}>` }] };
      const below = [...machine.values()].filter((one) => one.path.startsWith(`${path}/`));
      return { return: below.map((one) => ({ name: one.path.slice(path.length + 1), type: `child<${one.type}>` })) };
    }
    case 'qom-get': {
      if (path === BOARD_BUS) return { return: BOARD.path };
      const device = machine.get(path);
      const own: Readonly<Record<string, unknown>> =
        device === undefined
          ? {}
          : { ...device.properties, addr: device.addr, parent_bus: busPath(device.bus), type: device.type };
      const value = own[property];
      return value === undefined ? { error: { desc: 'Property not found' } } : { return: value };
    }
    case 'device_add': {
      const at = `/machine/peripheral/${id}`;
      machine.set(at, fakeDevice(given['driver'] ?? '', at, given));
      return { return: {} };
    }
    case 'device_del':
      machine.delete(`/machine/peripheral/${id}`);
      say({ event: 'DEVICE_DELETED', data: { device: id, path: `/machine/peripheral/${id}` } });
      return { return: {} };
    default:
      return { return: {} };
  }
}
