import { createDiagnostic, type Diagnostic, type Fix } from '../../diagnostics/index.ts';
import {
  type Controller,
  type Device,
  type Domain,
  deviceLabel,
  deviceSpan,
  pciAddressOf,
} from '../../domain/index.ts';
import { appendChildren, child, detectStyle, setAttribute } from '../../xml/index.ts';
import type { LintInput } from '../lint.ts';
import { pciControllers, placedDevices } from '../look.ts';

const PORTS = ['pcie-root-port', 'pcie-switch-downstream-port'];
const STORAGE = ['scsi', 'sata', 'nvme'];

/** RP6016: disks and their controllers on ports from which the guest can eject them; on request, as most guests have such. */
export function criticalDeviceEjectable({ domain, plan }: LintInput): readonly Diagnostic[] {
  if (plan === undefined) return [];
  return placedDevices(domain).flatMap(({ device, at }) => {
    const port = pciControllers(domain).find(({ index }) => index === at.bus);
    if (port === undefined || !PORTS.includes(port.model ?? '') || port.target.hotplug === 'off') return [];
    if (!isCritical(device)) return [];
    const fix = keepIn(domain, port);
    return [
      createDiagnostic('RP6016', {
        span: deviceSpan(device),
        values: { device: deviceLabel(device), port: deviceLabel(port) },
        fixes: fix === undefined ? [] : [fix],
      }),
    ];
  });
}

function isCritical(device: Device): boolean {
  return device.kind === 'disk' || (device.kind === 'controller' && STORAGE.includes(device.type));
}

function keepIn(domain: Domain, port: Controller): Fix | undefined {
  const { element } = port;
  if (element === undefined || pciAddressOf(port.address) === undefined) return undefined;
  const target = child(element, 'target');
  const edit =
    target === undefined
      ? appendChildren(domain.document, element, [{ name: 'target', attributes: [['hotplug', 'off']] }])
      : setAttribute(target, 'hotplug', 'off', detectStyle(domain.document, target));
  return { title: `set hotplug='off' on ${deviceLabel(port)}`, edits: [edit], safe: false };
}
