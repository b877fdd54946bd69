import type { PlanOptions } from '@rootport/core';
import { compareDocuments, type Difference } from './compare.ts';
import type { Answer, GeneratedDomain } from './oracle.ts';
import type { Planned, Planner } from './planner.ts';

/** In what a domain's answers differ. `other-address`: alike in PCI, not
 * in addresses of other types; `patch`: the canonical document is right, the patched one is not in PCI. */
type MismatchSort =
  | 'ours-refuses'
  | 'libvirt-refuses'
  | 'controller'
  | 'device'
  | 'address'
  | 'order'
  | 'other-address'
  | 'patch'
  | 'thrown';

export interface Mismatch {
  readonly sort: MismatchSort;
  /** Which of its sort: the kind of the refusal; empty otherwise. */
  readonly label: string;
  /** For a refusal of libvirt's, its scope. */
  readonly scope?: string;
  readonly lines: readonly string[];
  /** Our document, or our refusal in a line. */
  readonly ours: string;
}

export type Verdict =
  | { readonly kind: 'accepted-equal' }
  | { readonly kind: 'refused-both'; readonly fault: string; readonly ours: string }
  /** libvirt refuses since the host that it runs on lacks something, which no document says. */
  | { readonly kind: 'refused-by-host'; readonly fault: string; readonly message: string }
  | { readonly kind: 'different'; readonly mismatch: Mismatch };

export interface DifferentialOptions {
  readonly planner: Planner;
  readonly plan: PlanOptions;
  /** Judge PCI addresses alone. */
  readonly pciOnly?: boolean;
}

/** Mismatches with one signature are taken for one fault. */
export function signatureOf({ sort, label, scope }: Mismatch): string {
  const kind = label === '' ? sort : `${sort}: ${label}`;
  return scope === undefined ? kind : `${kind} (${scope})`;
}

/** True for a refusal of libvirt's that has nothing to do with placement. */
export function isApart({ scope }: Mismatch): boolean {
  return scope !== undefined && scope !== 'pci' && scope !== 'usb';
}

function sortOf(differences: readonly Difference[]): MismatchSort {
  const placed = differences.filter(({ what }) => what !== 'order');
  if (placed.length === 0) return 'order';
  const isAddress = ({ what }: Difference) => what === 'address' || what.startsWith('address ');
  const facts = placed.filter((row) => !isAddress(row));
  if (facts.some(({ where }) => where.startsWith('controller'))) return 'controller';
  return facts.length > 0 ? 'device' : 'address';
}

function documentMismatch(expected: string, planned: Planned & { ok: true }, pciOnly: boolean): Mismatch | undefined {
  const ours = planned.canonical ? planned.canonical() : planned.patched();
  const ignoreOrder = planned.canonical === undefined;
  const mismatch = (sort: MismatchSort, differences: readonly Difference[], text = ours): Mismatch => ({
    sort,
    label: '',
    lines: differences.map((row) => row.text),
    ours: text,
  });
  const written = { ignoreOrder, asWritten: ignoreOrder };
  const whole = compareDocuments(expected, ours, { all: !pciOnly, ...written });
  if (!whole.equal) {
    const pci = pciOnly ? whole : compareDocuments(expected, ours, written);
    return mismatch(pci.equal ? 'other-address' : sortOf(pci.differences), whole.differences);
  }
  if (ignoreOrder) return undefined;
  const patched = planned.patched();
  const { equal, differences } = compareDocuments(expected, patched, { ignoreOrder: true, asWritten: true });
  return equal ? undefined : mismatch('patch', differences, patched);
}

function judgePlan(planned: Planned, answer: Answer, pciOnly: boolean): Verdict {
  if (!answer.ok) {
    const { fault, scope, message } = answer;
    if (!planned.ok) return { kind: 'refused-both', fault, ours: planned.kind };
    if (scope === 'host') return { kind: 'refused-by-host', fault, message };
    const ours = (planned.canonical ?? planned.patched)();
    return { kind: 'different', mismatch: { sort: 'libvirt-refuses', label: fault, scope, lines: [message], ours } };
  }
  if (!planned.ok) {
    const mismatch = { sort: 'ours-refuses', label: planned.kind, lines: [planned.text], ours: planned.text } as const;
    return { kind: 'different', mismatch };
  }
  const mismatch = documentMismatch(answer.xml, planned, pciOnly);
  return mismatch ? { kind: 'different', mismatch } : { kind: 'accepted-equal' };
}

/** Holds our plan of a domain against libvirt's answer. A planner that throws is a mismatch of its own. */
export function judgeAnswer(domain: GeneratedDomain, answer: Answer, options: DifferentialOptions): Verdict {
  try {
    return judgePlan(options.planner.plan(domain.xml, options.plan), answer, options.pciOnly ?? false);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { kind: 'different', mismatch: { sort: 'thrown', label: text.slice(0, 60), lines: [text], ours: text } };
  }
}
