export { type DecodedXml, decodeXml } from './decode.ts';
export {
  appendChildren,
  insertAfter,
  insertBefore,
  removeAttribute,
  removeElement,
  setAttribute,
} from './edit.ts';
export { type FoundDomain, findDomain } from './find-domain.ts';
export { type ParsedXml, parseXml } from './parse.ts';
export { type ElementSpec, printElement } from './print.ts';
export {
  attribute,
  attributeByPath,
  attributeValue,
  child,
  elementPath,
  elements,
  isElement,
  textOf,
} from './query.ts';
export { detectStyle, lineStart, type XmlStyle } from './style.ts';
export type {
  XmlAttribute,
  XmlComment,
  XmlDocument,
  XmlElement,
  XmlInstruction,
  XmlNode,
  XmlQuote,
  XmlText,
} from './tree.ts';
export { withContent } from './tree.ts';
