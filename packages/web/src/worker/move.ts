import { describeDiagnostic, moveDevice, planDomain } from '@rootport/core';
import { type Current, optionsOf } from './answers.ts';
import type { MoveVerdict, Questions } from './protocol.ts';

/** Whether a device can be where it is dragged to. */
export function judgeMove(current: Current, { device, address }: Questions['move']['ask']): MoveVerdict {
  const { result, request } = current;
  const options = optionsOf(request.settings);
  const move = result.ok ? moveDevice(result.plan, device, address, (xml) => planDomain(xml, options)) : undefined;
  if (move === undefined) return { ok: false, edits: [], reason: 'This device has no PCI address to change.' };
  if (move.result.ok) return { ok: true, edits: move.edits, reason: '' };
  const [error] = move.result.diagnostics.filter(({ severity }) => severity === 'error');
  return { ok: false, edits: [], reason: error === undefined ? '' : describeDiagnostic(error).message };
}
