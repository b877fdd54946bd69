import {
  createDiagnostic,
  type Diagnostic,
  findProfile as findNamed,
  type PlanOptions,
  type ProfileName,
} from '@rootport/core';
import { failure, type Outcome, success } from '../outcome.ts';
import { unknownProfile } from '../reports/faults.ts';
import { readSideFile } from '../system/input.ts';
import type { Io } from '../system/io.ts';
import { parseCapabilities, unknownCapabilities } from './capabilities.ts';
import { parseHostFacts } from './host-facts.ts';

/** The flags that decide the answer besides the document, except for the profile. */
export interface PlannerFlags {
  readonly capabilities?: string;
  readonly qemu?: string;
  readonly arch?: string;
  readonly host?: string;
  readonly reload?: boolean;
}

interface Asked {
  readonly options: PlanOptions;
  /** What is to be said about the options, whatever the documents are. */
  readonly notes: readonly Diagnostic[];
}

/** The options of the planner that the flags ask for. */
export async function readPlanOptions(flags: PlannerFlags, io: Io): Promise<Outcome<Asked, Diagnostic>> {
  const capabilities =
    flags.capabilities === undefined ? success(undefined) : await capabilitiesOf(flags.capabilities, io);
  if (!capabilities.ok) return capabilities;
  const host = flags.host === undefined ? success(undefined) : await hostFactsOf(flags.host, io);
  if (!host.ok) return host;
  const options = {
    ...(capabilities.value === undefined ? {} : { capabilities: capabilities.value }),
    ...(host.value === undefined ? {} : { host: host.value }),
    ...(flags.qemu === undefined ? {} : { qemu: flags.qemu }),
    ...(flags.arch === undefined ? {} : { hostArch: flags.arch }),
    ...(flags.reload === true ? { newlyDefined: false } : {}),
  };
  return success({ options, notes: unknownCapabilities(capabilities.value ?? []) });
}

/** The profile that the user's name means. */
export function findProfile(name: string): Outcome<ProfileName, Diagnostic> {
  const profile = findNamed(name);
  return profile === undefined ? failure(unknownProfile(name)) : success(profile);
}

async function capabilitiesOf(value: string, io: Io): Promise<Outcome<readonly string[], Diagnostic>> {
  if (!value.startsWith('@')) return checkedCapabilities(value, '--capabilities');
  const path = value.slice(1);
  const text = await readSideFile(path, io);
  return text.ok ? checkedCapabilities(text.value, path) : text;
}

function checkedCapabilities(text: string, where: string): Outcome<readonly string[], Diagnostic> {
  const names = parseCapabilities(text);
  return names.ok ? names : failure(createDiagnostic('RP5005', { values: { where, problem: names.problem } }));
}

async function hostFactsOf(file: string, io: Io): Promise<Outcome<PlanOptions['host'], Diagnostic>> {
  const text = await readSideFile(file, io);
  if (!text.ok) return text;
  const facts = parseHostFacts(text.value);
  return facts.ok ? facts : failure(createDiagnostic('RP5004', { values: { file, problem: facts.problem } }));
}
