// What checks, fixes and the guest make of controllers by hand, as a text file: `npx vitest run topologies -u` writes it
// anew. It proves nothing of libvirt or guests; a change of an answer is a line of a diff, to be looked at.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deviceLabel, pciAddressOf } from '../src/domain/index.ts';
import { guestLimits } from '../src/guest/index.ts';
import {
  checkDomain,
  createLineIndex,
  type Diagnostic,
  describeDiagnostic,
  fixDomain,
  type Plan,
  planDomain,
  predictGuest,
} from '../src/index.ts';
import { formatPciAddress } from '../src/topology/index.ts';
import { topologies } from './topologies.ts';
import { MACHINES } from './variations.ts';

const message = (one: Diagnostic): string => `${one.severity} ${one.code} ${describeDiagnostic(one).message}`;

function places({ domain }: Plan): string {
  const devices = Object.values(domain.devices).flat();
  return devices
    .flatMap((device) => {
      const at = pciAddressOf(device.address);
      return at === undefined ? [] : [`${deviceLabel(device)} ${formatPciAddress(at).slice(5)}`];
    })
    .join(', ');
}

function guestLines(plan: Plan, qemu: string): readonly string[] {
  const found = predictGuest(plan, { qemu });
  if (!found.ok) return found.diagnostics.map(message);
  const { functions, interfaces, slots, diagnostics } = found.guest;
  const limits = guestLimits(plan, qemu).map(({ what, used, fits }) => `${what} ${used} of ${fits}`);
  return [
    functions.map(({ address, label }) => `${address} ${label}`).join(', '),
    [...slots].map(([number, slot]) => `${number} ${slot}`).join(', '),
    ...interfaces.map(({ label, name, rule, confidence, reasons, alternatives, clashesWith, indexObjection }) =>
      [label, name, rule, confidence, ...reasons, ...alternatives, ...clashesWith, indexObjection].join('; '),
    ),
    limits.join(', '),
    ...diagnostics.map(message),
  ];
}

test('controllers by hand', async () => {
  const rows = topologies().flatMap(({ name, machine, xml }) => {
    const lines = createLineIndex(xml);
    const planner = (text: string) => planDomain(text, MACHINES[machine].options);
    const { plan, diagnostics } = checkDomain(xml, planner);
    const findings = diagnostics.flatMap((one) => [
      `${one.span === undefined ? '-' : lines.position(one.span.start).line} ${message(one)}`,
      ...one.related.map((related) => `  ${related.message}`),
      ...one.fixes.map(({ title, safe }) => `  ${safe ? 'safe' : 'unsafe'}: ${title}`),
    ]);
    const fixed = diagnostics.some(({ fixes }) => fixes.length > 0)
      ? fixDomain(xml, planner, { unsafe: true })
      : undefined;
    const after =
      fixed === undefined
        ? []
        : [
            `${fixed.applied.map(({ code, line }) => `${code} in ${line}`).join(', ')} fixed, left: ${fixed.result.diagnostics.map(({ code }) => code).join(', ')}`,
            fixed.result.plan === undefined ? 'refused' : places(fixed.result.plan),
          ];
    const guest = plan === undefined ? [] : [places(plan), ...guestLines(plan, '7.2')];
    return [name, ...[...findings, ...after, ...guest].map((line) => `  ${line}`)];
  });
  await expect(`${rows.join('\n')}\n`).toMatchFileSnapshot(join(import.meta.dirname, 'answers', 'topologies.txt'));
});
