import type { PciAddress } from '../topology/index.ts';
import type { XmlElement } from '../xml/index.ts';
import type { DeviceAddress } from './device-address.ts';

/**
 * The devices of a domain, each with what matters to placement. Reading makes them; the stages `defaults` and
 * `placement` complete them in place (models, indexes, addresses); from the plan on nobody changes them.
 */
interface DeviceBase<Kind extends string> {
  readonly kind: Kind;
  /** Absent for a device that the document does not write. */
  readonly element?: XmlElement;
  /** Why a device exists that the document does not write: the name of a rule. */
  readonly impliedBy?: string;
  address: DeviceAddress;
}

/** A `<disk>`, as far as it decides about placement. */
export interface Disk extends DeviceBase<'disk'> {
  readonly device: string;
  readonly bus: string;
  readonly target: string;
  /** From the name: `vda` 0, `vdaa` 26; -1 when the name follows no pattern (A-LIST-2). */
  readonly targetNumber: number;
  /** Controller that the name of an NVMe disk means. */
  readonly nvmeController?: number;
  model?: string;
  readonly sourceType: string;
  /** False where `bus` follows from the device and its name. */
  readonly isBusWritten: boolean;
}

/** The `<target>` of a PCI controller. */
export interface PciTarget {
  chassisNr?: number;
  chassis?: number;
  port?: number;
  busNr?: number;
  index?: number;
  hotplug?: string;
  node?: number;
  /** Of the port's link: GT/s and lanes (V-LINK). */
  speed?: number;
  width?: number;
}

/** A `<controller>`, as far as it decides about placement. */
export interface Controller extends DeviceBase<'controller'> {
  readonly type: string;
  /** -1 until A-IDX has given one. */
  index: number;
  /** Absent: not written and not (yet) chosen. */
  model?: string;
  /** `<model name=…>` of a PCI controller. */
  modelName?: string;
  readonly target: PciTarget;
  /** `<master startport=…>` of a USB companion. */
  readonly masterStartPort?: number;
  /** Of an NVMe controller; written, or that of its disks. */
  serial?: string;
  readonly ports?: number;
  readonly vectors?: number;
}

/** A `<interface>`, as far as it decides about placement. */
export interface Interface extends DeviceBase<'interface'> {
  readonly type: string;
  model?: string;
  readonly mac?: string;
  readonly network?: string;
  /** True where the network is a pool of host devices (N-NET). */
  readonly fromHostdevPool: boolean;
  /** Of type hostdev: what type of host device its source names. */
  readonly hostType?: string;
  /** The host's PCI device, for type hostdev. */
  readonly host?: PciAddress;
}

/** A `<hostdev>`, as far as it decides about placement. */
export interface Hostdev extends DeviceBase<'hostdev'> {
  readonly mode: string;
  readonly type: string;
  /** Of a mediated device or a vhost-scsi one. */
  readonly model?: string;
  /** The host's PCI device. */
  readonly host?: PciAddress;
  /** Name of an iSCSI source. */
  iscsiName?: string;
  /** What identifies the source to a reader. */
  readonly source: string;
}

/** A `<video>`, as far as it decides about placement. */
export interface Video extends DeviceBase<'video'> {
  model?: string;
  primary: boolean;
}

/** A `<input>`, as far as it decides about placement. */
export interface Input extends DeviceBase<'input'> {
  readonly type: string;
  readonly bus: string;
  readonly model?: string;
}

/** Serial, parallel, console and channel devices. */
interface CharacterDevice<Kind extends string> extends DeviceBase<Kind> {
  readonly sourceType: string;
  targetType?: string;
  targetPort?: number;
  readonly targetName?: string;
  targetModel?: string;
  /** Compares sources: two devices with one source are one (I-CONSOLE). */
  readonly sourceKey: string;
}

/** A `<serial>`, as far as it decides about placement. */
export interface Serial extends CharacterDevice<'serial'> {
  /** The console that this device was made for, with the source that it takes over (I-CONSOLE). */
  readonly takenFrom?: XmlElement;
}
/** A `<parallel>`, as far as it decides about placement. */
export type Parallel = CharacterDevice<'parallel'>;
/** A `<channel>`, as far as it decides about placement. */
export type Channel = CharacterDevice<'channel'>;
/** A `<console>`, as far as it decides about placement. */
export interface Console extends CharacterDevice<'console'> {
  /** The serial device that this console stands for (I-CONSOLE). */
  mirrors?: Serial;
}

/** A `<filesystem>`, as far as it decides about placement. */
export interface Filesystem extends DeviceBase<'filesystem'> {
  readonly driver: string;
  readonly model?: string;
  readonly target: string;
}

/** A `<memory>`, as far as it decides about placement. */
export interface Memory extends DeviceBase<'memory'> {
  readonly model: string;
}

/** A `<redirdev>`, as far as it decides about placement. */
export interface Redirdev extends DeviceBase<'redirdev'> {
  readonly bus: string;
  readonly type: string;
}

/** A `<shmem>`, as far as it decides about placement. */
export interface Shmem extends DeviceBase<'shmem'> {
  readonly model: string;
  readonly name: string;
}

/** A `<tpm>`, as far as it decides about placement. */
export interface Tpm extends DeviceBase<'tpm'> {
  model: string;
}

/** A `<graphics>`, as far as it decides about placement. */
export interface Graphics extends DeviceBase<'graphics'> {
  readonly type: string;
}

/** A `<hub>`, as far as it decides about placement. */
export interface Hub extends DeviceBase<'hub'> {
  readonly type: string;
}

/** A `<smartcard>`, as far as it decides about placement. */
export interface Smartcard extends DeviceBase<'smartcard'> {
  readonly mode: string;
}

/** Devices of which only the model matters here. */
interface ModelDevice<Kind extends string> extends DeviceBase<Kind> {
  model?: string;
}

/** A `<sound>`, as far as it decides about placement. */
export type Sound = ModelDevice<'sound'>;
/** A `<watchdog>`, as far as it decides about placement. */
export interface Watchdog extends ModelDevice<'watchdog'> {
  /** Of a watchdog that nobody wrote. */
  readonly action?: string;
}
/** A `<memballoon>`, as far as it decides about placement. */
export type Memballoon = ModelDevice<'memballoon'>;
/** A `<rng>`, as far as it decides about placement. */
export type Rng = ModelDevice<'rng'>;
/** A `<vsock>`, as far as it decides about placement. */
export type Vsock = ModelDevice<'vsock'>;
/** A `<iommu>`, as far as it decides about placement. */
export type Iommu = ModelDevice<'iommu'>;
/** A `<crypto>`, as far as it decides about placement. */
export type Crypto = ModelDevice<'crypto'>;
/** A `<panic>`, as far as it decides about placement. */
export type Panic = ModelDevice<'panic'>;
/** A `<pstore>`, as far as it decides about placement. */
export type Pstore = ModelDevice<'pstore'>;
/** A `<nvram>`, as far as it decides about placement. */
export type Nvram = ModelDevice<'nvram'>;
/** A `<audio>`, as far as it decides about placement. */
export type Audio = ModelDevice<'audio'>;

/** A device of a domain; `kind` says which. */
export type Device =
  | Disk
  | Controller
  | Filesystem
  | Interface
  | Smartcard
  | Serial
  | Parallel
  | Console
  | Channel
  | Input
  | Tpm
  | Graphics
  | Sound
  | Audio
  | Video
  | Hostdev
  | Redirdev
  | Hub
  | Watchdog
  | Memballoon
  | Rng
  | Nvram
  | Panic
  | Shmem
  | Memory
  | Iommu
  | Vsock
  | Crypto
  | Pstore;

/** The classes of devices, by the names of their elements. */
export type DeviceKind = Device['kind'];
/** The device of a class. */
export type DeviceOf<Kind extends DeviceKind> = Extract<Device, { kind: Kind }>;
