import { checkArguments, isPlan } from '../basics/index.ts';
import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import { type Device, deviceSpan, pciController } from '../domain/index.ts';
import { type Plan, qemuBusNames } from '../plan/index.ts';
import { qemuBackend, qemuBinary, qemuStandIn } from '../profiles/index.ts';
import { attributeValue, child } from '../xml/index.ts';
import { argumentWords } from './argument-words.ts';
import { type BackendWords, backendWords } from './backend-words.ts';
import { deviceProperties, deviceText } from './qemu-argv.ts';
import { planQemuDevices, type QemuDevice } from './qemu-devices.ts';
import { option, type QemuProperty } from './qemu-option.ts';

/** A command that a plain QEMU starts. */
export interface QemuCommand {
  /** `qemu-system-x86_64` */
  readonly binary: string;
  /** The Debian package that has the binary. */
  readonly debianPackage: string;
  /** The words after the binary. */
  readonly args: readonly string[];
  /** Every device that the command has, or that comes with the machine; the driver is the one that is really there. */
  readonly devices: readonly QemuDevice[];
  /** Stand-ins (RP7001), devices left out (RP7002), another order than libvirt's (RP7003). */
  readonly notes: readonly Diagnostic[];
}

/**
 * The planned machine with nothing behind its devices: empty disks, unconnected networks, stand-ins for what needs the
 * host. It starts stopped, with hardly any memory and no display, on any computer that has QEMU. Devices that are not on
 * PCI are left out.
 */
export function qemuCommand(plan: Plan): QemuCommand {
  checkArguments('qemuCommand', { plan: [plan, isPlan] });
  const notes: Diagnostic[] = [];
  const present = planQemuDevices(plan).flatMap((device) => standIn(device, notes));
  const devices = busesFirst(present, notes);
  const buses = qemuBusNames(plan);
  const given = argumentWords(plan);
  notes.push(...given.notes);
  const { binary, debianPackage, memory, nodeMemory } = qemuBinary(plan.domain.machine.arch);
  const args = [
    ...machineArgs(plan, { memory, nodeMemory }, devices),
    ...given.before,
    ...devices.flatMap(deviceArgs),
    ...smmuArgs(plan, buses),
    ...given.behind,
  ];
  return { binary, debianPackage, args, devices, notes };
}

function standIn(device: QemuDevice, notes: Diagnostic[]): readonly QemuDevice[] {
  if (device.how !== 'device') return [device];
  const { label, driver } = device;
  if (driver === undefined) {
    notes.push(createDiagnostic('RP7002', { span: deviceSpan(device.device), values: { device: label } }));
    return [];
  }
  const { driver: by, why } = qemuStandIn(driver);
  if (why !== undefined)
    notes.push(
      createDiagnostic('RP7001', { span: deviceSpan(device.device), values: { device: label, driver, by, why } }),
    );
  return [{ ...device, driver: by }];
}

/** QEMU wants a bus to be there before what is on it; libvirt writes controllers by index, whatever they are on. */
function busesFirst(devices: readonly QemuDevice[], notes: Diagnostic[]): readonly QemuDevice[] {
  const providers = new Map(
    devices.flatMap((one) => (one.provides === undefined ? [] : [[one.provides, one] as const])),
  );
  const done = new Set<QemuDevice>();
  const moved = new Set<QemuDevice>();
  const place = (device: QemuDevice, path: ReadonlySet<QemuDevice>): void => {
    if (done.has(device) || path.has(device)) return;
    const below = device.bus === undefined ? undefined : providers.get(device.bus);
    if (below !== undefined && !done.has(below)) {
      moved.add(below);
      place(below, new Set([...path, device]));
    }
    done.add(device);
  };
  for (const device of devices) place(device, new Set());
  for (const one of moved)
    notes.push(
      createDiagnostic('RP7003', { span: deviceSpan(one.device), values: { device: one.label, id: one.id ?? '' } }),
    );
  return [...done];
}

interface Memory {
  /** MiB, as in {@link QemuBinary}. */
  readonly memory: number;
  readonly nodeMemory: number;
}

function machineArgs(plan: Plan, sizes: Memory, devices: readonly QemuDevice[]): readonly string[] {
  const { domain } = plan;
  const { arch, name, family } = domain.machine;
  const canLackAcpi = family === 'i440fx' || family === 'q35' || family === 'arm-virt';
  const machine: QemuProperty[] = [['type', name]];
  if (canLackAcpi && !domain.hasAcpi) machine.push(['acpi', false]);
  const smmus = domain.devices.iommu.filter(({ model }) => model === 'smmuv3').map(smmuBus);
  if (smmus.includes(undefined)) machine.push(['iommu', 'smmuv3']);
  const nodes = devices.some(({ numaNode }) => numaNode !== undefined) ? domain.numaCells : [];
  const each = nodes.length === 0 ? 0 : Math.max(sizes.nodeMemory, Math.floor(sizes.memory / nodes.length));
  const size = nodes.length === 0 ? sizes.memory : each * nodes.length;
  const memory: QemuProperty[] = [['size', size]];
  if (devices.some(({ device }) => device.kind === 'memory')) memory.push(['slots', 16], ['maxmem', `${size + 1024}M`]);
  const root = pciController(domain, 0);
  return [
    ...option('-machine', ...machine),
    ...['-accel', 'tcg'],
    ...option('-m', ...memory),
    ...nodes.flatMap((node) => numaArgs(node, each)),
    ...(arch.startsWith('riscv') ? ['-bios', 'none'] : []),
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-S'],
    ...(family === 'i440fx' && root?.target.hotplug === 'off' ? ['-global', 'PIIX4_PM.acpi-root-pci-hotplug=off'] : []),
  ];
}

/** The root bus that an smmuv3 is for, where it names one. */
function smmuBus({ element }: Device): number | undefined {
  const driver = element === undefined ? undefined : child(element, 'driver');
  const written = driver === undefined ? undefined : attributeValue(driver, 'pciBus');
  return written === undefined ? undefined : Number(written);
}

/** The smmuv3 of one root bus is no PCI device, but has to stand behind the bus. */
function smmuArgs({ domain }: Plan, buses: ReadonlyMap<number, string>): readonly string[] {
  return domain.devices.iommu.flatMap((iommu) => {
    const index = iommu.model === 'smmuv3' ? smmuBus(iommu) : undefined;
    const bus = index === undefined ? undefined : buses.get(index);
    return bus === undefined ? [] : option('-device', ['driver', 'arm-smmuv3'], ['primary-bus', bus]);
  });
}

// A controller that names a NUMA node wants it to be there, and to have memory.
function numaArgs(node: number, size: number): readonly string[] {
  const id = `ram-node${node}`;
  return [
    ...option('-object', ['qom-type', 'memory-backend-ram'], ['id', id], ['size', `${size}M`]),
    ...option('-numa', ['type', 'node'], ['nodeid', node], ['memdev', id]),
  ];
}

function deviceArgs(device: QemuDevice, position: number): readonly string[] {
  if (device.option !== undefined) return device.option.split(' ');
  const { words, properties } = backend(device, `backend${position}`);
  const all = deviceProperties(device);
  return [
    ...words,
    ...all.flatMap((one, place) => [
      '-device',
      deviceText(place === all.length - 1 ? [...one, ...properties] : one, 'text'),
    ]),
  ];
}

// QEMU limits the length of such names, so the device's own, which may be the user's, does not do.
function backend({ device, driver = '' }: QemuDevice, name: string): BackendWords {
  const isNetwork = device.kind === 'interface' && device.type !== 'hostdev';
  return backendWords(isNetwork ? 'net' : qemuBackend(driver)?.backend, driver, name);
}
