import type { Span } from '../text/index.ts';
import { attribute, child, type XmlElement } from '../xml/index.ts';
import type { Device } from './device.ts';

/**
 * Where a part of a device is written: `deviceSpan(controller, 'target', 'chassis')` is the value of that attribute.
 * What is not written is pointed at as closely as possible; undefined for a device that is not in the document.
 */
export function deviceSpan(device: Device | undefined, ...path: readonly string[]): Span | undefined {
  let element: XmlElement | undefined = device?.element;
  if (element === undefined) return undefined;
  let found = element.startTag;
  for (const name of path) {
    const part: XmlElement | undefined = child(element, name);
    if (part === undefined) return attribute(element, name)?.valueSpan ?? found;
    element = part;
    found = part.span;
  }
  return found;
}
