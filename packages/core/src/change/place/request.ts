import type { Diagnostic } from '../../diagnostics/index.ts';
import type { Host, HostKind } from '../../host/index.ts';
import type { PeerPair } from '../../near/index.ts';
import type { Plan } from '../../plan/index.ts';

/** What gets an expander of its own (PL-POLICY). */
export const PLACE_POLICIES = ['per-node', 'per-root', 'switch', 'dedicated'] as const;
/** One of these policies. */
export type PlacePolicy = (typeof PLACE_POLICIES)[number];

/** The promise about a placement as JSON: a minor change adds fields, a major one may change or remove some. */
export const PLACEMENT_FORMAT_VERSION = '1.0';

/** What is asked of a placement. */
export interface PlaceRequest {
  readonly host: Host;
  readonly policy: PlacePolicy;
  /** Host addresses; absent: all devices that are offered, or those of `kinds`. */
  readonly devices?: readonly string[];
  readonly kinds?: readonly HostKind[];
  /** What cannot be kept is told, and not refused, where that is possible. */
  readonly loose?: boolean;
  /** Host devices that have an address already get another one. */
  readonly move?: boolean;
  /** Nodes that the user knows, by address or root complex. */
  readonly nodes?: Readonly<Record<string, number>>;
  /** Cells by node, where the document does not tell. */
  readonly cells?: Readonly<Record<number, number>>;
  /** Functions that are virtual ones, where no file says so. */
  readonly virtualFunctions?: readonly string[];
  /** An smmuv3 for each expander, on aarch64. */
  readonly smmu?: boolean;
  readonly applyHints?: boolean;
}

/** One host device in the guest. */
export interface PlacedDevice {
  readonly host: string;
  readonly kind: HostKind | null;
  /** The host's node and the guest's cell; null where it is on pcie.0. */
  readonly node: number | null;
  readonly cell: number | null;
  /** In the document. */
  readonly address: string;
  /** In the guest. */
  readonly guest: string | null;
}

/** An expander that was added: its first and last bus number in the guest. */
export interface PlacedExpander {
  readonly index: number;
  readonly cell: number;
  readonly root: string | null;
  readonly busNr: number;
  readonly lastBus: number;
  readonly devices: readonly string[];
}

/** Advice beside PCI, with the XML that follows it (PL-MEM). */
export interface PlaceHint {
  readonly title: string;
  readonly xml: string;
  readonly applied: boolean;
}

/** The document with the devices in it and what was done; or why they cannot be placed as asked. */
export type PlacedDevices =
  | {
      readonly ok: true;
      readonly xml: string;
      readonly plan: Plan;
      readonly devices: readonly PlacedDevice[];
      readonly expanders: readonly PlacedExpander[];
      readonly pairs: readonly PeerPair[];
      readonly hints: readonly PlaceHint[];
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };
