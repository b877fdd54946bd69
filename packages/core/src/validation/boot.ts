import { isArch } from '../basics/index.ts';
import { createDiagnostic } from '../diagnostics/index.ts';
import type { Domain } from '../domain/index.ts';
import { SETTING_DATES } from '../profiles/index.ts';
import { attribute, child } from '../xml/index.ts';
import type { Check, Checking } from './check.ts';

/** A setting of `<os>` beside the machine: `reason` tells why libvirt refuses a value. */
interface BootRow {
  readonly element: string;
  readonly attribute: string;
  readonly reason: (value: string, domain: Domain) => string | undefined;
}

/** A number that may be written as in C, since older releases read it so; what is none is refused as a value. */
const between =
  (least: number, most: number) =>
  (value: string): string | undefined =>
    Number(value) < least || Number(value) > most ? `it has to be from ${least} to ${most}` : undefined;

/** As the live 7.0, 9.0, 11.3 and 12.9 took and refused them. */
const ROWS: readonly BootRow[] = [
  { element: 'bios', attribute: 'rebootTimeout', reason: between(-1, 65_535) },
  {
    element: 'bootmenu',
    attribute: 'timeout',
    // Without a menu libvirt does not read how long it stays.
    reason: (value, { element }) => {
      const os = child(element, 'os');
      const menu = os === undefined ? undefined : child(os, 'bootmenu');
      const isOn = menu !== undefined && attribute(menu, 'enable')?.value === 'yes';
      return isOn ? between(0, 65_535)(value) : undefined;
    },
  },
  {
    element: 'bios',
    attribute: 'useserial',
    reason: (value, { machine, devices }) => {
      if (value !== 'yes') return undefined;
      if (!isArch(machine.arch, 'x86')) return 'only x86 has it';
      return devices.serial.length === 0 ? 'there is no serial port' : undefined;
    },
  },
];

function checkBoot({ domain, diagnostics }: Checking): void {
  for (const { element, attribute: name, reason } of ROWS) {
    const os = child(domain.element, 'os');
    const holder = os === undefined ? undefined : child(os, element);
    const written = holder === undefined ? undefined : attribute(holder, name);
    const why = written === undefined ? undefined : reason(written.value, domain);
    if (written === undefined || why === undefined) continue;
    const values = { setting: `${element} ${name}`, reason: why };
    diagnostics.push(createDiagnostic('RP2445', { span: written.span, values }));
  }
}

export const BOOT_CHECKS: readonly Check[] = [{ when: { rule: 'E-PARSE', ...SETTING_DATES.all }, run: checkBoot }];
