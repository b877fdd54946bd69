/** Where the virtual functions of a device of QEMU's are. */
export interface VirtualFunctionsRow {
  /** QEMU's type of the device. */
  readonly driver: string;
  /** How many slots after the device's own the virtual functions have theirs. */
  readonly slotsAfter: readonly number[];
}

/** G-SLOT-VF. igb: seven, from 0x80 on in steps of two; measured with QEMU 10.0 and 11.1. */
export const VIRTUAL_FUNCTIONS: readonly VirtualFunctionsRow[] = [{ driver: 'igb', slotsAfter: [16, 17] }];
