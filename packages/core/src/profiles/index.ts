export { type QemuBinary, qemuBinary } from './architectures.ts';
export { argumentDriver, isHarmlessOption } from './argument-driver.ts';
export { CAPABILITY_NAMES, qemuVersion } from './capabilities.ts';
export { deviceBars } from './device-bars.ts';
export { connectionRow } from './device-connection.ts';
export { ADDRESS_TYPE_NAMES, addressParts, documentParts, knowsElement, partValues } from './document-parts.ts';
export { capabilitiesFor, findProfile, isProfile, profileOf } from './find-profile.ts';
export { changesBetween, doubtfulChanges, type ReleaseChange, releaseChanges } from './history.ts';
export { type HostDeviceFacts, type HostFacts, isHostFacts } from './host-facts.ts';
export { machineTypes, missingMachineType, standsFor } from './machine-type.ts';
export { nearestProfiles } from './nearest-profiles.ts';
export {
  ALL_PROFILES,
  createFacts,
  DEFAULT_PROFILE,
  type Facts,
  getProfile,
  isProfileName,
  machineFacts,
  PROFILES,
  type Profile,
  type ProfileChoice,
  type ProfileName,
  type ProfileRow,
  profileRow,
  qemuFacts,
} from './profile.ts';
export {
  qemuAliasPrefix,
  qemuDriver,
  qemuOption,
  qemuRootBus,
  takesJsonDevices,
  takesUserAliases,
} from './qemu-driver.ts';
export { type QemuStandIn, qemuBackend, qemuStandIn } from './qemu-stub.ts';
export { type EmulatorReport, readEmulatorReport, untoldCapabilities } from './read-capabilities.ts';
export { readFacts } from './read-facts.ts';
export type { Release } from './releases.ts';
export { inForce, type ReleaseRange, rowsInForce, rowsInForceBy } from './releases.ts';
export type { MachineFacts } from './select-machine.ts';
export {
  isCount,
  isIpv4,
  isNumber,
  isUuid,
  isWrittenAsIsa,
  plainUuid,
  type SettingRow,
  settingAt,
  settingBelow,
  settingPath,
} from './settings.ts';
export { oldestWithin, profileSpan, releaseProfile, turningPoints } from './spans.ts';
export { ADDRESS_TYPES } from './tables/address-types.ts';
export { PLACE_PROPERTIES } from './tables/argument-drivers.ts';
export { AVAILABILITY, type AvailabilityRow, type MachineSet } from './tables/availability.ts';
export { CHIPSET_FUNCTIONS, type ChipsetFunctionRow } from './tables/chipset-functions.ts';
export type { ConnectionRow, Need } from './tables/connections.ts';
export { GAP_FILLERS, GENERIC_PORTS, type PciControllerRow } from './tables/controllers.ts';
export type { Bar, BarKind } from './tables/device-bars.ts';
export { CONNECTED_KINDS, DEVICE_SETTINGS, isPasst } from './tables/device-settings.ts';
export {
  BACKING_SETTINGS,
  DATA_STORE_SETTINGS,
  DISK_SETTINGS,
  DRIVE_BUSES,
  imageFormat,
  isRemovable,
} from './tables/disk-settings.ts';
export type { HighWindow } from './tables/firmware-windows.ts';
export {
  DEFAULT_ADDRESS_BITS,
  DEFAULT_HOLE64,
  FIRMWARE_WINDOWS,
  type FirmwareWindowsRow,
  HOST_BRIDGES,
  type HostBridgeRow,
  LOW_MEMORY,
  OPEN_BRIDGES,
  OTHER_PROCESSORS,
  PROCESSORS,
  type ProcessorRow,
  type ProcessorVendor,
  WIDE_PREF_SHIFT,
} from './tables/firmware-windows.ts';
export {
  FIRMWARES,
  type Firmware,
  IO_BRIDGES,
  IO_DEVICES,
  IO_WINDOWS,
  MOST_BUSES,
  PORTS_OF_ONE_PROCESSOR,
  RESERVING_MACHINE,
} from './tables/guest-limits.ts';
export { BOARD_NICS } from './tables/nic-models.ts';
export { PLUG_DATES } from './tables/plug-dates.ts';
export { LINK_SETTINGS, PORT_LINKS } from './tables/port-links.ts';
export { PROXMOX_BRIDGES, PROXMOX_PORTS, PROXMOX_SLOTS, type ProxmoxSlot } from './tables/proxmox-slots.ts';
export { BOARD_DEVICES } from './tables/qemu-drivers.ts';
export { BOOT_DEVICES } from './tables/reads.ts';
export { REFUSALS, type RefusalRow } from './tables/refusals.ts';
export type { Proof } from './tables/releases.ts';
export { SERIAL_MODELS } from './tables/serial-models.ts';
export { SETTING_DATES } from './tables/setting-dates.ts';
export type { SwitchValues, UsbClass } from './tables/switches.ts';
export { VIRTIO_NAMES } from './tables/virtio-names.ts';
export { valueFacts } from './value-facts.ts';
