import { createDiagnostic, type Diagnostic } from '../../diagnostics/index.ts';
import { type Device, deviceLabel, deviceSpan, rootModel } from '../../domain/index.ts';
import type { Plan } from '../../plan/index.ts';
import { formatPciAddress } from '../../topology/index.ts';
import { removeAddress } from '../edits.ts';
import type { LintInput } from '../lint.ts';
import { placedDevices } from '../look.ts';

/** What people plug in and out while a guest runs. */
const HOTPLUGGED: readonly Device['kind'][] = ['disk', 'interface', 'hostdev', 'filesystem', 'vsock'];

/** RP6005: a device that was put on pcie-root by hand, where it can never be unplugged. */
export function endpointOnRoot({ domain, plan }: LintInput): readonly Diagnostic[] {
  if (plan === undefined || rootModel(domain) !== 'pcie-root') return [];
  return placedDevices(domain)
    .filter(({ device, at }) => HOTPLUGGED.includes(device.kind) && at.bus === 0 && isByHand(device, plan))
    .map(({ device, at }) => {
      const fix = removeAddress(domain, device, false);
      return createDiagnostic('RP6005', {
        span: deviceSpan(device, 'address'),
        values: { device: deviceLabel(device), address: formatPciAddress(at) },
        fixes: fix === undefined ? [] : [fix],
      });
    });
}

const isByHand = (device: Device, plan: Plan): boolean => plan.decisions.get(device)?.source === 'document';
