import { boundCells } from '../../change/index.ts';
import { createDiagnostic, type Diagnostic } from '../../diagnostics/index.ts';
import {
  type Controller,
  type Device,
  type Domain,
  deviceLabel,
  deviceSpan,
  expandersAbove,
  hostDevices,
} from '../../domain/index.ts';
import { type Host, type HostDevice, tornGroups } from '../../host/index.ts';
import { guestPlaces, isNear, peerPairs } from '../../near/index.ts';
import type { Plan } from '../../plan/index.ts';
import { formatPciAddress } from '../../topology/index.ts';
import { child } from '../../xml/index.ts';
import type { LintInput } from '../lint.ts';
import { counted, pciControllers, placedDevices } from '../look.ts';

/** A device of the host that the guest has, as both know it. */
interface Passed {
  readonly device: Device;
  readonly facts: HostDevice;
}

/** The name of a passed device, with its address on the host, which an interface does not have in its name. */
function nameOf({ device, facts: { address } }: Passed): string {
  const label = deviceLabel(device);
  return label.includes(address) ? label : `${label} (${address})`;
}

function passedDevices({ domain }: Plan, { devices }: Host): readonly Passed[] {
  const known = new Map(devices.map((one) => [one.address, one]));
  return hostDevices(domain).flatMap((device) => {
    const facts = device.host === undefined ? undefined : known.get(formatPciAddress(device.host));
    return facts === undefined ? [] : [{ device, facts }];
  });
}

/** RP6500: a device of one node behind an expander of another. */
export function hostDevicesFar({ domain, plan, options }: LintInput): readonly Diagnostic[] {
  const machine = options.host?.machine;
  if (plan === undefined || machine === undefined || domain.numaCells.length < 2) return [];
  const bound = boundCells(domain, machine);
  const places = guestPlaces(plan);
  return passedDevices(plan, machine).flatMap((passed) => {
    const { device, facts } = passed;
    const { address, node } = facts;
    const seen = places.get(address)?.node ?? -1;
    if (node === null || seen < 0) return [];
    const wanted = cellsOf(domain, bound, node);
    if (wanted.length === 0 || wanted.includes(seen)) return [];
    const why = bound.has(node) ? '' : ' (the document binds no node, so that they count as those of the same number)';
    const values = { device: nameOf(passed), node, seen, why, cell: wanted.join(' or ') };
    return [createDiagnostic('RP6500', { span: deviceSpan(device, 'address'), values })];
  });
}

/** The guest's nodes that stand for a node of the host; where nothing binds any, the one of its number. */
function cellsOf(domain: Domain, bound: ReadonlyMap<number, readonly number[]>, node: number): readonly number[] {
  const isBound = child(domain.element, 'numatune') !== undefined || child(domain.element, 'cputune') !== undefined;
  if (isBound) return bound.get(node) ?? [];
  return domain.numaCells.includes(node) ? [node] : [];
}

/** What is behind the expanders that host devices are behind. */
function behindExpanders(domain: Domain) {
  const above = expandersAbove(domain);
  const placed = placedDevices(domain).flatMap((one) => {
    const expander = above.get(one.at.bus);
    return expander === undefined ? [] : [{ ...one, expander }];
  });
  const passed = new Set<Device>(hostDevices(domain));
  const expanders = new Set(placed.filter(({ device }) => passed.has(device)).map(({ expander }) => expander));
  return { above, placed, passed, expanders };
}

/** RP6501: another device behind an expander for host devices (PL-KEEP). */
export function strangersBehindExpanders({ domain, plan }: LintInput): readonly Diagnostic[] {
  if (plan === undefined) return [];
  const { placed, passed, expanders } = behindExpanders(domain);
  const bridges = new Set<Device>(pciControllers(domain));
  return placed
    .filter(({ device, expander }) => expanders.has(expander) && !passed.has(device) && !bridges.has(device))
    .map(({ device, at, expander }) =>
      createDiagnostic('RP6501', {
        span: deviceSpan(device, 'address'),
        values: { device: deviceLabel(device), address: formatPciAddress(at), expander: deviceLabel(expander) },
      }),
    );
}

const PORTS: readonly (string | undefined)[] = ['pcie-root-port', 'pcie-switch-downstream-port'];

/** RP6502: a place behind such an expander that libvirt gives to the next device. */
export function emptyPortsBehindExpanders({ domain, plan }: LintInput): readonly Diagnostic[] {
  if (plan === undefined) return [];
  const { above, placed, expanders } = behindExpanders(domain);
  const used = new Set(placed.map(({ at }) => at.bus));
  const isEmpty = ({ model, index }: Controller): boolean => PORTS.includes(model) && !used.has(index);
  return [...expanders].flatMap((expander) => {
    const empty = pciControllers(domain).filter((one) => above.get(one.index) === expander && isEmpty(one));
    if (empty.length === 0) return [];
    const values = { ports: counted(empty.length, 'empty port'), expander: deviceLabel(expander) };
    return [createDiagnostic('RP6502', { span: deviceSpan(empty[0]), values })];
  });
}

/** RP6503: a GPU and those that share a switch with it on the host, but nothing near in the guest. */
export function peersTornApart({ plan, options }: LintInput): readonly Diagnostic[] {
  const machine = options.host?.machine;
  if (plan === undefined || machine === undefined) return [];
  const devices = new Map(passedDevices(plan, machine).map(({ device, facts }) => [facts.address, device]));
  const torn = peerPairs(plan, machine).filter(({ metal, guest }) => isNear(metal) && !isNear(guest) && guest !== '?');
  const byGpu = new Map<string, typeof torn>();
  for (const pair of torn) byGpu.set(pair.devices[0], [...(byGpu.get(pair.devices[0]) ?? []), pair]);
  return [...byGpu].map(([gpu, pairs]) => {
    const words = (side: 'metal' | 'guest'): string => [...new Set(pairs.map((one) => one[side]))].join(' or ');
    const peers = pairs.map((pair) => pair.devices[1]).join(', ');
    const values = { host: gpu, peers, metal: words('metal'), guest: words('guest') };
    return createDiagnostic('RP6503', { span: deviceSpan(devices.get(gpu), 'address'), values });
  });
}

/** RP6504: devices of one IOMMU group, some passed and some not. */
export function groupsInPart({ plan, options }: LintInput): readonly Diagnostic[] {
  const machine = options.host?.machine;
  if (plan === undefined || machine === undefined) return [];
  const passed = passedDevices(plan, machine);
  const torn = tornGroups(
    machine,
    passed.map(({ facts }) => facts),
  );
  return torn.map(({ group, missing }) => {
    const first = passed.find(({ facts }) => facts.iommuGroup === group);
    const values = {
      device: first === undefined ? '' : nameOf(first),
      group,
      missing: missing.join(', '),
    };
    return createDiagnostic('RP6504', { span: deviceSpan(first?.device, 'source'), values });
  });
}
