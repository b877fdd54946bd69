import { checkArguments, isShape, isText } from '../basics/index.ts';
/** Version of the host facts as JSON: a minor change adds fields, a major one may change or remove some. */
export const HOST_FORMAT_VERSION = '2.0';

/** What a device is to somebody who passes devices through (H-KIND). */
export type HostKind = 'gpu' | 'nic' | 'nvme' | 'accelerator' | 'nvswitch' | 'cx8-dma' | 'vmd';

/** Why a device is not offered (H-KIND, G-GRP-VMD). */
export type NotOffered = 'console' | 'emulated' | 'behind-vmd';

/** What a bridge is; `pcie-to-pci` and older bridges lead to conventional devices. */
export type PortType = 'root' | 'upstream' | 'downstream' | 'pcie-to-pci' | 'unknown';

/** Whether a port sends peers' requests up to the root (G-GRP-ACS); translated requests may be excepted. */
export type AcsState = 'off' | 'redirect' | 'redirect+direct-translated';

/** The host as its files tell it (H-MODEL). `null`: no file says so, which is neither zero nor "no". */
export interface Host {
  readonly formatVersion: string;
  /** The formats that were read, in order. */
  readonly sources: readonly HostFormat[];
  /** By id; null where no format has nodes. */
  readonly nodes: readonly HostNode[] | null;
  /** By domain and bus; null where no format has root complexes. */
  readonly roots: readonly HostRoot[] | null;
  /** By address. */
  readonly bridges: readonly HostBridge[];
  /** Everything that is no bridge, by address. */
  readonly devices: readonly HostDevice[];
}

/** The formats that are read. */
export type HostFormat =
  | 'facts'
  | 'sysfs'
  | 'lspci'
  | 'lspci-tree'
  | 'iommu-groups'
  | 'nodedev'
  | 'hwloc'
  | 'dra'
  | 'nccl'
  | 'nvidia-smi-topo';

/** A NUMA node of the host. */
export interface HostNode {
  readonly id: number;
  /** As Linux writes lists, `0-7,16-23`. */
  readonly cpus: string | null;
  readonly cpuLess: boolean | null;
  /** Bytes. */
  readonly memory: number | null;
  /** To the nodes of the host in ascending order of their ids. */
  readonly distances: readonly number[] | null;
}

/** A root complex of the host. */
export interface HostRoot {
  /** As in sysfs, `pci0000:80`. */
  readonly id: string;
  /** The bus numbers, `80-8f`. */
  readonly buses: string | null;
  readonly node: number | null;
}

/** What bridges and devices have in common. Addresses are `DDDD:BB:SS.F`, the domain of four to eight digits (H-ADDR). */
export interface HostFunction {
  readonly address: string;
  /** Four hexadecimal digits. */
  readonly class: string | null;
  /** `vendor:device`. */
  readonly id: string | null;
  readonly subsystem: string | null;
  /** The bridge above; of NCCL's files the upstream port above. */
  readonly parent: string | null;
  readonly root: string | null;
  readonly node: number | null;
  /** What the link can do: GT/s and lanes. */
  readonly speed: number | null;
  readonly width: number | null;
  readonly currentSpeed: number | null;
  readonly currentWidth: number | null;
  readonly iommuGroup: number | null;
}

/** A bridge of the host. */
export interface HostBridge extends HostFunction {
  readonly type: PortType;
  readonly secondary: number | null;
  readonly subordinate: number | null;
  readonly acs: AcsState | null;
}

/** A PCI device of the host. */
export interface HostDevice extends HostFunction {
  readonly kind: HostKind | null;
  /** Told by a name, since there is no class. */
  readonly kindGuessed: boolean;
  readonly notOffered: NotOffered | null;
  readonly rootPort: string | null;
  /** Upstream ports above, outermost first (H-PARITY); null where the way up is not known. */
  readonly switches: readonly string[] | null;
  /** Where the way up is known, but of more than one node. */
  readonly nodeCandidates: readonly number[] | null;
  /** Who says so: a format, or `user`. */
  readonly nodeSource: HostFormat | 'user' | null;
  readonly vf: boolean | null;
  /** The physical function of a virtual one. */
  readonly physfn: string | null;
  readonly bars: readonly HostBar[] | null;
  readonly ats: { readonly capable: boolean; readonly enabled: boolean } | null;
  /** It has the PCI Express capability. */
  readonly pcie: boolean | null;
}

/** A base address register; `size` in bytes. */
export interface HostBar {
  readonly region: number;
  readonly kind: 'io' | 'mem32' | 'mem64' | 'pref32' | 'pref64';
  readonly size: number;
}

export const isHostDevice = isShape('a device of a host', { address: isText });

/** Whether a device is one that somebody may want to pass through without naming it. */
export function isOffered(device: HostDevice): boolean {
  checkArguments('isOffered', { device: [device, isHostDevice] });
  const { kind, notOffered } = device;
  return kind !== null && kind !== 'vmd' && notOffered === null;
}
