import { child, elements, isElement, withContent, type XmlElement } from '../xml/index.ts';

/** Parts of `<os>` of which libvirt reads all that are written, as if they were one. */
const READ_TOGETHER: readonly string[] = ['smbios', 'acpi', 'firmware'];

/**
 * The `<os>` of a domain as libvirt sees it, which asks for each part by a path (E-PARSE): several are as one, and the
 * attributes of the first `<type>` of each are those of one `<type>`.
 */
export function osOf(domain: XmlElement): XmlElement | undefined {
  const written = elements(domain, 'os');
  const [first] = written;
  if (first === undefined || (written.length === 1 && !isRepeated(first))) return first;
  const all = together(first, written);
  const joined = READ_TOGETHER.flatMap((name) => {
    const parts = elements(all, name);
    return parts[0] === undefined ? [] : [together(parts[0], parts)];
  });
  const types = written.flatMap((os) => elements(os, 'type').slice(0, 1));
  if (types[0] !== undefined) joined.push(withContent(types[0], attributesOf(types), types[0].children));
  const others = all.children.filter((one) => !isElement(one) || !joined.some(({ name }) => name === one.name));
  return withContent(all, all.attributes, [...joined, ...others]);
}

/** The `<type>` of a domain's `<os>`. */
export function osTypeOf(domain: XmlElement): XmlElement | undefined {
  const os = osOf(domain);
  return os === undefined ? undefined : child(os, 'type');
}

const isRepeated = (os: XmlElement): boolean => READ_TOGETHER.some((name) => elements(os, name).length > 1);

function together(first: XmlElement, all: readonly XmlElement[]): XmlElement {
  const children = all.flatMap((one) => one.children);
  return withContent(first, attributesOf(all), children);
}

const attributesOf = (all: readonly XmlElement[]): XmlElement['attributes'] => all.flatMap((one) => one.attributes);
