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

export interface PciTarget {
  chassisNr?: number;
  chassis?: number;
  port?: number;
  busNr?: number;
  index?: number;
  hotplug?: string;
  node?: number;
}

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

export interface Interface extends DeviceBase<'interface'> {
  readonly type: string;
  model?: string;
  readonly mac?: string;
  readonly network?: string;
  /** True where the network is a pool of host devices (N-NET). */
  readonly fromHostdevPool: boolean;
  /** The host's device, for type hostdev. */
  readonly host?: PciAddress;
}

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

export interface Video extends DeviceBase<'video'> {
  model?: string;
  primary: boolean;
}

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

export interface Serial extends CharacterDevice<'serial'> {
  /** The console that this device was made for, with the source that it takes over (I-CONSOLE). */
  readonly takenFrom?: XmlElement;
}
export type Parallel = CharacterDevice<'parallel'>;
export type Channel = CharacterDevice<'channel'>;
export interface Console extends CharacterDevice<'console'> {
  /** The serial device that this console stands for (I-CONSOLE). */
  mirrors?: Serial;
}

export interface Filesystem extends DeviceBase<'filesystem'> {
  readonly driver: string;
  readonly model?: string;
  readonly target: string;
}

export interface Memory extends DeviceBase<'memory'> {
  readonly model: string;
}

export interface Redirdev extends DeviceBase<'redirdev'> {
  readonly bus: string;
  readonly type: string;
}

export interface Shmem extends DeviceBase<'shmem'> {
  readonly model: string;
  readonly name: string;
}

export interface Tpm extends DeviceBase<'tpm'> {
  model: string;
}

export interface Graphics extends DeviceBase<'graphics'> {
  readonly type: string;
}

export interface Hub extends DeviceBase<'hub'> {
  readonly type: string;
}

export interface Smartcard extends DeviceBase<'smartcard'> {
  readonly mode: string;
}

/** Devices of which only the model matters here. */
interface ModelDevice<Kind extends string> extends DeviceBase<Kind> {
  model?: string;
}

export type Sound = ModelDevice<'sound'>;
export interface Watchdog extends ModelDevice<'watchdog'> {
  /** Of a watchdog that nobody wrote. */
  readonly action?: string;
}
export type Memballoon = ModelDevice<'memballoon'>;
export type Rng = ModelDevice<'rng'>;
export type Vsock = ModelDevice<'vsock'>;
export type Iommu = ModelDevice<'iommu'>;
export type Crypto = ModelDevice<'crypto'>;
export type Panic = ModelDevice<'panic'>;
export type Pstore = ModelDevice<'pstore'>;
export type Nvram = ModelDevice<'nvram'>;
export type Audio = ModelDevice<'audio'>;

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

export type DeviceKind = Device['kind'];
export type DeviceOf<Kind extends DeviceKind> = Extract<Device, { kind: Kind }>;
