import type { Diagnostic, DiagnosticCode, Fix } from '../diagnostics/index.ts';
import type { Domain } from '../domain/index.ts';
import { allDevices, deviceLabel } from '../domain/index.ts';
import {
  attribute,
  child,
  detectStyle,
  elements,
  removeAttribute,
  removeElement,
  setAttribute,
  type XmlAttribute,
  type XmlElement,
} from '../xml/index.ts';

/** What a refusal speaks of. */
interface Subject {
  readonly diagnostic: Diagnostic;
  readonly domain: Domain;
  /** The innermost element at the place. */
  readonly element: XmlElement;
  /** The attribute at the place, if the place is one. */
  readonly attribute: XmlAttribute | undefined;
}

type Propose = (subject: Subject) => readonly Fix[];

/**
 * Ways out of libvirt's refusals. Safe where there is no other one, or where it does not matter which one: a refused
 * document has no guest that could notice. Where something would be lost that was written for a reason, it is not.
 */
const WAYS_OUT: Partial<Readonly<Record<DiagnosticCode, Propose>>> = {
  RP2001: dropAddress(false),
  RP2003: dropAttribute(false),
  RP2006: dropAttribute(false),
  RP2007: writeValue('index', '0', false),
  RP2008: dropAddress(true),
  RP2009: correctRoot,
  RP2013: renameDisk,
  RP2021: dropAddress(false),
  RP2022: dropAddress(false),
  RP2037: dropModelName,
  RP2038: dropAttribute(true),
  RP2048: dropAddress(true),
  RP2049: dropAddress(true),
  RP2053: dropAddress(true),
  RP2058: dropAddress(true),
  RP2066: dropAddress(true),
  RP3002: writeValue('domain', '0x0000', true),
  RP3003: dropAddress(false),
  RP3004: dropAddress(false),
  RP3007: dropAddress(false),
  RP3008: correctSlot,
  RP3010: dropOneOfTwo,
  RP3014: dropAddress(true),
  RP3015: dropAddress(true),
  RP3017: dropAddress(false),
  RP3022: dropAddress(false),
};

/** The diagnostic with the ways out that are known. */
export function proposeFixes(diagnostic: Diagnostic, domain: Domain): Diagnostic {
  const propose = WAYS_OUT[diagnostic.code];
  if (propose === undefined || diagnostic.span === undefined || diagnostic.fixes.length > 0) return diagnostic;
  const { start } = diagnostic.span;
  const element = elementAt(domain.element, start);
  const at = element.attributes.find(({ span }) => span.start <= start && start < span.end);
  const fixes = propose({ diagnostic, domain, element, attribute: at });
  return fixes.length === 0 ? diagnostic : { ...diagnostic, fixes };
}

function elementAt(root: XmlElement, offset: number): XmlElement {
  let found = root;
  for (;;) {
    const inner = elements(found).find(({ span }) => span.start <= offset && offset < span.end);
    if (inner === undefined) return found;
    found = inner;
  }
}

function dropAddress(safe: boolean): Propose {
  return ({ domain, element }) => {
    const address = element.name === 'address' ? element : child(element, 'address');
    if (address === undefined) return [];
    const title = `remove the address of ${ownerOf(domain, address)}, so that it is placed anew`;
    return [{ title, edits: [removeElement(domain.document, address)], safe }];
  };
}

/**
 * Of two that want one place the one moves that has nothing behind it: with a port or bridge all that is behind it gets
 * another path, and every bus after it another number.
 */
function dropOneOfTwo(subject: Subject): readonly Fix[] {
  const { diagnostic, domain, element } = subject;
  const holderSpan = diagnostic.related[0]?.span;
  const holder = holderSpan === undefined ? undefined : elementAt(domain.element, holderSpan.start);
  if (!isPciController(domain, element)) return dropAddress(true)(subject);
  if (holder === undefined || isPciController(domain, holder)) return dropAddress(false)(subject);
  return dropAddress(true)({ ...subject, element: holder });
}

function isPciController(domain: Domain, element: XmlElement): boolean {
  return domain.devices.controller.some(
    ({ type, element: own }) =>
      type === 'pci' && own !== undefined && own.span.start <= element.span.start && element.span.end <= own.span.end,
  );
}

function dropAttribute(safe: boolean): Propose {
  return ({ domain, element, attribute: written }) => {
    if (written === undefined) return [];
    const title = `remove ${written.name}='${written.value}' from ${ownerOf(domain, element)}`;
    return [{ title, edits: [removeAttribute(element, written)], safe }];
  };
}

function writeValue(name: string, value: string, safe: boolean): Propose {
  return ({ domain, element }) => {
    if (attribute(element, name) === undefined) return [];
    const edits = [setAttribute(element, name, value, detectStyle(domain.document, element))];
    return [{ title: `set ${name}='${value}' on ${ownerOf(domain, element)}`, edits, safe }];
  };
}

function correctRoot({ diagnostic, attribute: written }: Subject): readonly Fix[] {
  const required = diagnostic.values['required'];
  if (written?.name !== 'model' || typeof required !== 'string') return [];
  const edits = [{ span: written.valueSpan, newText: required }];
  return [{ title: `make controller pci 0 a ${required}`, edits, safe: true }];
}

/** A port has slot 0 only: whoever gives another one means this port. Elsewhere there is a choice. */
function correctSlot(subject: Subject): readonly Fix[] {
  const isPort = subject.diagnostic.values['last'] === 0;
  return [...(isPort ? writeValue('slot', '0x00', true)(subject) : []), ...dropAddress(false)(subject)];
}

function dropModelName({ domain, element }: Subject): readonly Fix[] {
  if (element.name !== 'model') return [];
  const edits = [removeElement(domain.document, element)];
  return [{ title: `remove <model> from ${ownerOf(domain, element)}`, edits, safe: true }];
}

/** `vda`, used twice, becomes the first `vd…` that is free. */
function renameDisk({ diagnostic, domain, element }: Subject): readonly Fix[] {
  const target = child(element, 'target');
  const written = target === undefined ? undefined : attribute(target, 'dev');
  const prefix = /^[a-z]{2}(?=[a-z]$)/.exec(written?.value ?? '')?.[0];
  if (written === undefined || prefix === undefined) return [];
  const used = new Set(domain.devices.disk.map((disk) => disk.target));
  const letter = [...'abcdefghijklmnopqrstuvwxyz'].find((one) => !used.has(`${prefix}${one}`));
  if (letter === undefined || diagnostic.span === undefined) return [];
  const edits = [{ span: written.valueSpan, newText: `${prefix}${letter}` }];
  return [{ title: `call the second one ${prefix}${letter}`, edits, safe: false }];
}

/** The device that something written belongs to, as its user would name it. */
function ownerOf(domain: Domain, element: XmlElement): string {
  const device = allDevices(domain).find(
    (one) =>
      one.element !== undefined &&
      one.element.span.start <= element.span.start &&
      element.span.end <= one.element.span.end,
  );
  // A controller that is not numbered yet has the index -1.
  return device === undefined ? `<${element.name}>` : deviceLabel(device).replace(' -1', '');
}
