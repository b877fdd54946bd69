import { patchEdits, patchXml, type TextEdit } from '@rootport/core';
import type { Compute } from './panel.ts';

export interface Placed {
  readonly before: string;
  readonly after: string;
  readonly edits: readonly TextEdit[];
}

export const compute: Compute<Placed | undefined> = ({ text, result }) =>
  result.ok ? { before: text, after: patchXml(result.plan), edits: patchEdits(result.plan) } : undefined;
