import { elements, type XmlElement } from '../xml/index.ts';

/** A feature of a domain: of a name the last in any `<features>` counts (A-LIST-7). */
export function featureOf(domain: XmlElement, name: string): XmlElement | undefined {
  return elements(domain, 'features')
    .flatMap((group) => elements(group, name))
    .at(-1);
}
