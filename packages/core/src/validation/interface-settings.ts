import type { Interface } from '../domain/index.ts';
import { isIpv4, isPasst, isUuid, SETTING_DATES, settingAt } from '../profiles/index.ts';
import { attributeValue, child, elements, textOf, type XmlElement } from '../xml/index.ts';
import { type Check, type Checking, refuse } from './check.ts';

type Complain = (setting: string, reason: string) => void;

/** Runs a check over the parts of interfaces that have a name. */
const ofParts =
  (name: string, look: (parts: readonly XmlElement[], nic: Interface, complain: Complain) => void) =>
  (checking: Checking): void => {
    for (const nic of checking.domain.devices.interface) {
      const parts = nic.element === undefined ? [] : elements(nic.element, name);
      const complain: Complain = (setting, reason) => refuse(checking, 'RP2440', nic, { setting, reason }, name);
      if (parts.length > 0) look(parts, nic, complain);
    }
  };

const isIpv6 = (address: string): boolean => /^[\da-f:]*:[\da-f:.]*$/i.test(address);

function isAddress(address: string, family: string | undefined): boolean {
  if (family === 'ipv6') return isIpv6(address);
  return isIpv4(address) || (family !== 'ipv4' && isIpv6(address));
}

/** Addresses of the guest that QEMU or passt gives it: one of each family. */
function checkIps(ips: readonly XmlElement[], nic: Interface, complain: Complain): void {
  const seen = new Set<boolean>();
  for (const ip of ips) {
    const address = attributeValue(ip, 'address') ?? '';
    if (!isAddress(address, attributeValue(ip, 'family'))) complain('ip address', 'it is not an IP address');
    if (attributeValue(ip, 'peer') !== undefined) complain('ip peer', 'the guest has none');
    const isSecond = seen.has(isIpv6(address));
    seen.add(isIpv6(address));
    if ((nic.type === 'user' || isPasst(nic)) && isSecond) complain('ip', 'only one of each family is possible');
    const prefix = Number(attributeValue(ip, 'prefix') ?? 0);
    if (prefix === 0 || isIpv6(address) || settingAt(nic, 'backend@type') === 'passt') continue;
    if (prefix < 4 || prefix > 27) complain('ip prefix', 'it has to be from 4 to 27');
  }
}

function checkIpv6(ips: readonly XmlElement[], _: Interface, complain: Complain): void {
  for (const ip of ips) {
    const prefix = Number(attributeValue(ip, 'prefix') ?? 0);
    if (isIpv6(attributeValue(ip, 'address') ?? '') && prefix !== 0 && prefix !== 64)
      complain('ip prefix', 'it has to be 64');
  }
}

function checkVlans([vlan]: readonly XmlElement[], _: Interface, complain: Complain): void {
  const tags = vlan === undefined ? [] : elements(vlan, 'tag');
  const natives = tags.filter((tag) => attributeValue(tag, 'nativeMode') !== undefined);
  if (tags.some((tag) => Number(attributeValue(tag, 'id')) > 4095))
    complain('vlan tag id', 'it has to be 4095 or less');
  if (natives.length > 1) complain('vlan tag', 'only one is the native one');
  const isTrunk = tags.length > 1 || natives.length > 0;
  if (vlan !== undefined && isTrunk && attributeValue(vlan, 'trunk') === 'no')
    complain('vlan trunk', 'its tags need one');
}

function checkBandwidths([bandwidth]: readonly XmlElement[], nic: Interface, complain: Complain): void {
  for (const name of ['inbound', 'outbound']) {
    const limits = bandwidth === undefined ? undefined : child(bandwidth, name);
    if (limits === undefined) continue;
    const [average, peak, burst, floor] = ['average', 'peak', 'burst', 'floor'].map((part) =>
      attributeValue(limits, part),
    );
    if (average === undefined && (floor === undefined || peak !== undefined || burst !== undefined))
      complain(`bandwidth ${name}`, 'it needs an average');
    if (floor !== undefined && (name === 'outbound' || nic.type !== 'network'))
      complain('bandwidth floor', 'only what comes in from a network has one');
  }
}

/** What the parameters of each type of virtual port have to name. */
const PORT_PARTS: Readonly<Record<string, readonly string[]>> = {
  '802.1Qbg': ['managerid', 'typeid', 'typeidversion'],
  midonet: ['interfaceid'],
};

/** What they may not name. */
const FOREIGN_PARTS: Readonly<Record<string, readonly string[]>> = {
  '802.1Qbg': ['profileid', 'interfaceid'],
  '802.1Qbh': ['managerid', 'typeid', 'typeidversion', 'instanceid', 'interfaceid'],
  openvswitch: ['managerid', 'typeid', 'typeidversion', 'instanceid'],
};
const LATER_FOREIGN_PARTS = { midonet: ['managerid', 'typeid', 'typeidversion', 'instanceid'] };

const PORT_LIMITS = { managerid: 255, typeid: 0xff_ffff, typeidversion: 255 };

function checkPorts([port]: readonly XmlElement[], nic: Interface, complain: Complain): void {
  if (port === undefined) return;
  const parameters = child(port, 'parameters');
  const written = (name: string): string | undefined => parameters && attributeValue(parameters, name);
  const needed = nic.type === 'network' ? [] : (PORT_PARTS[attributeValue(port, 'type') ?? ''] ?? []);
  const missing = needed.find((name) => written(name) === undefined);
  if (missing !== undefined) complain('virtualport', `it needs ${missing}`);
  for (const [name, most] of Object.entries(PORT_LIMITS)) {
    if (Number(written(name)) > most) complain(`virtualport ${name}`, `it has to be ${most} or less`);
  }
  for (const name of ['interfaceid', 'instanceid']) {
    const uuid = written(name);
    if (uuid !== undefined && !isUuid(uuid)) complain(`virtualport ${name}`, 'it is not a UUID');
  }
}

const checkForeignParts =
  (foreign: Readonly<Record<string, readonly string[]>>) =>
  ([port]: readonly XmlElement[], _: Interface, complain: Complain): void => {
    const type = port === undefined ? '' : (attributeValue(port, 'type') ?? '');
    const parameters = port === undefined ? undefined : child(port, 'parameters');
    if (parameters === undefined) return;
    const written = foreign[type]?.find((name) => attributeValue(parameters, name) !== undefined);
    if (written !== undefined) complain(`virtualport ${written}`, `${type} has none`);
  };

function checkForwards(forwards: readonly XmlElement[], nic: Interface, complain: Complain): void {
  if (settingAt(nic, 'backend@type') !== 'passt') complain('portForward', 'it needs backend passt');
  for (const forward of forwards) {
    const isOpen = elements(forward, 'range').some((range) => {
      const others = ['end', 'to', 'exclude'].some((name) => attributeValue(range, name) !== undefined);
      return others && attributeValue(range, 'start') === undefined;
    });
    if (isOpen) complain('portForward range', 'it needs a start');
  }
}

function checkForwardAddresses(forwards: readonly XmlElement[], _: Interface, complain: Complain): void {
  const addresses = forwards.map((forward) => attributeValue(forward, 'address'));
  if (!addresses.every((address) => address === undefined || isAddress(address, undefined)))
    complain('portForward address', 'it is not an IP address');
}

const MOST_SEND = 2n ** 64n - 1n;

/** The first size, in any `<tune>`: a number of 64 bits. */
const checkTunes =
  (isSigned: boolean) =>
  (tunes: readonly XmlElement[], _: Interface, complain: Complain): void => {
    const [sndbuf] = tunes.flatMap((tune) => elements(tune, 'sndbuf'));
    const written = sndbuf === undefined ? '' : textOf(sndbuf);
    const [, digits] = (isSigned ? /^[ \t\r\n]*[-+]?(\d+)$/ : /^[ \t\r\n]*\+?(\d+)$/).exec(written) ?? [];
    if (written !== '' && (digits === undefined || BigInt(digits) > MOST_SEND))
      complain('tune sndbuf', 'it has to be a number up to 18446744073709551615');
  };

/** No route of the guest can be set: what libvirt reads of one it refuses later. */
function checkRoutes(_: readonly XmlElement[], __: Interface, complain: Complain): void {
  complain('route', 'QEMU sets none in the guest');
}

/** What interfaces say of the network, as the live 7.0, 9.0, 11.3 and 12.9 took and refused it (E-PARSE). */
export const INTERFACE_CHECKS: readonly Check[] = [
  { when: SETTING_DATES.all, run: ofParts('ip', checkIps) },
  { when: SETTING_DATES.allButFirst, run: ofParts('ip', checkIpv6) },
  { when: SETTING_DATES.all, run: ofParts('vlan', checkVlans) },
  { when: SETTING_DATES.all, run: ofParts('bandwidth', checkBandwidths) },
  { when: SETTING_DATES.all, run: ofParts('virtualport', checkPorts) },
  { when: SETTING_DATES.all, run: ofParts('virtualport', checkForeignParts(FOREIGN_PARTS)) },
  { when: SETTING_DATES.last, run: ofParts('virtualport', checkForeignParts(LATER_FOREIGN_PARTS)) },
  { when: SETTING_DATES.lastTwo, run: ofParts('portForward', checkForwards) },
  { when: SETTING_DATES.allButFirst, run: ofParts('portForward', checkForwardAddresses) },
  { when: SETTING_DATES.first, run: ofParts('tune', checkTunes(true)) },
  { when: SETTING_DATES.allButFirst, run: ofParts('tune', checkTunes(false)) },
  { when: SETTING_DATES.all, run: ofParts('route', checkRoutes) },
];
