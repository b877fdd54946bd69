import { type Device, deviceLabel } from '../domain/index.ts';
import { connectionRow } from '../profiles/index.ts';
import { type Connection, formatPciAddress, KIND, MARK } from '../topology/index.ts';
import { reportDevice } from './report.ts';
import type { Placement } from './state.ts';

const CONVENTIONAL: Connection = KIND.PCI | MARK.AUTO;
const EXPRESS: Connection = KIND.PCIE | MARK.AUTO;

/** What a device needs from a bus (N-CLASS); 0 when it does not use PCI. */
export function needsOf(run: Placement, device: Device): Connection {
  const known = run.needs.get(device);
  if (known !== undefined) return known;
  const needs = computeNeeds(run, device);
  run.needs.set(device, needs);
  return needs;
}

function computeNeeds(run: Placement, device: Device): Connection {
  const { profile, capabilities } = run.facts;
  if (device.kind === 'controller' && device.type === 'pci') {
    return profile.pciControllers.get(device.model ?? '')?.needs ?? 0;
  }
  const row = connectionRow(profile, device);
  if (row === undefined) return 0;
  const integrated = row.integrated === true ? MARK.INTEGRATED : 0;
  const isGiven = device.address.type === 'pci' && device.address.at !== undefined;
  switch (isGiven ? (row.whenGiven ?? row.need) : row.need) {
    case 'none':
      return 0;
    case 'conventional':
      return CONVENTIONAL | integrated;
    case 'express':
      return (run.hasPcieRoot ? EXPRESS : CONVENTIONAL) | integrated;
    case 'virtio':
      return (run.hasPcieRoot && capabilities.has(profile.switches.modernVirtio) ? EXPRESS : CONVENTIONAL) | integrated;
    case 'host':
      return run.hasPcieRoot && isExpressHostDevice(run, device) ? EXPRESS : CONVENTIONAL;
  }
}

// N-HOST: what is not known to be conventional counts as PCI Express.
function isExpressHostDevice(run: Placement, device: Device): boolean {
  const at = device.kind === 'hostdev' || device.kind === 'interface' ? device.host : undefined;
  const host = at === undefined ? '' : formatPciAddress(at);
  const facts = run.host.hostDevices?.[host];
  if (facts === undefined) {
    reportDevice(run, 'RP4005', device, { device: deviceLabel(device), host, what: 'a PCI Express device' });
  }
  return facts?.present !== true || facts.pcie !== false;
}
