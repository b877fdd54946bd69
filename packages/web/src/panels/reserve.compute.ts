import { reservePlaces } from '@rootport/core';
import { pageDiagnostics } from '../worker/answers.ts';
import type { PageDiagnostic } from '../worker/protocol.ts';
import type { Compute } from './panel.ts';

export interface Reserved {
  readonly diagnostics: readonly PageDiagnostic[];
  /** Absent where the places cannot be had. */
  readonly result?: {
    readonly kind: 'pcie' | 'pci';
    readonly before: number;
    readonly after: number;
    /** The controllers that are added, each with its place. */
    readonly added: readonly string[];
    readonly xml: string;
  };
}

export interface ReserveInput {
  readonly free: number;
}

export const compute: Compute<Reserved, ReserveInput> = async ({ text, planner, options: { qemu } }, { free }) => {
  const reserved = reservePlaces(text, (xml) => planner(xml), { free, ...(qemu === undefined ? {} : { qemu }) });
  const diagnostics = await pageDiagnostics(reserved.diagnostics, text);
  if (!reserved.ok) return { diagnostics };
  const { kind, before, after, xml } = reserved;
  const added = reserved.added.map(({ label, address }) => (address === undefined ? label : `${label} at ${address}`));
  return { diagnostics, result: { kind, before, after, added, xml } };
};
