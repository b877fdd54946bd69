import { areOptions, checkArguments, isFlag, isFunction, isText } from '../basics/index.ts';
import { comparePlans, identityOf, matchDevices, type PlanComparison, sortOf } from '../compare/index.ts';
import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import { type Interface, pciAddressOf } from '../domain/index.ts';
import { patchXml } from '../outputs/index.ts';
import type { Plan } from '../plan/index.ts';
import { applyEdits } from '../text/index.ts';
import { inOriginalText, type Planner } from './edited-document.ts';
import { type InterfaceName, interfaceNames } from './nic-names.ts';
import { pinNames } from './pin-names.ts';
import { q35Edits } from './q35-edits.ts';

/** What {@link convertMachine} may be told. */
export interface ConversionOptions {
  /** Give each interface an `<acpi index>`, so that its name no longer follows from its place. */
  readonly keepNicNames?: boolean;
}

/** A document moved to another machine, with everything that the guest may notice; or why it cannot be. */
export type Conversion =
  | {
      readonly ok: true;
      /** The document with the machine, the devices and all addresses as they are to be. */
      readonly xml: string;
      readonly before: Plan;
      readonly after: Plan;
      readonly comparison: PlanComparison;
      /** What a Linux guest calls its interfaces. */
      readonly names: readonly InterfaceName[];
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * Converts an i440fx domain to q35: what cannot live there is dropped or moved, everything is planned anew, and the rest
 * of the document stays as it is. Refuses other machines (RP3080) and what the planner refuses.
 */
export function convertMachine(xml: string, planner: Planner, options: ConversionOptions = {}): Conversion {
  checkArguments('convertMachine', {
    xml: [xml, isText],
    planner: [planner, isFunction],
    options: [options, areOptions<ConversionOptions>({ keepNicNames: isFlag })],
  });
  const old = planner(xml);
  if (!old.ok) return old;
  const { machine } = old.plan.domain;
  const span = old.plan.domain.element.startTag;
  if (machine.family !== 'i440fx') {
    const values = { machine: machine.name, arch: machine.arch };
    return { ok: false, diagnostics: [createDiagnostic('RP3080', { span, values })] };
  }
  const chosen = q35Machine(machine.name);
  const changes = q35Edits(old.plan, chosen.name);
  const notes = chosen.isExact
    ? changes.diagnostics
    : [
        createDiagnostic('RP3081', { span, values: { machine: machine.name, chosen: chosen.name } }),
        ...changes.diagnostics,
      ];
  const placed = planner(applyEdits(xml, changes.edits));
  if (!placed.ok) return { ok: false, diagnostics: [...inOriginalText(placed.diagnostics, changes.edits), ...notes] };
  const keep = options.keepNicNames === true;
  const pins = keep ? pinNames(placed.plan, {}, oldSlots(old.plan, placed.plan)) : undefined;
  const result = pins === undefined ? placed : planner(applyEdits(placed.plan.domain.document.source, pins.edits));
  const told = [...inOriginalText(result.diagnostics, pins?.edits ?? []), ...(pins?.diagnostics ?? [])];
  const diagnostics = [...inOriginalText(told, changes.edits), ...notes];
  if (!result.ok) return { ok: false, diagnostics };
  return {
    ok: true,
    xml: patchXml(result.plan),
    before: old.plan,
    after: result.plan,
    comparison: comparePlans(old.plan, result.plan, { renamedDisks: changes.renamedDisks }),
    names: interfaceNames(pairInterfaces(old.plan, result.plan), old.plan, result.plan),
    diagnostics,
  };
}

/** The oldest q35 that QEMU has by a version of its own. */
const FIRST_Q35: readonly [major: number, minor: number] = [2, 4];

/** `pc-i440fx-6.2` is `pc-q35-6.2`; a name without version is `q35`; not exact where there is none of the version. */
function q35Machine(name: string): { readonly name: string; readonly isExact: boolean } {
  const version = /^pc-i440fx-(.+)$/.exec(name)?.[1];
  if (version === undefined) return { name: 'q35', isExact: name === 'pc' };
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  const isNumbered = major !== undefined && minor !== undefined;
  const [first, second] = FIRST_Q35;
  const isTooOld = isNumbered && (Number(major) < first || (Number(major) === first && Number(minor) < second));
  return isTooOld ? { name: 'q35', isExact: false } : { name: `pc-q35-${version}`, isExact: true };
}

/** The slot that an interface had on bus 0, for its new index: ens3 becomes eno3. */
function oldSlots(before: Plan, after: Plan): (device: Interface) => number {
  const slots = new Map(
    pairInterfaces(before, after).map(([old, device]) => {
      const at = pciAddressOf(old.address);
      return [device, at?.bus === 0 ? at.slot : 1] as const;
    }),
  );
  return (device) => slots.get(device) ?? 1;
}

function pairInterfaces(before: Plan, after: Plan): readonly (readonly [Interface, Interface])[] {
  const sighted = (plan: Plan) =>
    plan.domain.devices.interface.map((device) => ({
      kind: device.kind,
      identity: identityOf(device),
      sort: sortOf(device),
      device,
    }));
  return matchDevices(sighted(before), sighted(after)).flatMap(({ before: left, after: right }) =>
    left === undefined || right === undefined ? [] : [[left.device, right.device] as const],
  );
}
