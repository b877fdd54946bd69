import { areOptions, checkArguments, isFlag, isFunction, isListOf, isRecordOf, isText } from './basics/index.ts';
import { applyDefaults, applyLateDefaults, type Completion } from './defaults/index.ts';
import { createDiagnostic, type Diagnostic } from './diagnostics/index.ts';
import { type Domain, readDomain } from './domain/index.ts';
import { type FailedSearch, findClashes, placeDomain } from './placement/index.ts';
import { createPlan, type Plan } from './plan/index.ts';
import {
  createFacts,
  DEFAULT_PROFILE,
  type Facts,
  findProfile,
  getProfile,
  type HostFacts,
  isHostFacts,
  machineFacts,
  nearestProfiles,
  type Profile,
  type ProfileChoice,
  qemuFacts,
  readFacts,
} from './profiles/index.ts';
import { validateDomain, validateSystem } from './validation/index.ts';
import { findDomain, type ParsedXml, parseXml } from './xml/index.ts';

/** What decides besides the document. */
export interface PlanOptions {
  /** A name as {@link findProfile} takes it: `libvirt-9.0`, `9.0`, `debian-13`; the newest libvirt by default. RP4003: there is none of that name. */
  readonly profile?: ProfileChoice;
  /** Names of the QEMU capabilities in force, exactly these; else those of `qemu`. */
  readonly capabilities?: readonly string[];
  /** The same by architecture of the document; for one that is not listed, those of `qemu`. */
  readonly capabilitiesByArch?: Readonly<Record<string, readonly string[]>>;
  /** A QEMU version (`7.2`); the one of the profile's time by default. */
  readonly qemu?: string;
  /** The architecture of a document that names none; `x86_64` by default. */
  readonly hostArch?: string;
  /** The guest is being defined, not read back (02, flag *new*); true by default. */
  readonly newlyDefined?: boolean;
  readonly host?: HostFacts;
  /** Called at the end of each stage, for measuring. */
  readonly onStage?: (stage: PlanStage) => void;
}

/** A stage of the pipeline, as docs/architecture.md describes them. */
export type PlanStage = 'xml' | 'domain' | 'defaults' | 'placement' | 'validation';

/** A plan, or why libvirt would refuse the definition. */
export type PlanResult =
  | { readonly ok: true; readonly plan: Plan; readonly diagnostics: readonly Diagnostic[] }
  | {
      readonly ok: false;
      readonly diagnostics: readonly Diagnostic[];
      /** What was tried for the devices that found no place. */
      readonly failedSearches?: readonly FailedSearch[];
    };

const PLAN_OPTIONS = areOptions<PlanOptions>({
  profile: isText,
  capabilities: isListOf(isText),
  capabilitiesByArch: isRecordOf(isListOf(isText)),
  qemu: isText,
  hostArch: isText,
  newlyDefined: isFlag,
  host: isHostFacts,
  onStage: isFunction,
});

/** Plans the PCI topology of a domain definition, as libvirt's QEMU driver does when the domain is defined. */
export function planDomain(xml: string, options: PlanOptions = {}): PlanResult {
  checkArguments('planDomain', { xml: [xml, isText] });
  return planRead('planDomain', () => parseXml(xml), options);
}

/** Plans one document under many options as {@link planDomain} does, and reads its text only once. */
export function documentPlanner(xml: string): (options?: PlanOptions) => PlanResult {
  checkArguments('documentPlanner', { xml: [xml, isText] });
  let parsed: ParsedXml | undefined;
  const read = (): ParsedXml => {
    parsed ??= parseXml(xml);
    return parsed;
  };
  return (options = {}) => planRead('documentPlanner(xml)', read, options);
}

function planRead(call: string, read: () => ParsedXml, options: PlanOptions): PlanResult {
  checkArguments(call, { options: [options, PLAN_OPTIONS] });
  const written = options.profile ?? DEFAULT_PROFILE;
  const profileName = findProfile(written);
  if (profileName === undefined) return refuseProfile(written);
  const profile = getProfile(profileName);
  const parsed = read();
  options.onStage?.('xml');
  if (parsed.diagnostics.some(isError)) return { ok: false, diagnostics: parsed.diagnostics };
  const found = findDomain(parsed.document);
  if (!found.ok) return { ok: false, diagnostics: [found.diagnostic] };
  const { domain, diagnostics } = readDomain(
    parsed.document,
    found.domain,
    readFacts(profile, options.host ?? {}, options.hostArch),
  );
  options.onStage?.('domain');
  const all: Diagnostic[] = [...diagnostics];
  const facts = selectFacts(profile, domain, options, all);
  if (facts === undefined) return { ok: false, diagnostics: all };
  validateSystem({ domain, facts, newlyDefined: options.newlyDefined ?? true, diagnostics: all });
  // Of a machine that is not there nothing follows.
  if (all.some(concernsMachine)) return { ok: false, diagnostics: all };
  return completeAndPlace(domain, facts, options, all);
}

function completeAndPlace(domain: Domain, facts: Facts, options: PlanOptions, diagnostics: Diagnostic[]): PlanResult {
  const newlyDefined = options.newlyDefined ?? true;
  const host = options.host ?? {};
  const machine = machineFacts(facts, domain.machine);
  const completion: Completion = { domain, facts, machine, host, newlyDefined, diagnostics };
  applyDefaults(completion);
  options.onStage?.('defaults');
  if (diagnostics.some(isError)) {
    if (!diagnostics.some(concernsControllers)) findClashes(completion);
    return { ok: false, diagnostics };
  }
  const { run, set } = placeDomain(completion);
  options.onStage?.('placement');
  if (set === undefined || diagnostics.some(isError) || !applyLateDefaults(completion)) {
    return { ok: false, diagnostics, failedSearches: run.failedSearches };
  }
  validateDomain({ domain, facts, newlyDefined, diagnostics });
  options.onStage?.('validation');
  if (diagnostics.some(isError)) return { ok: false, diagnostics };
  return { ok: true, plan: createPlan(domain, facts, newlyDefined, set, run), diagnostics };
}

// With wrong controllers the buses are wrong, and every address would seem so, too.
const concernsControllers = ({ code }: Diagnostic): boolean => CONTROLLER_FAULTS.includes(code);
const CONTROLLER_FAULTS: readonly string[] = ['RP2003', 'RP2004', 'RP2006', 'RP2007', 'RP2009', 'RP2010', 'RP2033'];

// A fault of <os><type> and the like.
const concernsMachine = ({ severity, code }: Diagnostic): boolean =>
  severity === 'error' && MACHINE_FAULTS.includes(code);
const MACHINE_FAULTS: readonly string[] = ['RP2200', 'RP2201', 'RP2300', 'RP2301', 'RP2302'];

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';

function refuseProfile(name: string): PlanResult {
  const values = { name, nearest: nearestProfiles(name) };
  return { ok: false, diagnostics: [createDiagnostic('RP4003', { values })] };
}

function selectFacts(
  profile: Profile,
  domain: Domain,
  options: PlanOptions,
  diagnostics: Diagnostic[],
): Facts | undefined {
  const { arch } = domain.machine;
  const { capabilitiesByArch: byArch = {}, capabilities = Object.hasOwn(byArch, arch) ? byArch[arch] : undefined } =
    options;
  const facts =
    capabilities === undefined ? qemuFacts(profile, arch, options.qemu) : createFacts(profile, capabilities);
  if (facts !== undefined) return facts;
  diagnostics.push(createDiagnostic('RP4002', { values: { version: options.qemu ?? '' } }));
  return undefined;
}
