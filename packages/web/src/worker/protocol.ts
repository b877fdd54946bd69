import type { Diagnostic, DiagnosticText, LayoutNode, ProfileName, TextEdit, TreeLayout } from '@rootport/core';

/** What decides the plan besides the document, as the controls of the page have it. */
export interface Settings {
  readonly profile: ProfileName;
  /** Empty: the QEMU of the profile's time. */
  readonly qemu: string;
}

/** A text to plan. Everything asked later is answered about the last one of these. */
export interface PlanRequest {
  readonly text: string;
  readonly settings: Settings;
  /** Of the picture, in pixels. */
  readonly width: number;
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
  /** `0000:03:00.0`, `drive 0:0:0:2`; `present` without an address. */
  readonly address: string;
  readonly isPci: boolean;
  /** The document gives the address itself. */
  readonly isGiven: boolean;
  /** Of its element; absent for a device that libvirt adds. */
  readonly span?: { readonly start: number; readonly end: number };
  /** The box of the picture that shows it or the controller that it sits on. */
  readonly node?: string;
}

/** A box of the picture with its place in the tree that it shows. */
export interface PictureNode extends LayoutNode {
  /** Depth in the tree, from 1. */
  readonly level: number;
  readonly parent?: string;
  /** From 1. */
  readonly position: number;
  readonly setSize: number;
  /** Of a box of free slots: the first slot's address. */
  readonly free?: { readonly bus: number; readonly firstSlot: number; readonly count: number };
}

/** Boxes in the order of the tree: what is inside or behind a box comes right after it. */
export type Picture = Omit<TreeLayout, 'nodes'> & { readonly nodes: readonly PictureNode[] };

export interface Planned {
  /** Counts the plan requests of this worker. */
  readonly version: number;
  readonly ok: boolean;
  readonly diagnostics: readonly PageDiagnostic[];
  readonly devices: readonly PageDevice[];
  /** Of reading and planning. */
  readonly milliseconds: number;
  /** Absent when the document was refused. */
  readonly picture?: Picture;
}

/** Whether a device can be moved to a place, and the edits that do it. */
export interface MoveVerdict {
  readonly ok: boolean;
  readonly edits: readonly TextEdit[];
  /** Why not. */
  readonly reason: string;
}

export const EXPORT_FORMATS = ['xml', 'canonical', 'json', 'svg', 'tree', 'mermaid', 'dot'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What the worker can be asked, with the answer to each. */
export interface Questions {
  readonly plan: { readonly ask: PlanRequest; readonly answer: Planned };
  /** All there is to say about the text, with fixes. */
  readonly check: { readonly ask: undefined; readonly answer: readonly PageDiagnostic[] };
  readonly panel: {
    readonly ask: { readonly id: string; readonly input: unknown; readonly focus: string | undefined };
    readonly answer: unknown;
  };
  readonly move: { readonly ask: { readonly device: string; readonly address: string }; readonly answer: MoveVerdict };
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
