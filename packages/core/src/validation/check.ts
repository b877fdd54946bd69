import { createDiagnostic, type Diagnostic, type DiagnosticCode } from '../diagnostics/index.ts';
import { type Device, type Domain, deviceLabel } from '../domain/index.ts';
import type { Facts, ReleaseRange } from '../profiles/index.ts';
import { child } from '../xml/index.ts';

/** A completed definition under its last checks (P-9). */
export interface Checking {
  readonly domain: Domain;
  readonly facts: Facts;
  readonly diagnostics: Diagnostic[];
}

/** One thing that libvirt refuses in a finished definition, from some release on. */
export interface Check extends ReleaseRange {
  readonly rule: string;
  readonly run: (checking: Checking) => void;
}

/** Reports a device at its start tag. */
export function refuse(
  checking: Checking,
  code: DiagnosticCode,
  device: Device | undefined,
  values: Readonly<Record<string, string | number>> = {},
): void {
  const label = device === undefined ? '' : deviceLabel(device);
  checking.diagnostics.push(
    createDiagnostic(code, { span: device?.element?.startTag, values: { device: label, ...values } }),
  );
}

/** Reports a device's address, where it is written. */
export function refuseAddress(
  checking: Checking,
  code: DiagnosticCode,
  device: Device,
  values: Readonly<Record<string, string | number>> = {},
): void {
  const { element } = device;
  const span = element === undefined ? undefined : (child(element, 'address')?.span ?? element.startTag);
  checking.diagnostics.push(createDiagnostic(code, { span, values: { device: deviceLabel(device), ...values } }));
}
