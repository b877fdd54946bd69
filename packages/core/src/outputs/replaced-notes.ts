import { checkArguments, isPlan } from '../basics/index.ts';
import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import { deviceLabel } from '../domain/index.ts';
import type { Plan } from '../plan/index.ts';
import { replacements } from './xml-patch.ts';

/** RP7440: a note for each value of the document that libvirt, and so the plan, replaces. */
export function replacedNotes(plan: Plan): readonly Diagnostic[] {
  checkArguments('replacedNotes', { plan: [plan, isPlan] });
  return replacements(plan).map(({ device, element, attribute, was, becomes }) => {
    const written = element.attributes.find(({ name }) => name === attribute);
    const what = attribute === undefined ? `the <${element.name}>` : `${attribute}="${was}"`;
    const by = attribute === undefined ? becomes : `"${becomes}"`;
    const fate = becomes === undefined ? 'taken away' : `replaced by ${by}`;
    const span = written?.valueSpan ?? element.startTag;
    return createDiagnostic('RP7440', { span, values: { device: deviceLabel(device), what, fate } });
  });
}
