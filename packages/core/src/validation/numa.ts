import { createDiagnostic } from '../diagnostics/index.ts';
import { numaCellElements } from '../domain/index.ts';
import { SETTING_DATES } from '../profiles/index.ts';
import { attributeValue, child, elements, type XmlElement } from '../xml/index.ts';
import type { Check, Checking } from './check.ts';

/** A node's distance to itself, and the largest of all. */
const OWN = 10;
const LARGEST = 255;

/** PL-CPULESS: distances between the guest's NUMA nodes, as the live 7.0, 9.0, 11.3 and 12.9 took and refused them. */
function checkDistances({ domain, diagnostics }: Checking): void {
  const known = new Set(domain.numaCells);
  for (const [id, cell] of numaCellElements(domain.element)) {
    const distances = child(cell, 'distances');
    if (distances === undefined) continue;
    const siblings = elements(distances, 'sibling');
    const report = (element: XmlElement, problem: string): void => {
      diagnostics.push(createDiagnostic('RP2500', { span: element.startTag, values: { cell: id, problem } }));
    };
    if (siblings.length === 0) report(distances, 'they name no other node');
    for (const sibling of siblings) {
      const problem = faultOf(sibling, id, known);
      if (problem !== undefined) report(sibling, problem);
    }
  }
}

function faultOf(sibling: XmlElement, own: number, known: ReadonlySet<number>): string | undefined {
  const [id, value] = [attributeValue(sibling, 'id'), attributeValue(sibling, 'value')];
  if (id === undefined || value === undefined) return `a sibling lacks its ${id === undefined ? 'id' : 'value'}`;
  if (!/^\d+$/.test(id) || !known.has(Number(id))) return `there is no node ${id}`;
  const distance = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!(distance >= OWN && distance <= LARGEST)) return `${value} is not a distance`;
  if (distance === OWN && Number(id) !== own) return `${OWN} to node ${id}, which is another`;
  return distance !== OWN && Number(id) === own ? `${value} to itself` : undefined;
}

export const NUMA_CHECKS: readonly Check[] = [{ when: SETTING_DATES.all, run: checkDistances }];
