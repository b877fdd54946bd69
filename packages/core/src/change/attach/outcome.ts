import { placeableDevices } from '../../compare/index.ts';
import type { Diagnostic } from '../../diagnostics/index.ts';
import { type Device, deviceLabel } from '../../domain/index.ts';
import { interfaceNamesOf } from '../../guest/index.ts';
import { addressText, type Plan } from '../../plan/index.ts';
import type { TextEdit } from '../../text/index.ts';
import { inOriginalText } from '../edited-document.ts';
import type { DeviceText, InsertedDevices } from './device-text.ts';

/** What is to be said, by the text that it is about. */
export interface AttachDiagnostics {
  /** Places in the domain's text as it was handed in. */
  readonly document: readonly Diagnostic[];
  /** Places in the device's text. */
  readonly device: readonly Diagnostic[];
}

/** One of the two ways to attach or detach: what came of it, or why it is refused. */
export type AttachOutcome =
  | {
      readonly ok: true;
      readonly plan: Plan;
      /** The whole document as it then is. */
      readonly xml: string;
      /** What comes and goes: the device itself first, then controllers. */
      readonly changes: readonly PlugChange[];
      readonly diagnostics: AttachDiagnostics;
    }
  | { readonly ok: false; readonly diagnostics: AttachDiagnostics };

/** A device or controller that is new or gone. */
export interface PlugChange {
  readonly status: 'new' | 'gone';
  readonly label: string;
  /** As `addressText` writes it. */
  readonly address: string;
  /** What a Linux guest with systemd calls a new interface; absent where none is predicted. */
  readonly guestName?: string;
}

/** Refused for reasons that are places in the device's text. */
export function refusedDevice(...diagnostics: readonly Diagnostic[]): AttachOutcome {
  return { ok: false, diagnostics: { document: [], device: diagnostics } };
}

/** Refused for reasons that are places in the domain's text. */
export function refusedDocument(diagnostics: readonly Diagnostic[]): AttachOutcome {
  return { ok: false, diagnostics: { document: diagnostics, device: [] } };
}

/** Diagnostics of a text with a device in it, told apart; `edits` led from the domain's own text to it. */
export function tellApart(
  diagnostics: readonly Diagnostic[],
  { spans }: InsertedDevices,
  edits: readonly TextEdit[],
  { element }: DeviceText,
): AttachDiagnostics {
  const last = spans.at(-1);
  const isInside = ({ span }: Diagnostic): boolean =>
    span !== undefined && last !== undefined && span.start >= last.start && span.end <= last.end;
  const shift = element.span.start - (last?.start ?? 0);
  const device = diagnostics.filter(isInside).map((one) => ({
    ...one,
    ...(one.span === undefined ? {} : { span: { start: one.span.start + shift, end: one.span.end + shift } }),
    related: one.related.map(({ message }) => ({ message })),
    fixes: [],
  }));
  return {
    document: inOriginalText(
      diagnostics.filter((one) => !isInside(one)),
      edits,
    ),
    device,
  };
}

/** The device of a plan that begins at an offset of its text. */
export function deviceAt(plan: Plan, start: number): Device | undefined {
  return placeableDevices(plan.domain).find(({ element }) => element?.span.start === start);
}

/** What an attachment or detachment changed. */
export function plugChanges(before: Plan, after: Plan): readonly PlugChange[] {
  const added = newDevices(before, after);
  const names = added.some(({ kind }) => kind === 'interface') ? interfaceNamesOf(after) : new Map<Device, string>();
  const named = (device: Device): Pick<PlugChange, 'guestName'> => {
    const guestName = names.get(device);
    return guestName === undefined ? {} : { guestName };
  };
  const changed = (status: PlugChange['status'], devices: readonly Device[]): readonly PlugChange[] =>
    [...devices]
      .sort((a, b) => Number(a.kind === 'controller') - Number(b.kind === 'controller'))
      .map((device) => ({
        status,
        label: deviceLabel(device),
        address: addressText(device.address),
        ...named(device),
      }));
  return [...changed('new', added), ...changed('gone', newDevices(after, before))];
}

/** The devices and controllers of a plan that the one before lacks; both are plans of one text, before and after. */
function newDevices(before: Plan, after: Plan): readonly Device[] {
  const count = new Map<string, number>();
  for (const device of placeableDevices(before.domain)) {
    const key = deviceKey(device);
    count.set(key, (count.get(key) ?? 0) + 1);
  }
  // libvirt chooses an audio backend by itself, and rewrites it as it likes.
  const devices = placeableDevices(after.domain).filter(({ kind }) => kind !== 'audio');
  return devices.filter((device) => {
    const left = count.get(deviceKey(device)) ?? 0;
    if (left > 0) count.set(deviceKey(device), left - 1);
    return left === 0;
  });
}

/** What one device has and no other: a label and a place. */
export const deviceKey = (device: Device): string => `${deviceLabel(device)}|${addressText(device.address)}`;
