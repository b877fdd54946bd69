import {
  createDiagnostic,
  type Diagnostic,
  findProfile as findNamed,
  type PlanOptions,
  type ProfileName,
} from '@rootport/core';
import type { FileFaults } from '../config/file-faults.ts';
import { failure, type Outcome, success } from '../outcome.ts';
import { unknownProfile } from '../reports/faults.ts';
import { readSideFile } from '../system/input.ts';
import type { Io } from '../system/io.ts';
import { parseCapabilities, unknownCapabilities } from './capabilities.ts';

/** The flags that decide the answer besides the document, and those that every command with a document has. */
export interface PlannerFlags {
  readonly profile?: string;
  readonly capabilities?: string;
  readonly qemu?: string;
  readonly arch?: string;
  readonly host?: string;
  readonly reload?: boolean;
  /** A configuration file; false: none at all. */
  readonly config?: string | false;
  readonly quiet?: boolean;
}

interface Asked {
  readonly options: PlanOptions;
  /** What is to be said about the options, whatever the documents are. */
  readonly notes: readonly Diagnostic[];
}

/** The options of the planner that the flags ask for. */
export async function readPlanOptions(flags: PlannerFlags, io: Io): Promise<Outcome<Asked, FileFaults>> {
  const profile = flags.profile === undefined ? success(undefined) : findProfile(flags.profile);
  if (!profile.ok) return failure(callFault(profile.problem));
  const capabilities =
    flags.capabilities === undefined ? success(undefined) : await capabilitiesOf(flags.capabilities, io);
  if (!capabilities.ok) return failure(callFault(capabilities.problem));
  const host = flags.host === undefined ? success(undefined) : await hostFactsOf(flags.host, io);
  if (!host.ok) return host;
  const options = {
    ...(profile.value === undefined ? {} : { profile: profile.value }),
    ...(capabilities.value === undefined ? {} : { capabilities: capabilities.value }),
    ...(host.value === undefined ? {} : { host: host.value }),
    ...(flags.qemu === undefined ? {} : { qemu: flags.qemu }),
    ...(flags.arch === undefined ? {} : { hostArch: flags.arch }),
    ...(flags.reload === true ? { newlyDefined: false } : {}),
  };
  return success({ options, notes: unknownCapabilities(capabilities.value ?? []) });
}

/** A fault of the call itself, in the form of one of a file. */
export function callFault(fault: Diagnostic): FileFaults {
  return { file: 'rootport', source: '', diagnostics: [fault] };
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

/** The facts of a host in a file. */
export async function hostFactsOf(
  file: string,
  io: Io,
): Promise<Outcome<NonNullable<PlanOptions['host']>, FileFaults>> {
  const text = await readSideFile(file, io);
  if (!text.ok) return failure(callFault(text.problem));
  const { readHostFacts } = await import('./host-facts.ts');
  const facts = readHostFacts(text.value, file);
  return facts.ok ? facts : failure({ file, source: text.value, diagnostics: facts.problem });
}
