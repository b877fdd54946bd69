import type { ReleaseRange } from '../releases.ts';

interface SerialModelRow extends ReleaseRange {
  readonly targetType: string;
  readonly arches?: readonly string[];
  readonly model: string;
  readonly rule: 'D-SERIAL';
}

const ARM = ['armv6l', 'armv7l', 'aarch64'];

/** `<model name>` that is written into the target of a serial device; the first row that matches holds. */
export const SERIAL_MODELS: readonly SerialModelRow[] = [
  { targetType: 'isa-serial', model: 'isa-serial', since: '3.10', rule: 'D-SERIAL' },
  { targetType: 'usb-serial', model: 'usb-serial', since: '3.10', rule: 'D-SERIAL' },
  { targetType: 'pci-serial', model: 'pci-serial', since: '3.10', rule: 'D-SERIAL' },
  { targetType: 'spapr-vio-serial', model: 'spapr-vty', since: '3.10', rule: 'D-SERIAL' },
  { targetType: 'sclp-serial', model: 'sclpconsole', since: '3.10', rule: 'D-SERIAL' },
  { targetType: 'system-serial', arches: ARM, model: 'pl011', since: '3.10', rule: 'D-SERIAL' },
  { targetType: 'system-serial', model: '16550a', since: '4.7', rule: 'D-SERIAL' },
  { targetType: 'isa-debug', model: 'isa-debugcon', since: '8.1', rule: 'D-SERIAL' },
];
