import { checkArguments, isAnswer, isFunction, isObject, isSome, isText } from '../../basics/index.ts';
import type { Plan } from '../../plan/index.ts';
import type { Planner } from '../edited-document.ts';
import { attachLive } from './attach-live.ts';
import { attachStored } from './attach-stored.ts';
import { type DeviceText, readDeviceText } from './device-text.ts';
import { type AttachOutcome, type PlugChange, refusedDevice, refusedDocument } from './outcome.ts';

/** What attaching a device does, in the two ways in which libvirt does it. Each is judged without the other. */
export interface Attachment {
  /** Into the stored definition, for the next start (`virsh attach-device --config`; A-CFG). */
  readonly stored: AttachOutcome;
  /** To the guest that was started from the definition as it is (`--live`; A-PLUG-2). */
  readonly live: AttachOutcome;
  /** Absent when one of the two is refused: whether both give the device the same place. */
  readonly agree?: boolean;
}

/** Where a device lands that is attached to a domain; `deviceXml` is what `virsh attach-device` would be given. */
export function attachDevice(xml: string, deviceXml: string, planner: Planner): Attachment {
  checkArguments('attachDevice', {
    xml: [xml, isText],
    deviceXml: [deviceXml, isText],
    planner: [planner, isFunction],
  });
  const before = planner(xml);
  if (!before.ok) {
    const refused = refusedDocument(before.diagnostics);
    return { stored: refused, live: refused };
  }
  const read = readDeviceText(deviceXml);
  if (!read.ok) {
    const refused = refusedDevice(...read.diagnostics);
    return { stored: refused, live: refused };
  }
  return attachBoth(before.plan, read.device, planner);
}

function attachBoth(plan: Plan, device: DeviceText, planner: Planner): Attachment {
  const stored = attachStored(plan, device, planner);
  const live = attachLive(plan, device, planner);
  const agree = placesAgree(stored, live);
  return { stored, live, ...(agree === undefined ? {} : { agree }) };
}

const isOutcome = isSome(
  'what happens, as attachDevice returns it in "stored" or "live"',
  (value) => isAnswer(value) === undefined || isObject(value) === undefined,
);

/** Whether two outcomes give what is new the same places; undefined when one of them is a refusal. */
export function placesAgree(stored: AttachOutcome, live: AttachOutcome): boolean | undefined {
  checkArguments('placesAgree', { stored: [stored, isOutcome], live: [live, isOutcome] });
  return stored.ok && live.ok ? places(stored.changes) === places(live.changes) : undefined;
}

// Controllers that only the definition gets do not matter: the device itself may be at the same place.
function places(changes: readonly PlugChange[]): string {
  return changes
    .filter(({ status, label }) => status === 'new' && !label.startsWith('controller pci '))
    .map(({ label, address }) => `${label} ${address}`)
    .sort()
    .join('\n');
}
