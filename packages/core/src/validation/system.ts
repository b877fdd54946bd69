import { createDiagnostic } from '../diagnostics/index.ts';
import { osOf } from '../domain/index.ts';
import { inForce, missingMachineType, REFUSALS, standsFor } from '../profiles/index.ts';
import { attribute, child, textOf, type XmlElement } from '../xml/index.ts';
import type { SystemChecking } from './check.ts';
import { checkQemuParts } from './qemu-parts.ts';

/** Kinds of guests that libvirt knows and QEMU does not run. */
const OTHER_KINDS = ['xen', 'linux', 'exe', 'uml', 'xenpvh'];

/** Types of domains of other drivers of libvirt. */
const OTHER_TYPES = 'kqemu xen lxc uml openvz test vmware hyperv vbox phyp parallels bhyve vz'.split(' ');
const OWN_TYPES: readonly string[] = ['kvm', 'qemu', 'hvf'];

/**
 * What libvirt refuses of the domain's type and of `<os>`: no type, a kind of guest that is not QEMU's, a machine type that this QEMU lacks. With
 * any of them nothing else can be said of the document.
 */
export function validateSystem(checking: SystemChecking): void {
  const { domain, diagnostics } = checking;
  const written = attribute(domain.element, 'type');
  const kind = written?.value ?? '';
  if (!OWN_TYPES.includes(kind)) {
    const known = OTHER_TYPES.includes(kind) ? 'which QEMU does not run' : 'which libvirt does not know';
    const what = kind === '' ? 'has no type' : `is of type '${kind}', ${known}`;
    const span = written?.valueSpan ?? domain.element.startTag;
    diagnostics.push(createDiagnostic('RP2446', { span, values: { what } }));
    return;
  }
  checkName(checking);
  checkQemuParts(checking);
  const os = osOf(domain.element);
  const type = os === undefined ? undefined : child(os, 'type');
  const guest = type === undefined ? '' : textOf(type);
  if (type === undefined || guest === '') {
    const span = (type ?? os ?? domain.element).startTag;
    diagnostics.push(createDiagnostic('RP2302', { span }));
    return;
  }
  if (guest !== 'hvm') {
    const known = OTHER_KINDS.includes(guest) ? 'which QEMU does not run' : 'which libvirt does not know';
    diagnostics.push(createDiagnostic('RP2301', { span: type.span, values: { kind: guest.trim(), known } }));
    return;
  }
  checkMachineType(checking, type);
}

/** A name that is written; documents without one are planned, too. */
function checkName({ domain, diagnostics }: SystemChecking): void {
  const name = child(domain.element, 'name');
  const [, character] = name === undefined ? [] : (/([/\n])/.exec(textOf(name)) ?? []);
  if (name === undefined || character === undefined) return;
  const what = `has ${character === '/' ? "a '/'" : 'a line feed'} in its name`;
  diagnostics.push(createDiagnostic('RP2446', { span: name.span, values: { what } }));
}

function checkMachineType({ domain, facts, diagnostics }: SystemChecking, type: XmlElement): void {
  const { arch, name } = domain.machine;
  const span = attribute(type, 'machine')?.valueSpan;
  // Before, what libvirt made of it was not asked.
  if (span === undefined || facts.qemu === undefined || !/^[\w.+-]*$/.test(name)) return;
  if (!inForce(REFUSALS['machine-type'], facts.profile.release)) return;
  const own = standsFor(arch, name);
  if (own !== undefined) {
    diagnostics.push(createDiagnostic('RP4300', { span, values: { machine: name, own } }));
    return;
  }
  const missing = missingMachineType(arch, name, facts.qemu);
  if (missing === undefined) return;
  const { isOwn, ...told } = missing;
  const values = { machine: name, arch, qemu: facts.qemu, ...told };
  diagnostics.push(createDiagnostic(isOwn ? 'RP4301' : 'RP2300', { span, values }));
}
