export { loneDeviceWords } from './backend-words.ts';
export {
  deviceProperties,
  deviceText,
  QEMU_FORMAT_VERSION,
  type QemuArgsOptions,
  qemuArgs,
} from './qemu-argv.ts';
export { type QemuCommand, qemuCommand } from './qemu-command.ts';
export { planQemuDevices, type QemuDevice, type QemuMeans, qemuMeans } from './qemu-devices.ts';
export type { QemuProperty } from './qemu-option.ts';
