import {
  areOptions,
  checkArguments,
  isCount,
  isFlag,
  isFunction,
  isHost,
  isListOf,
  isOneOf,
  isRecordOf,
  isText,
} from '../../basics/index.ts';
import { createDiagnostic, type Diagnostic } from '../../diagnostics/index.ts';
import { type Domain, hostDevices, type HostDevice as Passed, pciAddressOf } from '../../domain/index.ts';
import { busRanges } from '../../guest/index.ts';
import type { HostDevice } from '../../host/index.ts';
import { guestPlaces, peerPairs } from '../../near/index.ts';
import type { Plan } from '../../plan/index.ts';
import { applyEdits } from '../../text/index.ts';
import { formatPciAddress } from '../../topology/index.ts';
import { inOriginalText, type Planner } from '../edited-document.ts';
import { askedDevices } from './asked-devices.ts';
import { chooseBusNumbers, meetingRanges } from './bus-numbers.ts';
import { cellsFor } from './cells.ts';
import { placeHints } from './hints.ts';
import { placementEdits } from './placement-edits.ts';
import { costOf, devicesOf, type PortGroup, portGroups, widest } from './port-groups.ts';
import { PLACE_POLICIES, type PlacedDevices, type PlacedExpander, type PlaceRequest } from './request.ts';

const MOST_PORTS = 32;
const MOST_INDEX = 255;

const isRequest = areOptions<PlaceRequest>(
  {
    host: isHost,
    policy: isOneOf(...PLACE_POLICIES),
    devices: isListOf(isText),
    kinds: isListOf(isText),
    loose: isFlag,
    move: isFlag,
    nodes: isRecordOf(isCount),
    cells: isRecordOf(isCount),
    virtualFunctions: isListOf(isText),
    smmu: isFlag,
    applyHints: isFlag,
  },
  ['host', 'policy'],
);

/**
 * Places devices of a host in a document: expanders near their cells, ports, mirrored switches, host devices with
 * addresses (PL-IN to PL-STRICT). Nothing else of the document changes, and the same request gives the same bytes. What
 * cannot be kept is refused; in loose mode, where that is possible, told.
 */
export function placeDevices(xml: string, planner: Planner, request: PlaceRequest): PlacedDevices {
  checkArguments('placeDevices', {
    xml: [xml, isText],
    planner: [planner, isFunction],
    request: [request, isRequest],
  });
  const base = planner(xml);
  if (!base.ok) return base;
  const { domain } = base.plan;
  const asked = askedDevices(request);
  const diagnostics: Diagnostic[] = [...asked.diagnostics, ...machineObjections(domain, request)];
  if (diagnostics.some(isError)) return { ok: false, diagnostics };
  const unknown = asked.devices.filter(({ node }) => node === null);
  for (const { address } of unknown) {
    diagnostics.push(createDiagnostic(request.loose === true ? 'RP7500' : 'RP3503', { values: { device: address } }));
  }
  if (request.policy === 'per-root' && asked.devices.some(({ root }) => root === null)) {
    diagnostics.push(createDiagnostic('RP3507'));
  }
  const { cells, diagnostics: cellFaults } = cellsFor(domain, asked.devices, request);
  diagnostics.push(...cellFaults);
  const present = presentDevices(domain, asked.devices);
  diagnostics.push(...fixedAddresses(present, request));
  if (diagnostics.some(isError)) return { ok: false, diagnostics };
  const groups = portGroups(asked.devices, cells, request.policy);
  diagnostics.push(...tooMany(domain, groups));
  if (diagnostics.some(isError)) return { ok: false, diagnostics };
  const result = place(base.plan, { groups, unplaced: unknown, present }, planner, request);
  if (!result.ok) return { ok: false, diagnostics: [...diagnostics, ...result.diagnostics] };
  return { ...result, diagnostics: [...base.diagnostics, ...diagnostics, ...result.diagnostics] };
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';

/** PL-MACHINE, PL-IOMMU. */
function machineObjections({ machine, element }: Domain, { smmu }: PlaceRequest): readonly Diagnostic[] {
  const span = element.startTag;
  const found: Diagnostic[] = [];
  if (!EXPRESS_FAMILIES.includes(machine.family ?? '')) {
    found.push(createDiagnostic('RP3512', { span, values: { machine: machine.name } }));
  }
  if (smmu === true && machine.family !== 'arm-virt') {
    found.push(
      createDiagnostic('RP3515', {
        span,
        values: { feature: 'an smmuv3 for each expander', needs: 'a virt machine on aarch64' },
      }),
    );
  }
  return found;
}

const EXPRESS_FAMILIES: readonly string[] = ['q35', 'arm-virt'];

/** The host devices that the document has already, by host address. */
function presentDevices(domain: Domain, devices: readonly HostDevice[]): ReadonlyMap<string, Passed> {
  const wanted = new Set(devices.map(({ address }) => address));
  const found = hostDevices(domain).flatMap((one): readonly (readonly [string, Passed])[] => {
    const address = one.host === undefined ? undefined : formatPciAddress(one.host);
    return address !== undefined && wanted.has(address) && one.element !== undefined ? [[address, one]] : [];
  });
  return new Map(found);
}

/** RP3511: an address that the user wrote stays, unless it may be moved. */
function fixedAddresses(present: ReadonlyMap<string, Passed>, { move }: PlaceRequest): readonly Diagnostic[] {
  if (move === true) return [];
  return [...present].flatMap(([host, { element, address }]) => {
    const isWritten = element?.children.some((node) => node.kind === 'element' && node.name === 'address') === true;
    const at = pciAddressOf(address);
    if (!isWritten || at === undefined) return [];
    return [
      createDiagnostic('RP3511', { span: element?.startTag, values: { device: host, address: formatPciAddress(at) } }),
    ];
  });
}

/** RP3513: more ports than an expander or switch has, or more expanders than slots. */
function tooMany(domain: Domain, groups: readonly PortGroup[]): readonly Diagnostic[] {
  const span = domain.element.startTag;
  const refuse = (what: string, count: number, most: number): Diagnostic =>
    createDiagnostic('RP3513', { span, values: { what, count, most } });
  const ports = Math.max(0, ...groups.map(({ items }) => widest(items)));
  return [
    ...(ports > MOST_PORTS ? [refuse('ports side by side on one expander or switch', ports, MOST_PORTS)] : []),
    ...(groups.length >= MOST_PORTS ? [refuse('expanders on pcie.0', groups.length, MOST_PORTS - 1)] : []),
  ];
}

/** Behind the highest index that is written (PL-XML). */
export function nextIndex({ devices }: Domain): number {
  const written = devices.controller.filter(({ type, element }) => type === 'pci' && element !== undefined);
  return 1 + Math.max(0, ...written.map(({ index }) => index));
}

interface Work {
  readonly groups: readonly PortGroup[];
  /** Devices without a cell, which go where libvirt puts them. */
  readonly unplaced: readonly HostDevice[];
  readonly present: ReadonlyMap<string, Passed>;
}

function place(base: Plan, work: Work, planner: Planner, request: PlaceRequest): PlacedDevices {
  const { domain } = base;
  const { groups } = work;
  const span = domain.element.startTag;
  const before = busRanges(base);
  const costs = groups.map(costOf);
  const numbers = chooseBusNumbers(costs, before.slice(1));
  const refuse = (parts: readonly string[], needed: number): PlacedDevices => ({
    ok: false,
    diagnostics: [createDiagnostic('RP3514', { span, values: { needed, parts: parts.join(', ') } })],
  });
  const partsOf = (ranges: typeof before): readonly string[] =>
    ranges.map(({ name, from, to }) => `${name}: ${to - from + 1}`);
  const total = (ranges: typeof before): number => ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const needed = total(before) - work.present.size + costs.reduce((sum, cost) => sum + cost, 0);
  if (numbers === undefined || needed > MOST_INDEX + 1) {
    const added = costs.map((cost, position) => `new expander ${position + 1}: ${cost}`);
    return refuse([...partsOf(before), ...added], needed);
  }
  const first = nextIndex(domain);
  const hints = placeHints(base, devicesOf(groups.flatMap(({ items }) => items)), request);
  const edits = [...placementEdits(domain, { ...work, numbers, first, smmu: request.smmu === true }), ...hints.edits];
  const xml = applyEdits(domain.document.source, edits);
  const planned = planner(xml);
  if (!planned.ok) return { ok: false, diagnostics: inOriginalText(planned.diagnostics, edits) };
  const { plan } = planned;
  const ranges = busRanges(plan);
  if (meetingRanges(ranges).length > 0) return refuse(partsOf(ranges), total(ranges));
  const strangers = uninvited(plan);
  const told: Diagnostic[] = strangers.map((values) =>
    createDiagnostic(request.loose === true ? 'RP7507' : 'RP3516', { span, values }),
  );
  if (told.some(isError)) return { ok: false, diagnostics: told };
  const places = guestPlaces(plan);
  const pairs = peerPairs(plan, request.host, places);
  const cellOf = new Map(groups.flatMap(({ cell, items }) => devicesOf(items).map(({ address }) => [address, cell])));
  const addressOf = new Map(
    hostDevices(plan.domain).flatMap((one) => {
      const at = pciAddressOf(one.address);
      return one.host === undefined || at === undefined
        ? []
        : [[formatPciAddress(one.host), formatPciAddress(at)] as const];
    }),
  );
  const all = [...groups.flatMap(({ items }) => devicesOf(items)), ...work.unplaced];
  return {
    ok: true,
    xml,
    plan,
    devices: all.map(({ address, kind, node }) => ({
      ...{ host: address, kind, node, cell: cellOf.get(address) ?? null },
      ...{ address: addressOf.get(address) ?? '', guest: places.get(address)?.address ?? null },
    })),
    expanders: expandersOf(groups, numbers, first),
    pairs,
    hints: hints.hints,
    diagnostics: [...told, ...warnings(pairs, all, request)],
  };
}

function expandersOf(
  groups: readonly PortGroup[],
  numbers: readonly number[],
  first: number,
): readonly PlacedExpander[] {
  let index = first;
  return groups.map((group, position) => {
    const busNr = numbers[position] ?? 0;
    const expander = {
      ...{ index, cell: group.cell, root: group.root, busNr, lastBus: busNr + costOf(group) - 1 },
      devices: devicesOf(group.items).map(({ address }) => address),
    };
    index += costOf(group);
    return expander;
  });
}

/** Ports below expanders that are empty, or hold what libvirt put there by itself (PL-KEEP). */
export function uninvited(plan: Plan): readonly { readonly port: string; readonly problem: string }[] {
  const { controller } = plan.domain.devices;
  const byIndex = new Map(controller.flatMap((one) => (one.type === 'pci' ? [[one.index, one] as const] : [])));
  const expanderOf = (index: number): boolean => {
    for (let [at, steps] = [byIndex.get(index), 0]; at !== undefined && steps < 256; steps += 1) {
      if (at.model === 'pcie-expander-bus') return true;
      const above = pciAddressOf(at.address)?.bus;
      at = above === undefined || at.index === 0 ? undefined : byIndex.get(above);
    }
    return false;
  };
  return [...plan.buses.keys()].flatMap((index) => {
    const port = byIndex.get(index);
    const isPort = port?.model === 'pcie-root-port' || port?.model === 'pcie-switch-downstream-port';
    if (!isPort || !expanderOf(index)) return [];
    const name = `controller pci ${index}`;
    const holders = [...plan.decisions].filter(([device]) => pciAddressOf(device.address)?.bus === index);
    if (holders.length === 0) return [{ port: name, problem: 'is empty, so that libvirt may put any device there' }];
    const stranger = holders.find(([device, { source }]) => source !== 'document' && device.kind !== 'controller');
    return stranger === undefined
      ? []
      : [{ port: name, problem: `holds ${stranger[0].kind}, which libvirt put there by itself` }];
  });
}

/** What a policy gives up (PL-LINK), and what the hardware does whatever the guest is told (G-GRP-ACS). */
function warnings(
  pairs: ReturnType<typeof peerPairs>,
  devices: readonly HostDevice[],
  { policy, host }: PlaceRequest,
): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const worse = pairs.filter(({ isWorse }) => isWorse);
  if (worse.length > 0) {
    const names = worse.slice(0, 4).map((pair) => pair.devices.join(' and '));
    const more = worse.length > names.length ? ` and ${worse.length - names.length} more` : '';
    const level = [...new Set(worse.map(({ guest }) => guest))].join(' or ');
    found.push(
      createDiagnostic('RP7503', { values: { count: worse.length, level, pairs: `${names.join('; ')}${more}` } }),
    );
  }
  if (policy === 'switch' && devices.some(({ switches }) => (switches?.length ?? 0) > 0)) {
    found.push(createDiagnostic('RP7504'));
  }
  const above = new Map(host.bridges.map((bridge) => [bridge.address, bridge]));
  const near = new Set(pairs.flatMap((pair) => (pair.metal === 'PIX' || pair.metal === 'PXB' ? pair.devices : [])));
  const redirected = devices.filter(({ address, parent, ats }) => {
    const port = parent === null ? undefined : above.get(parent);
    if (port?.acs === null || port?.acs === undefined || port.acs === 'off' || !near.has(address)) return false;
    return port.acs === 'redirect' || ats?.enabled === false;
  });
  if (redirected.length > 0) {
    const ports = redirected.map(({ parent, address }) => `${parent} above ${address}`).join(', ');
    found.push(createDiagnostic('RP7505', { values: { ports } }));
  }
  return found;
}
