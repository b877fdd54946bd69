import { checkArguments, isText } from '../../basics/index.ts';
import type { Plan } from '../../plan/index.ts';
import { FIRMWARE_WINDOWS, type FirmwareWindowsRow, getProfile } from '../../profiles/index.ts';
import { firmwareOf } from '../guest-machine.ts';
import type { WindowsOptions } from './options.ts';

/** The versions from which on the windows of a firmware are as they are, oldest first. */
export function firmwareVersions(firmware: string): readonly string[] {
  checkArguments('firmwareVersions', { firmware: [firmware, isText] });
  return FIRMWARE_WINDOWS.flatMap(({ kind, version }) => (kind.toLowerCase() === firmware ? [version] : []));
}

/** The row of a firmware: of the version that is named, or those that the QEMU may come with. */
export function firmwareRows(plan: Plan, options: WindowsOptions): readonly FirmwareWindowsRow[] {
  const kind = options.firmware ?? firmwareOf(plan.domain).toLowerCase();
  const rows = FIRMWARE_WINDOWS.filter((one) => one.kind.toLowerCase() === kind);
  const firmwareVersion = options.firmwareVersion ?? options.firmwareVersions?.[kind];
  if (firmwareVersion !== undefined) {
    const before = rows.findLast(({ version }) => isAtLeast(firmwareVersion, version)) ?? rows[0];
    if (before === undefined || isAtLeast(before.lastSeen, firmwareVersion))
      return before === undefined ? [] : [before];
    const after = rows[rows.indexOf(before) + 1];
    return after === undefined ? [unmeasured(before)] : [before, after];
  }
  const qemu = options.qemu ?? getProfile(plan.profile).defaultQemu;
  const seen = rows.filter(({ seenWith }) => seenWith.some((one) => qemu === one || qemu.startsWith(`${one}.`)));
  if (seen.length > 0) return seen;
  const before = rows.findLast(({ seenWith }) => seenWith.some((one) => isAtLeast(qemu, one)));
  const after = rows.find(({ seenWith }) => seenWith.some((one) => isAtLeast(one, qemu)));
  if (before !== undefined && after === undefined) return [unmeasured(before)];
  return [...new Set([before, after])].flatMap((row) => row ?? []);
}

/** Of a firmware that is newer than all that were measured nothing is known; where Linux gives the room, it plays no part. */
function unmeasured(row: FirmwareWindowsRow): FirmwareWindowsRow {
  return row.highWindow.kind === 'host bridge'
    ? row
    : { ...row, title: `a ${row.kind} after ${row.lastSeen}`, below4G: {} };
}

/** Compares versions part by part: 1.16.3 is at least 1.16. */
function isAtLeast(version: string, least: string): boolean {
  const [parts, others] = [version.split('.').map(Number), least.split('.').map(Number)];
  for (const [at, other] of others.entries()) {
    const own = parts[at] ?? 0;
    if (own !== other) return own > other;
  }
  return true;
}
