import { createDiagnostic, type Diagnostic, type DiagnosticCode } from '../diagnostics/index.ts';
import { type Device, type Domain, deviceLabel, deviceSpan } from '../domain/index.ts';
import type { Facts, RefusalRow, ReleaseRange } from '../profiles/index.ts';

/** A completed definition under its last checks (P-9). */
export interface Checking {
  readonly domain: Domain;
  readonly facts: Facts;
  readonly diagnostics: Diagnostic[];
}

/** One thing that libvirt refuses in a finished definition, in some releases. */
export interface Check {
  /** The row of a table of profiles/tables, or the releases that were asked. */
  readonly when: ReleaseRange | RefusalRow;
  readonly run: (checking: Checking) => void;
}

/** Reports a device, at the part of it that `path` names (see `deviceSpan`). */
export function refuse(
  checking: Checking,
  code: DiagnosticCode,
  device: Device | undefined,
  values: Readonly<Record<string, string | number>> = {},
  ...path: readonly string[]
): void {
  const label = device === undefined ? '' : deviceLabel(device);
  checking.diagnostics.push(
    createDiagnostic(code, { span: deviceSpan(device, ...path), values: { device: label, ...values } }),
  );
}
