import { resolve } from 'node:path';
import type { Diagnostic, PlanOptions } from '@rootport/core';
import { LOCAL_PROFILE } from '../config/config.ts';
import type { FileFaults } from '../config/file-faults.ts';
import { configFinder, type FoundConfig } from '../config/find-config.ts';
import { failure, type Outcome, success } from '../outcome.ts';
import { reportDiagnostics } from '../reports/report.ts';
import type { Io } from '../system/io.ts';
import { unknownCapabilities } from './capabilities.ts';
import { callFault, hostFactsOf, type PlannerFlags, profileOf, readPlanOptions } from './plan-options.ts';

/** What is in force for a document. */
export interface Settings {
  /** The options of the call, and where these say nothing, what the configuration says. */
  readonly options: PlanOptions;
  /** What there is to say about the options; it has been said. */
  readonly notes: readonly Diagnostic[];
  /** Undefined where there is none. */
  readonly config: FoundConfig | undefined;
  /** The profile in force is `local`, so that the firmware of this machine counts. */
  readonly isLocal: boolean;
}

/** Answers for each document what is in force for it. */
export type SettingsFinder = (argument: string) => Promise<Outcome<Settings, FileFaults>>;

/** Reads what the flags name; says what there is to say about capabilities. */
export async function openSettings(flags: PlannerFlags, io: Io): Promise<Outcome<SettingsFinder, FileFaults>> {
  const asked = await readPlanOptions(flags, io);
  if (!asked.ok) return asked;
  const { options, notes } = asked.value;
  reportDiagnostics(notes, { file: 'rootport', source: '' }, { io, quiet: flags.quiet === true });
  const find = configFinder(flags.config, io);
  const known = new Map<FoundConfig, ReturnType<typeof configuredOptions>>();
  return success(async (argument) => {
    const found = await find(argument);
    if (!found.ok) return found;
    const config = found.value;
    const profile = flags.profile ?? config?.config.profile;
    const isLocal = profile === LOCAL_PROFILE;
    if (config === undefined) return success({ options, notes, config, isLocal });
    const configured = known.get(config) ?? configuredOptions(config, flags, io);
    known.set(config, configured);
    const read = await configured;
    if (!read.ok) return read;
    const both = inOrder({ ...read.value.options, ...options });
    return success({ options: both, notes: [...notes, ...read.value.notes], config, isLocal });
  });
}

const ORDER = [
  'profile',
  'capabilities',
  'capabilitiesByArch',
  'host',
  'qemu',
  'hostArch',
  'newlyDefined',
] as const satisfies readonly (keyof PlanOptions)[];

/** As `readPlanOptions` has them: what a fleet writes is the same bytes, wherever a setting is from. */
function inOrder(options: PlanOptions): PlanOptions {
  return Object.fromEntries(ORDER.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));
}

/** The options that a configuration asks for, without those that one of the call stands in for. */
async function configuredOptions(
  { config, folder }: FoundConfig,
  flags: PlannerFlags,
  io: Io,
): Promise<Outcome<Pick<Settings, 'options' | 'notes'>, FileFaults>> {
  const { qemu, capabilities, arch, host: hostFile } = config;
  const host =
    hostFile === undefined || flags.host !== undefined
      ? success(undefined)
      : await hostFactsOf(resolve(folder, hostFile), io);
  if (!host.ok) return host;
  const named = await profileOf(flags.profile === undefined ? config.profile : undefined, io);
  if (!named.ok) return failure(callFault(named.problem));
  // They say the same thing in two ways, and one way of the call stands in for both.
  const hasQemu = flags.qemu !== undefined || flags.capabilities !== undefined || flags.profile === LOCAL_PROFILE;
  const notes = [...named.value.notes, ...(hasQemu ? [] : unknownCapabilities(capabilities ?? []))];
  reportDiagnostics(notes, { file: 'rootport', source: '' }, { io, quiet: flags.quiet === true });
  const options = {
    ...(hasQemu ? pickProfile(named.value.options) : named.value.options),
    ...(qemu === undefined || hasQemu ? {} : { qemu }),
    ...(capabilities === undefined || hasQemu ? {} : { capabilities }),
    ...(arch === undefined ? {} : { hostArch: arch }),
    ...(host.value === undefined ? {} : { host: host.value }),
  };
  return success({ options, notes });
}

const pickProfile = ({ profile }: PlanOptions): PlanOptions => (profile === undefined ? {} : { profile });

/** What is in force for the one document of a call. */
export async function settingsFor(
  argument: string,
  flags: PlannerFlags,
  io: Io,
): Promise<Outcome<Settings, FileFaults>> {
  const settings = await openSettings(flags, io);
  return settings.ok ? settings.value(argument) : settings;
}
