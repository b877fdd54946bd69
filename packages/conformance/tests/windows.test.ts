import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { planDomain, qemuCommand, windowsBudget } from '@rootport/core';
import { describe, expect, test } from 'vitest';
import { isRecord, recordAt, recordsOf } from '../src/json-value.ts';

const hasQemu = (spawnSync('qemu-system-x86_64', ['--version'], { encoding: 'utf8' }).stdout ?? '').includes(' 7.2');
if (!hasQemu) process.stdout.write('skipped: windows of a real SeaBIOS: there is no QEMU 7.2\n');

const at = (bus: number, slot: number): string =>
  `<address type='pci' domain='0x0' bus='0x${bus.toString(16)}' slot='0x${slot.toString(16)}' function='0x0'/>`;
const card = (model: string, bus: number, slot: number): string =>
  `<interface type='user'><model type='${model}'/>${at(bus, slot)}</interface>`;
const controller = (type: string, model: string, bus: number, slot: number): string =>
  `<controller type='${type}' index='0' model='${model}'>${at(bus, slot)}</controller>`;
const bridge = (index: number, model: string): string => `<controller type='pci' index='${index}' model='${model}'/>`;
const NONE = "<memballoon model='none'/>";
const sound = (model: string, bus: number, slot: number): string => `<sound model='${model}'>${at(bus, slot)}</sound>`;
const q35 = (...devices: readonly string[]): string => domain('pc-q35-7.2', devices);

function domain(machine: string, devices: readonly string[]): string {
  const os = `<os><type arch='x86_64' machine='${machine}'>hvm</type></os><features><acpi/></features>`;
  return `<domain type='qemu'><name>t</name><memory>1048576</memory>${os}<devices>${devices.join('')}${NONE}</devices></domain>`;
}

const NO_USB = "<controller type='usb' model='none'/>";
const PORTS = [1, 2, 3, 4].map((index) => bridge(index, 'pcie-root-port'));

/** Each with a device of every sort that has BARs of its own, behind a bridge of its own. */
const CASES: readonly (readonly [name: string, xml: string])[] = [
  [
    'network cards behind ports',
    q35(NO_USB, ...PORTS, card('virtio', 1, 0), card('e1000e', 2, 0), card('vmxnet3', 3, 0)),
  ],
  [
    'disks and USB behind ports',
    q35(controller('usb', 'qemu-xhci', 1, 0), ...PORTS, controller('scsi', 'virtio-scsi', 2, 0)),
  ],
  [
    'conventional cards',
    q35(
      NO_USB,
      bridge(1, 'pcie-root-port'),
      bridge(2, 'pcie-to-pci-bridge'),
      card('rtl8139', 2, 1),
      sound('ac97', 2, 2),
    ),
  ],
  [
    'a second display',
    q35(NO_USB, ...PORTS, `<video><model type='vga'/></video><video><model type='qxl'/>${at(1, 0)}</video>`),
  ],
  [
    'a bridge of i440fx',
    domain('pc-i440fx-7.2', [
      NO_USB,
      bridge(1, 'pci-bridge'),
      bridge(2, 'pci-bridge'),
      card('virtio', 1, 3),
      sound('ich6', 1, 4),
    ]),
  ],
];

describe.skipIf(!hasQemu)('the windows of a real SeaBIOS are those of the budget', () => {
  test.each(CASES)('%s', async (_, xml) => {
    const result = planDomain(xml, { profile: 'libvirt-9.0', qemu: '7.2' });
    if (!result.ok) throw new Error(result.diagnostics.map(({ code }) => code).join());
    const budget = windowsBudget(result.plan, { firmware: 'seabios' })?.buses ?? [];
    const planned = budget.filter(({ parent }) => parent !== undefined);
    const expected = planned.map((one) => [`pci.${one.bus}`, one.io, one.below4G + one.above4G]);
    const { binary, args } = qemuCommand(result.plan);
    const found = await windowsOf(binary, args);
    expect(expected.length).toBeGreaterThan(0);
    expect(expected).toEqual(planned.map(({ bus }) => [`pci.${bus}`, ...(found.get(`pci.${bus}`) ?? [])]));
  });
});

/** Lets the firmware run and asks QEMU for the windows of its bridges, until they stay as they are. */
async function windowsOf(binary: string, args: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>> {
  const child = spawn(binary, [...args, '-qmp', 'stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const ask = async (execute: string): Promise<unknown> => {
      child.stdin.write(`${JSON.stringify({ execute, id: execute })}\n`);
      for (;;) {
        const { value, done } = await lines.next();
        if (done === true) throw new Error('QEMU ended');
        const message: unknown = JSON.parse(value);
        if (isRecord(message) && message['id'] === execute) return message['return'];
      }
    };
    await ask('qmp_capabilities');
    await ask('cont');
    let before = '';
    // The limit of the test finds a firmware that does not come to an end.
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      const windows = readWindows(recordsOf(await ask('query-pci')).flatMap((bus) => recordsOf(bus['devices'])));
      const text = JSON.stringify([...windows]);
      if (text === before && [...windows.values()].some(([, memory]) => memory !== 0)) return windows;
      before = text;
    }
  } finally {
    child.kill('SIGKILL');
  }
}

type Devices = ReturnType<typeof recordsOf>;

function readWindows(devices: Devices): Map<string, readonly [io: number, memory: number]> {
  const found = new Map<string, readonly [number, number]>();
  for (const device of devices) {
    const bridgeOf = recordAt(device, 'pci_bridge');
    const bus = bridgeOf === undefined ? undefined : recordAt(bridgeOf, 'bus');
    if (bridgeOf === undefined || bus === undefined) continue;
    const memory = rangeSize(recordAt(bus, 'memory_range')) + rangeSize(recordAt(bus, 'prefetchable_range'));
    found.set(`${device['qdev_id']}`, [rangeSize(recordAt(bus, 'io_range')), memory]);
    for (const [id, sizes] of readWindows(recordsOf(bridgeOf['devices']))) found.set(id, sizes);
  }
  return found;
}

function rangeSize(range: ReturnType<typeof recordAt>): number {
  const [base, limit] = [Number(range?.['base'] ?? 0), Number(range?.['limit'] ?? 0)];
  return limit > base ? limit - base + 1 : 0;
}
