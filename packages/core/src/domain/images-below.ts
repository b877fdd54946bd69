import { attributeValue, child, type XmlElement } from '../xml/index.ts';

/** An image below a disk's own: one that an image builds on, or one that holds its data. */
export interface ImageBelow {
  readonly element: XmlElement;
  readonly type: string;
  /** The names of the elements that lead to it, from the disk down. */
  readonly path: readonly string[];
}

/** The images below the one of an element, as far as a type of them is written; data stores only where they are read. */
export function imagesBelow(element: XmlElement, readsDataStores: boolean): readonly ImageBelow[] {
  const found: ImageBelow[] = [];
  const visit = (holder: XmlElement, name: string, path: readonly string[]): void => {
    const image = child(holder, name);
    const type = image && attributeValue(image, 'type');
    if (image === undefined || type === undefined) return;
    found.push({ element: image, type, path: [...path, name] });
    visitBelow(image, [...path, name]);
  };
  const visitBelow = (image: XmlElement, path: readonly string[]): void => {
    const source = readsDataStores ? child(image, 'source') : undefined;
    if (source !== undefined) visit(source, 'dataStore', [...path, 'source']);
    if (image.name !== 'dataStore') visit(image, 'backingStore', path);
  };
  visitBelow(element, []);
  return found;
}
