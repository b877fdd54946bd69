import type { Panel } from './panel.ts';

const FILES = import.meta.glob<Panel>('./*.tsx', { import: 'panel', eager: true });

/** All panels in the order of their tabs; `id` is NAME. */
export const PANELS: readonly (Panel & { readonly id: string })[] = Object.entries(FILES)
  .map(([path, panel]) => ({ ...panel, id: path.slice('./'.length, -'.tsx'.length) }))
  .sort((a, b) => a.order - b.order);
