import { type PlanOptions, PROFILES } from '@rootport/core';
import { parseCapabilities } from './capabilities.ts';
import type { PlanFlags } from './commands/plan.ts';
import { parseHostFacts } from './host-facts.ts';
import { readSideFile } from './input.ts';
import type { Io } from './io.ts';
import { failure, type Outcome, success } from './outcome.ts';

/** The options of the planner that the flags ask for. */
export async function readPlanOptions(flags: PlanFlags, io: Io): Promise<Outcome<PlanOptions>> {
  const profile = flags.profile === undefined ? success(undefined) : findProfile(flags.profile);
  if (!profile.ok) return profile;
  const capabilities =
    flags.capabilities === undefined ? success(undefined) : await capabilitiesOf(flags.capabilities, io);
  if (!capabilities.ok) return capabilities;
  const host = flags.host === undefined ? success(undefined) : await hostFactsOf(flags.host, io);
  if (!host.ok) return host;
  return success({
    ...(profile.value === undefined ? {} : { profile: profile.value }),
    ...(capabilities.value === undefined ? {} : { capabilities: capabilities.value }),
    ...(host.value === undefined ? {} : { host: host.value }),
    ...(flags.qemu === undefined ? {} : { qemu: flags.qemu }),
    ...(flags.arch === undefined ? {} : { hostArch: flags.arch }),
    ...(flags.reload === true ? { newlyDefined: false } : {}),
  });
}

function findProfile(name: string): Outcome<PlanOptions['profile']> {
  const profile = PROFILES.find((candidate) => candidate.name === name);
  if (profile !== undefined) return success(profile.name);
  const known = PROFILES.map((candidate) => candidate.name).join(', ');
  return failure(`there is no profile "${name}"; there are ${known}`);
}

async function capabilitiesOf(value: string, io: Io): Promise<Outcome<PlanOptions['capabilities']>> {
  if (!value.startsWith('@')) return named('--capabilities', parseCapabilities(value));
  const path = value.slice(1);
  const text = await readSideFile(path, io);
  return typeof text === 'string' ? named(path, parseCapabilities(text)) : failure(text.problem);
}

async function hostFactsOf(path: string, io: Io): Promise<Outcome<PlanOptions['host']>> {
  const text = await readSideFile(path, io);
  return typeof text === 'string' ? named(path, parseHostFacts(text)) : failure(text.problem);
}

function named<T>(where: string, outcome: Outcome<T>): Outcome<T> {
  return outcome.ok ? outcome : failure(`${where}: ${outcome.problem}`);
}
