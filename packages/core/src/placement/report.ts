import { createDiagnostic, type DiagnosticCode, type RelatedPlace } from '../diagnostics/index.ts';
import { blame, type Device, deviceLabel, deviceSpan, ownerName } from '../domain/index.ts';
import type { Span } from '../text/index.ts';
import { child } from '../xml/index.ts';
import { askerOf } from './asker.ts';
import type { Refusal } from './reserve.ts';
import type { Owner, Placement } from './state.ts';

const placeSpan = (device: Device): Span | undefined => deviceSpan(device, 'address');

function isWritten(owner: Owner): owner is Device {
  return owner.kind !== 'reserved' && owner.element !== undefined && child(owner.element, 'address') !== undefined;
}

/**
 * Reports a refusal for a device. A clash is reported where something is written: at the device, or at the holder when
 * only that one's address stands in the document.
 */
export function reportRefusal(run: Placement, owner: Owner, refusal: Refusal): void {
  const { holder } = refusal;
  const isSwapped = holder !== undefined && !isWritten(owner) && isWritten(holder);
  const subject = isSwapped ? holder : owner;
  const other = isSwapped ? owner : holder;
  const { label, span } = subject.kind === 'reserved' ? { label: subject.what, span: undefined } : blamed(run, subject);
  const holders = isSwapped ? { holder: ownerName(owner) } : {};
  run.diagnostics.push(
    createDiagnostic(refusal.code, {
      span,
      // What is foreign is the one that asks.
      values: { ...refusal.values, ...(refusal.code === 'RP2450' ? {} : { device: label }), ...holders },
      related: other === undefined ? [] : [relatedHolder(other)],
    }),
  );
}

function blamed(run: Placement, device: Device): ReturnType<typeof blame> {
  const asker = askerOf(run, device);
  if (asker === device || asker.kind === 'reserved') return blame(run.domain, device, 'address');
  return { label: deviceLabel(device), span: blame(run.domain, asker).span };
}

function relatedHolder(holder: Owner): RelatedPlace {
  const span = holder.kind === 'reserved' ? undefined : placeSpan(holder);
  return { message: `taken by ${ownerName(holder)}`, ...(span === undefined ? {} : { span }) };
}

/** Reports a fault of one device that is not a refused reservation. */
export function reportDevice(
  run: Placement,
  code: DiagnosticCode,
  device: Device,
  values: Readonly<Record<string, string | number>>,
): void {
  const { label, span } = blame(run.domain, device, 'address');
  run.diagnostics.push(createDiagnostic(code, { span, values: { device: label, ...values } }));
}
