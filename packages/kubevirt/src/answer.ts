import { createDiagnostic, type Diagnostic, describeDiagnostic, visible } from '@rootport/core';
import { type DefineSettings, defineDomain } from './define-domain.ts';
import { readVmi } from './vmi.ts';
import { utf8, WireError } from './wire.ts';

/** What KubeVirt asks: a definition, and the VMI that it is for. */
export interface Question {
  readonly domain: Uint8Array;
  readonly vmi: Uint8Array;
  /** `Boot`, `MigrationSource`, `MigrationTarget` (I-KP-CONTEXT); absent with the older sidecar, which does not say it. */
  readonly context?: string;
}

/** The definition to go on with; or why not, and whose fault that is. */
export type Answer =
  | { readonly ok: true; readonly domain: Uint8Array; readonly log: string }
  | {
      readonly ok: false;
      readonly reason: 'unreadable' | 'refused' | 'bug';
      readonly text: string;
      readonly log: string;
    };

/** A definition has some ten thousand bytes. */
const MOST_DOMAIN = 2 ** 20;

/** Answers one question. Never throws. */
export function answer(question: Question, settings: DefineSettings): Answer {
  try {
    return tryAnswer(question, settings);
  } catch (error) {
    if (error instanceof WireError) return unreadable('', error.message);
    const text = error instanceof Error ? (error.stack ?? error.message) : `${error}`;
    return { ok: false, reason: 'bug', text: 'rootport has a bug; its log has the place [RP5007]', log: text };
  }
}

function tryAnswer({ domain, vmi, context }: Question, settings: DefineSettings): Answer {
  // What the target of a migration is answered never reaches libvirt, and a refusal would end the migration (I-KP-CONTEXT).
  if (context !== undefined && context !== 'Boot') return { ok: true, domain, log: `${context}: unchanged` };
  const reading = readVmi(utf8(vmi, 'the VMI'));
  if (!reading.ok) {
    const { annotation, problem } = reading;
    if (annotation === undefined) return unreadable('', problem);
    return refused('', [createDiagnostic('RP5566', { values: { annotation, problem } })]);
  }
  const { name, wishes, isArriving } = reading.vmi;
  const isUnasked = Object.keys(wishes).length === 0;
  if (isUnasked || (context === undefined && isArriving)) return { ok: true, domain, log: `${name}: unchanged` };
  if (domain.length > MOST_DOMAIN) return unreadable(name, `the definition has more than ${MOST_DOMAIN} bytes`);
  const xml = utf8(domain, 'the definition');
  const defined = defineDomain(xml, wishes, settings);
  if (!defined.ok) return refused(name, defined.diagnostics);
  const notes = defined.diagnostics.map((one) => `; ${textOf(one)}`).join('');
  if (defined.xml === xml) return { ok: true, domain, log: `${name}: unchanged${notes}` };
  return { ok: true, domain: Buffer.from(defined.xml), log: `${name}: changed${notes}` };
}

/** A diagnostic in one line, safe to print. */
export const textOf = (diagnostic: Diagnostic): string =>
  `${visible(describeDiagnostic(diagnostic).message)} [${diagnostic.code}]`;

function unreadable(name: string, problem: string): Answer {
  const text = textOf(createDiagnostic('RP5565', { values: { problem } }));
  return { ok: false, reason: 'unreadable', text, log: `${name}: ${text}` };
}

/** gRPC sends the text as a header, which has little room. */
const MOST_TOLD = 4;
const MOST_TEXT = 1000;

function refused(name: string, diagnostics: readonly Diagnostic[]): Answer {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const isBroken = errors.some(({ code }) => code.startsWith('RP1'));
  const texts = errors.slice(0, MOST_TOLD).map(textOf);
  const more = errors.length > MOST_TOLD ? `; and ${errors.length - MOST_TOLD} more` : '';
  const whole = `${texts.join('; ')}${more}`;
  const text = whole.length > MOST_TEXT ? `${whole.slice(0, MOST_TEXT)}...` : whole;
  return { ok: false, reason: isBroken ? 'unreadable' : 'refused', text, log: `${name}: refused: ${text}` };
}
