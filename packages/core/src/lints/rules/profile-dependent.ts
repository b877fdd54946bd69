import { compareProfiles, type DevicePlace } from '../../compare/index.ts';
import { createDiagnostic, type Diagnostic } from '../../diagnostics/index.ts';
import { PROFILES } from '../../profiles/index.ts';
import type { LintInput } from '../lint.ts';
import { counted } from '../look.ts';

/** RP6014: libvirt releases that answer the document differently. Plans it under every profile, so only on request. */
export function profileDependent({ xml, domain, planner }: LintInput): readonly Diagnostic[] {
  const names = PROFILES.map(({ name }) => name);
  const { devices, differs, profiles } = compareProfiles(xml, names, planner);
  if (!differs) return [];
  const changed = devices.filter((device) => device.changed);
  const refusing = profiles.filter(({ ok }) => !ok).map(({ profile }) => profile);
  const parts = [
    ...(changed.length === 0 ? [] : [`${counted(changed.length, 'device')} would be elsewhere or otherwise`]),
    ...(refusing.length === 0 || refusing.length === names.length ? [] : [`${refusing.join(', ')} would refuse it`]),
  ];
  return [
    createDiagnostic('RP6014', {
      span: domain.element.startTag,
      values: { difference: parts.length === 0 ? 'the refusals are not the same' : parts.join('; ') },
      related: changed.slice(0, 5).map(({ name, places }) => ({ message: `${name}: ${ranges(places, names)}` })),
    }),
  ];
}

/** `0000:00:1e.0 (libvirt-2.5), absent (libvirt-6.5 to libvirt-latest)`. */
function ranges(places: readonly DevicePlace[], profiles: readonly string[]): string {
  const runs: { readonly place: string; readonly first: string; last: string }[] = [];
  for (const [column, { address, model }] of places.entries()) {
    const place = model === undefined ? address : `${address} ${model}`;
    const profile = profiles[column] ?? '';
    const run = runs.at(-1);
    if (run?.place === place) run.last = profile;
    else runs.push({ place, first: profile, last: profile });
  }
  return runs
    .map(({ place, first, last }) => `${place} (${first === last ? first : `${first} to ${last}`})`)
    .join(', ');
}
