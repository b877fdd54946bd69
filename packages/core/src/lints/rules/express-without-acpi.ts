import { createDiagnostic, type Diagnostic } from '../../diagnostics/index.ts';
import { appendChildren, child, insertAfter } from '../../xml/index.ts';
import type { LintInput } from '../lint.ts';

/** RP6017: q35 without ACPI (G-SLOT-NOACPI). */
export function expressWithoutAcpi({ domain }: LintInput): readonly Diagnostic[] {
  if (domain.machine.family !== 'q35' || domain.hasAcpi) return [];
  const { document, element } = domain;
  const features = child(element, 'features');
  const os = child(element, 'os');
  const acpi = { name: 'acpi', attributes: [] };
  const edits =
    features !== undefined
      ? [appendChildren(document, features, [acpi])]
      : os === undefined
        ? []
        : [insertAfter(document, os, [{ name: 'features', attributes: [], children: [acpi] }])];
  return [
    createDiagnostic('RP6017', {
      span: features?.startTag ?? os?.startTag ?? element.startTag,
      values: { machine: domain.machine.name },
      fixes: edits.length === 0 ? [] : [{ title: 'add <acpi/> to <features>', edits, safe: false }],
    }),
  ];
}
