import type { ReleaseRange } from '../releases.ts';

/**
 * Since when a setting is refused that another device takes, as far as the live 7.0, 9.0, 11.3 and 12.9 tell: they were
 * asked about each.
 */
export const SETTING_DATES = {
  /** By the oldest that was asked, and by all later ones. */
  all: { since: '7.0' },
  /** By the oldest that was asked and by none later; of audio, until QEMU's own kinds of it were known. */
  first: { since: '7.0', until: '7.2', after: '7.0' },
  /** While more of what becomes of a guest that ends was taken. */
  beforeEndings: { since: '7.0', until: '9.0', after: '7.0' },
  allButFirst: { since: '9.0', after: '7.0' },
  /** By the second that was asked alone. */
  second: { since: '9.0', until: '11.3', after: '7.0' },
  lastTwo: { since: '11.3', after: '9.0' },
  last: { since: '12.9', after: '11.3' },
  allButLast: { since: '7.0', until: '12.9' },
  firstTwo: { since: '7.0', until: '11.3', after: '9.0' },
  middle: { since: '9.0', until: '12.9', after: '7.0' },
  /** While firmware that libvirt chooses took no settings. */
  chosenAlone: { since: '9.0', until: '11.3', after: '7.0' },
  /** Until and since SCSI disks could be removable. */
  untilScsiRemovable: { since: '7.0', until: '9.1', after: '9.0' },
  sinceScsiRemovable: { since: '9.1', after: '9.0' },
} as const satisfies Readonly<Record<string, ReleaseRange>>;
