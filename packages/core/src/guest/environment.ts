import { checkArguments, invariant, isText } from '../basics/index.ts';
import type { Domain } from '../domain/index.ts';
import type { Plan } from '../plan/index.ts';
import { type Firmware, getProfile, qemuVersion, standsFor } from '../profiles/index.ts';
import { firmwareOf, guestMachine, hasGuestAcpi, isEfi } from './guest-machine.ts';
import { BEHAVIOURS, type Behaviour, type VersionRange } from './tables/behaviours.ts';
import { DEFAULT_SCHEME, DISTRIBUTIONS, type DistributionRow, SCHEMES, type SchemeRow } from './tables/schemes.ts';

/** What decides about the guest's view besides the plan. */
export interface GuestOptions {
  /** The firmware; by default what the document's `<os>` says. */
  readonly firmware?: Firmware;
  /** The QEMU that runs the guest, `7.2`; that of the profile by default. */
  readonly qemu?: string;
  /** systemd's naming scheme, `v257`, or a distribution, `debian-13`; {@link DEFAULT_NAMING_SCHEME} by default. */
  readonly scheme?: string;
}

/** The naming schemes, oldest first, and who has them. */
export interface NamingScheme {
  readonly name: string;
  readonly distributions: readonly string[];
}

/** The naming schemes that names can be predicted under, oldest first. */
export const NAMING_SCHEMES: readonly NamingScheme[] = SCHEMES.map(({ name }) => ({
  name,
  distributions: DISTRIBUTIONS.flatMap(({ title, scheme }) => (scheme === name ? [title] : [])),
}));

/** The distributions whose scheme is known, as `scheme` of {@link GuestOptions} takes them: `debian-13`. */
export const SCHEME_DISTRIBUTIONS: readonly string[] = DISTRIBUTIONS.map(({ name }) => name);

/** The naming scheme that is taken when none is asked for. */
export const DEFAULT_NAMING_SCHEME = DEFAULT_SCHEME;

/**
 * The scheme or distribution as `scheme` of {@link GuestOptions} takes it, from what a user wrote: `252` and `V252` are
 * `v252`, `RHEL-9.4` is `rhel-9`. Undefined when there is none.
 */
export function findNamingScheme(text: string): string | undefined {
  checkArguments('findNamingScheme', { text: [text, isText] });
  const asked = text.trim().toLowerCase();
  const distribution = findDistribution(asked);
  if (distribution !== undefined) return distribution.name;
  const name = `v${asked.replace(/^v/, '')}`;
  return SCHEMES.find((scheme) => scheme.name === name)?.name;
}

// A minor release has the scheme of its major one, unless it has a row of its own.
function findDistribution(name: string): DistributionRow | undefined {
  return (
    DISTRIBUTIONS.find((row) => row.name === name) ??
    DISTRIBUTIONS.find((row) => /^(rhel|sles|debian)-\d+$/.test(row.name) && name.startsWith(`${row.name}.`))
  );
}

export interface Environment {
  readonly firmware: Firmware;
  /** The guest has ACPI tables. */
  readonly hasAcpi: boolean;
  readonly qemu: string;
  readonly scheme: SchemeRow;
  /** The caller chose the scheme. */
  readonly isSchemeGiven: boolean;
  readonly behaviours: ReadonlySet<Behaviour>;
  /** Why the rules may not hold as measured; empty where they were. */
  readonly doubts: readonly string[];
}

/** Selects the behaviours in force. Throws when a caller names a scheme that does not exist. */
export function guestEnvironment(plan: Plan, options: GuestOptions): Environment {
  const qemu = options.qemu ?? getProfile(plan.profile).defaultQemu;
  const running = qemuVersion(qemu) ?? Number.POSITIVE_INFINITY;
  const { family, name } = plan.domain.machine;
  const machine = machineVersion(plan.domain);
  const version = machine === 'newest' ? running : (machine ?? running);
  const behaviours = BEHAVIOURS.filter(
    (row) =>
      (row.family === undefined || row.family === family) &&
      isWithin(row.machine, version) &&
      isWithin(row.qemu, running),
  ).map(({ behaviour }) => behaviour);
  const distribution = options.scheme === undefined ? undefined : findDistribution(options.scheme);
  const schemeName = distribution?.scheme ?? options.scheme ?? DEFAULT_SCHEME;
  const scheme = SCHEMES.find((row) => row.name === schemeName);
  invariant(scheme !== undefined, `no naming scheme ${options.scheme}`);
  const firmware = options.firmware ?? firmwareOf(plan.domain);
  return {
    firmware,
    hasAcpi: hasGuestAcpi(plan.domain, firmware),
    qemu,
    scheme,
    isSchemeGiven: options.scheme !== undefined,
    behaviours: new Set(behaviours),
    doubts: [
      ...(isMeasured(plan.domain, qemu) ? [] : [`no guest of this machine was measured with QEMU ${qemu}`]),
      ...(isEfi(plan.domain) && guestMachine(family)?.efi === undefined
        ? ['no guest of this machine was measured with UEFI']
        : []),
      ...(distribution?.isMeasured === false ? [`no guest with ${distribution.title} was measured`] : []),
      ...(machine === undefined ? [`the version of machine ${name} is not known`] : []),
    ],
  };
}

function isMeasured({ machine }: Domain, qemu: string): boolean {
  const series = guestMachine(machine.family)?.measured ?? [];
  return series.some((one) => qemu === one || qemu.startsWith(`${one}.`));
}

/** The QEMU version that a machine imitates; undefined for a name that tells none. */
function machineVersion({ machine }: Domain): number | 'newest' | undefined {
  const name = standsFor(machine.arch, machine.name) ?? machine.name;
  const prefixes = [...(guestMachine(machine.family)?.versioned ?? []), 'pc-'];
  const prefix = prefixes.find((one) => name.startsWith(one));
  return prefix === undefined ? 'newest' : qemuVersion(name.slice(prefix.length));
}

function isWithin(range: VersionRange | undefined, version: number): boolean {
  const since = qemuVersion(range?.since ?? '0') ?? 0;
  const until = range?.until === undefined ? undefined : qemuVersion(range.until);
  return version >= since && (until === undefined || version < until);
}
