import { createDiagnostic, type Diagnostic } from '../../diagnostics/index.ts';
import { numaCellElements } from '../../domain/index.ts';
import { attributeValue, child, textOf, type XmlElement } from '../../xml/index.ts';
import type { LintInput } from '../lint.ts';

/**
 * RP6018: a definition without a name or without memory, which libvirt refuses (E-PARSE). One that has neither `<name>` nor
 * `<memory>` is a part of a definition, as people write it to ask about its devices.
 */
export function definitionIncomplete({ domain: { element } }: LintInput): readonly Diagnostic[] {
  const hasName = textIn(element, 'name') !== '';
  const hasMemory = isSize(textIn(element, 'memory'));
  if (hasName === hasMemory || (hasName && hasCellMemory(element))) return [];
  const values = hasName
    ? { what: 'memory', element: '<memory>, or the memory of each <cell> of <numa>' }
    : { what: 'name', element: '<name>' };
  return [createDiagnostic('RP6018', { span: element.startTag, values })];
}

function textIn(parent: XmlElement, name: string): string {
  const element = child(parent, name);
  return element === undefined ? '' : textOf(element);
}

function hasCellMemory(domain: XmlElement): boolean {
  return numaCellElements(domain).some(([, cell]) => isSize(attributeValue(cell, 'memory') ?? ''));
}

// Other checks refuse a text that cannot be read.
const isSize = (text: string): boolean => text !== '' && Number(text) !== 0;
