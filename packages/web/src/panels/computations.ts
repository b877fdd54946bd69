import type { Compute, PanelContext } from './panel.ts';

const COMPUTATIONS = import.meta.glob<Compute>('./*.compute.ts', { import: 'compute' });

/** Computes the data of a panel. Its code is loaded the first time that the panel is opened. */
export async function computePanel(id: string, context: PanelContext, input: unknown): Promise<unknown> {
  const compute = await COMPUTATIONS[`./${id}.compute.ts`]?.();
  return compute?.(context, input);
}

/** Loads the code of all panels. */
export async function loadComputations(): Promise<void> {
  await Promise.all(Object.values(COMPUTATIONS).map((load) => load()));
}
