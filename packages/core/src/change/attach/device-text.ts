import { createDiagnostic, type Diagnostic } from '../../diagnostics/index.ts';
import { applyEdits, type Span, type TextEdit } from '../../text/index.ts';
import { appendChildren, child, parseXml, type XmlDocument, type XmlElement } from '../../xml/index.ts';

/** The XML of one device, alone in its text. */
export interface DeviceText {
  readonly document: XmlDocument;
  readonly element: XmlElement;
}

export type ReadDeviceText =
  | { readonly ok: true; readonly device: DeviceText }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Reads the XML of a device; the faults are places in that text. */
export function readDeviceText(source: string): ReadDeviceText {
  const { document, diagnostics } = parseXml(source);
  if (diagnostics.some(({ severity }) => severity === 'error')) return { ok: false, diagnostics };
  const { root } = document;
  if (root === undefined) return { ok: false, diagnostics: [createDiagnostic('RP1005')] };
  return { ok: true, device: { document, element: root } };
}

/** The device with one `<address>`, or without any when `address` is undefined. */
export function withAddress({ document, element }: DeviceText, address?: Readonly<Record<string, string>>): string {
  const old = child(element, 'address');
  const { start } = element.span;
  const edits: TextEdit[] = [];
  if (old !== undefined) edits.push({ span: old.span, newText: address === undefined ? '' : printAddress(address) });
  else if (address !== undefined) {
    edits.push(appendChildren(document, element, [{ name: 'address', attributes: Object.entries(address) }]));
  }
  const moved = edits.map(({ span, newText }) => ({
    span: { start: span.start - start, end: span.end - start },
    newText,
  }));
  return applyEdits(textOfDevice({ document, element }), moved);
}

/** The element alone, without what stands around it. */
export function textOfDevice({ document, element }: DeviceText): string {
  return document.source.slice(element.span.start, element.span.end);
}

function printAddress(address: Readonly<Record<string, string>>): string {
  const attributes = Object.entries(address).map(([name, value]) => ` ${name}='${value}'`);
  return `<address${attributes.join('')}/>`;
}

/** A text with devices in it, and where each of them begins. */
export interface InsertedDevices {
  readonly source: string;
  readonly spans: readonly Span[];
}

/** Stands in for the devices while the place for a new child is looked for. */
const MARKER = 'rootport-device';

/** Puts devices behind all others of a domain. Its text has to be well-formed. */
export function insertDevices(
  document: XmlDocument,
  domain: XmlElement,
  devices: readonly string[],
): InsertedDevices & { readonly edit: TextEdit } {
  const parent = child(domain, 'devices');
  const specs = devices.map(() => ({ name: MARKER, attributes: [] }));
  const edit =
    parent === undefined
      ? appendChildren(document, domain, [{ name: 'devices', attributes: [], children: specs }])
      : appendChildren(document, parent, specs);
  const [first = '', ...rest] = edit.newText.split(`<${MARKER}/>`);
  const spans: Span[] = [];
  let newText = first;
  rest.forEach((between, position) => {
    const device = devices[position] ?? '';
    const start = edit.span.start + newText.length;
    spans.push({ start, end: start + device.length });
    newText += device + between;
  });
  const full = { ...edit, newText };
  return { source: applyEdits(document.source, [full]), spans, edit: full };
}
