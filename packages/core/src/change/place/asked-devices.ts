import { createDiagnostic, type Diagnostic } from '../../diagnostics/index.ts';
import {
  cardOf,
  compareHostAddresses,
  type HostDevice,
  isOffered,
  normalAddress,
  tornGroups,
} from '../../host/index.ts';
import type { PlaceRequest } from './request.ts';

/** The devices that are asked for, and why one cannot be had (PL-STRICT). In order of their addresses. */
export function askedDevices(request: PlaceRequest): {
  readonly devices: readonly HostDevice[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const { host, kinds } = request;
  const diagnostics: Diagnostic[] = [];
  const known = new Map(host.devices.map((one) => [one.address, one]));
  const wanted =
    request.devices ??
    host.devices.flatMap((one) =>
      isOffered(one) && (kinds?.includes(one.kind ?? 'vmd') ?? true) ? [one.address] : [],
    );
  const devices: HostDevice[] = [];
  for (const written of new Set(wanted.map((one) => normalAddress(one) ?? one))) {
    const device = known.get(written);
    if (device !== undefined) devices.push(withGiven(device, request, known));
    else if (host.bridges.some(({ address }) => address === written)) {
      diagnostics.push(createDiagnostic('RP3501', { values: { device: written } }));
    } else diagnostics.push(createDiagnostic('RP3500', { values: { device: written } }));
  }
  devices.sort((a, b) => compareHostAddresses(a.address, b.address));
  if (devices.length === 0 && diagnostics.length === 0) diagnostics.push(createDiagnostic('RP3517'));
  for (const device of devices) diagnostics.push(...objections(device, devices, request));
  for (const { group, missing } of tornGroups(host, devices)) {
    diagnostics.push(createDiagnostic('RP3508', { values: { group, missing: missing.join(', ') } }));
  }
  return { devices, diagnostics };
}

/** What the user knows better than the files. */
function withGiven(device: HostDevice, request: PlaceRequest, known: ReadonlyMap<string, HostDevice>): HostDevice {
  const node = request.nodes?.[device.address] ?? (device.root === null ? undefined : request.nodes?.[device.root]);
  const isVf = request.virtualFunctions?.some((one) => normalAddress(one) === device.address) === true;
  const first = known.get(`${cardOf(device.address)}.0`);
  return {
    ...device,
    ...(node === undefined ? {} : { node, nodeSource: 'user' as const }),
    ...(isVf ? { vf: true, physfn: device.physfn ?? first?.address ?? null } : {}),
  };
}

function objections(device: HostDevice, all: readonly HostDevice[], { loose }: PlaceRequest): readonly Diagnostic[] {
  const { address, notOffered, physfn, nodeSource, node } = device;
  const found: Diagnostic[] = [];
  if (notOffered === 'behind-vmd') found.push(createDiagnostic('RP3510', { values: { device: address } }));
  else if (notOffered !== null) {
    const what = notOffered === 'console' ? 'the console of the host' : 'emulated, no device of a board';
    found.push(createDiagnostic(loose === true ? 'RP7502' : 'RP3502', { values: { device: address, what } }));
  }
  if (physfn !== null && all.some((one) => one.address === physfn)) {
    found.push(createDiagnostic('RP3509', { values: { device: address, physical: physfn } }));
  }
  if (nodeSource === 'user') found.push(createDiagnostic('RP7506', { values: { device: address, node: node ?? '' } }));
  return found;
}
