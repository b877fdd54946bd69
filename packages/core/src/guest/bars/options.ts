import { areOptions, isCount, isOneOf, isRecordOf, isText } from '../../basics/index.ts';
import { type HostFacts, isHostFacts, type ProcessorVendor } from '../../profiles/index.ts';

/** The firmwares whose windows are known, as {@link WindowsOptions} takes them. */
export const FIRMWARE_NAMES: readonly string[] = ['seabios', 'ovmf', 'aavmf', 'device tree'];

/** What {@link windowsBudget} may be told. */
export interface WindowsOptions {
  /** A name of {@link FIRMWARE_NAMES}; absent: what the document boots with. */
  readonly firmware?: string;
  /** Version of the firmware, `1.16.3` or `2025.02`; absent: the one that comes with the QEMU. */
  readonly firmwareVersion?: string;
  /** Versions by firmware, for the one that the document boots with. */
  readonly firmwareVersions?: Readonly<Record<string, string>>;
  /** The QEMU that runs the guest, `7.2`; that of the profile by default. */
  readonly qemu?: string;
  /** Bits of an address of the guest's processor; absent: what the document says, or QEMU's 40. */
  readonly addressBits?: number;
  /** Who made the guest's processor; absent: either, where the document does not say. */
  readonly vendor?: ProcessorVendor;
  /** BARs of host devices. */
  readonly host?: HostFacts;
}

/** Whether a value is such options. */
export const WINDOWS_OPTIONS = areOptions<WindowsOptions>({
  firmware: isOneOf(...FIRMWARE_NAMES),
  firmwareVersion: isText,
  firmwareVersions: isRecordOf(isText),
  qemu: isText,
  addressBits: isCount,
  vendor: isOneOf('AMD', 'Intel'),
  host: isHostFacts,
});
