import type { PlanOptions, PlanResult } from '@rootport/core';
import type { ComponentType } from 'preact';

/**
 * A panel is two files in this folder: `NAME.compute.ts`, whose `compute` the worker calls after each plan (none, when the
 * page has all it shows), and `NAME.tsx`, whose `panel` the page shows. Nothing else has to be changed for a new one.
 */
export interface Panel<Data = unknown, Input = unknown> {
  /** Of the tab. */
  readonly title: string;
  /** Where the tab stands: ascending. */
  readonly order: number;
  /** What the panel's own controls say at first. */
  readonly input: Input;
  /** The data depend on the chosen device. */
  readonly followsFocus?: boolean;
  readonly View: ComponentType<PanelProps<Data, Input>>;
}

export interface PanelProps<Data, Input> {
  readonly data: Data;
  readonly input: Input;
  readonly setInput: (input: Input) => void;
}

/** What `compute` may look at. */
export interface PanelContext {
  readonly text: string;
  readonly result: PlanResult;
  readonly options: PlanOptions;
  /** Plans another text, or under other options. */
  readonly planner: (xml: string, more?: PlanOptions) => PlanResult;
  /** The id of the chosen device. */
  readonly focus?: string | undefined;
}

/** The worker's part of a panel; returns what can be sent to the page. */
export type Compute<Data = unknown, Input = unknown> = (context: PanelContext, input: Input) => Data | Promise<Data>;
