import type { PlanOptions, ProfileName } from '@rootport/core';

/** What a planner answers; the documents are made when they are asked for. */
export type Planned =
  | {
      readonly ok: true;
      /** The user's document with the answer in it. */
      readonly patched: () => string;
      /** The document as libvirt would print it; absent where the planner has none. */
      readonly canonical?: () => string;
    }
  | {
      readonly ok: false;
      /** The catalogue's name of the first error. */
      readonly kind: string;
      /** All of it as one line. */
      readonly text: string;
    };

/** What the runners hold against libvirt: the core, or a stand-in in a test. */
export interface Planner {
  readonly plan: (xml: string, options: PlanOptions) => Planned;
  /** The capabilities of the profile's own QEMU. */
  readonly capabilities: (profile: ProfileName, arch: string) => readonly string[];
}
