import type {
  AppliedFix,
  Capacity,
  CatalogueEntry,
  ChangeSeverity,
  DeviceChange,
  Diagnostic,
  Explanation,
  Fix,
  GuestJson,
  Host,
  HostGroups,
  HostReading,
  InterfaceName,
  KubevirtCounts,
  KubevirtFormula,
  NamesJson,
  OpenSlot,
  Pairs,
  PeerVerdict,
  PlacedDevices,
  PlanComparison,
  PlanJson,
  PlugChange,
  ProfileComparison,
  ProfileRow,
  QemuDevice,
  ReleaseChange,
  ReservedPlaces,
  Span,
  TopologyView,
  WindowsBudget,
} from '@rootport/core';
import type { SettingInForce } from './commands/config/config.ts';
import type { Answer as Answered } from './fleet/answer.ts';
import type { Group } from './fleet/summary.ts';
import type { PropertyDifference } from './qemu/compare.ts';
import type { HotplugTrial } from './qemu/hotplug.ts';

/**
 * What each command prints with `-o json`: one object for each document or call, by the name of the command. The
 * published schemas are made of these types (`npm run docs:schemas`), and whatever a test makes a command print is held
 * against them.
 */
export interface JsonOutputs {
  readonly plan: Answer<Omit<PlanJson, 'formatVersion' | 'ok'>>;
  readonly show: Answer<TopologyView>;
  readonly explain: ExplainOutput;
  readonly capacity: Answer<Capacity>;
  readonly reserve: Answer<Omit<Extract<ReservedPlaces, { readonly ok: true }>, 'ok' | 'plan' | 'diagnostics'>>;
  readonly attach: PlugOutput;
  readonly detach: PlugOutput;
  readonly diff: DiffOutput;
  readonly check: CheckOutput;
  readonly config: ConfigOutput;
  readonly convert: Answer<
    PlanComparison & { readonly interfaceNames: readonly InterfaceName[]; readonly xml: string }
  >;
  readonly qemu: Answer<QemuOutput>;
  readonly verify: VerifyOutput;
  readonly bars: BarsOutput;
  readonly host: HostOutput | HostGroupsOutput | Refusal;
  readonly place: Answer<Omit<Extract<PlacedDevices, { readonly ok: true }>, 'ok' | 'plan' | 'diagnostics'>>;
  readonly p2p: P2pOutput | Refusal;
  readonly guest: Answer<Omit<GuestJson, 'formatVersion'>>;
  readonly names: Answer<Omit<NamesJson, 'formatVersion'>>;
  readonly profiles: readonly ProfileOutput[];
  readonly 'profiles diff': ProfilesDiffOutput | Refusal;
  readonly codes: readonly CodeOutput[] | CodeOutput;
  readonly rules: RulesOutput;
  readonly 'fleet upgrade': FleetOutput | Refusal;
  readonly 'fleet inventory': FleetOutput | Refusal;
  readonly 'fleet room': FleetOutput | Refusal;
  readonly 'fleet merge': FleetOutput | Refusal;
  readonly 'kubevirt simulate': KubevirtOutput | Refusal;
}

/** What the answers of a run come to. */
interface FleetOutput {
  readonly formatVersion: string;
  /** What was asked; of each `kind` in its own form. */
  readonly question: Readonly<Record<string, unknown>>;
  /** Documents that were found, and of these the ones that were passed over. */
  readonly found: number;
  readonly skipped: number;
  readonly states: Readonly<Record<Answered['state'], number>>;
  readonly severities: Readonly<Record<ChangeSeverity, number>>;
  /** Guests to which the same happened, the worst first. */
  readonly groups: readonly (Omit<Group, 'ids' | 'example'> & {
    /** The first ones by name. */
    readonly ids: readonly string[];
    readonly example: Omit<Answered, 'pictures'>;
  })[];
  /** Guests by what happened to them. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Guests by what their answers take for granted. */
  readonly unsure: Readonly<Record<string, number>>;
}

/** Pairs of GPUs and NICs. */
interface P2pOutput extends Head {
  readonly ok: true;
  /** Whose defaults the verdicts are. */
  readonly model: string;
  readonly pairs: readonly PeerVerdict[];
}

interface KubevirtOutput extends Head {
  readonly ok: true;
  readonly formula: KubevirtFormula;
  readonly counts: KubevirtCounts;
  readonly definitions: readonly {
    /** 1, 2 or 3; without placeholders there is no 1. */
    readonly number: number;
    /** What libvirt is given. */
    readonly xml: string;
    /** Addresses by device. */
    readonly devices: Readonly<Record<string, string>>;
  }[];
  /** The last of the definitions. */
  readonly xml: string;
}

/** The beginning of each answer. */
interface Head {
  /** A minor change adds fields, a major one may change or remove some; refuse an unknown major. */
  readonly formatVersion: string;
  /** The document, as the call names it. */
  readonly file: string;
}

/** An answer about one document, or why there is none. */
type Answer<T> = (Head & { readonly ok: true } & T & Told) | Refusal;

interface Told {
  readonly diagnostics: readonly DiagnosticOutput[];
}

/** Why there is no answer. */
interface Refusal extends Told {
  readonly formatVersion: string;
  /** Absent where the call itself is at fault. */
  readonly file?: string;
  readonly ok: false;
}

/** A place in a text. Lines and columns are from 1, columns in characters; spans are in UTF-16 code units from 0. */
interface PlaceOutput {
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  readonly span?: Span;
}

/** Something to be told. Branch on `code`, never on the sentences. */
interface DiagnosticOutput extends PlaceOutput {
  readonly code: string;
  readonly severity: Diagnostic['severity'];
  readonly message: string;
  readonly help: string;
  readonly values: Diagnostic['values'];
  readonly related: readonly (PlaceOutput & { readonly message: string })[];
  readonly fixes: readonly Fix[];
}

type ExplainOutput =
  | (Head & { readonly ok: boolean; readonly profile: string; readonly explanations: readonly Explanation[] } & Told)
  | (Refusal & { readonly explanations?: readonly Explanation[] });

/** What becomes of each device, by the ways asked for. */
type PlugOutput =
  | (Head & {
      readonly ok: boolean;
      readonly devices: readonly {
        /** The file or the name of the device. */
        readonly device: string;
        readonly stored?: PlugWayOutput;
        readonly live?: PlugWayOutput;
        /** Both ways give the same place. */
        readonly agree?: boolean;
      }[];
      /** The document afterwards; absent where a device is refused. */
      readonly xml?: string;
    })
  | (Refusal & { readonly devices?: readonly [] });

interface PlugWayOutput extends Told {
  readonly ok: boolean;
  readonly changes?: readonly PlugChange[];
  /** What is said of the document; `diagnostics` are of the device. */
  readonly document: readonly DiagnosticOutput[];
}

type DiffOutput =
  | {
      readonly formatVersion: string;
      readonly ok: true;
      readonly files: readonly [before: string, after: string];
      readonly machines: PlanComparison['machines'];
      readonly profiles: PlanComparison['profiles'];
      readonly devices: readonly DeviceChange[];
      readonly severity: ChangeSeverity;
      readonly differs: boolean;
    }
  | {
      readonly formatVersion: string;
      readonly ok: false;
      /** The documents that cannot be planned. */
      readonly documents: readonly ({ readonly file: string } & Told)[];
    }
  | Refusal;

type CheckOutput =
  | (Head & {
      /** Nothing was found that is as severe as asked for. */
      readonly ok: boolean;
      /** libvirt accepts the document. */
      readonly accepted: boolean;
      readonly fixed: readonly AppliedFix[];
    } & Told)
  | Refusal;

type ConfigOutput =
  | {
      readonly formatVersion: string;
      readonly file?: string;
      readonly ok: true;
      /** The configuration file; absent where there is none. */
      readonly config?: string;
      /** The configuration leaves the document out. */
      readonly ignored: boolean;
      readonly settings: readonly SettingInForce[];
    }
  | Refusal;

interface QemuOutput {
  readonly profile: string;
  /** With `--runnable`. */
  readonly binary?: string;
  readonly debianPackage?: string;
  readonly args: readonly string[];
  readonly devices: readonly (Omit<QemuDevice, 'device'> & { readonly kind: string })[];
}

type VerifyOutput =
  | (Head & {
      /** Everything is as planned. */
      readonly ok: boolean;
      readonly qemu: { readonly binary: string; readonly version: string };
      readonly devices: readonly VerifiedDevice[];
      /** What QEMU has besides. */
      readonly others: readonly QemuPlace[];
      readonly hotplug: readonly TrialOutput[];
    } & Told)
  | Refusal;

interface VerifiedDevice {
  readonly label: string;
  readonly id?: string;
  readonly driver?: string;
  readonly planned: { readonly bus?: string; readonly slot?: number; readonly function?: number };
  /** Absent where QEMU has no such device. */
  readonly found?: QemuPlace;
  readonly asPlanned: boolean;
  readonly differences: readonly PropertyDifference[];
}

interface QemuPlace {
  readonly bus: string;
  readonly slot: number;
  readonly function: number;
  /** QEMU's type, `virtio-net-pci`. */
  readonly type: string;
}

interface TrialOutput extends Pick<HotplugTrial, 'bus' | 'outcome' | 'reason'> {
  readonly controller: number;
  readonly model: OpenSlot['model'];
  readonly slot: number;
}

type BarsOutput =
  | (Head & { readonly ok: boolean } & Omit<WindowsBudget, 'unknown'> & {
        /** How many devices there are whose BARs nobody knows. */
        readonly unknown: number;
      } & Told)
  /** A machine whose room for BARs was not measured. */
  | (Head & { readonly ok: boolean; readonly verdict: 'unknown' } & Told)
  | Refusal;

/** Host facts, as other commands take them with `--host`. */
interface HostOutput extends Host {
  readonly topo?: HostReading['topo'];
}

interface HostGroupsOutput extends HostGroups {
  readonly formatVersion: string;
  /** How NCCL and nvidia-smi call the paths between devices. */
  readonly pairsNccl: Pairs;
  readonly pairsNvidiaSmiTerms: Pairs;
}

interface ProfileOutput extends Pick<ProfileRow, 'name' | 'title' | 'state' | 'defaultQemu' | 'proof'> {
  readonly doubts: readonly (Pick<ReleaseChange, 'about' | 'after'> & { readonly since: ReleaseChange['release'] })[];
  readonly default: boolean;
}

interface ProfilesDiffOutput extends Head, Omit<ProfileComparison, 'profiles'> {
  readonly profiles: readonly ({ readonly profile: string; readonly ok: boolean } & Told)[];
}

interface CodeOutput extends CatalogueEntry {
  readonly code: string;
  /** The path of its page in the repository. */
  readonly page: string;
}

interface RulesOutput {
  readonly formatVersion: string;
  readonly rules: readonly {
    readonly name: string;
    readonly title: string;
    /** No code rests on it. */
    readonly background: boolean;
    readonly seenInGuests: boolean;
    readonly page: string;
    /** The messages that come from it. */
    readonly codes: readonly string[];
    /** Markdown. */
    readonly text: string;
  }[];
}
