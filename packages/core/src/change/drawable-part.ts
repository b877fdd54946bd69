import { checkArguments, isAnswer, isFunction, isText } from '../basics/index.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import { allDevices, type Device, pciAddressOf, readDomain } from '../domain/index.ts';
import type { RefusedDevice } from '../outputs/index.ts';
import { deviceIds, factsOf, type Plan } from '../plan/index.ts';
import { readFacts } from '../profiles/index.ts';
import type { Span } from '../text/index.ts';
import { formatPciAddress } from '../topology/index.ts';
import { elements, findDomain, parseXml, type XmlElement } from '../xml/index.ts';
import type { Planner, PlannerResult } from './edited-document.ts';

/** What can be drawn of a document that libvirt refuses: it without the devices that are at fault, and these. */
export interface DrawablePart {
  /** Its places are those of the refused text. */
  readonly plan: Plan;
  readonly refused: readonly RefusedDevice[];
  /** Ids of the devices that hold what a refused one wants. */
  readonly clashing: ReadonlySet<string>;
}

const MOST_ROUNDS = 12;

/**
 * Blanks out the devices that errors speak of, until libvirt would take the rest. Undefined where the faults are not
 * those of devices. `result`: the refusal.
 */
export function drawablePart(xml: string, result: PlannerResult, planner: Planner): DrawablePart | undefined {
  checkArguments('drawablePart', { xml: [xml, isText], result: [result, isAnswer], planner: [planner, isFunction] });
  const parsed = parseXml(xml);
  if (parsed.diagnostics.some(isError)) return undefined;
  const found = findDomain(parsed.document);
  if (!found.ok) return undefined;
  const children = elements(found.domain)
    .filter(({ name }) => name === 'devices')
    .flatMap((parent) => elements(parent));
  const blamed = new Set<XmlElement>();
  const related: Span[] = [];
  let answer = result;
  for (let round = 0; round < MOST_ROUNDS && !answer.ok; round += 1) {
    const errors = answer.diagnostics.filter(isError);
    const before = blamed.size;
    for (const { span, related: others } of errors) {
      const element = children.find((one) => span !== undefined && contains(one.span, span));
      if (element !== undefined) blamed.add(element);
      related.push(...others.flatMap((one) => (one.span === undefined ? [] : [one.span])));
    }
    if (blamed.size === before) return undefined;
    answer = planner(without(xml, blamed));
  }
  if (!answer.ok) return undefined;
  const { plan } = answer;
  const facts = readFacts(factsOf(plan).profile, plan.host);
  const { domain } = readDomain(parsed.document, found.domain, facts);
  const refused = allDevices(domain)
    .filter(({ element }) => element !== undefined && blamed.has(element))
    .map((device, index) => refusedDevice(device, index));
  return { plan, refused, clashing: holders(plan, refused, related) };
}

function refusedDevice(device: Device, index: number): RefusedDevice {
  const at = pciAddressOf(device.address);
  const id = `${device.kind}-refused-${index}`;
  return { id, device, ...(at === undefined ? {} : { address: formatPciAddress(at) }) };
}

function holders(plan: Plan, refused: readonly RefusedDevice[], related: readonly Span[]): ReadonlySet<string> {
  const wanted = new Set(refused.map(({ address }) => address));
  const ids = new Set<string>();
  for (const [device, id] of deviceIds(plan)) {
    const at = pciAddressOf(device.address);
    const isWanted = at !== undefined && wanted.has(formatPciAddress(at));
    const isNamed = related.some((span) => device.element !== undefined && contains(device.element.span, span));
    if (isWanted || isNamed) ids.add(id);
  }
  return ids;
}

/** The text with blanks in place of elements, so that all places stay. */
function without(xml: string, blamed: ReadonlySet<XmlElement>): string {
  let text = '';
  let at = 0;
  for (const { span } of [...blamed].sort((a, b) => a.span.start - b.span.start)) {
    text += xml.slice(at, span.start) + xml.slice(span.start, span.end).replace(/[^\r\n]/g, ' ');
    at = span.end;
  }
  return text + xml.slice(at);
}

const contains = (outer: Span, inner: Span): boolean => inner.start >= outer.start && inner.start < outer.end;
const isError = ({ severity }: Diagnostic): boolean => severity === 'error';
