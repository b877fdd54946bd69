import { checkArguments, isFunction, isPlan } from '../basics/index.ts';
import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import { allDevices, deviceLabel, type Interface, pciAddressOf } from '../domain/index.ts';
import { acpiIndex, GUEST_OPTIONS, type GuestOptions, MAX_ACPI_INDEX, predictGuest } from '../guest/index.ts';
import type { Plan } from '../plan/index.ts';
import type { TextEdit } from '../text/index.ts';
import { appendChildren } from '../xml/index.ts';

/** `<acpi index>` elements to add to a document, and the interfaces that get none. */
export interface NamePins {
  readonly edits: readonly TextEdit[];
  /** The interfaces that get an index, with the name that follows. */
  readonly pinned: readonly { readonly label: string; readonly name: string }[];
  /** RP3085: why an interface gets no index. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * An `<acpi index>` for each interface that has none and where one has an effect, so that its name becomes `enoN`
 * (G-NAME-ONBOARD). The number is the one that `prefer` gives, by default that of the slot on bus 0 (ens3 becomes eno3);
 * where it is taken, the next free one.
 */
export function pinNames(
  plan: Plan,
  options: GuestOptions = {},
  prefer: (device: Interface) => number = slotOnRoot,
): NamePins {
  checkArguments('pinNames', { plan: [plan, isPlan], options: [options, GUEST_OPTIONS], prefer: [prefer, isFunction] });
  const { domain } = plan;
  const predicted = predictGuest(plan, options);
  if (!predicted.ok) return { edits: [], pinned: [], diagnostics: predicted.diagnostics };
  const taken = new Set(allDevices(domain).flatMap((device) => acpiIndex(device) ?? []));
  const edits: TextEdit[] = [];
  const pinned: { label: string; name: string }[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { device, indexObjection } of predicted.guest.interfaces) {
    const { element } = device;
    if (element === undefined || acpiIndex(device) !== undefined) continue;
    let index = prefer(device);
    while (taken.has(index)) index += 1;
    if (indexObjection !== undefined || index > MAX_ACPI_INDEX) {
      const values = { device: deviceLabel(device), reason: indexObjection ?? 'no index is free' };
      diagnostics.push(createDiagnostic('RP3085', { span: element.startTag, values }));
      continue;
    }
    taken.add(index);
    pinned.push({ label: deviceLabel(device), name: `eno${index}` });
    edits.push(appendChildren(domain.document, element, [{ name: 'acpi', attributes: [['index', `${index}`]] }]));
  }
  return { edits, pinned, diagnostics };
}

function slotOnRoot({ address }: Interface): number {
  const at = pciAddressOf(address);
  return at?.bus === 0 && at.slot > 0 ? at.slot : 1;
}
