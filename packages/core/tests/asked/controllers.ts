// What checks, fixes and the guest make of controllers by hand and of each model.
import { deviceLabel, pciAddressOf } from '../../src/domain/index.ts';
import {
  busPaths,
  busRanges,
  firmwaresOf,
  guestBusNumbers,
  guestLimits,
  interfaceNamesOf,
} from '../../src/guest/index.ts';
import {
  checkDomain,
  createLineIndex,
  type Diagnostic,
  describeDiagnostic,
  FIRMWARE_NAMES,
  firmwareVersions,
  fixDomain,
  type HostFacts,
  NAMING_SCHEMES,
  type Plan,
  planDomain,
  predictGuest,
  windowsBudget,
  windowsFindings,
} from '../../src/index.ts';
import { RESERVING_MACHINE } from '../../src/profiles/index.ts';
import { formatPciAddress } from '../../src/topology/index.ts';
import { BARE } from '../build.ts';
import { type Topology, topologies } from '../topologies.ts';
import { DEVICES, documentOf, MACHINES, type MachineName, MODELS } from '../variations.ts';
import { ALL_RULES } from './all-rules.ts';
import { type AnswerFile, saidLines } from './answer-file.ts';

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
  const limits = [qemu, RESERVING_MACHINE.qemu]
    .flatMap((one) => guestLimits(plan, one))
    .map(({ what, used, fits, rule }) => `${what} ${used} of ${fits} (${rule})`);
  return [
    functions.map(({ address, label }) => `${address} ${label}`).join(', '),
    [...slots].map(([number, slot]) => `${number} ${slot}`).join(', '),
    ...interfaces.map(
      ({ label, name, rule, confidence, reasons, alternatives, clashesWith, indexObjection, byScheme }) => {
        const schemes = byScheme.map((one) => [one.schemes[0], one.onboard, one.slot, one.path].join(' '));
        const parts = [label, name, rule, confidence, ...reasons, ...alternatives, ...clashesWith, indexObjection];
        return [...parts, ...(schemes.length > 1 ? schemes : [])].join('; ');
      },
    ),
    [...new Set(limits)].join(', '),
    [...guestBusNumbers(plan)]
      .map(([index, number]) => `bus ${index} is ${number} by ${busPaths(plan).get(index)}`)
      .join(', '),
    [...interfaceNamesOf(plan)].map(([, name]) => name).join(', '),
    ...busRanges(plan).flatMap(({ name, from, to, expander }) =>
      expander === undefined ? [] : [`${name} ${from} to ${to} below ${deviceLabel(expander)}`],
    ),
    ...diagnostics.map(message),
  ];
}

/** The room that firmware gives, where the document says something of it. */
function windowLines(plan: Plan, host: HostFacts | undefined): readonly string[] {
  const options = host === undefined ? {} : { host };
  const budget = windowsBudget(plan, options);
  if (budget === undefined || (budget.above4G.needed < 2 ** 30 && plan.domain.devices.video.length === 0)) return [];
  const lines = firmwaresOf(plan.domain.machine.family).flatMap((firmware) => {
    const found = windowsBudget(plan, { ...options, firmware: firmware.toLowerCase() });
    if (found === undefined) return [];
    const rooms = [found.ioWindows, found.below4G, found.above4G].map(({ needed, fits }) => `${needed} of ${fits}`);
    return [`${firmware}, ${found.verdict}: ${rooms.join(', ')}`, ...windowsFindings(plan, found).map(message)];
  });
  return [...new Set(lines)];
}

function saidOf({ name, machine, xml, host, qemu }: Topology): string {
  const lines = createLineIndex(xml);
  const planner = (text: string) => planDomain(text, { ...MACHINES[machine].options, ...(host && { host }) });
  const { plan, diagnostics } = checkDomain(xml, planner, { ...(host && { host }), ...(qemu && { qemu }) });
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
  const guest = plan === undefined ? [] : [places(plan), ...guestLines(plan, '7.2'), ...windowLines(plan, host)];
  return [name, ...[...findings, ...after, ...guest].map((line) => `  ${line}`)].join('\n');
}

/** All but the one that plans at every release. */
const RULES = { ...ALL_RULES, RP6014: 'off' as const };

/** What rules say of a device, what it is to the guest, and the room that its BARs take. */
function seenOf(machine: MachineName, devices: readonly string[]): readonly string[] {
  const xml = documentOf(machine, [...(/usb/.test(devices.join('')) ? [] : BARE), ...devices]);
  const { plan, diagnostics } = checkDomain(xml, (text) => planDomain(text, { profile: 'libvirt-latest' }), {
    rules: RULES,
  });
  const findings = diagnostics.flatMap((one) => [
    message(one),
    ...one.fixes.map(({ title, safe }) => `  ${safe ? 'safe' : 'unsafe'}: ${title}`),
  ]);
  if (plan === undefined) return ['refused', ...findings];
  const found = predictGuest(plan, { qemu: '7.2' });
  const functions = found.ok ? found.guest.functions.filter(({ device }) => device?.element !== undefined) : [];
  const budget = windowsBudget(plan, { firmware: 'seabios', qemu: '7.2' });
  const rooms = budget === undefined ? [] : [budget.ioWindows, budget.below4G, budget.above4G];
  return [
    ...findings,
    ...functions.map(({ label, identity }) => [label, ...Object.values(identity)].join('; ')),
    rooms.map(({ needed }) => needed).join(', '),
  ];
}

const SORTS: readonly (readonly [string, readonly string[]])[] = [
  ...Object.entries(DEVICES).map(([name, device]) => [name, [device]] as const),
  ...Object.entries(MODELS).flatMap(([sort, { names, make }]) =>
    names.split(' ').map((name) => [`${sort} ${name}`, make(name)] as const),
  ),
];

function versionsOf(firmware: string): string {
  const machine = firmware === 'seabios' || firmware === 'ovmf' ? 'q35' : 'virt';
  const result = planDomain(documentOf(machine, BARE), { profile: 'libvirt-latest' });
  if (!result.ok) return '';
  const { plan } = result;
  const asked = [
    ...['0.9', '1.16', '1.16.0', '1.16.3', '1.17', '1.18.1', '2022.11', '2024.02.1', '2025', '99'].map(
      (firmwareVersion) => ({ firmware, firmwareVersion }),
    ),
    ...['2.4', '5.2', '6.1', '7.2', '7.2.4', '8.0', '9.1', '10.0', '11.0', '11.1', '12.3'].map((qemu) => ({
      firmware,
      qemu,
    })),
  ];
  const lines = asked.map((options) => {
    const budget = windowsBudget(plan, options);
    const told =
      budget === undefined
        ? ['none']
        : [budget.firmware.title, budget.below4G.fits, budget.above4G.fits, budget.isOpen];
    return `${Object.values(options).join(' ')}: ${told.join(', ')}`;
  });
  return [`${firmware}: ${firmwareVersions(firmware).join(', ')}`, ...lines].join('\n');
}

const schemeLines = (): string =>
  NAMING_SCHEMES.map(({ name, distributions }) => `${name}: ${distributions.join(', ')}`).join('\n');

export const CONTROLLERS_BY_HAND: AnswerFile = {
  file: 'topologies.txt',
  questions: topologies().map((one) => ({ name: one.name, ask: () => saidOf(one) })),
  textOf: saidLines,
};

export const MODELS_IN_GUEST: AnswerFile = {
  file: 'models.txt',
  questions: (['pc', 'q35'] as const).flatMap((machine) =>
    SORTS.map(([name, devices]) => ({
      name: `${machine}: ${name}`,
      ask: () => [`${machine}: ${name}`, ...seenOf(machine, devices).map((line) => `  ${line}`)].join('\n'),
    })),
  ),
  textOf: saidLines,
};

export const WINDOWS_BY_VERSION: AnswerFile = {
  file: 'versions.txt',
  questions: [
    ...FIRMWARE_NAMES.map((firmware) => ({ name: firmware, ask: () => versionsOf(firmware) })),
    { name: 'naming schemes', ask: schemeLines },
  ],
  textOf: saidLines,
};
