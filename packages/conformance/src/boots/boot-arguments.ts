import { type Plan, planQemuDevices, qemuCommand } from '@rootport/core';

/** Memory that the guest of the shared folder needs, in MiB; every NUMA node gets as much. */
const MEMORY = 512;

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

/** Options without a value. */
const ALONE: readonly string[] = ['-S', '-nodefaults', '-no-user-config', '-usb'];

/** The words that boot a plan: those of {@link qemuCommand} with memory, MAC addresses and acpi indexes. */
export function bootArguments(plan: Plan, hotplugged: readonly string[] = []): BootArguments {
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
    const id = option === '-device' ? /(?:^|,)id=([^,]*)/.exec(value)?.[1] : undefined;
    const own = id === undefined ? undefined : network.get(id);
    if (id !== undefined && hotplugged.includes(id)) plugged.push({ id, arguments: pluggable(value, own ?? '') });
    else words.push(option, bootValue(option, `${value}${own ?? ''}`, nodes));
  }
  return { args: words, plugged };
}

function bootValue(option: string, value: string, nodes: number): string {
  if (option === '-m') return `${MEMORY * nodes}`;
  return option === '-object' ? value.replace(/(id=ram-node\d+,size=)\d+M/, `$1${MEMORY}M`) : value;
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
