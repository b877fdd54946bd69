import type { ReleaseRange } from '../releases.ts';

interface InputBusRow extends ReleaseRange {
  readonly types?: readonly string[];
  readonly arches?: readonly string[];
  readonly bus: string;
  readonly rule: string;
}

/** Bus of an input that names none (D-1); the first row that matches holds. */
export const INPUT_BUSES: readonly InputBusRow[] = [
  { types: ['passthrough'], bus: 'virtio', since: '6.2', rule: 'D-1' },
  { arches: ['s390', 's390x'], bus: 'virtio', since: '6.0', rule: 'D-1' },
  { types: ['evdev'], bus: 'none', rule: 'D-1' },
  { types: ['mouse', 'keyboard'], arches: ['i686', 'x86_64'], bus: 'ps2', rule: 'D-1' },
  { bus: 'usb', rule: 'D-1' },
];
