import type { Device, DeviceKind } from '../domain/index.ts';
import { REFUSALS, type RefusalRow, settingAt } from '../profiles/index.ts';
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
    (device) => settingAt(device, 'target@type') === 'isa-serial' && (device.targetPort ?? 0) >= ISA_SERIALS,
  );
  if (extra !== undefined) refuse(checking, 'RP2044', extra, { what: 'ISA serial port', max: ISA_SERIALS });
}

function checkPanics(checking: Checking): void {
  const seen = new Set<string>();
  for (const panic of checking.domain.devices.panic) {
    const model = panic.model ?? '';
    if (seen.has(model)) refuse(checking, 'RP2044', panic, { what: `panic device of model ${model}`, max: 1 });
    seen.add(model);
  }
}

/** Watchdogs that the machine has a place for; i6300esb is a card. */
function checkWatchdogs(checking: Checking): void {
  const seen = new Set<string>();
  for (const watchdog of checking.domain.devices.watchdog) {
    const model = watchdog.model ?? '';
    if (model === 'i6300esb') continue;
    if (seen.has(model)) refuse(checking, 'RP2044', watchdog, { what: `watchdog of model ${model}`, max: 1 });
    seen.add(model);
  }
}

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
  { when: REFUSALS.panics, run: checkPanics },
  { when: REFUSALS.watchdogs, run: checkWatchdogs },
  { when: REFUSALS.videos, run: checkVideos },
];
