import type { DeviceKind } from '../../domain/index.ts';
import type { ReleaseRange } from '../releases.ts';

export interface ElementRow extends ReleaseRange {
  readonly name: DeviceKind;
  readonly rule: string;
}

/** Device elements that came with a release; before, libvirt passes over them as over anything it does not know. */
export const ELEMENTS: readonly ElementRow[] = [
  { name: 'vsock', since: '4.4', rule: 'V-35' },
  { name: 'audio', since: '7.0', rule: 'V-70' },
  { name: 'crypto', since: '9.1', rule: 'V-52' },
  { name: 'pstore', since: '10.6', rule: 'V-59' },
];
