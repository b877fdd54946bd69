import { convertMachine, type PlanComparison } from '@rootport/core';
import { pageDiagnostics } from '../worker/answers.ts';
import type { PageDiagnostic } from '../worker/protocol.ts';
import type { Compute } from './panel.ts';

export interface Converted {
  readonly diagnostics: readonly PageDiagnostic[];
  /** Absent where the document cannot be converted. */
  readonly result?: { readonly xml: string; readonly comparison: PlanComparison };
}

export interface ConvertInput {
  readonly keepNicNames: boolean;
}

export const compute: Compute<Converted, ConvertInput> = async ({ text, planner }, { keepNicNames }) => {
  const conversion = convertMachine(text, (xml) => planner(xml), { keepNicNames });
  const diagnostics = await pageDiagnostics(conversion.diagnostics, text);
  if (!conversion.ok) return { diagnostics };
  return { diagnostics, result: { xml: conversion.xml, comparison: conversion.comparison } };
};
