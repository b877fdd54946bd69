import { createLineIndex, type Diagnostic, type PlanOptions, type PlanResult, planDomain } from '@rootport/core';
import type { PanelContext } from '../panels/panel.ts';
import type { Given, PageDiagnostic, PlanRequest, Settings } from './protocol.ts';

/** The last text and what became of it. */
export interface Current {
  readonly version: number;
  readonly request: PlanRequest;
  readonly result: PlanResult;
}

/** The options of the library that the controls and what is given stand for. */
export function optionsOf({ profile, qemu, given }: Settings): PlanOptions & Given {
  if (qemu === '') return { ...given, profile };
  // They say the same thing in another way.
  const { capabilities, capabilitiesByArch, ...rest } = given ?? {};
  return { ...rest, profile, qemu };
}

/** What a panel may look at. */
export function contextOf({ request, result }: Current): PanelContext {
  const options = optionsOf(request.settings);
  return { text: request.text, result, options, planner: (xml, more) => planDomain(xml, { ...options, ...more }) };
}

/** Plans a text. */
export function planText(request: PlanRequest, version: number): Current & { readonly milliseconds: number } {
  const start = performance.now();
  const result = planDomain(request.text, optionsOf(request.settings));
  return { version, request, result, milliseconds: performance.now() - start };
}

/** Diagnostics of a text, ready to be shown. */
export async function pageDiagnostics(
  diagnostics: readonly Diagnostic[],
  source: string,
): Promise<readonly PageDiagnostic[]> {
  if (diagnostics.length === 0) return [];
  // The words of all messages are a chunk of their own.
  const { describeDiagnostic } = await import('./words.ts');
  const lines = createLineIndex(source);
  return diagnostics.map((one) => {
    const at = one.span === undefined ? undefined : lines.position(one.span.start);
    return { ...one, text: describeDiagnostic(one), place: at === undefined ? '' : `${at.line}:${at.column}` };
  });
}
