import type { Device, DeviceKind } from '../domain/index.ts';
import { isWrittenAsIsa, REFUSALS, type RefusalRow } from '../profiles/index.ts';
import { type Check, type Checking, refuse } from './check.ts';

interface Limit {
  readonly when: RefusalRow;
  readonly kind: DeviceKind;
  readonly what: string;
}

/** Classes of which a guest may have one. */
const SINGLE_DEVICES: readonly Limit[] = [
  { when: REFUSALS['memballoon-limit'], kind: 'memballoon', what: 'memory balloon' },
  { when: REFUSALS['nvram-limit'], kind: 'nvram', what: 'NVRAM' },
  { when: REFUSALS['vsock-limit'], kind: 'vsock', what: 'vsock device' },
  { when: REFUSALS['watchdog-limit'], kind: 'watchdog', what: 'watchdog' },
  { when: REFUSALS['pstore-limit'], kind: 'pstore', what: 'pstore device' },
  { when: REFUSALS['iommu-limit'], kind: 'iommu', what: 'IOMMU' },
];

const ISA_SERIALS = 4;

function checkIsaSerials(checking: Checking): void {
  const extra = checking.domain.devices.serial.find(
    // Looked at before the type is filled in.
    (device) => isWrittenAsIsa(device) && (device.targetPort ?? 0) >= ISA_SERIALS,
  );
  if (extra !== undefined) refuse(checking, 'RP2044', extra, { what: 'ISA serial port', max: ISA_SERIALS });
}

/** One device of each model that the machine itself has a place for; of `cards` there may be several. */
const onePerModel =
  (kind: 'panic' | 'watchdog', name: string, cards: readonly string[] = []) =>
  (checking: Checking): void => {
    const seen = new Set<string>();
    for (const device of checking.domain.devices[kind]) {
      const model = device.model ?? '';
      if (cards.includes(model)) continue;
      if (seen.has(model)) refuse(checking, 'RP2044', device, { what: `${name} of model ${model}`, max: 1 });
      seen.add(model);
    }
  };

function checkVideos(checking: Checking): void {
  const { video } = checking.domain.devices;
  const none = video.find(({ model }) => model === 'none');
  if (none !== undefined && video.length > 1) refuse(checking, 'RP2046', none);
}

function single(limit: Limit): Check {
  const run = (checking: Checking): void => {
    const second: Device | undefined = checking.domain.devices[limit.kind][1];
    if (second !== undefined) refuse(checking, 'RP2044', second, { what: limit.what, max: 1 });
  };
  return { when: limit.when, run };
}

export const LIMIT_CHECKS: readonly Check[] = [
  ...SINGLE_DEVICES.map(single),
  { when: REFUSALS['isa-serials'], run: checkIsaSerials },
  { when: REFUSALS.panics, run: onePerModel('panic', 'panic device') },
  { when: REFUSALS.watchdogs, run: onePerModel('watchdog', 'watchdog', ['i6300esb']) },
  { when: REFUSALS.videos, run: checkVideos },
];
