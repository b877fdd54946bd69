import { createLineIndex, describeDiagnostic } from '@rootport/core';
import type { PageDiagnostic } from '../worker/protocol.ts';
import type { Compute } from './panel.ts';

export interface Problem extends PageDiagnostic {
  /** `line:column` */
  readonly place: string;
}

export const compute: Compute<readonly Problem[]> = ({ text, result }) => {
  const lines = createLineIndex(text);
  return result.diagnostics.map((one) => {
    const at = one.span === undefined ? undefined : lines.position(one.span.start);
    return { ...one, text: describeDiagnostic(one), place: at === undefined ? '' : `${at.line}:${at.column}` };
  });
};
