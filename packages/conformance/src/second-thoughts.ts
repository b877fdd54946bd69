// What of an answer libvirt itself changes when it reads the answer back: docs/second-thoughts.md has each with its cause.

import { type Plan, planJson } from '@rootport/core';

/** Where each device with an address is, whatever the order of the lists; zPCI ids left out where libvirt adds them later. */
export function places(plan: Plan): string {
  const { devices, controllers } = planJson(plan);
  const lines = [...devices, ...controllers]
    .filter(({ address }) => address.type !== 'none')
    .map(({ label, address }) => `${stable(label)} ${JSON.stringify({ ...address, zpci: undefined })}`);
  return lines.sort().join('\n');
}

// The label of a console has the port that is counted anew; that of some host devices the source as the text spells it.
const stable = (label: string): string =>
  label.replace(/^console \d+/, 'console').replace(/^hostdev \w+=.*(?= \()/, 'hostdev');

/** Whether the machine is one of another architecture: no QEMU has it, and before 7.0 libvirt was not asked about it. */
export function isForeignMachine({ domain }: Plan): boolean {
  const { family, arch } = domain.machine;
  return (family === 'q35' || family === 'i440fx') && arch !== 'x86_64' && arch !== 'i686';
}

/** A text without what libvirt settles only when it reads its answer back: ports of consoles, zPCI ids of added bridges. */
export function settled(xml: string): string {
  return xml
    .replace(/(<console\b[^>]*>(?:(?!<\/console>)[\s\S])*?<target\b[^>]*?) port=["']\d+["']/g, '$1')
    .replace(/\s*<zpci\b[^>]*\/>\s*/g, '')
    .replace(/(<address\b[^>/]*)><\/address>/g, '$1/>');
}

/** Whether libvirt accepts a document and refuses its own answer to it. */
export function refusesItself(plan: Plan): boolean {
  return [hasUsbDespiteNone, hasAliasTwice, hasFifthIsaPort, hasIsaPortTwice, hasNegativeNumber, hasZpciUidZero].some(
    (has) => has(plan),
  );
}

// A character device that says only its fid is given the uid 0.
function hasZpciUidZero({ domain }: Plan): boolean {
  return Object.values(domain.devices)
    .flat()
    .some(({ address }) => address.type === 'pci' && address.zpci?.uid === 0);
}

function hasFifthIsaPort({ domain }: Plan): boolean {
  return domain.devices.serial.some(
    ({ targetType, targetPort }) => targetType === 'isa-serial' && (targetPort ?? 0) > 3,
  );
}

// Ports of serial devices are compared before those without a type become ISA ports.
function hasIsaPortTwice({ domain }: Plan): boolean {
  const ports = domain.devices.serial.flatMap(({ targetType, targetPort }) =>
    targetType === 'isa-serial' ? [targetPort ?? 0] : [],
  );
  return new Set(ports).size < ports.length;
}

// A number above 0x7fffffff is printed as a negative one.
function hasNegativeNumber({ domain }: Plan): boolean {
  return Object.values(domain.devices)
    .flat()
    .some(({ address }) => {
      if (address.type !== 'drive') return false;
      return [address.controller, address.bus, address.target, address.unit].some(
        (number) => number > 0x7fffffff || number < 0,
      );
    });
}

function hasUsbDespiteNone({ domain }: Plan): boolean {
  const models = domain.devices.controller.filter(({ type }) => type === 'usb').map(({ model }) => model);
  return models.length > 1 && models.includes('none');
}

function hasAliasTwice({ domain }: Plan): boolean {
  const made = domain.devices.serial.find(({ takenFrom }) => takenFrom !== undefined)?.takenFrom;
  const alias = made === undefined ? undefined : aliasIn(textOf(domain.document.source, made));
  if (alias === undefined) return false;
  return Object.values(domain.devices)
    .flat()
    .some(({ element, kind }) => {
      return kind !== 'console' && element !== undefined && aliasIn(textOf(domain.document.source, element)) === alias;
    });
}

const textOf = (
  source: string,
  { span }: { readonly span: { readonly start: number; readonly end: number } },
): string => source.slice(span.start, span.end);

const aliasIn = (text: string): string | undefined => /<alias\b[^>]*\bname=["']([^"']*)["']/.exec(text)?.[1];
