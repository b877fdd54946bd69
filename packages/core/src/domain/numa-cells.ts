import { attributeValue, child, elements, type XmlElement } from '../xml/index.ts';
import { parseNumber } from './read/numbers.ts';

/** The `<cell>` elements of a domain with their ids; those without an id are counted. */
export function numaCellElements(domain: XmlElement): readonly (readonly [id: number, cell: XmlElement])[] {
  const cells = numaElements(domain).flatMap((numa) => elements(numa, 'cell'));
  return cells.map((cell, position) => [parseNumber(attributeValue(cell, 'id') ?? '') ?? position, cell]);
}

/** The first `<numa>` of each `<cpu>`: libvirt takes the cells of all. */
export function numaElements(domain: XmlElement): readonly XmlElement[] {
  return elements(domain, 'cpu').flatMap((cpu) => child(cpu, 'numa') ?? []);
}
