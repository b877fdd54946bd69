/** What a booted guest reported: the shape of the recorded boots. */
export interface ObservedDevice {
  readonly bdf: string;
  /** QEMU's id. */
  readonly id?: string;
  /** Vendor and device, `8086:100e`. */
  readonly pci: string;
  readonly class: string;
  readonly multifunction?: boolean;
  readonly parent?: string;
  readonly secondary?: number;
  readonly subordinate?: number;
  readonly sun?: number;
  readonly acpiIndex?: number;
  /** The NUMA node; absent in older records and where Linux knows none. */
  readonly node?: number;
}

/** The names that udev's `net_id` computes under schemes that agree. */
export interface ObservedNames {
  readonly schemes: readonly string[];
  readonly onboard?: string;
  readonly slot?: string;
  readonly path: string;
}

export interface ObservedNic {
  readonly mac: string;
  readonly id?: string;
  readonly bdf: string;
  readonly name: string;
  readonly altNames?: readonly string[];
  /** The name that several wanted; which of them got it varies. */
  readonly clashesOn?: string;
  readonly netId: readonly ObservedNames[];
}

export interface Observed {
  readonly devices: readonly ObservedDevice[];
  /** The slots whose name is a plain number above 0. */
  readonly slots: Readonly<Record<string, string>>;
  readonly nics: readonly ObservedNic[];
}

export interface BootEnvironment {
  readonly qemu: string;
  readonly machine: string;
  /** `SeaBIOS 1.16.2` */
  readonly firmware: string;
  readonly kernel: string;
  readonly udev: string;
  readonly scheme: string;
}

export interface BootRun {
  readonly environment: BootEnvironment;
  readonly observed: Observed;
  /** What the real lspci makes of the guest's configuration space. */
  readonly lspci?: { readonly list: readonly string[]; readonly tree: readonly string[] };
}

/** One topology and what guests saw of it. */
export interface BootCase {
  readonly name: string;
  readonly note: string;
  readonly runs: readonly BootRun[];
}
