import { createDiagnostic } from '../diagnostics/index.ts';
import { hasQemuParts, qemuChildren } from '../domain/index.ts';
import { inForce, SETTING_DATES } from '../profiles/index.ts';
import { attribute, attributeValue, type XmlElement } from '../xml/index.ts';
import type { SystemChecking } from './check.ts';

const TYPES = ['string', 'signed', 'unsigned', 'bool', 'remove'];

/** The largest numbers, as the live libvirts count. */
const MOST_SIGNED = 2n ** 63n - 1n;
const MOST_UNSIGNED = 2n ** 64n - 1n;

/** Parts of `<qemu:commandline>` and the like that libvirt asks for; what they mean to QEMU it does not look at (G-ARG-PLACE). */
export function checkQemuParts({ domain, facts, diagnostics }: SystemChecking): void {
  const { element } = domain;
  const { release } = facts.profile;
  if (!hasQemuParts(element) || !inForce(SETTING_DATES.all, release)) return;
  const need = (part: XmlElement, name: string): boolean => {
    if (attributeValue(part, name) !== undefined) return true;
    const values = { element: part.name, attribute: name };
    diagnostics.push(createDiagnostic('RP2005', { span: part.startTag, values }));
    return false;
  };
  const refuse = (part: XmlElement, setting: string, reason: string): void => {
    const span = attribute(part, setting)?.valueSpan ?? part.startTag;
    const values = { device: `<${part.name}>`, setting, reason };
    diagnostics.push(createDiagnostic('RP2440', { span, values }));
  };
  const below = (parents: readonly XmlElement[], name: string): readonly XmlElement[] =>
    parents.flatMap((parent) => qemuChildren(parent, name));

  const lines = qemuChildren(element, 'commandline');
  for (const arg of below(lines, 'arg')) need(arg, 'value');
  for (const env of below(lines, 'env')) {
    if (need(env, 'name') && !/^[a-z_]\w*$/i.test(attributeValue(env, 'name') ?? ''))
      refuse(env, 'name', 'it has letters, digits and _ alone, and no digit first');
  }
  const capabilities = qemuChildren(element, 'capabilities');
  for (const one of [...below(capabilities, 'add'), ...below(capabilities, 'del')]) need(one, 'capability');

  if (!inForce(SETTING_DATES.allButFirst, release)) return;
  const devices = below(qemuChildren(element, 'override'), 'device');
  for (const device of devices) need(device, 'alias');
  for (const property of below(below(devices, 'frontend'), 'property')) {
    need(property, 'name');
    if (!need(property, 'type')) continue;
    const type = attributeValue(property, 'type') ?? '';
    const value = attributeValue(property, 'value');
    if (!TYPES.includes(type)) {
      const values = { field: 'type', value: type, known: TYPES.join(', ') };
      diagnostics.push(createDiagnostic('RP2004', { span: attribute(property, 'type')?.valueSpan, values }));
    } else if (type === 'remove') {
      if (value !== undefined) refuse(property, 'value', 'what is removed has none');
    } else if (need(property, 'value') && !isOfType(type, value ?? '')) {
      refuse(property, 'value', type === 'bool' ? 'it is true or false' : 'it is no such number');
    }
  }
}

function isOfType(type: string, value: string): boolean {
  if (type === 'string') return true;
  if (type === 'bool') return value === 'true' || value === 'false';
  const number = /^\s*([+-]?\d+)$/.exec(value)?.[1];
  if (number === undefined) return false;
  const amount = BigInt(number.replace('+', ''));
  return type === 'signed'
    ? amount <= MOST_SIGNED && amount >= -MOST_SIGNED - 1n
    : !number.startsWith('-') && amount <= MOST_UNSIGNED;
}
