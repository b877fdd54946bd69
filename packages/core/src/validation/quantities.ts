import { createDiagnostic } from '../diagnostics/index.ts';
import { SETTING_DATES } from '../profiles/index.ts';
import { attributeValue, child, textOf, type XmlElement } from '../xml/index.ts';
import type { Check, Checking } from './check.ts';

interface Kind {
  readonly mayBeEmpty: boolean;
  readonly hasUnit: boolean;
}

/** Numbers that stand as the text of an element of the domain; `mayBeEmpty`: libvirt then takes them for not written. */
const OF_DOMAIN: readonly (Kind & { readonly name: string })[] = [
  { name: 'memory', mayBeEmpty: true, hasUnit: true },
  { name: 'currentMemory', mayBeEmpty: true, hasUnit: true },
  { name: 'maxMemory', mayBeEmpty: true, hasUnit: true },
  { name: 'vcpu', mayBeEmpty: false, hasUnit: false },
  { name: 'iothreads', mayBeEmpty: true, hasUnit: false },
];

const KINDS = ['memory', 'shmem', 'controller'] as const;

/** The same of devices, from the device down. */
const OF_DEVICES: Readonly<Record<(typeof KINDS)[number], readonly (Kind & { readonly path: readonly string[] })[]>> = {
  memory: [
    { path: ['target', 'size'], mayBeEmpty: false, hasUnit: true },
    { path: ['target', 'node'], mayBeEmpty: false, hasUnit: false },
  ],
  shmem: [{ path: ['size'], mayBeEmpty: true, hasUnit: true }],
  // `pcihole64` is of PCI controllers alone.
  controller: [
    { path: ['pcihole64'], mayBeEmpty: true, hasUnit: true },
    { path: ['target', 'node'], mayBeEmpty: true, hasUnit: false },
  ],
};

const UNITS = /^(?:b|bytes?|[kmgtpe](?:i?b)?)?$/i;

// Blanks before a number and a plus sign mean nothing; blanks after it are refused.
const isNumber = (text: string): boolean => /^\s*\+?\d+$/.test(text);

/** Numbers that are texts, as the live 7.0, 9.0, 11.3 and 12.9 took and refused them (E-PARSE). */
function checkNumbers({ domain, diagnostics }: Checking): void {
  const look = (element: XmlElement, { mayBeEmpty, hasUnit }: Kind): void => {
    const text = textOf(element);
    if (!isNumber(text) && !(mayBeEmpty && text === ''))
      report(element.span, element.name, text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
    const unit = attributeValue(element, 'unit') ?? '';
    if (hasUnit && !UNITS.test(unit)) report(element.startTag, `${element.name} unit`, unit.slice(0, LONGEST));
  };
  const report = (span: XmlElement['span'], field: string, value: string): void => {
    diagnostics.push(createDiagnostic('RP2002', { span, values: { field, value } }));
  };
  for (const one of OF_DOMAIN) {
    const element = child(domain.element, one.name);
    if (element !== undefined) look(element, one);
  }
  for (const kind of KINDS) {
    for (const device of domain.devices[kind]) {
      for (const one of OF_DEVICES[kind]) {
        if (one.path[0] === 'pcihole64' && device.kind === 'controller' && device.type !== 'pci') continue;
        let holder = device.element;
        for (const name of one.path) holder = holder && child(holder, name);
        if (holder !== undefined) look(holder, one);
      }
    }
  }
}

/** More of a text that is no number would not help. */
const LONGEST = 40;

export const QUANTITY_CHECKS: readonly Check[] = [
  { when: { rule: 'E-PARSE', ...SETTING_DATES.all }, run: checkNumbers },
];
