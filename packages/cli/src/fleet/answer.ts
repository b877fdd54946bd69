import type { ChangeSeverity } from '@rootport/core';

/** What became of one guest. One line of the results; no times in it, so that two runs give the same bytes. */
export interface Answer {
  readonly n: number;
  readonly id: string;
  /**
   * `same`: nothing that matters; `changed`; `refused`: this libvirt does not take it; `unread`: the document could not be
   * read, or answering it failed, which `why` tells.
   */
  readonly state: 'same' | 'changed' | 'refused' | 'unread';
  readonly severity: ChangeSeverity;
  /** The sort of guest: `x86_64 q35, host devices`. */
  readonly shape: string;
  /** What happened, each once, by name: `disk moved`. With the shape this is the group of the answer. */
  readonly kinds: readonly string[];
  /** Examples of each kind, in words. */
  readonly details?: readonly string[];
  /** What the answer rests on without being sure. */
  readonly unsure?: readonly string[];
  /** Numbers that inventories add up. */
  readonly counts?: Readonly<Record<string, number>>;
  readonly why?: string;
  /** The first answer of a group: the topology before and after, as SVG. */
  readonly pictures?: readonly string[];
}

/** The group of an answer. */
export function groupOf({ state, severity, shape, kinds }: Answer): string {
  return JSON.stringify([state, severity, shape, kinds]);
}
