import type { XmlAttribute, XmlElement, XmlNode } from './tree.ts';

/** The child elements in order, or those of one name; a name without a prefix means no namespace. */
export function elements(parent: XmlElement, name?: string): readonly XmlElement[] {
  const found: XmlElement[] = [];
  for (const node of parent.children) {
    if (node.kind === 'element' && (name === undefined || isNamed(node, name))) found.push(node);
  }
  return found;
}

/** Elements in others of which libvirt reads the first that has this attribute, not the first alone. */
const ASKED_FOR: ReadonlyMap<string, { readonly parent: string; readonly attribute: string }> = new Map([
  ['model', { parent: 'interface', attribute: 'type' }],
  ['target', { parent: 'filesystem', attribute: 'dir' }],
]);

/** The child element of a name that libvirt reads, mostly the first; a name without a prefix means no namespace. */
export function child(parent: XmlElement, name: string): XmlElement | undefined {
  const asked = ASKED_FOR.get(name);
  let first: XmlElement | undefined;
  for (const node of parent.children) {
    if (node.kind !== 'element' || !isNamed(node, name)) continue;
    if (asked?.parent !== parent.name || attribute(node, asked.attribute) !== undefined) return node;
    first ??= node;
  }
  return first;
}

function isNamed(element: XmlElement, name: string): boolean {
  return element.name === name && (element.uri === '' || name.includes(':'));
}

/**
 * The attribute of a name. libvirt mostly asks for the name alone, so one with a prefix counts, too; the first holds.
 */
export function attribute(element: XmlElement, name: string): XmlAttribute | undefined {
  for (const candidate of element.attributes) {
    if (candidate.name === name || (candidate.local === name && !isAskedByPath(element, name))) return candidate;
  }
  return undefined;
}

/**
 * Attributes that libvirt asks for by a path, in which a prefix counts, with what their element is in where that matters;
 * `unit` is so everywhere but in addresses.
 */
const BY_PATH: readonly string[] = [
  ...['domain@type', 'os@firmware', 'os/type@arch', 'os/type@machine', 'smbios@mode', 'maxMemory@slots'],
  ...['adapter@name', 'alias@name', 'auth@username', 'cookie@name', 'encryption@format', 'encryption/secret@type'],
  ...['interface/source/address@type', 'interface/model@type', 'link@state', 'mtu@size', 'frames@max'],
  ...['target@dir', 'filesystem/driver@queue', 'thread_pool@size', 'openfiles@max'],
  ...['serial/target/model@name', 'console/target/model@name', 'rng/rate@period', 'rng/rate@bytes'],
  ...['timeout@seconds', 'readahead@size', 'backend/encryption@secret'],
  ...['backingStore/format@type', 'dataStore/format@type', 'slice@type', 'slice@offset', 'slice@size'],
  ...['reservations/source@type', 'reservations/source@path', 'reservations/source@mode'],
  ...['uid', 'gid'].flatMap((id) => ['start', 'target', 'count'].map((name) => `${id}@${name}`)),
];

function isAskedByPath({ name, parent }: XmlElement, attributeName: string): boolean {
  if (attributeName === 'unit') return name !== 'address';
  const path = `/${parent?.parent?.name}/${parent?.name}/${name}@${attributeName}`;
  return BY_PATH.some((place) => path.endsWith(`/${place}`));
}

/**
 * The attribute to which a path from an element leads, such as `memoryBacking/access`: the first of that name in all
 * parts of these names, without a prefix.
 */
export function attributeByPath(parent: XmlElement, path: string, name: string): XmlAttribute | undefined {
  const at = path.indexOf('/');
  const part = at < 0 ? path : path.slice(0, at);
  for (const node of parent.children) {
    if (!isElement(node) || !isNamed(node, part)) continue;
    const found =
      at < 0 ? node.attributes.find((one) => one.name === name) : attributeByPath(node, path.slice(at + 1), name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The value of the attribute of a name, see {@link attribute}. */
export function attributeValue(element: XmlElement, name: string): string | undefined {
  return attribute(element, name)?.value;
}

/**
 * The character data inside the element and in what it holds, joined, as libvirt reads it: without comments, and
 * without the white space that lays out what begins with another element or a comment.
 */
export function textOf({ children }: XmlElement): string {
  let text = '';
  let beginsWith: XmlNode['kind'] | undefined;
  for (const node of children) {
    if (node.kind === 'text' && beginsWith !== 'text' && children.length > 1 && isBlank(node.value)) continue;
    beginsWith ??= node.kind;
    if (node.kind === 'text') text += node.value;
    else if (node.kind === 'element') text += textOf(node);
  }
  return text;
}

const isBlank = (text: string): boolean => !/[^ \t\r\n]/.test(text);

/** The way to an element for messages, `/domain/devices/disk[2]`; numbered from 1 where the name alone is ambiguous. */
export function elementPath(element: XmlElement): string {
  const { parent, name } = element;
  if (parent === undefined) return `/${name}`;
  const same = elements(parent, name);
  return `${elementPath(parent)}/${name}${same.length > 1 ? `[${same.indexOf(element) + 1}]` : ''}`;
}

/** Whether a node is an element. */
export function isElement(node: XmlNode): node is XmlElement {
  return node.kind === 'element';
}
