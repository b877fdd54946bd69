import type { Device } from '../domain/index.ts';
import { CONNECTED_KINDS, isWrittenAsIsa, SETTING_DATES, settingAt } from '../profiles/index.ts';
import { attributeValue, child, elements, type XmlElement } from '../xml/index.ts';
import { type Check, type Checking, refuse } from './check.ts';

interface Connected {
  readonly device: Device;
  /** What has the sources: the device, or its backend. */
  readonly holder: XmlElement;
}

function connected({ domain }: Checking): readonly Connected[] {
  const found: Connected[] = [];
  const add = (device: Device, path?: string): void => {
    const holder = path === undefined || device.element === undefined ? device.element : child(device.element, path);
    if (holder !== undefined) found.push({ device, holder });
  };
  for (const kind of CONNECTED_KINDS) for (const device of domain.devices[kind]) add(device);
  for (const device of domain.devices.smartcard) if (device.mode === 'passthrough') add(device);
  for (const device of domain.devices.rng) if (settingAt(device, 'backend@model') === 'egd') add(device, 'backend');
  for (const device of domain.devices.tpm) if (settingAt(device, 'backend@type') === 'external') add(device, 'backend');
  return found;
}

/** A character device has one source; UDP has one for each direction, and needs the service that it sends to. */
function checkSources(checking: Checking): void {
  for (const { device, holder } of connected(checking)) {
    for (const part of ['protocol', 'log']) {
      if (elements(holder, part).length > 1)
        refuse(checking, 'RP2440', device, { setting: part, reason: 'only one is possible' }, part);
    }
    const isUdp = attributeValue(holder, 'type') === 'udp';
    const sources = elements(holder, 'source');
    const targets = sources.filter((source) => attributeValue(source, 'mode') !== 'bind');
    const isPassedOver = device.kind === 'console' && device.mirrors?.element !== undefined;
    const sendsOn = targets.some((source) => attributeValue(source, 'service') !== undefined);
    if (isUdp && !isPassedOver && sources.length > 0 && !sendsOn) {
      const reason = 'udp needs one with mode connect';
      refuse(checking, 'RP2440', device, { setting: 'source', reason }, 'source');
    }
    const most = isUdp ? 2 : 1;
    if (sources.length <= most) continue;
    refuse(
      checking,
      'RP2440',
      device,
      { setting: 'source', reason: `only one${most === 1 ? '' : ' of each mode'} is possible` },
      'source',
    );
  }
}

/** What the source of each type has to name. */
const SOURCE_PARTS: Readonly<Record<string, readonly string[]>> = {
  dev: ['path'],
  file: ['path'],
  pipe: ['path'],
  unix: ['path'],
  tcp: ['host', 'service'],
  udp: ['service'],
  spiceport: ['channel'],
  dbus: ['channel'],
};

function checkEgdSources(checking: Checking): void {
  for (const device of checking.domain.devices.rng) {
    if (settingAt(device, 'backend@model') !== 'egd') continue;
    const type = settingAt(device, 'backend@type') ?? '';
    const missing = SOURCE_PARTS[type]?.find((part) => settingAt(device, `backend/source@${part}`) === undefined);
    if (missing !== undefined)
      refuse(checking, 'RP2440', device, { setting: 'backend', reason: `its source names no ${missing}` }, 'backend');
  }
}

/** The ports of serial devices that are said to be ISA. */
function checkIsaPorts(checking: Checking): void {
  const seen = new Set<string>();
  for (const device of checking.domain.devices.serial) {
    const port = settingAt(device, 'target@port');
    // Looked at before the type is filled in.
    if (port === undefined || !isWrittenAsIsa(device)) continue;
    const number = String(Number(port));
    if (seen.has(number))
      refuse(checking, 'RP2440', device, { setting: 'target port', reason: 'another one has it' }, 'target', 'port');
    seen.add(number);
  }
}

/** QEMU has one smart card, in the first place. */
function checkSmartcardPlaces(checking: Checking): void {
  for (const device of checking.domain.devices.smartcard) {
    const { address } = device;
    if (address.type === 'ccid' && (address.controller !== 0 || address.slot !== 0))
      refuse(checking, 'RP2440', device, { setting: 'address', reason: 'the only place is 0' }, 'address');
  }
}

function checkSmartcardLimit(checking: Checking): void {
  const [, second] = checking.domain.devices.smartcard;
  if (second !== undefined) refuse(checking, 'RP2044', second, { what: 'smart card', max: 1 });
}

function checkSmartcards(checking: Checking): void {
  for (const device of checking.domain.devices.smartcard) {
    const { element, mode } = device;
    if (element === undefined) continue;
    const count = elements(element, 'certificate').length;
    if (mode === 'host-certificates' && count !== 3)
      refuse(checking, 'RP2440', device, { setting: 'mode', reason: 'it needs three <certificate>' }, 'mode');
    if (mode === 'passthrough' && settingAt(device, '@type') === undefined)
      refuse(checking, 'RP2440', device, { setting: 'mode', reason: 'it needs a type' }, 'mode');
  }
}

function checkSmartcardSources(checking: Checking): void {
  for (const device of checking.domain.devices.smartcard) {
    if (device.mode !== 'passthrough') continue;
    const missing = SOURCE_PARTS[settingAt(device, '@type') ?? '']?.find(
      (part) => settingAt(device, `source@${part}`) === undefined,
    );
    if (missing !== undefined)
      refuse(checking, 'RP2440', device, { setting: 'type', reason: `its source names no ${missing}` }, 'source');
  }
}

const GUESTFWD_PARTS = ['address', 'port'];

/** What the targets of a channel have to say: the first alone is read, or each (V-LASTPART). */
function checkTargets(checking: Checking): void {
  const isEachRead = checking.facts.profile.switches.lastParts;
  for (const device of checking.domain.devices.channel) {
    const targets = device.element === undefined ? [] : elements(device.element, 'target');
    const complain = (reason: string): void =>
      refuse(checking, 'RP2440', device, { setting: 'target', reason }, 'target');
    for (const [at, target] of (isEachRead ? targets : targets.slice(0, 1)).entries()) {
      const type = attributeValue(target, 'type');
      if (type === undefined && at > 0) complain('each needs a type');
      if (type !== 'guestfwd') continue;
      for (const part of GUESTFWD_PARTS)
        if (attributeValue(target, part) === undefined) complain(`guestfwd needs ${part}`);
    }
  }
}

/** Both ends of a null modem are named, or none; `wrong` are the numbers of ends that are refused. */
const checkNullModems =
  (...wrong: readonly number[]) =>
  (checking: Checking): void => {
    for (const { device, holder } of connected(checking)) {
      const isPassedOver = device.kind === 'console' && device.mirrors?.element !== undefined;
      if (isPassedOver || attributeValue(holder, 'type') !== 'nmdm') continue;
      const source = child(holder, 'source');
      const ends = ['master', 'slave'].filter((end) => source && attributeValue(source, end) !== undefined);
      if (wrong.includes(ends.length))
        refuse(checking, 'RP2440', device, { setting: 'source', reason: 'it needs both master and slave' }, 'source');
    }
  };

/** Character devices, and those that have a character device behind them. */
export const CHARACTER_SETTING_CHECKS: readonly Check[] = [
  { when: SETTING_DATES.allButFirst, run: checkSmartcardLimit },
  { when: SETTING_DATES.allButFirst, run: checkSmartcardPlaces },
  { when: SETTING_DATES.allButFirst, run: checkIsaPorts },
  { when: SETTING_DATES.all, run: checkEgdSources },
  { when: SETTING_DATES.all, run: checkSmartcardSources },
  { when: SETTING_DATES.first, run: checkNullModems(0, 1) },
  { when: SETTING_DATES.allButFirst, run: checkNullModems(1) },
  { when: SETTING_DATES.all, run: checkSources },
  { when: SETTING_DATES.all, run: checkSmartcards },
  { when: SETTING_DATES.all, run: checkTargets },
];
