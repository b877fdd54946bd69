import { attributeValue, child, elements, type XmlElement } from '../xml/index.ts';
import { parseNumber } from './read/numbers.ts';

/** The `<cell>` elements of a domain with their ids; those without an id are counted. */
export function numaCellElements(domain: XmlElement): readonly (readonly [id: number, cell: XmlElement])[] {
  const cpu = child(domain, 'cpu');
  const numa = cpu === undefined ? undefined : child(cpu, 'numa');
  if (numa === undefined) return [];
  return elements(numa, 'cell').map((cell, position) => [
    parseNumber(attributeValue(cell, 'id') ?? '') ?? position,
    cell,
  ]);
}
