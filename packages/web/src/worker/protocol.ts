import type {
  CheckOptions,
  Completions,
  Diagnostic,
  DiagnosticText,
  Hover,
  LayoutNode,
  NewDevice,
  PictureGroup,
  PlanOptions,
  ProfileName,
  TextEdit,
  TreeLayout,
} from '@rootport/core';

/** What decides the plan besides the document, as the controls of the page have it. */
export interface Settings {
  readonly profile: ProfileName;
  /** Empty: the QEMU that is given, or that of the profile's time. */
  readonly qemu: string;
  /** What has no control: the options and the configuration of `rootport view`. */
  readonly given?: Given;
}

export type Given = Omit<PlanOptions, 'profile' | 'qemu' | 'onStage'> & Pick<CheckOptions, 'rules'>;

/** What is drawn, and how. */
export interface Drawing {
  /** In pixels. */
  readonly width: number;
  /** The runs of like boxes that are drawn one by one. */
  readonly expanded: readonly string[];
  /** What was before, or will be after: drawn together with the plan. */
  readonly compare?: Comparing;
}

export type Comparing =
  | { readonly kind: 'original'; readonly text: string }
  | { readonly kind: 'q35' }
  | { readonly kind: 'profile'; readonly profile: ProfileName };

/** A text to plan. Everything asked later is answered about the last one of these. */
export interface PlanRequest {
  readonly text: string;
  readonly settings: Settings;
  readonly drawing: Drawing;
}

/** A diagnostic with its sentences. */
export interface PageDiagnostic extends Diagnostic {
  readonly text: DiagnosticText;
  /** `line:column`; empty where nothing written is at fault. */
  readonly place: string;
}

/** A device for the editor and the picture. */
export interface PageDevice {
  /** As in the topology view. */
  readonly id: string;
  readonly label: string;
  /** What people know it by: `enp3s0`, `vda`. */
  readonly name: string;
  readonly known: string;
  readonly group: PictureGroup;
  /** `0000:03:00.0`, `drive 0:0:0:2`; `present` without an address. */
  readonly address: string;
  readonly isPci: boolean;
  /** The document gives the address itself. */
  readonly isGiven: boolean;
  /** Of its element; absent for a device that libvirt adds. */
  readonly span?: { readonly start: number; readonly end: number };
  /** The box of the picture that shows it or the controller that it sits on. */
  readonly node?: string;
  /** What it may be searched by, in small letters. */
  readonly words: string;
}

export type PictureNode = LayoutNode;

export type Picture = Omit<TreeLayout, 'faces'> & {
  /** What of a comparison is drawn; absent for the plan alone. */
  readonly compared?: string;
  /** A part of the document is drawn: libvirt refuses all of it. */
  readonly isPart: boolean;
  /** It is the document's own plan, so that devices may be moved in it. */
  readonly isPlan: boolean;
};

/** A picture, and the devices in it. */
export interface Drawn {
  readonly picture: Picture;
  readonly devices: readonly PageDevice[];
}

/** What there is to say about one device. */
export interface Card {
  readonly id: string;
  readonly label: string;
  readonly name: string;
  readonly address: string;
  readonly line?: number;
  /** Why it is there, in up to three sentences. */
  readonly why: readonly { readonly text: string; readonly rule?: string }[];
  readonly guest?: { readonly address?: string; readonly name?: string };
  /** The port or bridge that it is behind. */
  readonly holder?: { readonly id: string; readonly label: string };
  /** What sits on it. */
  readonly attached: readonly { readonly id: string; readonly label: string }[];
  readonly isPci: boolean;
  readonly isGiven: boolean;
  /** Of a controller that other devices name by its index. */
  readonly index?: number;
}

export interface Planned {
  /** Counts the plan requests of this worker. */
  readonly version: number;
  readonly ok: boolean;
  readonly diagnostics: readonly PageDiagnostic[];
  readonly devices: readonly PageDevice[];
  /** Of reading and planning. */
  readonly milliseconds: number;
  /** Absent when nothing can be drawn. */
  readonly picture?: Picture;
}

/** A change of one device. */
export type ChangeAsk =
  | {
      readonly kind: 'move';
      readonly device: string;
      readonly address: string;
      /** Write this address alone, and let libvirt place the rest. */
      readonly alone?: boolean;
    }
  | { readonly kind: 'pin' | 'unpin' | 'delete'; readonly device: string }
  | { readonly kind: 'renumber'; readonly device: string; readonly index: number }
  | { readonly kind: 'add'; readonly id: string };

/** Whether a change can be, and the edits that make it: the plan's addresses first, then the change. */
export interface ChangeVerdict {
  readonly ok: boolean;
  readonly steps: readonly (readonly TextEdit[])[];
  /** Why not. */
  readonly reason: string;
  /** With whom the device changes places. */
  readonly partner?: string;
  /** What else moves, comes or goes: a phrase each. */
  readonly others: readonly string[];
  /** What was done, in sentences. */
  readonly done: string;
  /** Id of a new device. */
  readonly added?: string;
}

export const EXPORT_FORMATS = ['xml', 'canonical', 'json', 'svg', 'tree', 'mermaid', 'dot'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A place of a text that may not be planned yet. */
export interface TextPlace {
  readonly text: string;
  readonly offset: number;
}

/** What the worker can be asked, with the answer to each. */
export interface Questions {
  readonly plan: { readonly ask: PlanRequest; readonly answer: Planned };
  /** All there is to say about the text, with fixes. */
  readonly check: { readonly ask: undefined; readonly answer: readonly PageDiagnostic[] };
  readonly panel: {
    readonly ask: { readonly id: string; readonly input: unknown; readonly focus: string | undefined };
    readonly answer: unknown;
  };
  readonly change: { readonly ask: ChangeAsk; readonly answer: ChangeVerdict };
  /** The last text, drawn in another way; undefined where there is nothing to draw. */
  readonly draw: { readonly ask: Drawing; readonly answer: Drawn | undefined };
  readonly card: { readonly ask: { readonly device: string }; readonly answer: Card | undefined };
  /** The picture as an SVG document. */
  readonly svg: { readonly ask: 'light' | 'dark' | undefined; readonly answer: string | undefined };
  /** The devices that the machine can have one more of. */
  readonly addable: { readonly ask: undefined; readonly answer: readonly NewDevice[] };
  /** The text with every safe fix; absent where nothing is to be fixed. */
  readonly fix: {
    readonly ask: undefined;
    readonly answer: { readonly xml?: string; readonly applied: readonly string[] };
  };
  /** What may be written at an offset of the text as it is in the editor. */
  readonly complete: { readonly ask: TextPlace; readonly answer: Completions | undefined };
  /** What there is to say about what stands there. */
  readonly hover: { readonly ask: TextPlace; readonly answer: Hover | undefined };
  /** Loads everything that is loaded when it is first needed. */
  readonly warm: { readonly ask: undefined; readonly answer: undefined };
  /** Undefined when the document was refused. */
  readonly export: { readonly ask: { readonly format: ExportFormat }; readonly answer: string | undefined };
}

export type QuestionKind = keyof Questions;

export interface Envelope {
  readonly id: number;
  readonly kind: QuestionKind;
  readonly ask: unknown;
}

export type Reply =
  | { readonly id: number; readonly ok: true; readonly answer: unknown }
  | { readonly id: number; readonly ok: false; readonly error: string };
