import type { ReleaseRange } from '../releases.ts';

/** When libvirt began, or ceased, to attach and detach something in one way. */
export interface PlugDateRow extends ReleaseRange {
  readonly rule: string;
  /** `since` is the oldest release that was seen to do it; which one began is not known. */
  readonly isSeen?: true;
  /** What is done from then on, in a few words. */
  readonly about: string;
}

export const PLUG_DATES = {
  'live-mdev': { rule: 'A-PLUG-1', since: '4.3', about: 'a mediated device is attached to a running guest' },
  'live-virtiofs': {
    rule: 'A-PLUG-1',
    since: '9.0',
    isSeen: true,
    about: 'a virtiofs file system is attached to a running guest',
  },
  'live-watchdog': { rule: 'A-PLUG-1', since: '3.9', about: 'an i6300esb watchdog is attached to a running guest' },
  'live-input': { rule: 'A-PLUG-1', since: '3.9', about: 'a virtio or USB input is attached to a running guest' },
  'live-vsock': { rule: 'A-PLUG-1', since: '4.5', about: 'a vsock is attached to a running guest' },
  'some-neighbours': { rule: 'A-PLUG-4', until: '5.2', about: '' },
  'all-neighbours': {
    rule: 'A-PLUG-4',
    since: '5.2',
    about: 'no device of any class leaves a running guest while another function of its slot is used',
  },
  'one-watchdog': { rule: 'V-55', until: '9.1', about: '' },
} as const satisfies Readonly<Record<string, PlugDateRow>>;
