import { createDiagnostic, type Diagnostic, type Fix } from '../../diagnostics/index.ts';
import { type ArgumentSetting, argumentSpan, deviceLabel, deviceSpan, readQemuArguments } from '../../domain/index.ts';
import {
  type ArgumentPlace,
  argumentPlaces,
  isSlotFree,
  movedDevices,
  type Plan,
  qemuBusNames,
  type UnreadArgument,
  unreadArguments,
} from '../../plan/index.ts';
import { argumentDriver, getProfile, takesJsonDevices } from '../../profiles/index.ts';
import { planQemuDevices } from '../../qemu/index.ts';
import { formatPciAddress } from '../../topology/index.ts';
import type { LintInput } from '../lint.ts';
import { pciControllers, relatedDevice } from '../look.ts';

/** RP6200: a device of `<qemu:commandline>` in the place of another, or without a place (G-ARG-PLACE). */
export function argumentPlacesTaken({ plan }: LintInput): readonly Diagnostic[] {
  if (plan === undefined) return [];
  return argumentPlaces(plan).flatMap(({ problem, argument, at }) => {
    if (problem?.kind !== 'taken' || at === undefined) return [];
    const how = problem.isFound ? 'has no address, so QEMU puts it at' : 'is for';
    const fix = problem.isFound ? giveAddress(plan, argument, at.bus) : undefined;
    return [
      createDiagnostic('RP6200', {
        span: argumentSpan(argument),
        values: { argument: argument.driver, how, address: formatPciAddress(at), other: problem.by },
        ...(problem.device === undefined ? {} : { related: [relatedDevice(problem.device)] }),
        ...(fix === undefined ? {} : { fixes: [fix] }),
      }),
    ];
  });
}

// A slot that nothing has, from above, where libvirt comes last. What is given as JSON comes after libvirt's devices.
function giveAddress(plan: Plan, argument: ArgumentPlace['argument'], index: number): Fix | undefined {
  const bus = plan.buses[index];
  if (bus === undefined || argument.option !== undefined) return undefined;
  for (let slot = bus.lastSlot; slot >= bus.firstSlot; slot -= 1) {
    if (!isSlotFree(plan, bus, slot)) continue;
    const { end } = argumentSpan(argument);
    const placed = argument.properties.has('bus') ? '' : `,bus=${qemuBusNames(plan).get(index)}`;
    const newText = `${placed},addr=0x${slot.toString(16)}`;
    return {
      title: `give it a place: ${newText.slice(1)}`,
      edits: [{ span: { start: end, end }, newText }],
      safe: false,
    };
  }
  return undefined;
}

/** RP6201: a port of an argument with the chassis number of another port (G-LIM-CHASSIS). */
export function argumentChassis({ domain, plan }: LintInput): readonly Diagnostic[] {
  if (plan === undefined) return [];
  interface Holder {
    readonly name: string;
    readonly related: readonly ReturnType<typeof relatedDevice>[];
    /** What gives it its chassis, if not libvirt. */
    readonly setting?: ArgumentSetting | undefined;
  }
  const holders = new Map<string, Holder>();
  const { places, settings } = movedDevices(plan);
  const moved: Diagnostic[] = [];
  for (const port of pciControllers(domain)) {
    const own = places.get(port)?.chassis;
    const chassis = own ?? port.target.chassis;
    const setting = own === undefined ? undefined : settings.get(port);
    const held = holders.get(`${chassis}.0`);
    const told = setting ?? held?.setting;
    const holder: Holder = { name: deviceLabel(port), related: [relatedDevice(port)], setting };
    if (held !== undefined && told !== undefined && chassis !== undefined) {
      const [mover, other] = setting === undefined ? [held, holder] : [holder, held];
      const values = { argument: mover.name, chassis, other: other.name };
      moved.push(createDiagnostic('RP6201', { span: argumentSpan(told), values, related: other.related }));
    } else if (chassis !== undefined) holders.set(`${chassis}.0`, holder);
  }
  const given = readQemuArguments(domain).devices.flatMap((argument) => {
    if (argumentDriver(argument.driver)?.hasChassis !== true) return [];
    const number = (name: string): number => Number(argument.properties.get(name) ?? '0');
    const chassis = number('chassis');
    const held = holders.get(`${chassis}.${number('slot')}`);
    if (held === undefined) {
      holders.set(`${chassis}.${number('slot')}`, { name: `the ${argument.driver} of another argument`, related: [] });
      return [];
    }
    const values = { argument: argument.driver, chassis, other: held.name };
    return [createDiagnostic('RP6201', { span: argumentSpan(argument), values, related: held.related })];
  });
  return [...moved, ...given];
}

/** RP6202: an id that QEMU has already. */
export function argumentIds({ domain, plan }: LintInput): readonly Diagnostic[] {
  if (plan === undefined) return [];
  const ids = new Map(
    planQemuDevices(plan).flatMap(({ id, label, device }) =>
      id === undefined ? [] : [[id, { label, device }] as const],
    ),
  );
  const own = new Set<string>();
  return readQemuArguments(domain).devices.flatMap((argument) => {
    const id = argument.properties.get('id');
    if (id === undefined) return [];
    const planned = ids.get(id);
    const isTaken = planned !== undefined || own.has(id);
    own.add(id);
    if (!isTaken) return [];
    const span = planned === undefined ? undefined : deviceSpan(planned.device);
    const other = planned?.label ?? 'another argument';
    const related = planned === undefined ? [] : [{ message: planned.label, ...(span === undefined ? {} : { span }) }];
    return [
      createDiagnostic('RP6202', {
        span: argumentSpan(argument),
        values: { argument: argument.driver, id, other },
        related,
      }),
    ];
  });
}

/** RP6203: a bus that is not there when QEMU makes the device of an argument (G-ARG-PLACE). */
export function argumentBuses({ plan }: LintInput): readonly Diagnostic[] {
  if (plan === undefined) return [];
  return argumentPlaces(plan).flatMap(({ argument, problem }) => {
    if (problem === undefined || problem.kind === 'taken' || problem.kind === 'no-slot') return [];
    const why =
      problem.kind === 'no-room'
        ? 'is full'
        : problem.isLate
          ? 'comes after it: QEMU makes devices given as text before those given as JSON, as libvirt gives them'
          : 'is not there';
    const values = { argument: argument.driver, bus: problem.bus, why };
    return [createDiagnostic('RP6203', { span: argumentSpan(argument), values })];
  });
}

/** RP6204: arguments that may concern PCI and are not understood. */
export function argumentsNotUnderstood(input: LintInput): readonly Diagnostic[] {
  const refused = new Set(refusedArguments(input).map(({ span }) => span.start));
  return unreadArguments(input.domain, input.plan)
    .filter(({ span }) => !refused.has(span.start))
    .map(({ what, span }) => createDiagnostic('RP6204', { span, values: { what } }));
}

/** RP6205: arguments that QEMU does not take as they are written. */
export function argumentsRefused(input: LintInput): readonly Diagnostic[] {
  return refusedArguments(input).map(({ what, span }) => createDiagnostic('RP6205', { span, values: { what } }));
}

/** Options that want a value, of those that are read. */
const WITH_VALUE: readonly string[] = ['device', 'global', 'set', 'netdev', 'drive', 'object', 'chardev'];

function refusedArguments({ domain, plan }: Pick<LintInput, 'domain' | 'plan'>): readonly UnreadArgument[] {
  const { devices, settings, others } = readQemuArguments(domain);
  const places = plan === undefined ? [] : argumentPlaces(plan);
  const addresses = places.flatMap(({ argument, problem }) =>
    problem?.kind === 'no-slot'
      ? [
          {
            what: `the ${argument.driver} has addr='${problem.addr}', which is no slot from 0 to 1f, as 3, 0x3 or 3.1`,
            at: argument,
          },
        ]
      : [],
  );
  const options = others.flatMap((at) => {
    const { option, value } = at;
    if (/[=\s]/.test(option)) return [{ what: `-${option} is no option: a value is an argument of its own`, at }];
    if (value === undefined && WITH_VALUE.includes(option)) return [{ what: `-${option} lacks its value`, at }];
    return option === 'device' ? [{ what: `-device '${value}' names no driver`, at }] : [];
  });
  const isJson = plan !== undefined && takesJsonDevices(getProfile(plan.profile));
  const texts = new Set(devices.filter((one) => !one.isJson).map(({ properties }) => properties.get('id')));
  const unset = settings
    .filter(({ kind, subject }) => kind === 'set' && isJson && !texts.has(subject))
    .map((at) => ({ what: `-set does not find '${at.subject}': libvirt gives its devices as JSON`, at }));
  return [...addresses, ...options, ...unset].map(({ what, at }) => ({ what, span: argumentSpan(at) }));
}
