import { checkDomain, type PlanOptions, type ProfileName, planDomain } from '@rootport/core';
import type { Io } from '../system/io.ts';

/** Names the command that repairs a refused document, where "rootport check" has a fix for one of its refusals. */
export function sayCure(
  source: string,
  options: PlanOptions,
  { io, quiet }: { readonly io: Io; readonly quiet: boolean },
): void {
  if (quiet) return;
  const { profile, qemu, hostArch, host } = options;
  const planner = (xml: string, other?: ProfileName): ReturnType<typeof planDomain> =>
    planDomain(xml, { ...options, ...(other && { profile: other }) });
  const { diagnostics } = checkDomain(source, planner, {
    ...(profile && { profile }),
    ...(qemu && { qemu }),
    ...(hostArch && { hostArch }),
    ...(host && { host }),
  });
  const fixes = diagnostics.flatMap((one) => (one.severity === 'error' ? one.fixes : []));
  if (fixes.length === 0) return;
  const unsafe = fixes.some(({ safe }) => safe) ? '' : ' --unsafe';
  io.stderr.write(`rootport: "rootport check --fix${unsafe}" can repair this\n`);
}
