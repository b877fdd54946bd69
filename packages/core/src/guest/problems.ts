import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import { argumentSpan, type Controller, type Domain, deviceLabel, pciAddressOf } from '../domain/index.ts';
import { argumentPlaces, movedDevices, type Plan, unreadArguments } from '../plan/index.ts';
import { formatPciAddress, type PciAddress } from '../topology/index.ts';
import { enumerateGuest, type GuestBus, type GuestTopology } from './guest-buses.ts';
import { guestMachine } from './guest-machine.ts';

/** RP7100 for a machine whose guests are not known. */
export function unsupportedGuest({ machine, element }: Domain): Diagnostic | undefined {
  if (guestMachine(machine.family) !== undefined) return undefined;
  return createDiagnostic('RP7100', { span: element.startTag, values: { machine: machine.name, arch: machine.arch } });
}

/** What the guest will not see, and bus numbers that overlap. */
export function topologyDiagnostics(plan: Plan, topology: GuestTopology): readonly Diagnostic[] {
  const { domain } = plan;
  const isBare = domain.machine.family === 'q35' && !domain.hasAcpi;
  return [
    ...(isBare ? [createDiagnostic('RP7107', { span: domain.element.startTag })] : []),
    ...uncounted(plan),
    ...rangeProblems(topology),
    ...allUnseen(plan, topology),
  ];
}

/** RP7202: what arguments of the document give QEMU besides is not walked through. */
export function uncounted(plan: Plan): readonly Diagnostic[] {
  const places = argumentPlaces(plan).map(({ argument, label }) => ({ what: label, span: argumentSpan(argument) }));
  const all = [...places, ...unreadArguments(plan.domain, plan)];
  const [first] = all;
  if (first === undefined) return [];
  const more = all.length === 1 ? '' : ` and ${all.length - 1} more`;
  return [createDiagnostic('RP7202', { span: first.span, values: { what: `${first.what}${more}` } })];
}

function allUnseen(plan: Plan, topology: GuestTopology): readonly Diagnostic[] {
  return [
    ...topology.unseen.map((device) => {
      const at = movedDevices(plan).places.get(device)?.at ?? pciAddressOf(device.address);
      return unseen({ name: deviceLabel(device), span: device.element?.startTag, at }, topology);
    }),
    ...topology.unseenArguments.flatMap((argument) =>
      argument.at === undefined
        ? []
        : [unseen({ name: argument.label, span: argumentSpan(argument.argument), at: argument.at }, topology)],
    ),
  ];
}

/** RP7101 for each device that the guest never sees, on machines whose guests are known. */
export function unseenDevices(plan: Plan): readonly Diagnostic[] {
  if (unsupportedGuest(plan.domain) !== undefined) return [];
  const topology = enumerateGuest(plan);
  return allUnseen(plan, topology);
}

const LAST_BUS = 255;

/** G-LIM-EXP: expanders whose range of numbers reaches into another or past the end. */
export function rangeProblems({ roots }: GuestTopology): readonly Diagnostic[] {
  return roots.flatMap((root, position) => {
    const next = roots[position + 1];
    const problem = rangeProblem(root, next);
    // Bus 0 grows into the expander: it is the expander that has to give way.
    const owner = root.expander ?? next?.expander;
    return problem === undefined || owner === undefined ? [] : [rangeDiagnostic(owner, root, problem)];
  });
}

function rangeProblem(root: GuestBus, next: GuestBus | undefined): string | undefined {
  if (root.subordinate > LAST_BUS) return `there is no bus above ${LAST_BUS}`;
  if (next?.expander === undefined || root.subordinate < next.number) return undefined;
  return `${deviceLabel(next.expander)} begins at ${next.number}`;
}

function rangeDiagnostic(owner: Controller, root: GuestBus, problem: string): Diagnostic {
  const device = root.expander === undefined ? 'bus 0' : deviceLabel(owner);
  return createDiagnostic('RP7102', {
    span: owner.element?.startTag,
    values: { device, first: root.number, last: root.subordinate, problem },
  });
}

/** RP7101 with the reason. */
interface Unseen {
  readonly name: string;
  readonly span: Diagnostic['span'] | undefined;
  readonly at: PciAddress | undefined;
}

function unseen({ name, span, at }: Unseen, { buses }: GuestTopology): Diagnostic {
  const bus = buses.find(({ index }) => index === at?.bus);
  const head = bus?.functions.find(({ slot }) => slot === at?.slot);
  const reason =
    bus === undefined
      ? 'it does not find the bus'
      : head === undefined && at?.function !== 0
        ? 'nothing is at function 0 of the slot'
        : head === undefined
          ? 'behind a port only slot 0 is looked at'
          : 'function 0 of the slot has no multifunction="on"';
  return createDiagnostic('RP7101', {
    span,
    values: { device: name, address: at === undefined ? '' : formatPciAddress(at), reason },
  });
}
