import { checkArguments, isText } from '../basics/index.ts';
import { qemuBackend } from '../profiles/index.ts';
import { option, type QemuProperty } from './qemu-option.ts';

/** What a device needs behind it: options before its own, and properties of its own. */
export interface BackendWords {
  readonly words: readonly string[];
  readonly properties: readonly QemuProperty[];
}

/** A backend with nothing in it. `kind` is that of the table, or `net`; `name` is QEMU's for it. */
export function backendWords(kind: keyof typeof BACKEND_WORDS | undefined, driver: string, name: string): BackendWords {
  if (kind === undefined) return { words: [], properties: driver === 'nvme' ? [['serial', name]] : [] };
  const property = kind === 'net' ? 'netdev' : (qemuBackend(driver)?.property ?? '');
  const more: readonly QemuProperty[] = driver.startsWith('virtio-9p-pci') ? [['mount_tag', name]] : [];
  return { words: BACKEND_WORDS[kind](name), properties: [[property, name], ...more] };
}

const BACKEND_WORDS = {
  block: (name: string) =>
    option('-blockdev', ['driver', 'null-co'], ['node-name', name], ['size', 1048576], ['read-zeroes', true]),
  net: (name: string) => option('-netdev', ['type', 'hubport'], ['id', name], ['hubid', 0]),
  audio: (name: string) => option('-audiodev', ['driver', 'none'], ['id', name]),
  chardev: (name: string) => option('-chardev', ['backend', 'null'], ['id', name]),
  rng: (name: string) => option('-object', ['qom-type', 'rng-builtin'], ['id', name]),
  memory: (name: string) => option('-object', ['qom-type', 'memory-backend-ram'], ['id', name], ['size', '2M']),
  fsdev: (name: string) => option('-fsdev', ['fsdriver', 'synth'], ['id', name]),
  crypto: (name: string) => option('-object', ['qom-type', 'cryptodev-backend-builtin'], ['id', name]),
} as const satisfies Record<string, (name: string) => readonly string[]>;

/** The words that start a device of QEMU's alone, with nothing behind it, as `id=it` in slot 5 of the root. */
export function loneDeviceWords(driver: string): readonly string[] {
  checkArguments('loneDeviceWords', { driver: [driver, isText] });
  const { words, properties } = backendWords(qemuBackend(driver)?.backend, driver, 'behind');
  return [...words, ...option('-device', ['driver', driver], ['id', 'it'], ['addr', '5'], ...properties)];
}
