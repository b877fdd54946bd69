export { blame } from './blame.ts';
export type {
  Audio,
  Channel,
  Console,
  Controller,
  Crypto,
  Device,
  DeviceKind,
  DeviceOf,
  Disk,
  Filesystem,
  Graphics,
  Hostdev,
  Hub,
  Input,
  Interface,
  Iommu,
  Memballoon,
  Memory,
  Nvram,
  Panic,
  Parallel,
  PciTarget,
  Pstore,
  Redirdev,
  Rng,
  Serial,
  Shmem,
  Smartcard,
  Sound,
  Tpm,
  Video,
  Vsock,
  Watchdog,
} from './device.ts';
export type { ZpciIds } from './device-address.ts';
export {
  type CcwAddress,
  type DeviceAddress,
  type DriveAddress,
  EMPTY_PCI_ADDRESS,
  foreignDimmBase,
  foreignPciParts,
  foreignRegister,
  NO_ADDRESS,
  type PciDeviceAddress,
  pciAddressOf,
  type UsbAddress,
  type VirtioSerialAddress,
  wantsPciAddress,
} from './device-address.ts';
export { deviceSpan } from './device-span.ts';
export { freeDiskName } from './disk-names.ts';
export {
  allDevices,
  type DeviceLists,
  type Domain,
  emptyDeviceLists,
  expandersAbove,
  type HostDevice,
  hostDevices,
  hostDevicesOf,
  hostTypeOf,
  pciController,
  rootModel,
} from './domain.ts';
export { featureOf } from './features.ts';
export { type ImageBelow, imagesBelow } from './images-below.ts';
export { forgetOrders, type InsertionOrder, insertController } from './insert-controller.ts';
export { isPlacedIommu } from './iommu.ts';
export { deviceLabel, ownerName } from './label.ts';
export { orderDisks, sortUsbControllers } from './list-order.ts';
export type { Machine, MachineFamily } from './machine-type.ts';
export { numaCellElements, numaElements } from './numa-cells.ts';
export { osOf, osTypeOf } from './os.ts';
export {
  type ArgumentDevice,
  type ArgumentSetting,
  argumentSpan,
  hasQemuParts,
  type QemuArguments,
  qemuChildren,
  readQemuArguments,
} from './qemu-arguments.ts';
export { DEVICE_SORTS } from './read/check-values.ts';
export { parseMac } from './read/mac.ts';
export { isMinusOne, parseNumber } from './read/numbers.ts';
export { isPrimary } from './read/others.ts';
export type { ReadFacts } from './read/reading.ts';
export type { AttributePlace, ElementFacts, ModelFacts, NeedFacts, SettingFacts } from './read/setting-facts.ts';
export { type ReadResult, readDomain } from './read-domain.ts';
export { eachAddressedDevice } from './scan-order.ts';
export { serialOf } from './serial.ts';
