import { child, textOf, type XmlElement } from '../xml/index.ts';

/** The text of a device's `<serial>`; undefined where there is none or it is empty. */
export function serialOf(device: XmlElement): string | undefined {
  const element = child(device, 'serial');
  const text = element === undefined ? '' : textOf(element);
  return text === '' ? undefined : text;
}
