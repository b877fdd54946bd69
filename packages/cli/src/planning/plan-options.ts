import {
  capabilitiesFor,
  createDiagnostic,
  DEFAULT_PROFILE,
  type Diagnostic,
  type EmulatorReport,
  findProfile as findNamed,
  type PlanOptions,
  type ProfileName,
  planDomain,
  readEmulatorReport,
  untoldCapabilities,
} from '@rootport/core';
import { LOCAL_PROFILE } from '../config/config.ts';
import type { FileFaults } from '../config/file-faults.ts';
import { failure, type Outcome, success } from '../outcome.ts';
import { unknownProfile } from '../reports/faults.ts';
import { readSideFile } from '../system/input.ts';
import type { Io } from '../system/io.ts';
import { parseCapabilities, unknownCapabilities } from './capabilities.ts';
import { localLibvirt } from './local-libvirt.ts';

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
  readonly options: PlanOptions & { readonly profile?: ProfileName };
  /** What is to be said about the options, whatever the documents are. */
  readonly notes: readonly Diagnostic[];
}

/** The options of the planner that the flags ask for. */
export async function readPlanOptions(flags: PlannerFlags, io: Io): Promise<Outcome<Asked, FileFaults>> {
  const chosen = await profileOf(flags.profile, io);
  if (!chosen.ok) return failure(callFault(chosen.problem));
  const given = chosen.value.options;
  const capabilities =
    flags.capabilities === undefined ? success(undefined) : await capabilitiesOf(flags.capabilities, given.profile, io);
  if (!capabilities.ok) return capabilities;
  const host = flags.host === undefined ? success(undefined) : await hostFactsOf(flags.host, io);
  if (!host.ok) return host;
  const isOwn = flags.qemu === undefined && flags.capabilities === undefined;
  const options = {
    ...(given.profile === undefined ? {} : { profile: given.profile }),
    ...(isOwn ? given : capabilities.value?.options),
    ...(host.value === undefined ? {} : { host: host.value }),
    ...(flags.qemu === undefined ? {} : { qemu: flags.qemu }),
    ...(flags.arch === undefined ? {} : { hostArch: flags.arch }),
    ...(flags.reload === true ? { newlyDefined: false } : {}),
  };
  return success({ options, notes: [...chosen.value.notes, ...(capabilities.value?.notes ?? [])] });
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

/** The options that a named profile stands for, `local` included. */
export async function profileOf(name: string | undefined, io: Io): Promise<Outcome<Asked, Diagnostic>> {
  if (name === undefined) return success({ options: {}, notes: [] });
  if (name === LOCAL_PROFILE) {
    const local = await localLibvirt(io);
    if (!local.ok) return local;
    const { profile, options, notes } = local.value;
    return success({ options: { profile, ...options }, notes });
  }
  const profile = findProfile(name);
  return profile.ok ? success({ options: { profile: profile.value }, notes: [] }) : profile;
}

async function capabilitiesOf(
  value: string,
  profile: ProfileName | undefined,
  io: Io,
): Promise<Outcome<Asked, FileFaults>> {
  if (!value.startsWith('@')) return checkedCapabilities(value, '--capabilities');
  const path = value.slice(1);
  const text = await readSideFile(path, io);
  if (!text.ok) return failure(callFault(text.problem));
  const source = text.value;
  if (source.trim() === '') {
    const problem = 'the file is empty; a QEMU without any capability is --capabilities with an empty text';
    return failure(callFault(createDiagnostic('RP5005', { values: { where: path, problem } })));
  }
  if (!source.trimStart().startsWith('<')) return checkedCapabilities(source, path);
  const report = readEmulatorReport(source);
  if (report !== undefined) return success(reportedCapabilities(report, profile ?? DEFAULT_PROFILE));
  const broken = planDomain(source).diagnostics.filter(isFaultOfXml);
  if (broken.length > 0) return failure({ file: path, source, diagnostics: broken });
  const problem =
    'it is XML, but neither a capability cache of libvirt nor the output of virsh domcapabilities, with an <arch>';
  return failure(callFault(createDiagnostic('RP5005', { values: { where: path, problem } })));
}

/** Faults of any XML; that it is no domain is not one here. */
const FAULTS_OF_XML: readonly string[] = ['RP1001', 'RP1004', 'RP1006', 'RP1007'];

const isFaultOfXml = ({ code }: Diagnostic): boolean => FAULTS_OF_XML.includes(code);

/** What a report leaves open is taken from the QEMU of the profile's time; that is said. */
function reportedCapabilities(report: EmulatorReport, profile: ProfileName): Asked {
  const { arch } = report;
  if (report.kind === 'cache') return { options: { capabilitiesByArch: { [arch]: report.capabilities } }, notes: [] };
  const assumed = capabilitiesFor(profile, arch) ?? [];
  const capabilities = [...new Set([...assumed, ...report.has])].filter((name) => !report.lacks.includes(name));
  const untold = untoldCapabilities(report);
  const values = { arch, told: report.has.length + report.lacks.length, untold: untold.length, profile };
  const related = [{ message: `it says nothing of ${untold.slice(0, 4).join(', ')} and others` }];
  return {
    options: { capabilitiesByArch: { [arch]: capabilities } },
    notes: [createDiagnostic('RP7362', { values, related })],
  };
}

function checkedCapabilities(text: string, where: string): Outcome<Asked, FileFaults> {
  const names = parseCapabilities(text);
  return names.ok
    ? success({ options: { capabilities: names.value }, notes: unknownCapabilities(names.value) })
    : failure(callFault(createDiagnostic('RP5005', { values: { where, problem: names.problem } })));
}

/** The facts of a host in a file. */
export async function hostFactsOf(
  file: string,
  io: Io,
): Promise<Outcome<NonNullable<PlanOptions['host']>, FileFaults>> {
  const { readAnyFacts } = await import('./host-facts.ts');
  const { readHostInput } = await import('./host-files.ts');
  const input = await readHostInput(file, io);
  if (!input.ok) return failure(callFault(input.problem));
  const source = 'text' in input.value ? input.value.text : '';
  const facts = readAnyFacts(input.value);
  return facts.ok ? facts : failure({ file, source, diagnostics: facts.problem });
}
