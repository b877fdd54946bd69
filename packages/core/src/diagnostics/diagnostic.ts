import type { Span, TextEdit } from '../text/index.ts';
import type { DiagnosticCode } from './catalogue.ts';

/** What a placeholder of a message stands for. */
export type DiagnosticValue = string | number;

/** A second place that belongs to a diagnostic, such as the device that already holds the slot. */
export interface RelatedPlace {
  readonly message: string;
  /** Absent when the thing meant is not written in the document (a chipset device, say). */
  readonly span?: Span;
}

/** A change of the document that removes the cause. */
export interface Fix {
  /** What it does, for a button or a list: `remove the address of disk vdb, so that it is placed again`. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** It may be applied without asking: nothing that works changes. */
  readonly safe: boolean;
}

/**
 * Something told to the user. It is data: the sentences are made from code and values by `describeDiagnostic`.
 * Branch on `code`, never on the text.
 */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: 'error' | 'warning' | 'note';
  /** Range of the source text; absent when nothing written is at fault. */
  readonly span?: Span;
  readonly values: Readonly<Record<string, DiagnosticValue>>;
  readonly related: readonly RelatedPlace[];
  readonly fixes: readonly Fix[];
}
