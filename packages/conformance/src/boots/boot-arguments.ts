import { type Plan, planQemuDevices, qemuCommand } from '@rootport/core';

/** How a booted plan is started: QEMU's words, and those devices that are to be plugged in later. */
export interface BootArguments {
  readonly args: readonly string[];
  readonly plugged: readonly PluggedDevice[];
}

export interface PluggedDevice {
  readonly id: string;
  /** As `device_add` takes it, with its network. */
  readonly arguments: Readonly<Record<string, string | number | boolean>>;
}

/** What a boot asks for. */
export interface BootNeeds {
  /** QEMU's ids of interfaces that come later. */
  readonly hotplug: readonly string[];
  /** MiB; every NUMA node gets as much. */
  readonly memory: number;
}

/** Options that a boot has of its own. */
const REPLACED: readonly string[] = ['-accel', '-display', '-bios'];

/** Options without a value. */
const ALONE: readonly string[] = ['-S', '-nodefaults', '-no-user-config', '-usb'];

/** The words that boot a plan: those of {@link qemuCommand} with memory, MAC addresses and acpi indexes. */
export function bootArguments(plan: Plan, { hotplug, memory }: BootNeeds): BootArguments {
  const { args } = qemuCommand(plan);
  const network = networkProperties(plan);
  const nodes = Math.max(1, args.filter((word) => word === '-numa').length);
  const words: string[] = [];
  const plugged: PluggedDevice[] = [];
  for (let place = 0; place < args.length; place += 2) {
    const [option = '', value = ''] = [args[place], args[place + 1]];
    if (ALONE.includes(option)) {
      if (option !== '-S') words.push(option);
      place -= 1;
      continue;
    }
    if (REPLACED.includes(option)) continue;
    const id = option === '-device' ? /(?:^|,)id=([^,]*)/.exec(value)?.[1] : undefined;
    const own = id === undefined ? undefined : network.get(id);
    if (id !== undefined && hotplug.includes(id)) plugged.push({ id, arguments: pluggable(value, own ?? '') });
    else words.push(option, bootValue(option, `${value}${own ?? ''}`, nodes, memory));
  }
  return { args: [...words, ...channelInterfaces(plan)], plugged };
}

/** The interfaces of s390x that are no PCI devices, which {@link qemuCommand} leaves out. */
function channelInterfaces({ domain }: Plan): readonly string[] {
  return domain.devices.interface.flatMap(({ address, mac }, position) => {
    if (address.type !== 'ccw' || address.at === undefined) return [];
    const { cssid, ssid, devno } = address.at;
    const place = [cssid, ssid, devno].map((part, at) => part.toString(16).padStart(at === 2 ? 4 : 1, '0')).join('.');
    const own = mac === undefined ? '' : `,mac=${mac}`;
    return [
      '-netdev',
      `user,id=channel${position}`,
      '-device',
      `virtio-net-ccw,netdev=channel${position},devno=${place}${own}`,
    ];
  });
}

function bootValue(option: string, value: string, nodes: number, memory: number): string {
  if (option === '-m') return `${memory * nodes}`;
  return option === '-object' ? value.replace(/(id=ram-node\d+,size=)\d+M/, `$1${memory}M`) : value;
}

/** `,mac=…,acpi-index=…` by QEMU's id. */
function networkProperties(plan: Plan): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { device, id } of planQemuDevices(plan)) {
    if (device.kind !== 'interface' || id === undefined) continue;
    const { element, mac } = device;
    const text = element === undefined ? '' : plan.domain.document.source.slice(element.span.start, element.span.end);
    const index = /<acpi\s+index=['"](\d+)['"]/.exec(text)?.[1];
    found.set(id, `${mac === undefined ? '' : `,mac=${mac}`}${index === undefined ? '' : `,acpi-index=${index}`}`);
  }
  return found;
}

function pluggable(value: string, own: string): PluggedDevice['arguments'] {
  const [driver = '', ...rest] = `${value}${own}`.split(',');
  const properties = rest.map((part) => {
    const [name = '', text = ''] = part.split(/=(.*)/s);
    return [name, name === 'acpi-index' ? Number(text) : text === 'on' ? true : text === 'off' ? false : text] as const;
  });
  return { driver, ...Object.fromEntries(properties) };
}
