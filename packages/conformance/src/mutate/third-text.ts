import type { Random } from './random.ts';

const ODD_PIECES: readonly string[] = [
  '<!-- - -->',
  '<!---->',
  '<?php echo 1 ?>',
  '<![CDATA[]]>',
  '<![CDATA[x]]>',
  '&amp;',
  '&#160;',
  "<x:note xmlns:x='urn:x'/>",
  "<note xmlns='urn:y'><disk/></note>",
];

const between = (xml: string, random: Random, piece: string): string => {
  const places = [...xml.matchAll(/>/g)].map(({ index }) => index + 1).slice(0, -1);
  const at = places.length === 0 ? 0 : random.pick(places);
  return xml.slice(0, at) + piece + xml.slice(at);
};

const replaceOne = (xml: string, random: Random, found: RegExp, write: (text: string) => string): string => {
  const matches = [...xml.matchAll(found)];
  if (matches.length === 0) return xml;
  const { index, 0: text } = random.pick(matches);
  return xml.slice(0, index) + write(text) + xml.slice(index + text.length);
};

const CHANGES: readonly ((xml: string, random: Random) => string)[] = [
  (xml, random) => between(xml, random, random.pick(ODD_PIECES)),
  (xml, random) => between(xml, random, random.pick(ODD_PIECES)),
  (xml) => `<!DOCTYPE domain>\n${xml}`,
  (xml, random) => replaceOne(xml, random, /='[^']*'/g, (text) => ` =\n${text.slice(1)} `),
  (xml, random) => replaceOne(xml, random, /='[^']+'/g, (text) => `='&#x20;${text.slice(2)}`),
  (xml, random) => replaceOne(xml, random, /='[^']*'/g, (text) => `${text.slice(0, -1)}&#10;'`),
  (xml, random) => replaceOne(xml, random, /<\w+(?=[ />])/g, (text) => `${text} xmlns='urn:z'`),
  (xml, random) => replaceOne(xml, random, /<\w+(?=[ />])/g, (text) => `${text} xmlns:q='urn:q' q:type='x'`),
  (xml, random) => replaceOne(xml, random, /<\w+(?=[ />])/g, (text) => `${text} xml:space='preserve'`),
  (xml, random) => replaceOne(xml, random, />[^<\s][^<]*</g, (text) => `><!-- a -->${text.slice(1, -1)}<?b c?><`),
  (xml, random) => replaceOne(xml, random, />[^<&\s][^<&]*</g, (text) => `><![CDATA[${text.slice(1, -1)}]]><`),
  (xml) => xml.replaceAll('\n', ' '),
  (xml) => `<?xml version="1.0" standalone='yes'?>\n${xml}<!-- end -->\n`,
  (xml) => `<!-- WARNING: THIS IS AN AUTO-GENERATED FILE. -->\n\n${xml}\n\n`,
];

/** The text with one thing in it as XML allows it and few write it. */
export function writeOddly(xml: string, random: Random): string {
  return random.pick(CHANGES)(xml, random);
}
