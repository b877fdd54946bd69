import { lspciList, predictGuest } from '@rootport/core';
import { pageDiagnostics } from '../worker/answers.ts';
import type { PageDiagnostic } from '../worker/protocol.ts';
import type { Compute } from './panel.ts';

export interface GuestView {
  readonly diagnostics: readonly PageDiagnostic[];
  /** Absent where the guest cannot be predicted. */
  readonly guest?: {
    /** The machine, firmware, QEMU and naming scheme that it is predicted for. */
    readonly subject: string;
    readonly interfaces: readonly {
      readonly label: string;
      readonly address: string;
      readonly name: string;
      readonly confidence: string;
      readonly reasons: string;
    }[];
    /** What `lspci -D` prints. */
    readonly functions: readonly string[];
  };
}

export const compute: Compute<GuestView | undefined> = async ({ text, result, options: { qemu } }) => {
  if (!result.ok) return undefined;
  const predicted = predictGuest(result.plan, qemu === undefined ? {} : { qemu });
  if (!predicted.ok) return { diagnostics: await pageDiagnostics(predicted.diagnostics, text) };
  const { guest } = predicted;
  const { machine, firmware, scheme } = guest;
  return {
    diagnostics: await pageDiagnostics(guest.diagnostics, text),
    guest: {
      subject: `${machine}, ${firmware}, QEMU ${guest.qemu}, naming scheme ${scheme}`,
      interfaces: guest.interfaces.map(({ label, address = '–', name = '–', confidence, reasons }) => {
        return { label, address, name, confidence, reasons: reasons.join('; ') };
      }),
      functions: lspciList(guest),
    },
  };
};
