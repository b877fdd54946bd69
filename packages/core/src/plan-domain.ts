import { applyDefaults, applyLateDefaults, type Completion } from './defaults/index.ts';
import { createDiagnostic, type Diagnostic } from './diagnostics/index.ts';
import { type Domain, isArch, type ReadFacts, readDomain } from './domain/index.ts';
import { placeDomain } from './placement/index.ts';
import { createPlan, type Plan } from './plan/index.ts';
import {
  capabilitiesFor,
  DEFAULT_PROFILE,
  ELEMENTS,
  type Facts,
  getProfile,
  type HostFacts,
  inForce,
  isProfileName,
  machineFacts,
  NIC_MODELS,
  PROFILES,
  type Profile,
  type ProfileName,
  resolveMachine,
} from './profiles/index.ts';
import { validateDomain } from './validation/index.ts';
import { findDomain, parseXml } from './xml/index.ts';

/** What decides besides the document. */
export interface PlanOptions {
  /** The libvirt state; the newest by default. */
  readonly profile?: ProfileName;
  /** Names of the QEMU capabilities in force, exactly these; else those of `qemu`. */
  readonly capabilities?: readonly string[];
  /** A QEMU version (`7.2`); the one of the profile's time by default. */
  readonly qemu?: string;
  /** The architecture of a document that names none; `x86_64` by default. */
  readonly hostArch?: string;
  /** The guest is being defined, not read back (02, flag *new*); true by default. */
  readonly newlyDefined?: boolean;
  readonly host?: HostFacts;
}

/** A plan, or why libvirt would refuse the definition. */
export type PlanResult =
  | { readonly ok: true; readonly plan: Plan; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Plans the PCI topology of a domain definition, as libvirt's QEMU driver does when the domain is defined. */
export function planDomain(xml: string, options: PlanOptions = {}): PlanResult {
  const profileName = options.profile ?? DEFAULT_PROFILE;
  if (!isProfileName(profileName)) return refuseProfile(profileName);
  const profile = getProfile(profileName);
  const parsed = parseXml(xml);
  if (parsed.diagnostics.some(isError)) return { ok: false, diagnostics: parsed.diagnostics };
  const found = findDomain(parsed.document);
  if (!found.ok) return { ok: false, diagnostics: [found.diagnostic] };
  const { domain, diagnostics } = readDomain(parsed.document, found.domain, readFacts(profile, options));
  const all: Diagnostic[] = [...diagnostics];
  const facts = selectFacts(profile, domain, options, all);
  if (facts === undefined || all.some(isError)) return { ok: false, diagnostics: all };
  return completeAndPlace(domain, facts, options, all);
}

function completeAndPlace(domain: Domain, facts: Facts, options: PlanOptions, diagnostics: Diagnostic[]): PlanResult {
  const newlyDefined = options.newlyDefined ?? true;
  const host = options.host ?? {};
  const machine = machineFacts(facts, domain.machine);
  const completion: Completion = { domain, facts, machine, host, newlyDefined, diagnostics };
  applyDefaults(completion);
  if (diagnostics.some(isError)) return { ok: false, diagnostics };
  const { run, set } = placeDomain(domain, facts, host, diagnostics);
  if (set === undefined || diagnostics.some(isError) || !applyLateDefaults(completion))
    return { ok: false, diagnostics };
  validateDomain({ domain, facts, diagnostics });
  if (diagnostics.some(isError)) return { ok: false, diagnostics };
  return { ok: true, plan: createPlan(domain, facts, newlyDefined, set, run.decisions, run.growth), diagnostics };
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';

function refuseProfile(name: string): PlanResult {
  const known = PROFILES.map((profile) => profile.name).join(', ');
  return { ok: false, diagnostics: [createDiagnostic('RP4003', { values: { name, known } })] };
}

function readFacts(profile: Profile, options: PlanOptions): ReadFacts {
  const { switches } = profile;
  const pools = new Set(options.host?.hostdevNetworks);
  return {
    resolveMachine: (arch, name) => resolveMachine(profile.release, arch ?? options.hostArch ?? 'x86_64', name),
    inputBus: ({ arch }, type) => {
      if (type === 'passthrough' && switches.passthroughInputVirtio) return 'virtio';
      if (isArch(arch, 's390') && switches.s390InputVirtio) return 'virtio';
      if (type === 'evdev') return 'none';
      return isArch(arch, 'x86') && (type === 'mouse' || type === 'keyboard') ? 'ps2' : 'usb';
    },
    nicModel: (written) =>
      switches.nicModelsIgnoreCase
        ? (NIC_MODELS.find((model) => model.toLowerCase() === written.toLowerCase()) ?? written)
        : written,
    elementSince: (name) => {
      const row = ELEMENTS.find((element) => element.name === name);
      return row === undefined || inForce(row, profile.release) ? undefined : row.since;
    },
    isHostdevNetwork: (name) => pools.has(name),
  };
}

function selectFacts(
  profile: Profile,
  domain: Domain,
  options: PlanOptions,
  diagnostics: Diagnostic[],
): Facts | undefined {
  if (options.capabilities !== undefined) return { profile, capabilities: new Set(options.capabilities) };
  const capabilities = capabilitiesFor(profile.name, domain.machine.arch, options.qemu);
  if (capabilities !== undefined) return { profile, capabilities: new Set(capabilities) };
  diagnostics.push(createDiagnostic('RP4002', { values: { version: options.qemu ?? '' } }));
  return undefined;
}
