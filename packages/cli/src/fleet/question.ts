import type { KubevirtSettings, Manager, PlanOptions, ProfileName } from '@rootport/core';

/** What a run asks of every guest. JSON-able: it goes to other threads and hosts, and into the head of results. */
export type Question = UpgradeQuestion | InventoryQuestion | RoomQuestion;

/** What one libvirt makes of guests that another has placed. */
export interface UpgradeQuestion {
  readonly kind: 'upgrade';
  readonly from: Side;
  readonly to: Side;
  /** Forget first what this manager does not keep at a start. */
  readonly regenerate?: Manager;
  readonly rootPorts?: number;
}

/** One side of an upgrade: a libvirt with its QEMU, and what the manager does there. */
export interface Side {
  readonly profile: ProfileName;
  readonly options: PlanOptions;
  readonly kubevirt?: KubevirtSettings;
}

export interface InventoryQuestion {
  readonly kind: 'inventory';
  readonly options: PlanOptions;
}

/** Who has fewer places for hotplug than these. */
export interface RoomQuestion {
  readonly kind: 'room';
  readonly options: PlanOptions;
  readonly free: number;
}

/** A document to ask about. */
export interface Guest {
  /** Its place among all documents of the run, from 0. */
  readonly n: number;
  readonly id: string;
  readonly xml: string;
}

/** A guest to ask about, or one that cannot be: its document was not read. */
export type Candidate = Guest | { readonly n: number; readonly id: string; readonly why: string };
