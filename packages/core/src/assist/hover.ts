import { checkArguments, isCount, isText } from '../basics/index.ts';
import { type Device, deviceLabel } from '../domain/index.ts';
import { explainPlan } from '../explain/index.ts';
import { predictGuest } from '../guest/index.ts';
import { addressText, type Plan } from '../plan/index.ts';
import { DEFAULT_PROFILE, getProfile, partValues, profileOf } from '../profiles/index.ts';
import type { Span } from '../text/index.ts';
import { type AssistOptions, areAssistOptions } from './complete.ts';
import { cursorAt } from './cursor.ts';
import { deviceAtOffset } from './devices.ts';
import { type Place, placeOf, settingAt } from './place.ts';

/** What there is to say about what stands at a place. What the document gives is made visible. */
export interface Hover {
  /** What it is about, in UTF-16 code units. */
  readonly span: Span;
  readonly title: string;
  readonly lines: readonly HoverLine[];
}

/** A sentence, and the rule of the specification behind it. */
export interface HoverLine {
  readonly text: string;
  readonly rule?: string;
}

const MOST_LINES = 14;

/**
 * Why a device is where it is, its address, and what the guest calls it; over an attribute, what it takes; over
 * `<devices>`, what libvirt adds. Without a plan of this very text, what attributes take alone.
 */
export function hoverAt(text: string, offset: number, options: AssistOptions = {}): Hover | undefined {
  checkArguments('hoverAt', { text: [text, isText], offset: [offset, isCount], options: [options, areAssistOptions] });
  const { plan } = options;
  const setting = settingHover(text, offset, options);
  if (setting !== undefined) return setting;
  if (plan === undefined || plan.domain.document.source !== text) return undefined;
  const device = deviceAtOffset(plan, offset);
  if (device?.element !== undefined) return deviceHover(plan, device, device.element.startTag, options);
  const parent = plan.domain.devicesElements.find(({ startTag }) => startTag.start <= offset && offset <= startTag.end);
  if (parent === undefined) return undefined;
  return { span: parent.startTag, title: 'the plan', lines: linesOf(explainPlan(plan).steps) };
}

function settingHover(text: string, offset: number, { profile = DEFAULT_PROFILE }: AssistOptions): Hover | undefined {
  const cursor = cursorAt(text, offset);
  if (cursor?.kind !== 'attribute' && cursor?.kind !== 'value') return undefined;
  const { release } = getProfile(profileOf(profile));
  const place = placeOf(cursor.path, release);
  const attribute = cursor.kind === 'value' ? cursor.attribute : text.slice(cursor.span.start, cursor.span.end);
  if (place === undefined || attribute === '') return undefined;
  const line = takes(place, attribute);
  if (line === undefined) return undefined;
  const name = place.name.replace(/^\//, '').split('/').at(-1) || 'domain';
  return { span: cursor.span, title: `${name} ${attribute}`, lines: [line] };
}

function takes(place: Place, attribute: string): HoverLine | undefined {
  const setting = settingAt(place, attribute);
  const rule = setting === undefined ? {} : { rule: 'E-PARSE' };
  const words = [...(setting?.words ?? partValues(`${place.name}@${attribute}`))].filter((word) => word !== '');
  const later = [...(setting?.later ?? [])].map(([word, since]) => `${word} (since libvirt ${since})`);
  const all = [...(setting?.number === undefined ? [] : ['a number']), ...words, ...later];
  return all.length === 0 ? undefined : { text: `It takes ${all.join(', ')}.`, ...rule };
}

function deviceHover(plan: Plan, device: Device, span: Span, { qemu }: AssistOptions): Hover {
  const address = addressText(device.address);
  const title = address === 'present' ? deviceLabel(device) : `${deviceLabel(device)}: ${address}`;
  const inGuest = guestLine(plan, device, qemu);
  const lines = linesOf(explainPlan(plan, { type: 'device', device }).steps);
  return { span, title, lines: [...(inGuest === undefined ? [] : [{ text: inGuest }]), ...lines] };
}

function guestLine(plan: Plan, device: Device, qemu: string | undefined): string | undefined {
  const predicted = predictGuest(plan, qemu === undefined ? {} : { qemu });
  if (!predicted.ok) return undefined;
  const { functions, interfaces, scheme } = predicted.guest;
  const name = interfaces.find((one) => one.device === device)?.name;
  const at = functions.find((one) => one.device === device)?.address;
  if (name === undefined && at === undefined) return undefined;
  const place = at === undefined ? '' : ` at ${at}`;
  return name === undefined ? `The guest sees it${place}.` : `The guest calls it ${name} (systemd ${scheme})${place}.`;
}

function linesOf(steps: readonly { readonly text: string; readonly rule?: string }[]): readonly HoverLine[] {
  return steps.slice(0, MOST_LINES).map(({ text, rule }) => (rule === undefined ? { text } : { text, rule }));
}
